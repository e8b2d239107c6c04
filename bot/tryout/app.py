"""The local Telegram as a web application, and the loopback server that runs it.

    app = local_telegram(AdjustableClock(), clients=[User(1001, "Sam")])
    async with running(app) as url:      # http://127.0.0.1:PORT
        bot = telegram.Bot(token, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot")

The page is at `url`, the Bot API at `url/bot<token>/METHOD`, the phones (`phones.py`) at `url/try/…`.
Nothing but this computer is heard: other hosts' names and other pages' requests are refused.
"""

import asyncio
import re
import secrets
import socket
from collections.abc import AsyncIterator, Iterable, MutableMapping
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import cast

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import Clock
from bot.tryout.botapi import MAX_UPLOAD, METHODS, Method, get_updates
from bot.tryout.faults import Fault
from bot.tryout.group_phones import GroupPhones
from bot.tryout.limits import Limits
from bot.tryout.parameters import Parameters, parameters_of
from bot.tryout.phones import Coach, Phones
from bot.tryout.world import Call, Json, Refusal, User, World

PAGE = Path(__file__).parent / "page"
MAX_REQUEST = MAX_UPLOAD + (1 << 20)
"""Bytes: a file, and what is said about it."""
TOKEN = re.compile(r"\d{1,16}:[\w-]{1,80}", re.ASCII)
HERE = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?")
SAM, ANNA = User(1001, "Sam"), User(2001, "Anna")
BY_NAME: dict[str, Method] = {name.lower(): method for name, method in METHODS.items()}


def local_telegram(
    clock: Clock,
    *,
    strict_limits: bool = False,
    clients: Iterable[User] = (SAM,),
    trainer: User = ANNA,
    coach: Coach = Coach(),  # noqa: B008 -- frozen
    token: str | None = None,
    first_id: int | None = None,
) -> Starlette:
    """The stand-in; its `World` is `app.state.world`.

    `token` is the only one that is let in; None takes the first well-formed one that calls. Ids of
    updates and messages count from `first_id`; None begins anywhere, as Telegram does after a quiet
    week, so that a database kept from an earlier run meets no id twice.
    """
    start = secrets.randbelow(1 << 30) + 1 if first_id is None else first_id
    world = World(clock, clients=clients, trainer=trainer, token=token, first_id=start)
    api = BotApi(world, Limits() if strict_limits else None)
    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", api.call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", api.download),
            *Phones(world, coach).routes(),
            *GroupPhones(world).routes(),
            Mount("/", StaticFiles(directory=PAGE, html=True)),
        ],
        middleware=[Middleware(ThisComputerOnly), Middleware(NothingEndless)],
        exception_handlers={Refusal: _refuse_phone},
    )
    app.state.world = world
    return app


