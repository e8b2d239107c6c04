"""Whole dialogues as text: what a person does goes in, what the coach says is written between.

A scene is a text file. Its first lines set it up; then every line of a person is done, and what follows from
it is written below:

    # One line on what the scene shows
    at 2026-03-02 20:10 Europe/Berlin
    client Sam

    Sam: /start
    Bot: Hi Sam. …
         [I agree, let's start] [What do you keep?]
    Sam: [I agree, let's start]
    Bot ✎ First, your clock …
    -- to 21:50 --
    Anna: /clients

`with Ben, Kim` below the client lets others take part, with a line each like the client's, and `To Ben:` what
they read; `by invitation only` shuts the door to who comes without a link. Codes of links are `i_CODE1`,
`i_CODE2` … there. Such a scene is about who is who, and what goes to many, of which the journey knows
nothing: it is played over HTTP alone.

`group Anna, Ben` gives Anna a group with topics in which these are, and the bot as an administrator. `Anna in
General: …`, `Anna in Sam · C1: …` is said, tapped or, with `replies`, answered there; `In General:` and `In
Sam · C1:` is what is read there. `Anna deletes the topic Sam · C1` does that. That too is played over HTTP
alone.

A scene may begin where another one is: instead of `at` and `client` it says `after plan_two_regions, to: The
plan`, and that file is played unseen up to its line `# The plan`.

`Bot ✎` is an edit in place, `Bot 🔕` a message without a sound, `Bot ⌜…⌟` the answer to a tap, `To Anna:`
what the trainer reads; `Bot (calendar):` and `Bot ✎ (pain):` come with that picture, above its caption; `Bot
(half_kneeling_hip_flexor_left):` shows that exercise, the left side working, where its file is ready.
`Sam: (photo) My foot` sends something with a caption, `Sam: (voice)` without; it comes as `To Anna (photo):`
with what stands below it. `Anna replies: …` and `Sam replies: …` answer the newest message that can be
answered; `Anna edits: …` and `Sam edits: …` change the newest own message. `Bot reacts 👌` is a sign on the
trainer's own.

`Sam: (70 times) hello` says so again and again, and prints how much was said to it, and what came last.

`[label]` in a person's line taps that button, `(old) [label]` taps it on a card that has passed, `(twice)
[label]` delivers one tap two times. `-- +15 min --`, `-- to 21:50 --`, `-- to 2026-03-09
08:00 --` move the clock; `Sam blocks the bot` and `Sam unblocks the bot` do that; `-- restart --` stops the
bot and starts it again, `-- down for 5 min --` leaves that time between the two.
`-- quietly to 2026-03-16 20:00 --` moves the clock and prints only how much was said on the way;
`-- diligently to … --` does so too, with somebody who has done everything already, and has nothing new to
tell.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
MOVE = re.compile(
    r"-- (?:(?P<how>quietly|diligently) )?"
    r"(?:\+(?P<count>\d+) (?P<unit>s|min|h|days?)"
    r"|to (?:(?P<on>\d{4}-\d\d-\d\d) )?(?P<at>\d\d:\d\d)|restart|down for (?P<down>\d+) min) --"
)
DILIGENT = ("Done already", "None of these", "Same")
"""What somebody taps who does everything, and has nothing new to tell."""
WITH, GROUP, SHUT = "with ", "group ", "by invitation only"
DOES = re.compile(r"(?P<who>\w+)(?: in (?P<topic>.+?))?(?: (?P<does>replies|edits))?")
"""Whose line it is, before its colon."""
DELETES = re.compile(r"(\w+) deletes the topic (.+)")
ATTACHED = re.compile(
    r"\((animation|audio|document|location|photo|poll|sticker|video|video_note|voice)\) ?([^\[]*)"
)
AGAIN = re.compile(r"(?P<whose>.+): \((?P<times>\d+) times\) (?P<what>.+)")
AFTER = re.compile(r"after (\w+), to: (.+)")
UNITS = {
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "day": timedelta(days=1),
    "days": timedelta(days=1),
}
PAD = "     "


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that reached a phone."""

    who: str
    """`client`, `trainer`, or the name of somebody else; `in General` or `in Sam · C1` in a group."""
    kind: str
    """`new`, `edit`, `silent`, `toast` or `sign`, which is an emoji on the person's own message."""
    text: str
    rows: tuple[tuple[str, ...], ...] = ()
    picture: str = ""
    """Which chart or figure it is, or `report`; empty for words alone."""


