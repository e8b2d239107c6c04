"""Everything that may happen in a world: one of each kind.

In: a world, and warning signs as people type them. Out: what to do next. Choices come from the buttons on
the phone, scheduled moments from the schedule, typed warning signs from the content's own examples; only
the words and commands that any client may type stand here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import get_args

from content.library import Pack
from flows import times
from flows.events import (
    Attached,
    CameBack,
    Cleared,
    Due,
    Left,
    Managed,
    ManagedAction,
    Replied,
    Said,
    Tapped,
)
from flows.explorer.abstraction import CONDITIONS, CRISIS, IN_PLAN, KNOWN, SIGNS, TESTS, narrowed
from flows.explorer.bodies import BODIES, FEW, HURTS_EVERYWHERE, MIXED, answer, body
from flows.explorer.world import Doing, OnceIn, World
from flows.safety import read_signs
from flows.screens import SCREENS
from flows.table import COACHED
from flows.talk import CARD, PROMPT

WORDS = (
    "yes", "no", "seven", "done", "later", "skip", "not sure", "not today", "in 20 minutes", "it hurts",
    "my back is a 9 today", "please pause for two weeks", "/settings", "/pause", "/floss",
)  # fmt: skip
NONSENSE = "colourless green ideas"
COMMANDS = (
    "stop", "start over", "help", "/start", "/help", "/back", "/stop", "/privacy", "/today", "/plan",
    "/progress", "/pain", "/pain 4", "/pain 9", "/ask", "/ask May I swim?", "/unheard_of",
)  # fmt: skip
TYPED_ANSWERS = ("Berlin", "20:10", "22:30", "41", "15", "4")
"""Tried where a state reads more than its buttons: places, times, ages in each range, weeks."""
GARBLED = ("", "x", "p.", "p.bedtime:done", "p.bedtime.2020-01-01.0:done")
FOREIGN = "d.clear.1001.RF01"
TRAINER = "Anna"
UNLOCKED = "RF99"
TOO_LATE = timedelta(minutes=1)
MORNING = time(9, 30)
NOON = time(13, 0)
DEEP_IN_THE_NIGHT = time(3, 0)
NO_RESULT = frozenset({"later", "keep", "go_back", "ask_start_over", "start_over"})
"""Buttons that give no result of a self-test."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A text, and the warning sign that it certainly names; none when it is only doubtful."""

    name: str
    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Warning signs as people type them: the content's own examples."""

    signs: tuple[Sign, ...]
    """One text for each way of taking a sign, an emergency first."""
    examples: dict[str, str]
    """Words for each emergency and urgent sign."""


def vocabulary(pack: Pack) -> Vocabulary:
    level = {flag.ref: flag.levels.new for flag in pack.screening.red_flags}
    certain = [one for one in pack.signs.patterns if not one.doubt and level[one.flag] in {"E", "U"}]
    examples: dict[str, str] = {}
    for one in certain:
        examples.setdefault(one.flag, one.examples[0])
    emergency = next(code for code in examples if level[code] == "E" and code != CRISIS)
    urgent = next(code for code in examples if level[code] == "U")
    milder = next(code for code in examples if pack.red_flag[code].without_pain is not None)
    doubtful = next(
        text
        for text in (one.examples[0] for one in pack.signs.patterns if one.doubt)
        if level[(read_signs(text, pack).doubtful or (CRISIS,))[0]] == "E"
    )
    return Vocabulary(
        (
            Sign("an emergency sign", examples[emergency], (emergency,)),
            Sign("an urgent sign", examples[urgent], (urgent,)),
            Sign("suicidal words", examples[CRISIS], (CRISIS,)),
            Sign("a sign that asks for less without pain", examples[milder], (milder,)),
            Sign("an unclear sign", doubtful, ()),
        ),
        examples,
    )


def happenings(world: World, pack: Pack, words: Vocabulary) -> Iterator[Doing]:
    """What may happen next; names are unique within one world."""
    seen: set[str] = set()
    for doing in _all(world, pack, words):
        if doing.name not in seen:
            seen.add(doing.name)
            yield doing


def _all(world: World, pack: Pack, words: Vocabulary) -> Iterator[Doing]:
    if world.client.blocked or world.client.left:
        yield from _gone(world, words)
        return
    yield from _card(world, pack)
    yield from _prompts(world)
    yield from _words(world, words)
    yield from _scheduled(world)
    yield from _others(world)
    yield from _odd_taps(world)
    yield Doing("the client blocks the bot", Left(world.now), world.now, "situation")


