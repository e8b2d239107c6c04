"""A message as a Bot API call, and what each way of going wrong says about it."""

import asyncio
import json
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest
import telegram
from telegram.request import HTTPXRequest

from bot.store import Message
from bot.telegram import NotSent, Refused, Sent, Unknown, make_bot, send
from flows.effects import Button
from flows.events import Source

TOKEN = "1:secret"
HELLO = Message(1001, "<b>Hello</b>", id=1)
EDIT = Message(1001, "Hello", action="edit", message_id=77, id=2)


async def outcome(answer, message=HELLO):
    """What `send` makes of an answer of the server, or of an exception of httpx on the way."""

    def handle(request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    request = HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)})
    async with request:
        return await send(telegram.Bot(TOKEN, request=request), message)


def refusal(code, description, **parameters):
    body = {"ok": False, "error_code": code, "description": description}
    return httpx.Response(code, json=body | ({"parameters": parameters} if parameters else {}))


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ConnectError("refused"),
        httpx.ConnectTimeout("slow"),
        httpx.PoolTimeout("busy"),
        httpx.ProxyError("no way"),
        httpx.UnsupportedProtocol("no scheme"),
    ],
)
async def test_what_never_left_was_not_sent(fault):
    assert await outcome(fault) == NotSent(None)


@pytest.mark.parametrize(
    "fault",
    [
        httpx.ReadTimeout("slow"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("disconnected"),
        httpx.WriteError("broken pipe"),
        httpx.WriteTimeout("slow"),
        httpx.CloseError("odd"),
        RuntimeError("a bug on the way"),
    ],
)
async def test_a_lost_answer_is_unknown(fault):
    assert await outcome(fault) == Unknown(type(fault).__name__)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusal(429, "Too Many Requests: retry after 37", retry_after=37), NotSent(37)),
        (refusal(429, "Too Many Requests: retry after 0"), NotSent(1)),
        (refusal(401, "Unauthorized"), NotSent(None)),
        (refusal(404, "Not Found"), NotSent(None)),
        (refusal(409, "Conflict: terminated by other getUpdates request"), NotSent(None)),
        (refusal(500, "Internal Server Error"), Unknown("NetworkError")),
        (refusal(502, "Bad Gateway"), Unknown("NetworkError")),
        (httpx.Response(502, text="<html>nginx</html>"), Unknown("TelegramError")),
        (httpx.Response(200, text="<html>captive portal</html>"), Unknown("TelegramError")),
    ],
)
async def test_answers_of_the_server(answer, expected):
    found = await outcome(answer)
    if isinstance(expected, Unknown):
        assert isinstance(found, Unknown)
    else:
        assert found == expected


@pytest.mark.parametrize(
    ("code", "description", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", "gone"),
        (403, "Forbidden: user is deactivated", "gone"),
        (403, "Forbidden: bot can't initiate conversation with a user", "gone"),
        (400, "Bad Request: chat not found", "gone"),
        (400, "Bad Request: PEER_ID_INVALID", "gone"),
        (400, "Bad Request: can't parse entities: unsupported start tag", "rejected"),
        (400, "Bad Request: BUTTON_DATA_INVALID", "rejected"),
        (403, "Forbidden: something new", "rejected"),
        (400, "Bad Request: message to edit not found", "uneditable"),
        (400, "Bad Request: message can't be edited", "uneditable"),
        (400, "Bad Request: message thread not found", "no_topic"),
        (400, "Bad Request: TOPIC_DELETED", "no_topic"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "gone"),
        (403, "Forbidden: bot is not a member of the supergroup chat", "gone"),
    ],
)
async def test_refusals_and_their_reason(code, description, reason):
    found = await outcome(refusal(code, description), EDIT)
    assert isinstance(found, Refused)
    assert found.reason == reason


@pytest.mark.parametrize(
    "copy",
    [
        Message(1001, "Look", action="copy", source=Source(-100777, 8, "photo")),
        Message(1001, "Look", copied=(2001, 8)),
    ],
)
@pytest.mark.parametrize(
    ("code", "description", "reason"),
    [
        (403, "Forbidden: bot was blocked by the user", "gone"),
        (403, "Forbidden: user is deactivated", "gone"),
        (403, "Forbidden: bot was kicked from the supergroup chat", "rejected"),
        (403, "Forbidden: bot is not a member of the supergroup chat", "rejected"),
        (400, "Bad Request: chat not found", "rejected"),
        (400, "Bad Request: message to copy not found", "rejected"),
    ],
)
async def test_a_copy_whose_source_is_gone_says_nothing_about_whom_it_is_for(copy, code, description, reason):
    found = await outcome(refusal(code, description), copy)
    assert isinstance(found, Refused)
    assert found.reason == reason


