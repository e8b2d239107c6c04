"""Hostile inputs of each kind, made from a seed; each must end in a calm answer or a clear refusal.

In: how many. Out: what became of them. As a script, all kinds: python -m tests.threats.hostile 10000 [KIND]
"""

import asyncio
import gc
import json
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import httpx
from starlette.applications import Starlette

from bot.clock import AdjustableClock
from bot.figures.ready import INDEX, PERSON, mirrored, read_index
from bot.invitations import CODE_BYTES
from bot.tryout import local_telegram
from bot.tryout.botapi import METHODS
from bot.tryout.html import MalformedError, parse
from content import library
from content.faults import ContentError, Fault
from content.files import FILES, overlay
from content.reading import Document, read_text, text_of
from content.validation import validate
from content.wording import lint_wording
from content.wording import parse as parse_wording
from tests.threats.site import (
    ANNA,
    BEN,
    EVE,
    GROUP,
    KIM,
    NOON,
    OWNER,
    SAM,
    Site,
    chat,
    message,
    no_errors,
    person,
    site,
)

Outcome = Counter[str]
Kind = Callable[[int, Random, Path], Awaitable[Outcome]]
KINDS: dict[str, Kind] = {}
MEMORY_MB = 64
"""What may be held in the end beyond what was held before: content, caches, the page's own messages."""


@dataclass(frozen=True)
class Told:
    """What became of all of a kind."""

    kind: str
    outcomes: Outcome
    seconds: float
    held_mb: float


def kind(made: Kind) -> Kind:
    KINDS[made.__name__] = made
    return made


# --- pieces ---

NASTY = (
    "",
    " ",
    "\x00",
    "\u202e",
    "\u200b",
    "\u3164",
    "\ufeff",
    "\U000e0041",
    "a\u0336" * 40,
    "\ud83d",
    "👩‍⚕️",
    "<b>",
    "</b>",
    "<a href='https://evil.example'>",
    "&lt;",
    "&",
    '"',
    "'; DROP TABLE clients; --",
    "{ $name }",
    "%s%n",
    "../../etc/passwd",
    "/start",
    "/desk",
    "/stop",
    "/invite",
    "/broadcast",
    "/trainers",
    "/forget me",
    "/export",
    "javascript:alert(1)",
    "\n" * 50,
    "9" * 400,
    "-1",
    "1e400",
    "NaN",
    "٣",
    "½",
    "١٠:٣٠",
    "25:99",
    "Ǆ" * 10,
    "ﷺ" * 30,
    "numb",
    "not numb",
    "I can't feel my groin",
    "yes",
    "no",
    "7/10",
    "half past ten",
    "Berlin",
)
LONG = ("a" * 4096, "numb " * 800, "(" * 4096, "?" * 4096, "1 " * 2048, "<" * 4096, "🙂" * 2048, "\n" * 4096)
MARKS = (
    "mention",
    "hashtag",
    "bot_command",
    "url",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "blockquote",
    "expandable_blockquote",
    "pre",
    "text_link",
    "text_mention",
    "custom_emoji",
    "date_time",
    "new",
)
NUMBERS = (0, -1, 1, 2**31, 2**52 - 1, 2**52, -(2**63), 2**63, 2**64, 10**30)
PEOPLE = (SAM, KIM, EVE, ANNA, BEN, OWNER)


def text(chance: Random) -> str:
    if chance.random() < 0.05:
        return chance.choice(LONG)
    return "".join(chance.choice(NASTY) for _ in range(chance.randint(0, 5)))[:4096]


def junk(chance: Random, depth: int = 0) -> object:
    """Anything that JSON can say."""
    if depth > 3 or chance.random() < 0.6:
        return chance.choice((None, True, False, *NUMBERS, 1.5, text(chance), [], {}))
    if chance.random() < 0.5:
        return [junk(chance, depth + 1) for _ in range(chance.randint(0, 4))]
    return {text(chance)[:20] or "x": junk(chance, depth + 1) for _ in range(chance.randint(0, 4))}