def _gone(world: World, words: Vocabulary) -> Iterator[Doing]:
    """Whoever is gone comes back, with or without a word; meanwhile others may do something."""
    now = world.now
    if world.client.blocked:
        yield Doing("the client comes back", CameBack(now), now)
    yield Doing("type 'yes'", Said(now, "yes"), now)
    emergency = words.signs[0]
    yield Doing(f"type {emergency.name}", Said(now, emergency.text), now, names=emergency.names)
    yield from _scheduled(world)
    yield from _others(world)


# --- buttons ---


def _tap(name: str, data: str, world: World, *, body: str | None = None) -> Doing:
    return Doing(f"tap {name}", Tapped(world.now, data), world.now, body=body)


def _card(world: World, pack: Pack) -> Iterator[Doing]:
    """Every button of the card; of boxes, each one, and the one below it."""
    client = world.client
    buttons = [button for row in world.card for button in row if not button.data.startswith(f"{PROMPT}.")]
    values = {button.data.partition(":")[2]: button.data for button in buttons}
    own = _own_answer(world, pack)
    following = "" if client.state == "emergency_signs" else _box_after_the_ticked(list(values))
    for value in sorted(values, key=lambda value: value != own):
        if value.startswith("on.") and client.ticked and value != following:
            continue
        if value == "begin" and client.state == "sitting" and not client.answers.findings:
            for name in _bodies(world):
                yield _tap(f"begin, with a body where {name}", values[value], world, body=name)
        else:
            otherwise = own and value not in {own, *NO_RESULT}
            yield _tap(value, values[value], world, body=MIXED if otherwise else None)


def _box_after_the_ticked(values: list[str]) -> str:
    """The one box that may be ticked besides: more than two ticks add nothing new."""
    ticked = [place for place, value in enumerate(values) if value.startswith("off.")]
    return values[ticked[0] + 1] if len(ticked) == 1 else ""


def _own_answer(world: World, pack: Pack) -> str:
    """What this body answers in the self-test that is open."""
    if world.client.state != "self_test" or not world.client.queue:
        return ""
    name, side, measure = world.client.queue[0].partition(":")[2].split("|")
    test = pack.self_test[name]
    known = next(one for one in test.measures if one.id == measure)
    return answer(body(world.body), test, known, side, world.client.answers, pack=pack)


def _bodies(world: World) -> list[str]:
    """Bodies whose legs are as was said; where much is known already, only those with the fullest plans."""
    client = world.client
    legs = len(client.answers.symptoms.sides())
    fitting = [one.name for one in BODIES if one.legs == legs]
    few = [name for name in FEW.get(narrowed(client), fitting) if name in fitting]
    return few or [HURTS_EVERYWHERE]


def _prompts(world: World) -> Iterator[Doing]:
    """Buttons of tonight's and last night's prompts, wherever the client is by now."""
    day = times.waking_day(world.client, world.now)
    for occasion, every in world.prompts:
        kind, on, _ = times.parse(occasion)
        when = "today's" if on == day else "an earlier"
        for data in every:
            value = data.partition(":")[2]
            yield _tap(f"{_cut(value)} of {when} {kind}", data, world)
            if value == "done" and world.client.odd_answers:
                at = _next(world, DEEP_IN_THE_NIGHT)
                yield Doing("tap done deep in the night", Tapped(at, data), at, "question")


MUCH = 6
"""Pain from here on may be far more than usual."""


def _cut(value: str) -> str:
    """`later_30_1` and `later_15_1` are one kind of answer; so are the reasons that excuse, and much pain."""
    what, _, rest = value.partition("_")
    if what in {"back", "leg"} and rest.isdecimal():
        return f"{what}, much" if int(rest) >= MUCH else what
    if what == "why":
        return "why, excused" if rest in {"ill", "away"} else "why"
    return f"later after {rest.rpartition('_')[2]}" if what == "later" else what


def _odd_taps(world: World) -> Iterator[Doing]:
    """Buttons of an older card, of somebody else, and what no button carries."""
    asking = world.client.asking
    odd = {
        "the same button twice": f"{CARD}{asking - 1}:agree",
        "a stale button": f"{CARD}{asking - 2}:agree",
        "a button from nowhere": f"{CARD}{asking}:unheard_of",
        "a foreign button": FOREIGN,
        **{f"garbled data {data!r}": data for data in GARBLED},
    }
    for name, data in odd.items():
        yield Doing(f"tap {name}", Tapped(world.now, data), world.now, "situation")


# --- words ---


