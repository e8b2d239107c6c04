"""Whatever a server and the way to it do, the bot hears the same of it over each library of HTTP.

What must never be mixed up: a message that certainly did not leave, and one that may have arrived.
"""

import asyncio
import gzip
import json
import socket
import sys
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from pydantic import AnyHttpUrl

import bot.telegram
import bot.transport
from bot.clock import SystemClock
from bot.settings import BadSettings
from bot.store import Message
from bot.telegram import NotSent, Refused, Sent, Unknown, Upload, make_bot, send
from bot.transport import connections, over_aiohttp, over_httpx, socks
from bot.tryout import local_telegram, running
from flows.effects import Button

HELLO = Message(1001, "<b>Grüße</b> 🧘 “ü”", id=1)
ANSWER = {"message_id": 78, "date": 0, "chat": {"id": 1001, "type": "private"}, "text": "Grüße 🧘"}
OK = json.dumps({"ok": True, "result": ANSWER}).encode()
SHORT = 0.2
"""Seconds, where somebody has to wait in vain."""


@pytest.fixture(params=["httpx", "aiohttp"])
def transport(request):
    return request.param


@pytest.fixture
def _impatient(monkeypatch):
    for module in (over_httpx, over_aiohttp):
        for name in ("CONNECT_SECONDS", "READ_SECONDS", "WRITE_FILE_SECONDS"):
            monkeypatch.setattr(module, name, SHORT)


@pytest.fixture
def open_bot(settings_for, transport):
    @asynccontextmanager
    async def opened(url):
        settings = settings_for(api_url=AnyHttpUrl(url), transport=transport)
        made, (asking, telling) = make_bot(settings)
        async with asking, telling:
            yield made

    return opened