def mark(chance: Random) -> dict[str, object]:
    begin, long = chance.choice((0, 1, 3, -1, 4096, 10**9)), chance.choice((0, 1, 2, 5, -1, 4096, 10**9))
    more = {"url": text(chance), "language": text(chance), "custom_emoji_id": chance.choice(("5", "55"))}
    return {"type": chance.choice(MARKS), "offset": begin, "length": long} | more


ATTACHED = (
    "photo",
    "voice",
    "video",
    "animation",
    "document",
    "location",
    "sticker",
    "poll",
    "contact",
    "story",
)


def content_of(chance: Random) -> dict[str, object]:
    said = text(chance)
    marks = [mark(chance) for _ in range(chance.randint(0, 3))]
    if chance.random() < 0.7:
        return {"text": said or "x", "entities": marks}
    file = {
        "file_id": text(chance),
        "file_unique_id": "u",
        "file_size": chance.choice(NUMBERS),
        "file_name": text(chance),
    }
    what = chance.choice(ATTACHED)
    return {what: [file] if what == "photo" else file, "caption": said[:1024], "caption_entities": marks}


def spoilt(update: dict[str, object], chance: Random) -> dict[str, object]:
    """Somewhere in it stands something else."""
    copy = json.loads(json.dumps(update))
    inside, key = {"all": copy}, "all"
    while isinstance(inside[key], dict) and inside[key] and chance.random() < 0.8:
        inside = inside[key]
        key = chance.choice(list(inside))
    if inside is not copy or key != "all":
        inside[key] = junk(chance)
    return copy if isinstance(copy, dict) else {}


def checked(here: Site) -> None:
    """Nothing waits, and whatever is to be said is HTML that Telegram takes."""
    assert here.store.counts().waiting == 0
    for said in here.everything():
        try:
            parse(said)
        except MalformedError as why:
            raise AssertionError(f"Telegram would refuse {said!r}: {why}") from None


# --- the kinds ---


@kind
async def updates(many: int, chance: Random, folder: Path) -> Outcome:
    """Messages, edits, comings and goings of anybody, anywhere; one in five is none of Telegram's."""
    outcomes: Outcome = Counter()
    async with site(folder) as here:
        for number in range(many):
            who, name = chance.choice(PEOPLE), text(chance)[:64] or "x"
            where = chance.choice((who, who, who, GROUP, -chance.randint(1, 5)))
            said = message(who, name=name, where=where, at=here.now, **content_of(chance))["message"]
            said["message_id"] = chance.choice((5, number + 10))
            if chance.random() < 0.2:
                replied = message(chance.choice(PEOPLE), where=where, text=text(chance))["message"]
                said["reply_to_message"] = replied | {"message_id": chance.randint(1, 50)}
            if chance.random() < 0.1:
                said |= {"message_thread_id": chance.randint(1, 50), "is_topic_message": True}
            status = chance.choice(("member", "kicked", "administrator", "left"))
            update: dict[str, object] = chance.choice(
                (
                    {"message": said},
                    {"message": said},
                    {"edited_message": said | {"edit_date": chance.choice((1, 10**9, 2**40))}},
                    {
                        "my_chat_member": {
                            "chat": chat(where),
                            "from": person(who, name),
                            "new_chat_member": {"status": status, "can_manage_topics": True},
                        }
                    },
                )
            )
            broken = chance.random() < 0.2
            before = here.store.counts().failed
            await here.arrive(spoilt(update, chance) if broken else update)
            refused = here.store.counts().failed - before
            assert broken or not refused, update
            outcomes["set aside" if refused else "heard"] += 1
            here.later(seconds=chance.choice((0, 1, 30)))
        checked(here)
    return outcomes


