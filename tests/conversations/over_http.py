"""Plays a scene over HTTP: the whole bot, its database and its loops, against the local Telegram."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Literal
from zlib import crc32

from pydantic import AnyHttpUrl, SecretStr

from bot import run as bot
from bot.app import App
from bot.clock import AdjustableClock
from bot.coach import Flows
from bot.pace import Pace
from bot.safe import opener
from bot.settings import Settings
from bot.tryout import groups
from bot.tryout.app import ANNA, local_telegram, running
from bot.tryout.world import Chat, File, Json, Message, User, World, typed
from content.library import Pack
from tests.bot.echo import on_the_minute
from tests.conversations.scene import Heard, Scene

FILE: Json = {"file_id": "of-a-person", "file_unique_id": "of-a-person"}
SIZE: Json = {"width": 640, "height": 480}
ATTACHED: dict[str, Json] = {
    "animation": {"animation": FILE | SIZE | {"file_id": "own_animation", "duration": 3}},
    "audio": {"audio": FILE | {"duration": 3}},
    "document": {"document": FILE},
    "location": {"location": {"longitude": 13.4, "latitude": 52.5}},
    "photo": {"photo": [FILE | SIZE | {"file_id": "own_photo"}]},
    "poll": {"poll": {"id": "1", "question": "?", "options": [], "total_voter_count": 0, "is_closed": False,
        "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
        "allows_revoting": False, "members_only": False}},
    "sticker": {"sticker": FILE | SIZE | {"type": "regular", "is_animated": False, "is_video": False}},
    "video": {"video": FILE | SIZE | {"file_id": "own_video", "duration": 3}},
    "video_note": {"video_note": FILE | {"length": 240, "duration": 3}},
    "voice": {"voice": FILE | {"duration": 3}},
}  # fmt: skip
"""What a person sends, as Telegram tells of it."""
KEPT = {
    f"own_{kind}": File(f"own_{kind}", kind, f"{kind}.{ending}", mime, b"?", SIZE | {"duration": 3})
    for kind, ending, mime in (
        ("animation", "mp4", "video/mp4"),
        ("photo", "jpg", "image/jpeg"),
        ("video", "mp4", "video/mp4"),
    )
}
"""The files of it that Telegram takes again by their ids."""
TOKEN = "1:scene"
GENERAL = "General"
BAR = ("░", "▓")
"""How the card of a broadcast on its way begins."""
CLIENT = 1001
OTHERS = 3001
"""The first of those who take part besides."""
SHARE = 4
"""One scene of so many is played over httpx, the others over aiohttp."""
CODE = re.compile(r"(i_CODE\d+)_*")


def unhurried() -> Pace:
    """Every look at this pace's clock finds a minute gone: the scenes are not about Telegram's limits."""
    ticks = count()
    return Pace(1000, lambda: next(ticks) * 60.0)


def by_minutes(settings: Settings) -> Flows:
    """Scenes are told by minutes, in which the journey plans."""
    return replace(bot.flows_of(settings), spread=on_the_minute)


class HttpStage:
    def __init__(
        self, world: World, clock: AdjustableClock, settings: Settings, pack: Pack, scene: Scene
    ) -> None:
        self._world = world
        self._clock = clock
        self._settings = settings
        self._pack = pack
        self._bot = AsyncExitStack()
        self._app: App
        self._heard: list[Heard] = []
        self._shown: dict[tuple[int, int], tuple[str, tuple[tuple[str, ...], ...], str]] = {}
        self._buttons: dict[tuple[int, str], list[tuple[int, str]]] = {}
        self._asked: set[str] = set()
        self._chats = {
            "client": CLIENT,
            "trainer": ANNA.id,
            **dict(zip(scene.others, count(OTHERS), strict=False)),
        }
        self._names = {chat: who for who, chat in self._chats.items()}
        self._codes = (padded(f"i_CODE{number}") for number in count(1))
        self._signs: set[tuple[int, int]] = set()
        self._passing: dict[tuple[int, int], Heard] = {}
        """How a broadcast goes is shown every ten seconds. While the clock stands still it may be shown so or
        not: what the next edit has replaced in the same moment does not count."""
        self._group = self._begun(scene)
        world.listen(self._notice)
        world.files |= KEPT

    def _begun(self, scene: Scene) -> Chat | None:
        """Anna's group, if there is one."""
        if not scene.group:
            return None
        members = [self._chats[one] for one in scene.group if one in self._chats]
        group = groups.create(self._world, "Desk", ANNA.id, members)
        groups.set_bot(self._world, group, ANNA.id, "administrator")
        return group

    async def start(self) -> None:
        self._app = await self._bot.enter_async_context(
            bot.running(
                self._settings,
                self._clock,
                self._pack,
                flows=by_minutes(self._settings),
                pace=unhurried(),
                open_store=opener(self._settings),
            )
        )
        self._app.coach.door.invitations.code = lambda: next(self._codes)
        while not self._app.store.bot_name():
            await asyncio.sleep(0.001)

    async def stop(self) -> None:
        await self._bot.aclose()

    def now(self) -> datetime:
        return self._clock.now()

    async def say(self, who: str, text: str, kind: str = "", topic: str = "") -> list[Heard]:
        text = CODE.sub(lambda code: padded(code[1]), text)
        if topic:
            self._send_in(topic, who, text, kind)
        else:
            self._send(self._chat(who), text, kind)
        return await self._taken()

    async def reply(self, who: str, text: str, kind: str = "", topic: str = "") -> list[Heard]:
        if topic:
            there = [one for one in self._messages_in(topic) if one.sender.is_bot and "text" in one.content]
            self._send_in(topic, who, text, kind, max(one.id for one in there))
            return await self._taken()
        chat = self._world.chats[self._chat(who)]
        mine = [message for message in chat.messages.values() if message.sender.is_bot]
        if who == "client":
            mine = [one for one in mine if "callback_data': 't:reply'" in str(one.keyboard)]
        self._send(chat.id, text, kind, max(one.id for one in mine))
        return await self._taken()

    def _send(self, chat: int, text: str, kind: str, reply_to: int | None = None) -> None:
        self._world.sent(chat, content_of(text, kind), reply_to)

    def _send_in(self, topic: str, who: str, text: str, kind: str, reply_to: int | None = None) -> None:
        content, thread = content_of(text, kind), self._thread(topic)
        groups.sent(self._world, self._desk, self._chat(who), content, thread=thread, reply_to=reply_to)

    @property
    def _desk(self) -> Chat:
        assert self._group is not None, "the scene has no group"
        return self._group

    def _thread(self, topic: str) -> int | None:
        if topic == GENERAL:
            return None
        return next(number for number, one in self._desk.topics.items() if one.name == topic)

    def _messages_in(self, topic: str) -> list[Message]:
        thread = self._thread(topic)
        return [one for one in self._desk.messages.values() if one.thread == thread]

    async def delete_topic(self, topic: str) -> list[Heard]:
        thread = self._thread(topic)
        assert thread is not None, "General cannot be deleted"
        groups.delete_topic(self._world, self._desk, self._desk.topics[thread])
        return await self._taken()

    async def rewrite(self, who: str, text: str) -> list[Heard]:
        chat = self._world.chats[self._chat(who)]
        last = max(message.id for message in chat.messages.values() if not message.sender.is_bot)
        self._world.rewrite(chat.id, last, text)
        return await self._taken()

    async def tap(self, who: str, label: str, *, old: bool, times: int, topic: str = "") -> list[Heard]:
        chat = self._desk if topic else self._world.chats[self._chat(who)]
        message, data = self._buttons[chat.id, label][-1]
        if not old:
            message, data = self._live(self._messages_in(topic) if topic else chat.messages.values(), label)
        person = self._world.chats[self._chat(who)].person
        for _ in range(times):
            self._asked.add(self._world.tapped(chat, person, message, data))
        return await self._taken()

    async def block(self, who: str, *, blocked: bool) -> list[Heard]:
        (self._world.block if blocked else self._world.unblock)(self._chat(who))
        return await self._taken()

    def next_moment(self) -> datetime | None:
        return self._app.next_moment()

    async def move_to(self, moment: datetime) -> list[Heard]:
        while (due := self._app.next_moment()) is not None and due <= moment:
            if due > self._clock.now():
                self._clock.jump_to(due)
            await self._quiet()
        self._clock.jump_to(moment)
        return await self._taken()

    async def restart(self, down: timedelta) -> list[Heard]:
        await self.stop()
        self._clock.jump_to(self._clock.now() + down)
        self._bot = AsyncExitStack()
        await self.start()
        return await self._taken()

    # --- what the phones show ---

    def _chat(self, who: str) -> int:
        return self._chats[who]

    @staticmethod
    def _live(messages: Iterable[Message], label: str) -> tuple[int, str]:
        for message in sorted(messages, key=lambda one: -one.id):
            for row in (message.keyboard or {}).get("inline_keyboard", []):  # type: ignore[union-attr]
                for button in row:
                    if button["text"] == label:
                        return message.id, button["callback_data"]
        raise AssertionError(f"no button [{label}] to tap")

    def _notice(self, event: Json) -> None:
        match event:
            case {"type": "message", "chat": int(chat), "message": dict(message)}:
                if message["from"]["is_bot"] and "forum_topic_created" not in message:
                    self._message(self._where(chat, message), chat, message)
                elif message["reaction"] and (chat, message["message_id"]) not in self._signs:
                    self._signs.add((chat, message["message_id"]))
                    self._heard.append(Heard(self._where(chat, message), "sign", message["reaction"]))
            case {"type": "answer", "query": str(query), "chat": int(chat), "text": str(text)}:
                self._asked.discard(query)
                if text:
                    self._heard.append(Heard(self._names.get(chat, ""), "toast", text))

    def _where(self, chat: int, message: Json) -> str:
        """Whose phone it is on, or in which topic of the group."""
        if chat > 0:
            return self._names[chat]
        thread = message.get("message_thread_id")
        return f"in {self._desk.topics[thread].name if thread else GENERAL}"

    def _message(self, who: str, chat: int, message: Json) -> None:
        keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])  # type: ignore[attr-defined]
        rows = tuple(tuple(button["text"] for button in row) for row in keyboard)
        number, text = (
            message["message_id"],
            CODE.sub(r"\1", message.get("text") or message.get("caption", "")),
        )
        picture = self._picture(message)
        for row in keyboard:
            for button in row:
                self._buttons.setdefault((chat, button["text"]), []).append((number, button["callback_data"]))
        before = self._shown.get((chat, number))
        self._shown[chat, number] = text, rows, picture
        if before is None:
            self._heard.append(Heard(who, "silent" if message["silent"] else "new", text, rows, picture))
        elif before != (text, rows, picture) and not (before[::2] == (text, picture) and not rows):
            edit = Heard(who, "edit", text, rows, picture)
            if (passing := self._passing.get((chat, number))) in self._heard:
                self._heard.remove(passing)
            if text.startswith(BAR):
                self._passing[chat, number] = edit
            self._heard.append(edit)

    def _picture(self, message: Json) -> str:
        """Which chart is on it: its file is named so."""
        match message:
            case (
                {"photo": [{"file_id": str(file)}]}
                | {"animation": {"file_id": str(file)}}
                | {"video": {"file_id": str(file)}}
            ) if file in self._world.files:
                return Path(self._world.files[file].name).stem
            case {"document": {"file_id": str(file)}} if file in self._world.files:
                return self._copy(self._world.files[file].name)
        return next((kind for kind in ATTACHED if kind in message), "")

    @staticmethod
    def _copy(name: str) -> str:
        """Which file it is: a report, or a copy of what is kept."""
        if name.endswith(".zip"):
            return "archive"
        return "history" if name.startswith("limber-") else "report"

    async def _taken(self) -> list[Heard]:
        await self._quiet()
        heard, self._heard = self._heard, []
        return heard

    async def _quiet(self) -> None:
        """Until the bot has taken every update and sent what it had to say."""
        while self._world.updates or self._asked:
            await asyncio.sleep(0.001)
        await self._app.settled()