async def test_an_edit_that_changes_nothing_has_arrived():
    description = "Bad Request: message is not modified: specified new message content is the same"
    assert await outcome(refusal(400, description), EDIT) == Sent(77)


async def test_a_group_that_became_another_refuses():
    found = await outcome(refusal(400, "Bad Request: group upgraded", migrate_to_chat_id=-100))
    assert isinstance(found, Refused)


async def test_real_connections_that_fail():
    """The causes as httpx itself raises them, not as a test would like them."""

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    address = server.sockets[0].getsockname()
    url = f"http://{address[0]}:{address[1]}/bot"
    async with HTTPXRequest(httpx_kwargs={"trust_env": False}) as request:
        bot = telegram.Bot(TOKEN, base_url=url, request=request)
        assert isinstance(await send(bot, HELLO), Unknown)
        server.close()
        await server.wait_closed()
        assert await send(bot, HELLO) == NotSent(None)


@pytest.mark.parametrize(
    ("message", "method", "expected"),
    [
        (
            Message(
                1001,
                "<b>Hi</b>",
                (
                    (Button("Go", "go", "success"), Button("No", "no")),
                    (Button("It hurts", "stop", "danger"),),
                ),
                silent=True,
            ),
            "sendMessage",
            {
                "chat_id": "1001",
                "text": "<b>Hi</b>",
                "parse_mode": "HTML",
                "disable_notification": "true",
                "link_preview_options": {"is_disabled": True},
                "reply_markup": {
                    "inline_keyboard": [
                        [
                            {"text": "Go", "callback_data": "go", "style": "success"},
                            {"text": "No", "callback_data": "no"},
                        ],
                        [{"text": "It hurts", "callback_data": "stop", "style": "danger"}],
                    ]
                },
            },
        ),
        (
            EDIT,
            "editMessageText",
            {
                "chat_id": "1001",
                "message_id": "77",
                "text": "Hello",
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
            },
        ),
        (
            Message(1001, "", action="strip", message_id=77),
            "editMessageReplyMarkup",
            {"chat_id": "1001", "message_id": "77"},
        ),
        (
            Message(1001, "Hi <b>Sam</b>", copied=(2001, 7)),
            "copyMessage",
            {
                "chat_id": "1001",
                "from_chat_id": "2001",
                "message_id": "7",
                "caption": "Hi <b>Sam</b>",
                "parse_mode": "HTML",
                "disable_notification": "false",
            },
        ),
        (
            Message(1001, "", copied=(2001, 7), silent=True),
            "copyMessage",
            {"chat_id": "1001", "from_chat_id": "2001", "message_id": "7", "disable_notification": "true"},
        ),
    ],
    ids=["send", "edit", "strip", "copy with its own caption", "copy as it is"],
)
async def test_calls_as_telegram_gets_them(message, method, expected):
    calls = []

    def handle(request: httpx.Request) -> httpx.Response:
        given = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        calls.append(
            (request.url.path.rpartition("/")[2], {name: parsed(value) for name, value in given.items()})
        )
        sent = {"message_id": 78, "date": 0, "chat": {"id": 1001, "type": "private"}}
        return httpx.Response(200, json={"ok": True, "result": sent})

    def parsed(value):
        return json.loads(value) if value.startswith("{") else value

    async with HTTPXRequest(httpx_kwargs={"transport": httpx.MockTransport(handle)}) as request:
        found = await send(telegram.Bot(TOKEN, request=request), message)
    expected.setdefault("disable_notification", "false") if method == "sendMessage" else None
    assert calls == [(method, expected)]
    assert found == Sent(message.message_id or 78)


def test_the_library_gives_times_as_timedelta():
    assert telegram.error.RetryAfter(37).retry_after == timedelta(seconds=37)


def test_without_a_token_there_is_no_bot(settings_for):
    with pytest.raises(ValueError, match="LIMBER_TOKEN is not set"):
        make_bot(settings_for(token=None))