@kind
async def callback_data(many: int, chance: Random, folder: Path) -> Outcome:
    """Buttons that nobody was shown, of others, of long ago, and made up."""
    outcomes: Outcome = Counter()
    async with site(folder) as here:
        await here.says(ANNA, "/clients")
        shown = [one for who in PEOPLE[:5] for one in here.buttons_ever(who)]
        for _ in range(many):
            who = chance.choice(PEOPLE)
            data: object = chance.choice(shown)
            match chance.randint(0, 5):
                case 0:
                    data = text(chance)[:64]
                case 1:
                    cut = chance.randint(0, len(data))
                    data = data[:cut] + chance.choice(
                        ("", ":", "x", "-1", "9" * 30, "\u202e", "::", str(KIM))
                    )
                case 2:
                    data = ":".join(
                        chance.choice([*data.split(":"), str(KIM), "", "yes", "0"]) for _ in range(4)
                    )
                case _:
                    pass
            where = chance.choice((who, who, who, GROUP))
            await here.taps(who, data, where=where, number=chance.choice((0, 5, 10**6)))
            outcomes["answered"] += 1
            shown += here.buttons_ever(who)[-2:]
            del shown[:-500]
        assert len(here.telegram.answers) == many, "some turn failed, and was tried again"
        assert here.store.counts().failed == 0
        checked(here)
    return outcomes