def content_of(text: str, kind: str) -> Json:
    """Typed words, or something sent with them as its caption."""
    if not kind:
        return typed(text)
    caption: Json = {"caption": text} if text else {}
    return ATTACHED[kind] | caption


def padded(code: str) -> str:
    """As long as a real one."""
    return code.ljust(24, "_")


def transport_of(scene: Scene) -> Literal["httpx", "aiohttp"]:
    """The same one each time. The default takes several times as long, so it has its share alone."""
    return "httpx" if crc32(scene.title.encode()) % SHARE == 0 else "aiohttp"


@asynccontextmanager
async def http_stage(
    scene: Scene, pack: Pack, folder: Path, clips: Path | None = None, **more: object
) -> AsyncIterator[HttpStage]:
    """`more`: further settings, as that there is a key."""
    clock = AdjustableClock(scene.at, running=False)
    others = [User(number, name) for number, name in zip(count(OTHERS), scene.others, strict=False)]
    clients = [User(CLIENT, scene.client), *others]
    page = local_telegram(clock, clients=clients, trainer=ANNA, token=TOKEN)
    page.state.world.chats[ANNA.id].started = True
    async with running(page) as url:
        settings = Settings(
            token=SecretStr(TOKEN),
            api_url=AnyHttpUrl(url),
            database=folder / "scene.db",
            owner=ANNA.id,
            open=not scene.shut,
            clips=clips,
            transport=transport_of(scene),
            **more,
            _env_file=None,
        )
        stage = HttpStage(page.state.world, clock, settings, pack, scene)
        await stage.start()
        try:
            yield stage
        finally:
            await stage.stop()