class Peer:
    """A server that reads requests and does as the test says."""

    def __init__(self, behave):
        self._behave = behave
        self.requests = []
        """(head, body) of each that was read."""
        self.connections = 0

    async def _serve(self, reader, writer):
        self.connections += 1
        try:
            await self._behave(self, reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def read(self, reader):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lengths = (line for line in head.lower().splitlines() if line.startswith("content-length"))
        length = next(lengths, "content-length: 0")
        body = await reader.readexactly(int(length.partition(":")[2]))
        self.requests.append((head, body))

    @asynccontextmanager
    async def listening(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        try:
            yield f"http://{host}:{port}"
        finally:
            server.close()


def answer(body, code="200 OK", *headers, length=None):
    lines = [f"HTTP/1.1 {code}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def answering(data):
    """Reads a request, writes this, and closes."""

    async def behave(peer, reader, writer):
        await peer.read(reader)
        writer.write(data)
        await writer.drain()

    return behave


def said(code, description, **parameters):
    body = {"ok": False, "error_code": int(code[:3]), "description": description}
    return answering(answer(json.dumps(body | {"parameters": parameters}).encode(), code))


async def close_unread(peer, reader, writer):
    """Closes with the request unread."""


async def reset(peer, reader, writer):
    await peer.read(reader)
    writer.transport.abort()


async def close_read(peer, reader, writer):
    await peer.read(reader)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
HUGE = json.dumps({"ok": True, "result": ANSWER | {"text": "x" * (4 << 20)}}).encode()
UNKNOWN = Unknown("")
LARGE = bytes(16 << 20)
"""More than a socket holds."""


@pytest.mark.parametrize(
    ("behave", "expected"),
    [
        pytest.param(close_unread, UNKNOWN, id="closes before reading"),
        pytest.param(close_read, UNKNOWN, id="closes after reading"),
        pytest.param(reset, UNKNOWN, id="resets after reading"),
        pytest.param(answering(b"HTTP/1.1 200 OK\r\nConte"), UNKNOWN, id="half a head"),
        pytest.param(answering(answer(OK[:40], length=len(OK))), UNKNOWN, id="half a body"),
        pytest.param(answering(answer(OK[:40])), UNKNOWN, id="half of its JSON"),
        pytest.param(answering(CHUNKED + b"40\r\n" + OK[:0x20]), UNKNOWN, id="half a chunk"),
        pytest.param(answering(b"\x00\xff\x17nonsense\r\n\r\n"), UNKNOWN, id="no HTTP"),
        pytest.param(answering(answer(b"<html>portal</html>")), UNKNOWN, id="a page instead"),
        pytest.param(answering(answer(b"[]")), UNKNOWN, id="a list"),
        pytest.param(answering(answer(b'{"ok": true}')), UNKNOWN, id="no result"),
        pytest.param(answering(answer(b'{"ok": true, "result": true}')), UNKNOWN, id="no message"),
        pytest.param(answering(answer(b"[]", "400 Bad Request")), UNKNOWN, id="a list as refusal"),
        pytest.param(answering(answer(b"<html>", "502 Bad Gateway")), UNKNOWN, id="502 as a page"),
        pytest.param(said("500 Internal Server Error", "Internal Server Error"), UNKNOWN, id="500"),
        pytest.param(
            said("429 Too Many Requests", "Too Many Requests", retry_after=37), NotSent(37.0), id="429"
        ),
        pytest.param(said("401 Unauthorized", "Unauthorized"), NotSent(None), id="401"),
        pytest.param(
            said("400 Bad Request", "Bad Request: chat not found"),
            Refused("gone", "Chat not found"),
            id="400",
        ),
        pytest.param(answering(answer(OK)), Sent(78), id="answers"),
        pytest.param(answering(answer(HUGE)), Sent(78), id="answers at length"),
        pytest.param(answering(CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(OK), OK)), Sent(78), id="in chunks"),
        pytest.param(
            answering(answer(gzip.compress(OK), "200 OK", "Content-Encoding: gzip")),
            Sent(78),
            id="compressed",
        ),
        pytest.param(answering(answer(OK, "200 OK", f"X-Long: {'x' * 20_000}")), Sent(78), id="a long head"),
    ],
)
async def test_what_a_server_does_is_heard_alike(open_bot, behave, expected):
    peer = Peer(behave)
    async with peer.listening() as url, open_bot(url) as made:
        outcome = await send(made, HELLO)
    if isinstance(expected, Unknown):
        assert isinstance(outcome, Unknown)
    else:
        assert outcome == expected
    assert peer.connections == 1  # nothing is repeated behind the outbox's back


async def test_who_sends_elsewhere_is_not_followed(open_bot):
    async def behave(peer, reader, writer):
        while True:
            await peer.read(reader)
            writer.write(answer(b"", "302 Found", "Location: /other"))

    peer = Peer(behave)
    async with peer.listening() as url, open_bot(url) as made:
        assert isinstance(await send(made, HELLO), Unknown)
    assert len(peer.requests) == 1


async def test_letters_of_all_kinds_and_buttons_arrive(open_bot):
    app = local_telegram(SystemClock())
    world = app.state.world
    world.say(1001, "/start")
    async with running(app) as url, open_bot(url) as made:
        sent = await send(made, replace(HELLO, rows=((Button("Los “¡”", "ü.1", "success"),),), silent=True))
        assert isinstance(sent, Sent)
    message = world.chats[1001].messages[sent.message_id]
    assert message.content["text"] == "Grüße 🧘 “ü”"
    (entity,) = message.content["entities"]
    assert (entity["type"], entity["length"]) == ("bold", 5)
    ((button,),) = message.keyboard["inline_keyboard"]
    assert button == {"text": "Los “¡”", "callback_data": "ü.1", "style": "success"}


async def test_updates_come(open_bot):
    app = local_telegram(SystemClock())
    app.state.world.say(1001, "Grüße 🧘")
    async with running(app) as url, open_bot(url) as made:
        (update,) = await made.raw_updates(None, 1)
        assert update["message"]["text"] == "Grüße 🧘"
        assert await made.raw_updates(update["update_id"] + 1, 0) == []


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("part", [b"", answer(OK)[:30], answer(OK)[:-5]], ids=["nothing", "a head", "most"])
async def test_an_answer_that_does_not_come_in_time_is_unknown(open_bot, part):
    over = asyncio.Event()

    async def behave(peer, reader, writer):
        await peer.read(reader)
        writer.write(part)
        await over.wait()

    async with Peer(behave).listening() as url, open_bot(url) as made:
        assert isinstance(await send(made, HELLO), Unknown)
        over.set()


async def test_nobody_there_is_not_sent(open_bot):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        async with open_bot(f"http://127.0.0.1:{taken.getsockname()[1]}") as made:
            assert await send(made, HELLO) == NotSent(None)


async def test_no_address_is_not_sent(open_bot, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    async with open_bot("http://telegram.invalid") as made:
        assert await send(made, HELLO) == NotSent(None)


async def test_no_encryption_is_not_sent(open_bot):
    async def behave(peer, reader, writer):
        await reader.read(100)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with Peer(behave).listening() as url, open_bot(url.replace("http", "https")) as made:
        assert await send(made, HELLO) == NotSent(None)


@pytest.mark.usefixtures("_impatient")
async def test_a_handshake_without_end_is_not_sent(open_bot):
    over = asyncio.Event()

    async def behave(peer, reader, writer):
        await over.wait()

    async with Peer(behave).listening() as url, open_bot(url.replace("http", "https")) as made:
        assert await send(made, HELLO) == NotSent(None)
        over.set()


@pytest.mark.usefixtures("_impatient")
async def test_what_finds_no_free_connection_is_not_sent(open_bot, monkeypatch):
    monkeypatch.setattr(bot.telegram, "CONNECTIONS", 1)
    for module in (over_httpx, over_aiohttp):
        monkeypatch.setattr(module, "READ_SECONDS", 30.0)
    over = asyncio.Event()

    async def behave(peer, reader, writer):
        await peer.read(reader)
        await over.wait()
        writer.write(answer(OK))

    peer = Peer(behave)
    async with peer.listening() as url, open_bot(url) as made:
        first = asyncio.create_task(send(made, HELLO))
        while not peer.requests:
            await asyncio.sleep(0)
        assert await send(made, HELLO) == NotSent(None)
        over.set()
        assert await first == Sent(78)
    assert len(peer.requests) == 1


async def test_a_connection_is_kept_and_one_that_was_closed_is_not_used_again(open_bot):
    closed = asyncio.Event()

    async def behave(peer, reader, writer):
        for _ in range(2):
            await peer.read(reader)
            writer.write(answer(OK))
        writer.close()
        await writer.wait_closed()
        closed.set()

    peer = Peer(behave)
    async with peer.listening() as url, open_bot(url) as made:
        for number in (1, 1, 2, 2):
            assert await send(made, HELLO) == Sent(78)
            assert peer.connections == number
            if len(peer.requests) % 2 == 0:
                await closed.wait()
                await asyncio.sleep(0.01)  # the end of it is on its way


async def test_a_call_whose_kept_connection_closes_under_it_is_unknown_and_not_repeated(open_bot):
    async def behave(peer, reader, writer):
        await peer.read(reader)
        writer.write(answer(OK))
        await peer.read(reader)

    peer = Peer(behave)
    async with peer.listening() as url, open_bot(url) as made:
        assert await send(made, HELLO) == Sent(78)
        assert isinstance(await send(made, HELLO), Unknown)
    assert (peer.connections, len(peer.requests)) == (1, 2)


# --- files ---


@pytest.mark.parametrize("size", [10, 300_000])
async def test_a_file_arrives_whole(open_bot, size):
    data = bytes(range(256)) * (size // 256 + 1)
    app = local_telegram(SystemClock())
    world = app.state.world
    world.say(1001, "/start")
    async with running(app) as url, open_bot(url) as made:
        sent = await send(made, HELLO, Upload("Bericht ü.pdf", data))
        assert isinstance(sent, Sent)
        again = await send(made, HELLO, Upload("Bericht ü.pdf", b""), sent.file_id)
        assert isinstance(again, Sent)
    (file,) = world.files.values()
    assert (file.data, file.name) == (data, "Bericht ü.pdf")
    assert world.chats[1001].messages[again.message_id].content["caption"] == "Grüße 🧘 “ü”"


@pytest.mark.usefixtures("_impatient")
async def test_a_file_that_nobody_takes_is_unknown(open_bot, monkeypatch):
    for module in (over_httpx, over_aiohttp):
        monkeypatch.setattr(module, "READ_SECONDS", 30.0)
    over = asyncio.Event()

    async def behave(peer, reader, writer):
        writer.transport.pause_reading()
        await over.wait()

    async with Peer(behave).listening() as url, open_bot(url) as made:
        assert isinstance(await send(made, HELLO, Upload("large.pdf", LARGE)), Unknown)
        over.set()


@pytest.mark.usefixtures("_impatient")
async def test_a_file_may_take_longer_than_an_answer(open_bot, monkeypatch):
    for module in (over_httpx, over_aiohttp):
        monkeypatch.setattr(module, "WRITE_FILE_SECONDS", 30.0)

    async def behave(peer, reader, writer):
        writer.transport.pause_reading()
        await asyncio.sleep(3 * SHORT)
        writer.transport.resume_reading()
        await peer.read(reader)
        writer.write(answer(OK))
        await writer.drain()

    async with Peer(behave).listening() as url, open_bot(url) as made:
        assert await send(made, HELLO, Upload("large.pdf", LARGE)) == Sent(78)


# --- the way ---


@pytest.fixture
def proxied(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch.setenv


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
async def test_the_way_leads_through_the_proxy_of_the_environment(open_bot, proxied, name):
    peer = Peer(answering(answer(OK)))
    async with peer.listening() as proxy:
        proxied(name, proxy)
        async with open_bot("http://telegram.example") as made:
            assert await send(made, HELLO) == Sent(78)
    ((head, _),) = peer.requests
    assert head.startswith("POST http://telegram.example/bot")


async def test_no_proxy_leads_to_this_machine_nor_to_whom_it_is_not_for(open_bot, proxied):
    peer = Peer(answering(answer(OK)))
    async with peer.listening() as url:
        proxied("HTTP_PROXY", "http://127.0.0.1:1")
        async with open_bot(url) as made:
            assert await send(made, HELLO) == Sent(78)
        proxied("NO_PROXY", "127.0.0.1,telegram.invalid")
        proxied("HTTP_PROXY", url)
        async with open_bot("http://telegram.invalid") as made:
            assert await send(made, HELLO) == NotSent(None)
    assert len(peer.requests) == 1


async def test_a_proxy_that_will_not_is_not_sent(open_bot, proxied):
    async def behave(peer, reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer(b"no", "403 Forbidden"))

    async with Peer(behave).listening() as proxy:
        proxied("HTTPS_PROXY", proxy)
        async with open_bot("https://telegram.example") as made:
            assert await send(made, HELLO) == NotSent(None)


BAD_PROXIES = (
    "ftp://somebody:secret@127.0.0.1:21",
    "socks4://secret:1080",
    "http://secret:99999",
    "http://secret:0",
    "http://somebody:secret",
    "http://xn--:3128",
    "http://",
)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "ALL_PROXY", "https_proxy"])
@pytest.mark.parametrize("proxy", BAD_PROXIES)
def test_a_proxy_that_cannot_be_used_is_one_line_that_does_not_show_it(
    settings_for, proxied, transport, name, proxy
):
    proxied(name, proxy)
    settings = settings_for(api_url=AnyHttpUrl("https://telegram.example"), transport=transport)
    with pytest.raises(BadSettings, match=rf"^{name}: the address of the proxy .* looks like ") as fault:
        connections(settings, 1)
    assert "secret" not in str(fault.value)
    assert "\n" not in str(fault.value)
    assert connections(settings.model_copy(update={"api_url": AnyHttpUrl("http://127.0.0.1:9")}), 1)
    proxied("NO_PROXY", "localhost, *")
    assert connections(settings, 1)


@pytest.mark.parametrize("hosts", ["[::1]", "localhost,example:http", "rücken.example"])
def test_exceptions_that_cannot_be_read_are_one_line(settings_for, proxied, hosts):
    proxied("NO_PROXY", hosts)
    with pytest.raises(BadSettings, match=r"^NO_PROXY: cannot be read\. [^\n]*$"):
        connections(settings_for(api_url=AnyHttpUrl("https://telegram.example")), 1)


@pytest.fixture
def over_socks(settings_for, proxied):
    """A bot of httpx's whose way leads through this peer."""

    @asynccontextmanager
    async def opened(peer):
        async with peer.listening() as url:
            proxied("ALL_PROXY", url.replace("http", "socks5h"))
            made, (asking, telling) = make_bot(settings_for(api_url=AnyHttpUrl("http://telegram.example")))
            async with asking, telling:
                yield made

    return opened


async def test_a_socks_proxy_is_a_way_over_httpx(over_socks):
    """Names are looked up at its other end."""
    asked = []

    async def behave(peer, reader, writer):
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        asked.append(await reader.readexactly(7 + len("telegram.example")))
        writer.write(b"\x05\x00\x00\x01" + bytes(6))
        await answering(answer(OK))(peer, reader, writer)

    peer = Peer(behave)
    async with over_socks(peer) as made:
        assert await send(made, HELLO) == Sent(78)
    assert asked == [b"\x05\x01\x00\x03\x10telegram.example" + (80).to_bytes(2)]
    assert peer.requests[0][0].startswith("POST /bot")


@pytest.mark.parametrize("said", [b"", b"\x05", b"\x05\xff", b"HTTP/1.1 400 Bad Request\r\n\r\n"])
async def test_a_socks_proxy_that_will_not_is_not_sent(over_socks, said):
    async def behave(peer, reader, writer):
        await reader.readexactly(3)
        writer.write(said)

    async with over_socks(Peer(behave)) as made:
        assert await send(made, HELLO) == NotSent(None)


async def test_a_socks_proxy_that_says_nothing_is_not_waited_for(over_socks, monkeypatch):
    monkeypatch.setattr(socks, "CONNECT_SECONDS", SHORT)

    async def behave(peer, reader, writer):
        assert await reader.read() == b"\x05\x01\x00", "nothing of the message"

    async with over_socks(Peer(behave)) as made:
        assert await send(made, HELLO) == NotSent(None)


# --- the setting ---


def test_without_aiohttp_one_line_says_what_to_do(settings_for, monkeypatch):
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "bot.transport.over_aiohttp")
    monkeypatch.delattr(bot.transport, "over_aiohttp")
    assert connections(settings_for(), 1)
    with pytest.raises(BadSettings, match=r"^LIMBER_TRANSPORT: .*pip install 'limber\[fast\]'$"):
        connections(settings_for(transport="aiohttp"), 1)


def test_a_way_that_aiohttp_cannot_take_is_named(settings_for, proxied):
    proxied("ALL_PROXY", "socks5://127.0.0.1:1080")
    settings = settings_for(transport="aiohttp", api_url=AnyHttpUrl("https://telegram.example"))
    with pytest.raises(
        BadSettings, match=r"^LIMBER_TRANSPORT: .*SOCKS proxy, which ALL_PROXY names; httpx can"
    ):
        connections(settings, 1)