@kind
async def deep_links(many: int, chance: Random, folder: Path) -> Outcome:
    """Codes that are made up, cut, of others, used before."""
    outcomes: Outcome = Counter()
    async with site(folder, open_to_all=False) as here:
        true = here.link("trainer", OWNER)
        letters = "ABCabc012-_"
        for number in range(many):
            code = chance.choice(
                (
                    "i_" + "".join(chance.choice(letters) for _ in range(CODE_BYTES * 4 // 3 + 1)),
                    true[:-1] + chance.choice(letters.replace(true[-1], "")),
                    true[: chance.randint(0, len(true) - 1)],
                    true.swapcase() if true.swapcase() != true else "i_",
                    true + chance.choice(("x", "\u200b", "\x00")),
                    "desk",
                    "".join(chance.choice(NASTY) for _ in range(3)),
                )
            )
            who = chance.choice((EVE + number, EVE, SAM))
            await here.says(who, f"/start {code}"[:4096])
            assert here.store.trainer(who) is None
            outcomes["turned away" if here.store.client(who) is None else "answered"] += 1
            here.later(seconds=5)
        assert here.store.counts().failed == 0
        assert {row[0] for row in here.store._execute("SELECT id FROM clients")} == {SAM, KIM}
        checked(here)
    return outcomes


PACKED = {".yaml", ".ftl"}
OUTSIDE = ("/etc/passwd", "/dev/zero", "/dev/stdin", "../../x", "/proc/self/environ", ".", "tips.yaml")
YAML = (
    "a: &a [x]\nb: *a\n",
    "- " * 500 + "x\n",
    "[" * 500,
    "{a: " * 200,
    "x: !!python/object/apply:os.system [id]\n",
    "? [1]\n: x\n",
    "<<: {a: b}\n",
    "\x00",
    "x: \x1b[31m\n",
    "a: 1\na: 2\n",
    "---\na: 1\n---\nb: 2\n",
    "'",
    "\t- x",
    "x: 9" + "9" * 5000 + "\n",
    "x: 1e999999\n",
    "x: .nan\n",
    "x: 2026-99-99\n",
    "x: |\n  " + "y" * 5000 + "\n",
    "﻿",
    "a: b\n" * 2000,
    "\u202ea: b\n",
    "x: " + "'" * 99,
    "%YAML 9.9\n---\nx\n",
    "!<tag:evil> x\n",
    "&" * 100,
    "null",
)
FTL = (
    "welcome = { welcome }\n",
    "a = { b }\nb = { a }\n",
    "x = { $name }{ $name }\n",
    "x = " + "{ " * 300 + "1\n",
    "x = { NUMBER($n, minimumFractionDigits: 999999) }\n",
    "x = <script>alert(1)</script>\n",
    "= x",
    "x =",
    "-t = { -t }\n",
    "x = " + "y" * 5000 + "\n",
    "\x00",
    "x = { DATETIME($d) }\n",
    "welcome = <b>{ $name }\n",
    "no-name = \u202e\n",
)


@kind
async def content_packs(many: int, chance: Random, folder: Path) -> Outcome:
    """Packs laid over the built-in one: broken, bombs, out of their folder, cut and stirred."""
    outcomes: Outcome = Counter()
    built = Path(library.__file__).parent / "en"
    texts = {path.name: path.read_text("utf-8") for path in built.iterdir() if path.suffix in PACKED}
    below = {name: read_text(text, name) for name, text in texts.items() if name in FILES}
    for number in range(many):
        pack = folder / str(number)
        pack.mkdir()
        _write_pack(pack, chance.choice([*texts, "poses.yaml", "x.ftl"]), texts, chance)
        # Now and then as `limber check PACK` does it; else what it does with the pack's own files.
        faults = library.check(built, pack) if number % 500 == 0 else _faults(below, pack)
        outcomes["refused" if faults else "fine"] += 1
        for fault in faults:
            assert "root:" not in str(fault), "what is outside of the pack is shown"
            assert "\n" not in str(fault), fault
        shutil.rmtree(pack)
    return outcomes


def _write_pack(pack: Path, name: str, texts: dict[str, str], chance: Random) -> None:
    file = pack / name
    match chance.randint(0, 5):
        case 0:
            file.symlink_to(chance.choice(OUTSIDE))
        case 1:
            file.write_bytes(bytes(chance.randrange(256) for _ in range(chance.randint(0, 300))))
        case 2:
            whole = texts.get(name, "x: 1\n")
            begin, end = sorted((chance.randint(0, len(whole)), chance.randint(0, len(whole))))
            put = chance.choice(NASTY).encode("utf-8", "replace").decode()
            file.write_text((whole[:begin] + put + whole[end:])[:3000], "utf-8")
        case _:
            bombs = FTL if name.endswith(".ftl") else YAML
            file.write_text("".join(chance.choice(bombs) for _ in range(chance.randint(1, 3))), "utf-8")


def _faults(below: dict[str, Document], pack: Path) -> list[Fault]:
    paths, faults = library._files(pack, required=False)
    for path in paths:
        try:
            text = text_of(path)
            if path.suffix == ".ftl":
                faults += lint_wording([parse_wording(text, path.name)], "en")
            else:
                whole = overlay(below[path.name], read_text(text, path.name))
                validate(FILES[path.name], whole)
        except ContentError as fault:
            faults += fault.faults
    return faults


PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"\0\0\0\x18ftypmp42",
    b"OggS",
    b"%PDF-1.7",
    b"PK\3\4",
    b"",
)
NAMES = (
    "../../etc/passwd",
    "a/b",
    "\x00.jpg",
    "x\r\nSet-Cookie: a=b",
    "<script>.png",
    "." * 300,
    "a\u202egpj.exe",
    "",
    "thomas_test.mp4",
    "%2e%2e%2f",
    "\\\\server\\share",
)


@kind
async def media(many: int, chance: Random, folder: Path) -> Outcome:
    """Files sent to the bot, to the local Telegram, and in a pack's pictures."""
    outcomes: Outcome = Counter()
    page = local_telegram(AdjustableClock(NOON, running=False), first_id=1)
    pictures = folder / "pack" / "pictures" / PERSON
    pictures.mkdir(parents=True)
    async with site(folder) as here, asking(page) as ask:
        for _ in range(many):
            data = chance.choice(PICTURES) + bytes(
                chance.randrange(256) for _ in range(chance.randint(0, 60))
            )
            name = chance.choice(NAMES)
            match chance.randint(0, 2):
                case 0:
                    sent = {
                        "file_id": text(chance),
                        "file_unique_id": "u",
                        "file_name": name,
                        "mime_type": name,
                    }
                    what = chance.choice(ATTACHED)
                    body = {what: [sent] if what == "photo" else sent, "caption": text(chance)[:1024]}
                    await here.arrive(message(chance.choice(PEOPLE), at=here.now, **body))
                    here.later(seconds=5)
                    outcomes["passed on or answered"] += 1
                case 1:
                    kind = chance.choice(("photo", "video", "voice", "document", "exe"))
                    said = text(chance).encode("utf-8", "replace").decode()  # a browser sends no half signs
                    asked = {"name": name, "kind": kind, "duration": said[:9], "caption": said[:50]}
                    answer = await ask.post("/try/chats/1001/attach", params=asked, content=data)
                    outcomes[_status(answer)] += 1
                case _:
                    outcomes[_picture(pictures, name, data, chance)] += 1
        assert here.store.counts().failed == 0
        checked(here)
    page.state.world.close()
    return outcomes


def _picture(folder: Path, name: str, data: bytes, chance: Random) -> str:
    """A pack's picture, as it is asked for."""
    entry = {"still": "", "loop": "", "size": [2, 2], "seconds": 1, "sided": True, "panels": [0, 2]}
    called = chance.choice(("thomas_test", name))
    (folder / INDEX).write_text(
        json.dumps({called: entry | {chance.choice([*entry]): junk(chance)}}), "utf-8"
    )
    file = folder / "thomas_test.jpg"
    file.unlink(missing_ok=True)
    if chance.random() < 0.3:
        file.symlink_to(chance.choice(OUTSIDE))
    else:
        file.write_bytes(data)
    held = read_index(folder)
    if "thomas_test" not in held:
        assert not held, "only what is called as a picture is one"
        return "not held"
    try:
        mirrored(file.read_bytes(), (0, 2))
    except (LookupError, OSError):
        return "no picture"
    return "shown"


ROUTES = (
    "/",
    "/page.js",
    "/../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/..%2f..%2fetc/passwd",
    "/%00",
    "/" + "a" * 5000,
    "/try/state",
    "/try/clients",
    "/try/chats/1001/messages",
    "/try/chats/1001/say",
    "/try/chats/-1/say",
    "/try/clock",
    "/try/chats/1001/edit",
    "/try/chats/1001/attach",
    "/try/chats/1001/tap",
    "/try/chats/1001/block",
    "/try/groups",
    "/try/chats/1001/unblock",
    "/try/chats/٣/say",
    "/try/chats/" + "9" * 30 + "/say",
    "/try/files/x",
    "/try/groups/-1/pin",
    "/try/groups/-1/topics/1/close",
    "/try/groups/-1/members",
    "/try/groups/-1/bot",
    "/nowhere",
    "/file/bot1:A/x",
    "/bot1:A/../x",
    "/bot/x",
    "/bot1:A/",
    *(f"/bot1:A/{name}" for name in METHODS),
    "/bot2:B/getMe",
)
HOSTS = (
    "127.0.0.1",
    "localhost:8765",
    "[::1]:1",
    "evil.example",
    "127.0.0.1.evil.example",
    "",
    "127.0.0.1@evil",
    "x" * 900,
)
TYPES = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/plain",
    "",
)
FIELDS = (
    "chat_id",
    "text",
    "message_id",
    "caption",
    "photo",
    "media",
    "reply_markup",
    "offset",
    "timeout",
    "limit",
    "commands",
    "parse_mode",
    "reaction",
    "callback_query_id",
    "scope",
    "name",
    "reply_parameters",
    "message_thread_id",
    "entities",
    "by",
    "jump_seconds",
    "to",
    "title",
    "creator",
    "members",
    "user",
    "here",
    "status",
    "rights",
    "data",
    "reply_to",
)


