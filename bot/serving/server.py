"""The server of LIMBER_LISTEN: the webhook, /health, /ready and /metrics.

In: requests. Out: answers, each short. Nothing of anybody's is shown here. It listens before the bot is at
work, so that a supervisor sees it start, and is told of the bot when it is.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import App
from bot.clock import Clock
from bot.serving.errors import CannotListen
from bot.serving.metrics import CONTENT_TYPE, Metrics
from bot.settings import Settings
from bot.store import Unavailable
from bot.tally import Tally, why_not_ready
from bot.webhook import LARGEST_BODY

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "x-real-ip")
"""What a proxy adds: whoever comes through one is not the supervisor."""
MOST_AT_ONCE = 64
"""Connections; whoever comes then is told to come again."""
LAG_EVERY = 1.0
"""Seconds."""


class Desk:
    """Answers the requests. `app` is the bot, once it is at work."""

    def __init__(self, settings: Settings, clock: Clock, tally: Tally) -> None:
        self.app: App | None = None
        self._tally = tally
        self._metrics = Metrics(settings, clock, tally, lambda: self.app)
        self.routes = [
            Route("/health", _inside(self._health)),
            Route("/ready", _inside(self._ready)),
            Route("/metrics", _inside(self._show_metrics)),
        ]
        if settings.webhook_url is not None:
            self.routes.insert(0, Route(settings.webhook_url.path or "/", self._webhook, methods=["POST"]))

    @property
    def why_not_ready(self) -> str:
        """Empty when it is."""
        return "it starts" if self.app is None else why_not_ready(self.app.store, self._tally)

    async def _health(self, _: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def _ready(self, _: Request) -> Response:
        why = self.why_not_ready
        code = HTTPStatus.SERVICE_UNAVAILABLE if why else HTTPStatus.OK
        return PlainTextResponse(f"not ready: {why}\n" if why else "ready\n", code)

    async def _show_metrics(self, _: Request) -> Response:
        return Response(self._metrics.text(), media_type=CONTENT_TYPE)

    async def _webhook(self, request: Request) -> Response:
        webhook = self.app.webhook if self.app else None
        if webhook is None:
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        if not webhook.knows(request.headers.get(SECRET_HEADER, "")):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        body = await read_at_most(request, LARGEST_BODY)
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, headers={"Connection": "close"})
        try:
            return Response(status_code=webhook.take(body))
        except Unavailable as fault:
            webhook.fail(fault)
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)


async def read_at_most(request: Request, most: int) -> bytes | None:
    """The body, or None if it is longer; then no more of it is read."""
    declared = request.headers.get("Content-Length", "0")
    if declared.isdecimal() and int(declared[:20]) > most:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return bytes(body)


def _inside(answer: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """For this machine's own programs: what comes through the webhook's proxy sees nothing here."""

    async def guarded(request: Request) -> Response:
        if any(header in request.headers for header in FORWARDED):
            return PlainTextResponse("Not Found", HTTPStatus.NOT_FOUND)
        return await answer(request)

    return guarded


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the event loop."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def listen(address: tuple[str, int]) -> socket.socket:
    """`CannotListen` if the address cannot be had."""
    host, port = address
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host.strip("[]"), port), family=family)
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise CannotListen(
            f"LIMBER_LISTEN: {host}:{port} cannot be had ({why}). Another program may have it: "
            f"ss -ltnp 'sport = :{port}' shows which. Stop that one, or choose another port."
        ) from None
    # asyncio does so only for sockets it has made; without it an answer waits 40 ms for the last one.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@asynccontextmanager
async def serving(settings: Settings, clock: Clock, tally: Tally) -> AsyncIterator[Desk]:
    """While the `with` lasts. `CannotListen` if the address cannot be had."""
    desk = Desk(settings, clock, tally)
    assert settings.address is not None  # noqa: S101 - the caller has looked
    config = uvicorn.Config(
        Starlette(routes=desk.routes),
        http="h11",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_graceful_shutdown=2,
    )
    with listen(settings.address) as listener:
        server = _Server(config)
        tasks = [
            asyncio.create_task(server.serve(sockets=[listener])),
            asyncio.create_task(_measure_lag(tally)),
        ]
        try:
            yield desk
        finally:
            server.should_exit = True
            tasks[1].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _measure_lag(tally: Tally) -> None:
    now = asyncio.get_running_loop().time
    while True:
        due = now() + LAG_EVERY
        await asyncio.sleep(LAG_EVERY)
        tally.lag.add(now() - due)
