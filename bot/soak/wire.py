"""The connection to Telegram, as `telegram.Bot` sees it: no socket, and every way in which one can fail.

In: requests of the library. Out: Telegram's answers, or the exceptions that `HTTPXRequest` would raise. What
has left arrives even if the answer never does; once the coach is dead, nothing leaves any more.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Literal, Protocol, cast

import httpx
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.soak.faults import Fate, Faults
from bot.soak.server import Server, refused
from bot.soak.trace import Trace
from bot.transport.limits import CONNECT_SECONDS, READ_SECONDS
from bot.tryout.parameters import Parameters, Upload
from bot.tryout.world import Json

Answer = Literal["done", "refused", "wait", "not reached", "lost"]
"""What the coach hears of a call. After `lost`, and after a server's error, it cannot know."""
LIMIT = 100
SURE = 0.7
"""What has left when the coach dies arrives, mostly."""


class Dead(BaseException):
    """The process is no more: whatever it does still has no effect, and must not be handled."""


@dataclass(slots=True)
class Call:
    """One call that has left."""

    method: str
    given: Parameters
    row: int | None
    """Of the outbox; None for what does not come from there."""
    chat: int
    told_at: datetime
    """When Telegram answered, if it answered something else than what was done."""
    arrived: bool = False
    answer: tuple[int, bytes] = (0, b"")
    """What Telegram made of it, whether or not that was heard."""
    retry_after: int = 0
    """Seconds, if that was the answer."""
    over: bool = False
    """The coach knows what became of it, or has been told that the answer is lost."""


class Witness(Protocol):
    """Sees every call on its way."""

    def departs(self, method: str, given: Parameters) -> Call: ...
    def arrives(self, call: Call) -> None: ...
    def hears(self, call: Call, answer: Answer) -> None: ...
    def asks(self, rested: float) -> None: ...
    def confirms(self, numbers: list[int]) -> None: ...
    def told(self, updates: list[Json]) -> None: ...


class Line:
    """What the wires of one life share."""

    def __init__(
        self, server: Server, faults: Faults, trace: Trace, witness: Witness, leaves: Callable[[], None]
    ) -> None:
        """`leaves` is called whenever a call is on its way."""
        self.leaves = leaves
        self.server = server
        self.faults = faults
        self.trace = trace
        self.witness = witness
        self.dead = False
        self.under_way: list[Call] = []
        self.asked_at: float | None = None
        """When Telegram had last been asked for updates, in the loop's time."""

    def breaks(self) -> None:
        """Every connection breaks at once; what has left arrives, but no answer comes back."""
        for call in self.under_way:
            self.arrive(call)
            call.over = True
        self.server.hang_up()

    def dies(self) -> None:
        self.dead = True
        for call in self.under_way:
            if self.faults.random.random() < SURE:
                self.arrive(call)
            self.witness.hears(call, "lost")
        self.under_way.clear()

    def arrive(self, call: Call) -> None:
        if call.arrived:
            return
        call.arrived = True
        call.answer = self.server.carry_out(call.method, call.given)
        self.witness.arrives(call)