@kind
async def http(many: int, chance: Random, folder: Path) -> Outcome:
    """Requests to the page of `limber try`, its phones and its Bot API."""
    outcomes: Outcome = Counter()
    page = local_telegram(AdjustableClock(NOON, running=False), token="1:A", first_id=1)
    async with asking(page) as ask:
        for _ in range(many):
            path, host = chance.choice(ROUTES), chance.choice(HOSTS) if chance.random() < 0.2 else "127.0.0.1"
            headers = {"host": host, "content-type": chance.choice(TYPES)}
            if chance.random() < 0.2:
                headers["origin"] = chance.choice(("http://evil.example", "null", f"http://{host}"))
            if chance.random() < 0.2:
                headers["sec-fetch-site"] = chance.choice(("cross-site", "same-origin", "none", "same-site"))
            if chance.random() < 0.1:
                headers["range"] = chance.choice(("bytes=9-1", "bytes=-", f"bytes={'9' * 5000}-", "x"))
            foreign = _is_foreign(headers, path)
            if path.startswith("/try/clients") and chance.random() < 0.9:
                path = "/try/state"  # so many people are no attack
            method = chance.choice(("GET", "POST", "POST", "POST", "PUT", "DELETE", "HEAD"))
            answer = await ask.request(
                method, path, headers=headers, content=_body(headers["content-type"], chance)
            )
            assert answer.status_code < 500 or "Internal Server Error" not in answer.text, (method, path)
            assert not foreign or answer.status_code in {400, 403, 421}, (path, headers)
            outcomes[_status(answer)] += 1
            page.state.world.faults.clear()
            for one in page.state.world.chats.values():
                while len(one.messages) > 300:
                    del one.messages[next(iter(one.messages))]
    page.state.world.close()
    return outcomes


