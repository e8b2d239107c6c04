"""What the people's phones can do: the small API behind the chat page, which tests use too.

Everything is JSON. A chat's id is the id of its person; a group's is negative, and whoever does something
there is named as `by`, the topic as `thread`. Errors are `{"error": "…"}` with 4xx.

    GET  /try/state                   the bot, the clock, and who is here: people, and groups
    POST /try/clients                 {name, role?} → {id}: one more client (or `trainer`), with a phone
    GET  /try/chats/{id}/messages     {messages, pinned, reply_keyboard}: the newest 300, oldest first
    POST /try/chats/{id}/say          {text, reply_to?, by?, thread?} → {message_id}
    POST /try/chats/{id}/edit         {message_id, text, by?}: change what was said
    POST /try/chats/{id}/attach       the file itself as the body, ?name=…&kind=photo|video|voice|document
                                      &caption=…&duration=…&reply_to=…&by=…&thread=… → {message_id}
    POST /try/chats/{id}/tap          {message_id, data, by?} → {query}: press a button
    POST /try/chats/{id}/block        and /unblock
    GET  /try/clock                   {now, running, next}: UTC; when the coach has something planned
    POST /try/clock                   {jump_seconds} or {to: "next"}: put the clock forward
    GET  /try/events                  server-sent events, each {type, …}:
           hello · message {chat, message} · deleted {chat, message_id} · keyboard {chat, keyboard}
           pinned {chat, pinned} · action {chat, action} · answer {chat, message_id, query, text, alert}
           clock · chats · bot
    GET  /try/files/{file_id}         a picture, clip or document

What only groups have is in `group_phones`.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.clock import AdjustableClock
from bot.tryout import groups
from bot.tryout.botapi import MAX_CAPTION, keep, shown
from bot.tryout.html import utf16_length
from bot.tryout.parameters import Upload, whole
from bot.tryout.world import Chat, File, Json, Message, Refusal, World, as_caption, bad_request, typed

HISTORY = 300
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
"""A clock beyond that is put forward no more."""


async def nothing_to_settle() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Coach:
    """What the page wants to know of the coach, which it cannot see in the chats."""

    next_moment: Callable[[], datetime | None] = lambda: None
    """When the coach does something next by itself."""
    zone_of: Callable[[int], str | None] = lambda _: None
    """The IANA zone in which a client lives; None is the zone of whoever looks at the page."""
    settle: Callable[[], Awaitable[None]] = nothing_to_settle
    """Waits until the coach has done what is due, so that a long jump misses nothing on its way."""


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


B = TypeVar("B", bound=Body)


class Newcomer(Body):
    name: str = Field(min_length=1, max_length=64)
    role: Literal["client", "trainer"] = "client"


class Place(Body):
    """Where in the chat something is said; `by` and `thread` only in a group."""

    reply_to: int | None = None
    by: int = 0
    thread: int | None = None


class Saying(Place):
    text: str


class Rewriting(Body):
    message_id: int
    text: str
    by: int = 0


class Tap(Body):
    message_id: int
    data: str
    by: int = 0


class Jump(Body):
    jump_seconds: float = Field(default=0, ge=0, le=366 * 86_400)
    to: str | None = Field(default=None, pattern="^next$")


async def body_of(request: Request, model: type[B]) -> B:
    try:
        return model.model_validate_json(await request.body())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "body"
        raise bad_request(f"{where}: {first['msg']}") from None


class Phones:
    def __init__(self, world: World, coach: Coach) -> None:
        self.world = world
        self.coach = coach

    def routes(self) -> list[Route]:
        chat = "/try/chats/{id}"
        return [
            Route("/try/state", self.state),
            Route("/try/clients", self.newcomer, methods=["POST"]),
            Route(f"{chat}/messages", self.messages),
            Route(f"{chat}/say", self.say, methods=["POST"]),
            Route(f"{chat}/edit", self.edit, methods=["POST"]),
            Route(f"{chat}/attach", self.attach, methods=["POST"]),
            Route(f"{chat}/tap", self.tap, methods=["POST"]),
            Route(f"{chat}/block", self.block, methods=["POST"]),
            Route(f"{chat}/unblock", self.unblock, methods=["POST"]),
            Route("/try/clock", self.clock),
            Route("/try/clock", self.jump, methods=["POST"]),
            Route("/try/events", self.events),
            Route("/try/files/{file}", self.file),
        ]

    async def state(self, _: Request) -> Response:
        world = self.world
        chats: list[Json] = [
            {
                "id": chat.id,
                "name": chat.title,
                "role": chat.role,
                "started": chat.started,
                "blocked": chat.blocked,
                "zone": self.coach.zone_of(chat.id),
                "commands": world.commands_of(chat),
            }
            | (_group_json(chat) if chat.role == "group" else {})
            for chat in world.chats.values()
        ]
        bot = {
            "username": world.me.username,
            "name": world.me.first_name,
            "description": world.profile.get(("description", ""), ""),
            "menu": world.menu_button.get("type") != "default",
        }
        return JSONResponse({"bot": bot, "clock": self._clock(), "chats": chats})

    async def newcomer(self, request: Request) -> Response:
        who = await body_of(request, Newcomer)
        return JSONResponse({"id": self.world.newcomer(who.name.strip() or "Client", who.role).id})

    async def messages(self, request: Request) -> Response:
        chat = self._chat(request)
        newest = list(chat.messages.values())[-HISTORY:]
        return JSONResponse(
            {
                "messages": [self.world.page_json(chat, message) for message in newest],
                "pinned": chat.pinned,
                "reply_keyboard": chat.reply_keyboard,
            }
        )

    async def say(self, request: Request) -> Response:
        said = await body_of(request, Saying)
        return JSONResponse({"message_id": self._sent(self._chat(request), typed(said.text), said).id})

    async def edit(self, request: Request) -> Response:
        edit = await body_of(request, Rewriting)
        chat = self._chat(request)
        if chat.role == "group":
            groups.rewrite(self.world, chat, edit.by, edit.message_id, edit.text)
        else:
            self.world.rewrite(chat.id, edit.message_id, edit.text)
        return JSONResponse({})

    async def attach(self, request: Request) -> Response:
        kind = request.query_params.get("kind", "document")
        if kind not in {"photo", "video", "voice", "document"}:
            raise bad_request("kind must be photo, video, voice or document")
        asked = request.query_params
        given = {name: whole(asked[name]) for name in Place.model_fields if asked.get(name)}
        caption = asked.get("caption", "").strip()
        if utf16_length(caption) > MAX_CAPTION:
            raise bad_request("message caption is too long")
        upload = Upload(asked.get("name", "file"), await request.body())
        file = keep(self.world, kind, upload, {"duration": asked.get("duration")})
        content = shown(file) | as_caption(caption)
        return JSONResponse(
            {"message_id": self._sent(self._chat(request), content, Place.model_validate(given)).id}
        )

    def _chat(self, request: Request) -> Chat:
        number = whole(request.path_params["id"])
        if number is not None and number < 0:
            return groups.of(self.world, number)
        return self.world.phone(number or 0)

    def _sent(self, chat: Chat, content: Json, place: Place) -> Message:
        if chat.role != "group":
            return self.world.sent(chat.id, content, place.reply_to)
        where = {"thread": place.thread, "reply_to": place.reply_to}
        return groups.sent(self.world, chat, place.by, content, **where)

    async def tap(self, request: Request) -> Response:
        tap = await body_of(request, Tap)
        chat = self._chat(request)
        if chat.role == "group":
            query = groups.tap(self.world, chat, tap.by, tap.message_id, tap.data)
        else:
            query = self.world.tap(chat.id, tap.message_id, tap.data)
        return JSONResponse({"query": query})

    async def block(self, request: Request) -> Response:
        self.world.block(self._chat(request).id)
        return JSONResponse({})

    async def unblock(self, request: Request) -> Response:
        self.world.unblock(self._chat(request).id)
        return JSONResponse({})

    async def clock(self, _: Request) -> Response:
        return JSONResponse(self._clock())

    async def jump(self, request: Request) -> Response:
        jump = await body_of(request, Jump)
        clock = self.world.clock
        if not isinstance(clock, AdjustableClock):
            raise Refusal(409, "This clock cannot be put forward.")
        if clock.now() > LATEST:
            raise Refusal(409, "This clock has gone as far as it can: start again.")
        target: datetime | None = clock.now() + timedelta(seconds=jump.jump_seconds)
        if jump.to:
            target = self.coach.next_moment()
        if target is None:
            raise Refusal(409, "Nothing is planned yet: first talk to the coach.")
        await self._travel(clock, target)
        self.world.tell("clock")
        return JSONResponse(self._clock())

    async def _travel(self, clock: AdjustableClock, target: datetime) -> None:
        """Forward to `target`, stopping wherever the coach has something to do on the way."""
        while (stop := self.coach.next_moment()) and clock.now() < stop < target:
            clock.jump_to(stop)
            await self.coach.settle()
        if clock.now() < target:
            clock.jump_to(target)
        await self.coach.settle()

    def _clock(self) -> Json:
        clock, planned = self.world.clock, self.coach.next_moment()
        running = not isinstance(clock, AdjustableClock) or clock.running
        return {
            "now": clock.now().isoformat(),
            "running": running,
            "next": planned.isoformat() if planned else None,
        }

    async def events(self, _: Request) -> Response:
        return StreamingResponse(self._stream(), media_type="text/event-stream")

    async def _stream(self) -> AsyncIterator[str]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        stop_listening = self.world.listen(queue.put_nowait)
        try:
            event: Json = {"type": "hello"}
            while event["type"] != "closed" and not self.world.closed:
                yield f"data: {json.dumps(event)}\n\n"
                event = await queue.get()
        finally:
            stop_listening()

    async def file(self, request: Request) -> Response:
        file = self.world.files.get(request.path_params["file"])
        if file is None:
            raise Refusal(404, "There is no such file.")
        return _served(file, request.headers.get("range", ""))


def _group_json(group: Chat) -> Json:
    return {
        "members": [
            {"id": one.user.id, "name": one.user.first_name, "status": one.status, "bot": one.user.is_bot}
            for one in group.members.values()
            if one.here
        ],
        "topics": [
            {"id": topic.id, "closed": topic.closed} | topic.json() for topic in group.topics.values()
        ],
    }


def _served(file: File, asked: str) -> Response:
    """The file, or the part of it that a browser asks for to play a clip."""
    headers = {
        "accept-ranges": "bytes",
        "content-security-policy": "sandbox",
        "x-content-type-options": "nosniff",
    }
    if not file.mime.startswith(("image/", "video/", "audio/")):
        headers["content-disposition"] = "attachment"
    part = re.fullmatch(r"bytes=(\d{1,18})-(\d{0,18})", asked)
    begin, total = int(part[1]) if part else 0, len(file.data)
    if not part or begin >= total:
        return Response(file.data, media_type=file.mime, headers=headers)
    end = min(int(part[2] or total), total - 1)
    headers["content-range"] = f"bytes {begin}-{end}/{total}"
    return Response(file.data[begin : end + 1], 206, media_type=file.mime, headers=headers)
