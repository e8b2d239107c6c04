"""What the people's phones can do: the small API behind the chat page, which tests use too.

Everything is JSON. A chat's id is the id of its person. Errors are `{"error": "…"}` with 4xx.

    GET  /try/state                   the bot, the clock, and who is here
    POST /try/clients                 {name} → {id}: one more client, with a phone
    GET  /try/chats/{id}/messages     {messages, pinned, reply_keyboard}: the newest 300, oldest first
    POST /try/chats/{id}/say          {text, reply_to?} → {message_id}
    POST /try/chats/{id}/edit         {message_id, text}: change what was said
    POST /try/chats/{id}/attach       the file itself as the body, ?name=…&kind=photo|video|voice|document
    POST /try/chats/{id}/tap          {message_id, data} → {query}: press a button
    POST /try/chats/{id}/block        and /unblock
    GET  /try/clock                   {now, running, next}: UTC; when the coach has something planned
    POST /try/clock                   {jump_seconds} or {to: "next"}: put the clock forward
    GET  /try/events                  server-sent events, each {type, …}:
           hello · message {chat, message} · deleted {chat, message_id} · keyboard {chat, keyboard}
           pinned {chat, pinned} · action {chat, action} · answer {chat, message_id, query, text, alert}
           clock · chats · bot
    GET  /try/files/{file_id}         a picture, clip or document
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.clock import AdjustableClock
from bot.tryout.botapi import keep, shown
from bot.tryout.parameters import Upload
from bot.tryout.world import File, Json, Refusal, World, bad_request

HISTORY = 300


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


class NewClient(Body):
    name: str = Field(min_length=1, max_length=64)


class Saying(Body):
    text: str
    reply_to: int | None = None


class Rewriting(Body):
    message_id: int
    text: str


class Tap(Body):
    message_id: int
    data: str


class Jump(Body):
    jump_seconds: float = Field(default=0, ge=0, le=366 * 86_400)
    to: str | None = Field(default=None, pattern="^next$")


async def _body(request: Request, model: type[B]) -> B:
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
        chat = "/try/chats/{id:int}"
        return [
            Route("/try/state", self.state),
            Route("/try/clients", self.new_client, methods=["POST"]),
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
            for chat in world.chats.values()
            if chat.user
        ]
        bot = {
            "name": world.me.first_name,
            "description": world.profile.get(("description", ""), ""),
            "menu": world.menu_button.get("type") != "default",
        }
        return JSONResponse({"bot": bot, "clock": self._clock(), "chats": chats})

    async def new_client(self, request: Request) -> Response:
        name = (await _body(request, NewClient)).name.strip()
        return JSONResponse({"id": self.world.newcomer(name or "Client").id})

    async def messages(self, request: Request) -> Response:
        chat = self.world.phone(request.path_params["id"])
        newest = list(chat.messages.values())[-HISTORY:]
        return JSONResponse(
            {
                "messages": [self.world.page_json(chat, message) for message in newest],
                "pinned": chat.pinned,
                "reply_keyboard": chat.reply_keyboard,
            }
        )

    async def say(self, request: Request) -> Response:
        said = await _body(request, Saying)
        message = self.world.say(request.path_params["id"], said.text, said.reply_to)
        return JSONResponse({"message_id": message.id})

    async def edit(self, request: Request) -> Response:
        edit = await _body(request, Rewriting)
        self.world.rewrite(request.path_params["id"], edit.message_id, edit.text)
        return JSONResponse({})

    async def attach(self, request: Request) -> Response:
        kind = request.query_params.get("kind", "document")
        if kind not in {"photo", "video", "voice", "document"}:
            raise bad_request("kind must be photo, video, voice or document")
        upload = Upload(request.query_params.get("name", "file"), await request.body())
        file = keep(self.world, kind, upload, {})
        return JSONResponse({"message_id": self.world.sent(request.path_params["id"], shown(file)).id})

    async def tap(self, request: Request) -> Response:
        tap = await _body(request, Tap)
        return JSONResponse({"query": self.world.tap(request.path_params["id"], tap.message_id, tap.data)})

    async def block(self, request: Request) -> Response:
        self.world.block(request.path_params["id"])
        return JSONResponse({})

    async def unblock(self, request: Request) -> Response:
        self.world.unblock(request.path_params["id"])
        return JSONResponse({})

    async def clock(self, _: Request) -> Response:
        return JSONResponse(self._clock())

    async def jump(self, request: Request) -> Response:
        jump = await _body(request, Jump)
        clock = self.world.clock
        if not isinstance(clock, AdjustableClock):
            raise Refusal(409, "This clock cannot be put forward.")
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


def _served(file: File, asked: str) -> Response:
    """The file, or the part of it that a browser asks for to play a clip."""
    headers = {
        "accept-ranges": "bytes",
        "content-security-policy": "sandbox",
        "x-content-type-options": "nosniff",
    }
    if not file.mime.startswith(("image/", "video/", "audio/")):
        headers["content-disposition"] = "attachment"
    part = re.fullmatch(r"bytes=(\d+)-(\d*)", asked)
    begin, total = int(part[1]) if part else 0, len(file.data)
    if not part or begin >= total:
        return Response(file.data, media_type=file.mime, headers=headers)
    end = min(int(part[2] or total), total - 1)
    headers["content-range"] = f"bytes {begin}-{end}/{total}"
    return Response(file.data[begin : end + 1], 206, media_type=file.mime, headers=headers)