def _is_foreign(headers: dict[str, str], path: str) -> bool:
    """Whether a browser would only send it for somebody else's page or name."""
    del path
    host = headers["host"]
    return host not in HOSTS[:3] or headers.get("origin", f"http://{host}") != f"http://{host}"


def _body(kind: str, chance: Random) -> bytes:
    fields = {chance.choice(FIELDS): junk(chance) for _ in range(chance.randint(0, 5))}
    if chance.random() < 0.5:
        fields["chat_id"] = chance.choice((1001, "1001", -1, "x"))
    match kind.partition(";")[0], chance.random():
        case _, luck if luck < 0.1:
            return bytes(chance.randrange(256) for _ in range(chance.randint(0, 200)))
        case _, luck if luck < 0.15:
            return b"[" * 100_000
        case "application/x-www-form-urlencoded", _:
            pairs = {name: json.dumps(value) for name, value in fields.items()}
            return urlencode(pairs).encode()
        case "multipart/form-data", _:
            parts = (
                f'--b\r\nContent-Disposition: form-data; name="{name}"; filename="{chance.choice(NAMES)}"'
                f"\r\n\r\n{value}\r\n"
                for name, value in fields.items()
            )
            return ("".join(parts) + chance.choice(("--b--", "--b", ""))).encode("utf-8", "replace")
        case _:
            return json.dumps(fields).encode()


def _status(answer: httpx.Response) -> str:
    return "done" if answer.status_code < 300 else f"refused ({answer.status_code})"


@asynccontextmanager
async def asking(page: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Without a socket between; whatever goes wrong in the page comes out here."""
    transport = httpx.ASGITransport(page, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", timeout=None) as ask:
        yield ask


def main(many: str = "10000", only: str = "") -> int:
    for name in KINDS if not only else [only]:
        told = run(name, int(many))
        rest = ", ".join(f"{count:,} {what}" for what, count in sorted(told.outcomes.items()))
        print(f"{name:20} {rest}; {told.seconds:.0f} s, {told.held_mb:.1f} MB held", flush=True)
    return 0


def run(name: str, many: int, seed: int = 1) -> Told:
    """Raises `AssertionError` for whatever is no calm end."""
    with no_errors():
        _live(name, min(many, 100), seed + 1)  # what is read once, and remembered
        begin, before = time.monotonic(), _held_mb()
        outcomes = _live(name, many, seed)
        held = _held_mb() - before
    assert outcomes.total() == many
    assert held < MEMORY_MB, f"{held:.1f} MB more are held"
    return Told(name, outcomes, time.monotonic() - begin, held)


def _live(name: str, many: int, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(KINDS[name](many, Random(seed), Path(folder)))


def _held_mb() -> float:
    """Of real memory; where the system does not say, the most that there ever was."""
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