def _words(world: World, words: Vocabulary) -> Iterator[Doing]:
    now = world.now
    body = MIXED if world.client.state in {"sitting", "self_test"} else None  # typed words may be a result
    emergency, *others = words.signs
    everywhere: OnceIn = "state" if world.client.state in IN_PLAN else "question"
    yield Doing(_typed(emergency), Said(now, emergency.text), now, everywhere, names=emergency.names)
    for sign in others:
        yield Doing(_typed(sign), Said(now, sign.text), now, "question", names=sign.names)
    known = [flag.code for flag in world.client.answers.flags if flag.status == KNOWN]
    for code in [code for code in known if code in words.examples][:1]:
        name = f"type a sign that is known: {words.examples[code]!r}"
        yield Doing(name, Said(now, words.examples[code]), now, names=(code,))
    if world.client.trail or world.client.asked:
        yield Doing("type 'back'", Said(now, "back"), now)
    screen = SCREENS.get(world.client.state)
    if screen is not None and screen.read is not None and world.client.state not in SIGNS | CONDITIONS:
        for text in TYPED_ANSWERS:
            yield Doing(f"type {text!r}", Said(now, text), now, "question", body=body)
    if world.client.state == "coaching":
        noon = _next(world, NOON)
        yield Doing("type '/workout' at noon", Said(noon, "/workout"), noon)
    for text in WORDS:
        yield Doing(f"type {text!r}", Said(now, text), now, "question", body=body)
    for text in (*COMMANDS, NONSENSE):
        yield Doing(f"type {text!r}", Said(now, text), now, "situation")


def _typed(sign: Sign) -> str:
    return f"type {sign.name}: {sign.text!r}"


# --- what comes by itself ---


def _scheduled(world: World) -> Iterator[Doing]:
    """Each scheduled moment, on time and too late; and a night that passes without anything."""
    for row in world.rows:
        on_time, late = max(world.now, row.due_at), max(world.now, row.expires_at + TOO_LATE)
        if on_time <= row.expires_at:
            event = Due(on_time, row.kind, row.occasion, row.expires_at)
            once_in: OnceIn = "state" if world.client.state in COACHED else "question"
            yield Doing(f"{row.kind} is due", event, on_time, once_in, falls_due=row.kind)
        if row.kind == "hold_end":
            at = max(world.now, row.due_at + (row.expires_at - row.due_at) / 2)
            event = Due(at, row.kind, row.occasion, row.expires_at)
            yield Doing(f"{row.kind} is due, minutes late", event, at, "question", falls_due=row.kind)
        event = Due(late, row.kind, row.occasion, row.expires_at)
        yield Doing(f"{row.kind} is due too late", event, late, "question", falls_due=row.kind)
    if world.client.prompt:
        yield Doing("the next morning", None, _next(world, MORNING))
    if world.client.state in TESTS:
        yield Doing("the next morning", None, _next(world, MORNING), "situation")


def _next(world: World, at: time) -> datetime:
    """The next time that it is so late, by the client's clock."""
    settings = world.client.settings
    on = settings.local(world.now).date()
    today = times.moment(on, at, settings.zone)
    return today if today > world.now else times.moment(on + times.DAY, at, settings.zone)


def _others(world: World) -> Iterator[Doing]:
    """Somebody else, or Telegram, does something."""
    now = world.now
    for lock in world.client.locks:
        level = (
            "the crisis" if lock.code == CRISIS else {"E": "an emergency", "U": "an urgent sign"}[lock.level]
        )
        yield Doing(f"the trainer clears {level}", Cleared(now, lock.code, TRAINER), now)
    yield Doing(
        "the trainer clears a sign that is no lock", Cleared(now, UNLOCKED, TRAINER), now, "situation"
    )
    yield from _managed(world)
    yield Doing("the trainer writes", Replied(now, "Well done.", TRAINER), now, "situation")
    yield Doing("a voice message", Attached(now, "voice"), now, "situation")


def _managed(world: World) -> Iterator[Doing]:
    """The trainer at the desk: each action, with the first line of the plan or the first that is out."""
    client, now = world.client, world.now
    lines = client.plan.stretches if client.plan else ()
    abouts: dict[ManagedAction, str] = {
        "take_out": lines[0].exercise if lines else "",
        "bring_back": client.taken_out[0] if client.taken_out else lines[0].exercise if lines else "",
        "note": "Knows.",
    }
    for action in get_args(ManagedAction):
        event = Managed(now, TRAINER, action, abouts.get(action, ""))
        yield Doing(f"the trainer: {action}", event, now, "situation")