class BotApi:
    def __init__(self, world: World, limits: Limits | None) -> None:
        self.world = world
        self.limits = limits

    async def call(self, request: Request) -> Response:
        method: str = request.path_params["method"]
        try:
            self._authorise(request.path_params["token"])
            if method.lower() not in BY_NAME and method.lower() != "getupdates":
                raise Refusal(404, "Not Found")  # noqa: TRY301 -- all refusals are answered below
            return await self._carry_out(method, await parameters_of(request))
        except Refusal as refusal:
            return _refused(refusal)

    async def _carry_out(self, method: str, given: Parameters) -> Response:
        fault = self.world.faults.next(method)
        match fault:
            case Fault("drop"):
                return Dropped()
            case Fault("delay", seconds):
                await asyncio.sleep(seconds)
            case _:
                pass
        try:
            result = await self._result(method, given, fault)
        except Refusal as refusal:
            self._note(method, given, refusal.code)
            raise
        self._note(method, given, 200)
        return Dropped() if fault and fault.kind == "lose" else JSONResponse({"ok": True, "result": result})

    async def _result(self, method: str, given: Parameters, fault: Fault | None) -> object:
        match fault:
            case Fault("429", seconds):
                raise _too_many(int(seconds))
            case Fault("500"):
                raise Refusal(500, "Internal Server Error")
            case Fault("403"):
                raise Refusal(403, "Forbidden: bot was blocked by the user")
            case _:
                pass
        if method.lower() == "getupdates":
            return await get_updates(self.world, given)
        if self.limits:
            wait = self.limits.retry_after(method, _chat(given), self.world.clock.now())
            if wait:
                raise _too_many(wait)
        return BY_NAME[method.lower()](self.world, given)

    def _note(self, method: str, given: Parameters, code: int) -> None:
        if "chat_id" in given.values:
            self.world.calls.append(Call(self.world.clock.now(), method, _chat(given), code))

    async def download(self, request: Request) -> Response:
        try:
            self._authorise(request.path_params["token"])
            wanted = request.path_params["path"]
            file = next((file for file in self.world.files.values() if file.path == wanted), None)
            if file is None:
                raise Refusal(404, "Not Found")  # noqa: TRY301
        except Refusal as refusal:
            return _refused(refusal)
        return Response(file.data, media_type="application/octet-stream")

    def _authorise(self, token: str) -> None:
        if not TOKEN.fullmatch(token):
            raise Refusal(404, "Not Found")
        if self.world.token is None:
            self.world.token = token
            self.world.tell("bot")
        if not secrets.compare_digest(self.world.token, token):
            raise Refusal(401, "Unauthorized")


def _chat(given: Parameters) -> int:
    text = given.text("chat_id")
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else 0


def _too_many(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)


def _refused(refusal: Refusal) -> Response:
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.retry_after is not None:
        body["parameters"] = {"retry_after": refusal.retry_after}
    return JSONResponse(body, refusal.code)


async def _refuse_phone(_: Request, refusal: Exception) -> Response:
    refusal = cast("Refusal", refusal)
    return JSONResponse({"error": refusal.description.removeprefix("Bad Request: ")}, refusal.code)


class Dropped(Response):
    """No answer at all: the connection is cut, as a bad network cuts it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        scope["limber.cut"]()
        while (await receive())["type"] != "http.disconnect":
            pass


class ThisComputerOnly:
    """Refuses foreign names of this computer (DNS rebinding) and what other pages ask for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        origin = headers.get("origin", f"http://{host}")
        foreign = headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
        visit = scope["path"] == "/" and headers.get("sec-fetch-dest") == "document"
        app = self.app
        if not HERE.fullmatch(host):
            app = PlainTextResponse("This try-out is local: open it at http://127.0.0.1\n", 421)
        elif origin != f"http://{host}" or (foreign and not visit):
            app = PlainTextResponse("This try-out is local: other pages may not use it.\n", 403)
        await app(scope, receive, send)


class NothingEndless:
    """Reads no more of a request than the largest upload takes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def counted() -> MutableMapping[str, object]:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_REQUEST:
                raise HTTPException(413, "Request Entity Too Large")
            return message

        await self.app(scope, counted, send)


class _Server(uvicorn.Server):
    """Leaves Ctrl-C to whoever runs the event loop."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


@asynccontextmanager
async def running(app: Starlette, port: int = 0) -> AsyncIterator[str]:
    """Serves `app` on this computer alone, in the running event loop; gives its address.

    Port 0 takes a free one. OSError if the port is taken.
    """

    async def cuttable(scope: Scope, receive: Receive, send: Send) -> None:
        scope["limber.cut"] = send.__self__.transport.abort  # type: ignore[attr-defined] # uvicorn's own
        await app(scope, receive, send)

    config = uvicorn.Config(
        cuttable,
        http="h11",
        lifespan="off",
        log_level="warning",
        access_log=False,
        # One that is closed just as it is used again loses a message; Telegram keeps idle ones for long.
        timeout_keep_alive=300,
        timeout_graceful_shutdown=1,
    )
    with socket.create_server(("127.0.0.1", port)) as listener:
        # asyncio does so only for sockets it has made; without it an answer waits 40 ms for the last one.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        server = _Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            app.state.world.close()
            server.should_exit = True
            await serving