class Wire(BaseRequest):
    """Half of what `make_bot` makes: a connection."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """Nor to close."""

    @property
    def read_timeout(self) -> float | None:
        return READ_SECONDS

    async def do_request(  # noqa: PLR0917 - the library's own signature
        self,
        url: str,
        method: str,  # noqa: ARG002
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        self._alive()
        values: Json = dict(request_data.json_parameters) if request_data is not None else {}
        files = request_data.multipart_data if request_data is not None else {}
        uploads = {name: Upload(file[0], cast("bytes", file[1])) for name, file in (files or {}).items()}
        name = url.rpartition("/")[2]
        if name == "getUpdates":
            return await self._updates(values)
        return await self._call(name, Parameters(values, uploads))

    # --- calls ---

    async def _call(self, method: str, given: Parameters) -> tuple[int, bytes]:
        line = self._line
        call = line.witness.departs(method, given)
        fate = line.faults.of_call()
        if not self._reached(fate):
            await self._unreached(fate, call)
        line.under_way.append(call)
        line.leaves()
        try:
            return await self._carried(call, fate)
        finally:
            if call in line.under_way:
                line.under_way.remove(call)

    async def _carried(self, call: Call, fate: Fate) -> tuple[int, bytes]:
        line = self._line
        if fate.fault is not None:
            line.trace.fault(fate.fault, call.method)
        await self._pass(fate.there)
        self._still_there(call)
        early = self._instead(call, fate)
        if early is not None:
            call.answer = early
            await self._pass(fate.back)
            self._still_there(call)
            line.witness.hears(call, answer_of(early))
            return early
        line.arrive(call)
        await self._pass(min(fate.back, READ_SECONDS))
        self._still_there(call)
        match fate.fault:
            case "lost answer":
                line.witness.hears(call, "lost")
                raise _network(httpx.RemoteProtocolError("server disconnected without an answer"))
            case "answer after the timeout":
                line.witness.hears(call, "lost")
                raise _timeout(httpx.ReadTimeout("no answer in time"))
            case "5xx after it was carried out":
                line.witness.hears(call, answer_of(SERVER_ERROR))
                return SERVER_ERROR
        line.witness.hears(call, answer_of(call.answer))
        return call.answer

    def _instead(self, call: Call, fate: Fate) -> tuple[int, bytes] | None:
        """What is answered without the call having any effect."""
        match fate.fault:
            case "lost request":
                self._line.witness.hears(call, "lost")
                raise _network(httpx.ReadError("the connection was reset"))
            case "429 for seconds" | "429 for an hour":
                call.retry_after, call.told_at = fate.seconds, self._line.server.clock.now()
                return refused(429, f"Too Many Requests: retry after {fate.seconds}", fate.seconds)
            case "400":
                return refused(400, "Bad Request: something Telegram does not like today")
            case "5xx":
                return SERVER_ERROR
        return None

    def _still_there(self, call: Call) -> None:
        """Raises if the connection broke meanwhile."""
        self._alive()
        if call.over:
            self._line.witness.hears(call, "lost")
            raise _network(httpx.ReadError("the connection broke"))

    # --- updates ---

    async def _updates(self, values: Json) -> tuple[int, bytes]:
        line, loop = self._line, asyncio.get_running_loop()
        if line.asked_at is not None:
            line.witness.asks(loop.time() - line.asked_at)
        try:
            return await self._asked_for(values)
        finally:
            line.asked_at = loop.time()

    async def _asked_for(self, values: Json) -> tuple[int, bytes]:
        line = self._line
        fate = line.faults.of_poll()
        if not self._reached(fate):
            await self._unreached(fate)
        if fate.fault in {"5xx", "429 for seconds"}:
            line.trace.fault(fate.fault, "getUpdates")
            await self._pass(fate.there + fate.back)
            again = refused(429, "Too Many Requests: retry after 3", 3)
            return SERVER_ERROR if fate.fault == "5xx" else again
        await self._pass(fate.there)
        line.witness.confirms(line.server.confirm(int(str(values.get("offset", 0)))))
        try:
            # A poll that ends without an update is followed by the next: here one wait stands for many.
            await line.server.some()
        except ConnectionResetError:
            self._alive()
            raise _network(httpx.ReadError("the connection broke")) from None
        found = line.server.answer_updates(LIMIT)
        await self._pass(fate.back)
        if fate.fault == "getUpdates lost":
            line.trace.fault(fate.fault)
            raise _network(httpx.ReadError("the connection was reset"))
        line.witness.told(found)
        return 200, json.dumps({"ok": True, "result": found}).encode()

    # --- the way ---

    def _alive(self) -> None:
        if self._line.dead:
            raise Dead

    async def _pass(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._alive()

    def _reached(self, fate: Fate) -> bool:
        away = self._line.faults.away_until
        return fate.fault != "no connection" and (away is None or away <= self._line.server.clock.now())

    async def _unreached(self, fate: Fate, call: Call | None = None) -> None:
        """Raises, at once or after the time that is given to a connection."""
        if fate.fault == "no connection":
            self._line.trace.fault(fate.fault)
        else:
            self._line.trace.counted["calls while Telegram was away"] += 1
        refused = self._line.faults.random.random() < 1 / 2
        await self._pass(fate.there if refused else CONNECT_SECONDS)
        if call is not None:
            self._line.witness.hears(call, "not reached")
        if refused:
            raise _network(httpx.ConnectError("connection refused"))
        raise _timeout(httpx.ConnectTimeout("nobody there"))


def answer_of(answer: tuple[int, bytes]) -> Answer:
    code, _ = answer
    if code == HTTPStatus.OK:
        return "done"
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return "wait"
    return "lost" if code >= HTTPStatus.INTERNAL_SERVER_ERROR else "refused"


SERVER_ERROR = (502, b"<html><title>502 Bad Gateway</title></html>")


def _network(cause: httpx.HTTPError) -> NetworkError:
    """As `HTTPXRequest` wraps it."""
    fault = NetworkError(f"httpx.{type(cause).__name__}: {cause}")
    fault.__cause__ = cause
    return fault


def _timeout(cause: httpx.TimeoutException) -> TimedOut:
    fault = TimedOut()
    fault.__cause__ = cause
    return fault