class Stage(Protocol):
    """Where a scene is played: the pure journey, or the bot over HTTP."""

    async def say(self, who: str, text: str, kind: str = "", topic: str = "") -> list[Heard]: ...
    async def tap(self, who: str, label: str, *, old: bool, times: int, topic: str = "") -> list[Heard]: ...
    async def reply(self, who: str, text: str, kind: str = "", topic: str = "") -> list[Heard]: ...
    async def delete_topic(self, topic: str) -> list[Heard]: ...
    async def rewrite(self, who: str, text: str) -> list[Heard]: ...
    async def block(self, who: str, *, blocked: bool) -> list[Heard]: ...
    async def move_to(self, moment: datetime) -> list[Heard]: ...
    async def restart(self, down: timedelta) -> list[Heard]: ...
    def next_moment(self) -> datetime | None: ...
    def now(self) -> datetime: ...


@dataclass
class Scene:
    """What a file says, without the coach's part."""

    title: str
    at: datetime
    zone: str
    client: str
    lines: list[str] = field(default_factory=list)
    after: str = ""
    """The header line that names the scene before this one."""
    before: list[str] = field(default_factory=list)
    """What is played unseen first."""
    others: tuple[str, ...] = ()
    """Who takes part besides the client and Anna."""
    group: tuple[str, ...] = ()
    """Who is in Anna's group."""
    shut: bool = False
    """Nobody starts without a link."""


def read(path: Path) -> Scene:
    text = path.read_text(encoding="utf-8").splitlines()
    title = text[0].removeprefix("# ")
    header = AFTER.fullmatch(text[1])
    if header:
        earlier = read(FOLDER / f"{header[1]}.txt")
        played = [*earlier.before, *earlier.lines[: earlier.lines.index(f"# {header[2]}")]]
        others, group = named(WITH, text), named(GROUP, text)
        ours = [line for line in text[2:] if is_input(line, earlier.client, *others)]
        return Scene(title, earlier.at, earlier.zone, earlier.client, ours, text[1], played, others, group)
    start = next(line for line in text if line.startswith("at "))
    on, clock, zone = start.removeprefix("at ").split()
    local = datetime.fromisoformat(f"{on} {clock}").replace(tzinfo=ZoneInfo(zone))
    client = next(line for line in text if line.startswith("client ")).removeprefix("client ")
    body = text[text.index(f"client {client}") + 1 :]
    others, group = named(WITH, text), named(GROUP, text)
    ours = [line for line in body if is_input(line, client, *others)]
    shut = SHUT in text[: text.index("")]
    return Scene(title, local.astimezone(UTC), zone, client, ours, others=others, group=group, shut=shut)


def named(what: str, text: list[str]) -> tuple[str, ...]:
    """The people in that line of the header."""
    line = next((line for line in text[: text.index("")] if line.startswith(what)), "").removeprefix(what)
    return tuple(line.split(", ")) if line else ()


def is_input(line: str, client: str, *others: str) -> bool:
    people = (client, *others)
    whose = DOES.fullmatch(line.partition(": ")[0]) if ": " in line else DELETES.fullmatch(line)
    return (
        line.startswith("# ")
        or (whose is not None and whose[1] in {*people, "Anna"})
        or line in {f"{one} {does} the bot" for one in people for does in ("blocks", "unblocks")}
        or bool(MOVE.fullmatch(line))
    )


async def play(scene: Scene, stage: Stage) -> str:
    """The whole scene as text."""
    at = f"at {scene.at.astimezone(ZoneInfo(scene.zone)):%Y-%m-%d %H:%M} {scene.zone}"
    besides = [f"{WITH}{', '.join(scene.others)}"] if scene.others else []
    group = [f"{GROUP}{', '.join(scene.group)}"] if scene.group else []
    shut = [SHUT] if scene.shut else []
    begin = [scene.after] if scene.after else [at, f"client {scene.client}"]
    out = [f"# {scene.title}", *begin, *besides, *group, *shut, ""]
    for line in scene.before:
        if not line.startswith("# "):
            await do(line, scene, stage)
    for line in scene.lines:
        if line.startswith("# "):
            out += [line] if out[-1] == "" else ["", line]
            continue
        out.append(line)
        heard = await do(line, scene, stage)
        moved = MOVE.fullmatch(line)
        if AGAIN.fullmatch(line):
            out += count(heard[:-1]) + render(heard[-1:])
        else:
            out += count(heard) if moved and moved["how"] else render(heard)
    return "\n".join(out) + "\n"


async def do(line: str, scene: Scene, stage: Stage) -> list[Heard]:  # noqa: PLR0911 - a table
    moved = MOVE.fullmatch(line)
    if moved:
        if "restart" in line or moved["down"]:
            return await stage.restart(timedelta(minutes=int(moved["down"] or 0)))
        until = moment(moved, stage.now(), scene.zone)
        return await (diligently(until, stage) if moved["how"] == "diligently" else stage.move_to(until))
    if line.endswith("blocks the bot"):
        who = line.partition(" ")[0]
        return await stage.block("client" if who == scene.client else who, blocked="unblocks" not in line)
    if again := AGAIN.fullmatch(line):
        heard = []
        for _ in range(int(again["times"])):
            heard += await do(f"{again['whose']}: {again['what']}", scene, stage)
        return heard
    if deleted := DELETES.fullmatch(line):
        return await stage.delete_topic(deleted[2])
    whose, _, what = line.partition(": ")
    said = DOES.fullmatch(whose)
    if said is None:
        raise ValueError(f"{line}: whose line is this?")
    who, does = said["who"], said["does"]
    person = who if who in scene.others else "client" if who == scene.client else "trainer"
    there = {"topic": said["topic"]} if said["topic"] else {}
    attached = ATTACHED.fullmatch(what)
    kind, what = (attached[1], attached[2]) if attached else ("", what)
    if does == "replies":
        return await stage.reply(person, what, kind, **there)
    if does == "edits":
        return await stage.rewrite(person, what)
    if kind:
        return await stage.say(person, what, kind, **there)
    tapped = re.fullmatch(r"(?:\((old|twice)\) )?\[(.+)\]", what)
    if tapped:
        old, times = tapped[1] == "old", 2 if tapped[1] == "twice" else 1
        return await stage.tap(person, tapped[2], old=old, times=times, **there)
    return await stage.say(person, what.replace("\\n", "\n"), **there)


async def diligently(until: datetime, stage: Stage) -> list[Heard]:
    """Up to a moment, with every prompt answered as it comes."""
    heard: list[Heard] = []
    while (due := stage.next_moment()) is not None and due <= until:
        new = await stage.move_to(max(due, stage.now()))
        for label in DILIGENT:
            if label in {each for one in new for row in one.rows for each in row if one.who == "client"}:
                new += await stage.tap("client", label, old=False, times=1)
        heard += new
    return heard + await stage.move_to(until)


def moment(moved: re.Match[str], now: datetime, zone: str) -> datetime:
    if moved["count"]:
        return now + int(moved["count"]) * UNITS[moved["unit"]]
    local = now.astimezone(ZoneInfo(zone))
    on = moved["on"] or f"{local:%Y-%m-%d}"
    to = datetime.fromisoformat(f"{on} {moved['at']}").replace(tzinfo=ZoneInfo(zone))
    if not moved["on"] and to <= local:
        to = datetime.fromisoformat(f"{local + timedelta(days=1):%Y-%m-%d} {moved['at']}").replace(
            tzinfo=ZoneInfo(zone)
        )
    return to.astimezone(UTC)


def count(heard: Iterable[Heard]) -> list[str]:
    """How much a stretch of time had to say to the client."""
    said = sum(one.who == "client" and one.kind in {"new", "silent"} for one in heard)
    return [f"… ({said} messages)"] if said != 1 else ["… (1 message)"]


def render(heard: Iterable[Heard]) -> list[str]:
    """The answer to a tap first, then the client's phone, then the trainer's: they ring independently."""
    out: list[str] = []
    for one in sorted(heard, key=lambda one: (one.kind != "toast", one.who != "client", one.who)):
        if one.kind == "toast":
            out.append(f"Bot ⌜{one.text}⌟")
            continue
        if one.kind == "sign":
            out.append(f"Bot reacts {one.text}")
            continue
        head = {"new": "Bot:", "edit": "Bot ✎", "silent": "Bot 🔕"}[one.kind]
        if one.who != "client":
            name = "To Anna" if one.who == "trainer" else f"To {one.who}"
            name = f"I{one.who[1:]}" if one.who.startswith("in ") else name
            head = f"{name}:" if one.kind != "edit" else f"{name} ✎"
        if one.picture:
            head = f"{head.removesuffix(':')} ({one.picture}):"
        lines = one.text.split("\n")
        out.append(f"{head} {lines[0]}".rstrip())
        out += [f"{PAD}{line}".rstrip() for line in lines[1:]]
        out += rows(one.rows)
    return out


def rows(each: Sequence[Sequence[str]]) -> list[str]:
    return [PAD + " ".join(f"[{label}]" for label in row) for row in each]


def scenes() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def is_pure(path: Path) -> bool:
    """Whether the journey alone can play it: what several clients get, and groups, take the whole bot."""
    scene = read(path)
    return not scene.others and not scene.group
