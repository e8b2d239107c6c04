"""The webhook: what Telegram brings is on disk before it is told so, and nobody else brings anything."""

import asyncio
import contextlib
import json
import logging
from datetime import timedelta

import httpx
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox import TokenRefused
from bot.store import Unavailable
from bot.tally import Tally
from bot.webhook import LARGEST_BODY, Webhook, WebhookRefused, secret_of
from tests.bot.conftest import SAM, echo
from tests.bot.serving.conftest import URL

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def hello(number=7, text="hello"):
    person = {"id": SAM, "is_bot": False, "first_name": "Sam"}
    message = {
        "message_id": 5,
        "date": 0,
        "from": person,
        "chat": {"id": SAM, "type": "private"},
        "text": text,
    }
    return {"update_id": number, "message": message}


async def is_set(house):
    while house.world.webhook["url"] != URL or not house.world.secret:
        await asyncio.sleep(0.001)


async def passes(house, **delta):
    """Time, and whoever waited for it has had their turn."""
    house.clock.jump(timedelta(**delta))
    for _ in range(50):
        await asyncio.sleep(0.001)


async def brought(house, body=None, **headers):
    headers = {HEADER: house.world.secret} | headers
    content = json.dumps(hello()).encode() if body is None else body
    return (await house.web.post("/telegram", content=content, headers=headers)).status_code


async def test_who_writes_is_answered(open_served):
    async with open_served() as house, house.brings():
        await house.says("hello")
        assert house.heard() == ["hello to Sam"]
        assert house.world.webhook["url"] == URL


async def test_what_comes_twice_takes_effect_once(open_served):
    async with open_served() as house:
        await is_set(house)
        assert [await brought(house) for _ in range(3)] == [200, 200, 200]
        await house.app.settled()
        assert [one.text for one in house.script.events] == ["hello"]


async def test_it_is_on_disk_before_telegram_is_told(open_served, monkeypatch):
    async with open_served() as house:
        await is_set(house)
        kept = []
        receive = house.app.store.receive
        monkeypatch.setattr(house.app.store, "receive", lambda *given: (receive(*given), kept.append(given)))
        assert await brought(house) == 200
        assert len(kept) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "ä"])
async def test_without_the_secret_nothing_is_written(open_served, secret):
    async with open_served() as house:
        await is_set(house)
        headers = {} if secret is None else {HEADER: secret.encode()}
        answer = await house.web.post("/telegram", json=hello(), headers=headers)
        assert answer.status_code == 403
        assert house.app.store.counts().waiting == 0
        assert not house.script.events


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"7", b'"x"', b"\xff\xfe", b"{}", b'{"update_id": null}',
        b'{"update_id": "7"}', b'{"update_id": -1}', b'{"update_id": 1e3}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b"[" * 100_000, b'{"a":' * 50_000,
    ],
)  # fmt: skip
async def test_what_is_no_update_is_refused(open_served, body):
    async with open_served() as house:
        await is_set(house)
        assert await brought(house, body) == 400
        assert house.app.store.counts().waiting == 0
        assert await brought(house) == 200


async def test_a_sender_whom_no_database_could_hold_is_nobody(open_served):
    async with open_served() as house:
        await is_set(house)
        update = hello()
        update["message"]["from"]["id"] = 10**30
        assert await brought(house, json.dumps(update).encode()) == 200


async def test_a_body_that_is_too_long_is_not_read(open_served):
    async with open_served() as house:
        await is_set(house)
        assert await brought(house, b" " * (LARGEST_BODY + 1)) == 413

        async def endless():
            while True:
                yield b" " * 65536

        # The connection is closed while the sender still sends: it may not read our answer any more.
        with contextlib.suppress(httpx.HTTPError):
            assert await brought(house, endless()) == 413
        assert await brought(house) == 200


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/telegram"), ("PUT", "/telegram"), ("POST", "/"), ("POST", "/telegram/x")]
)
async def test_only_that_path_and_only_post(open_served, method, path):
    async with open_served() as house:
        await is_set(house)
        answer = await house.web.request(method, path, json=hello(), headers={HEADER: house.world.secret})
        assert answer.status_code in {404, 405}
        assert house.app.store.counts().waiting == 0


async def test_before_the_bot_is_at_work_telegram_is_told_to_come_again(open_served):
    async with open_served(at_work=False) as house:
        assert await brought(house) == 503


async def test_what_cannot_be_kept_is_not_taken_and_ends_the_bot(open_served, monkeypatch):
    async def run():
        async with open_served() as house:
            await is_set(house)

            def full(*_):
                raise Unavailable("disk full")

            monkeypatch.setattr(house.app.store, "receive", full)
            assert await brought(house) == 503
            await asyncio.Event().wait()

    with pytest.raises(Unavailable):
        await run()


async def test_from_asking_to_the_webhook_and_back_nothing_is_lost(open_served):
    async with open_served(webhook_url=None) as house:
        await house.says("one")
    house.world.say(SAM, "two")
    async with open_served() as house, house.brings():
        await house.settled()
        await house.says("three")
    house.world.say(SAM, "four")
    async with open_served(webhook_url=None) as house:
        while house.world.updates:
            await passes(house, seconds=1)
        await house.says("five")
        assert house.heard() == [f"{text} to Sam" for text in ("one", "two", "three", "four", "five")]
        assert house.world.webhook["url"] == ""


async def test_a_webhook_that_somebody_set_is_taken_away_and_told(open_served, caplog):
    async with open_served(webhook_url=None) as house:
        house.world.webhook = {"url": "https://elsewhere.example.org"}
        house.world._wake()
        house.world.say(SAM, "hello")
        while house.world.updates:
            await passes(house, minutes=1)
        assert house.heard() == ["hello to Sam"]
    assert "A webhook was set for this bot, and LIMBER_WEBHOOK_URL is empty" in caplog.text


@pytest.mark.parametrize(("url", "said"), [("", "taken away"), ("https://elsewhere.example.org", "changed")])
async def test_a_webhook_that_somebody_changed_is_set_again_and_told(open_served, caplog, url, said):
    async with open_served() as house:
        await is_set(house)
        await passes(house, seconds=1)
        house.world.webhook = {"url": url}
        while house.world.webhook["url"] != URL:
            await passes(house, minutes=1)
    assert f"Another program has {said} this bot's webhook" in caplog.text


async def test_what_telegram_meets_when_it_comes_in_vain_is_told_once(open_served, caplog):
    async with open_served() as house:
        await is_set(house)
        when = int(house.clock.now().timestamp())
        house.world.webhook |= {"last_error_date": when, "last_error_message": "Connection timed out"}
        for _ in range(3):
            await passes(house, minutes=1)
    assert caplog.text.count("Telegram could not bring an update (Connection timed out)") == 1


async def test_who_is_reached_in_vain_is_not_ready(open_served):
    """Nobody is heard, as when a certificate has run out, though Telegram answers each question."""
    async with open_served() as house:
        await is_set(house)
        await passes(house, minutes=1)
        assert house.tally.silence < 1
        reached = house.tally._reached
        when = int(house.clock.now().timestamp()) + 1
        house.world.webhook |= {"last_error_date": when, "last_error_message": "Connection timed out"}
        house.world.updates.append((9, hello(9)))
        for _ in range(7):
            await passes(house, minutes=1)
        assert house.tally._reached == reached
        assert await brought(house) == 200
        await passes(house, minutes=1)
        assert house.tally._reached > reached


async def test_an_address_that_telegram_does_not_take_ends_the_bot_with_one_line(
    open_served, telegram, monkeypatch
):
    from bot.tryout import botapi  # noqa: PLC0415
    from bot.tryout.app import BY_NAME  # noqa: PLC0415

    def refuse(*_):
        raise botapi.bad_request("bad webhook: Failed to resolve host: Name or service not known")

    monkeypatch.setitem(BY_NAME, "setwebhook", refuse)

    async def run():
        async with open_served():
            await asyncio.Event().wait()

    with pytest.raises(WebhookRefused, match=r"^LIMBER_WEBHOOK_URL: .*failed to resolve host") as refused:
        await run()
    assert "\n" not in str(refused.value)


async def test_a_name_server_that_fails_for_a_moment_does_not_end_the_bot(open_served, monkeypatch):
    from bot.tryout import botapi  # noqa: PLC0415
    from bot.tryout.app import BY_NAME  # noqa: PLC0415

    tries, whole = [], BY_NAME["setwebhook"]

    def refuse(*given):
        tries.append(given)
        if len(tries) < 3:
            why = "Temporary failure in name resolution"
            raise botapi.bad_request(f"bad webhook: Failed to resolve host: {why}")
        return whole(*given)

    monkeypatch.setitem(BY_NAME, "setwebhook", refuse)
    async with open_served() as house:
        for _ in range(3):
            await passes(house, minutes=1)
        await is_set(house)
        assert await brought(house) == 200
    assert len(tries) == 3


async def test_a_token_that_telegram_does_not_know_ends_the_bot(open_served, telegram):
    telegram.state.world.token = "123456:another"

    async def run():
        async with open_served():
            await asyncio.Event().wait()

    with pytest.raises(TokenRefused):
        await run()


async def test_no_network_is_waited_out_and_told_once(open_served, caplog):
    caplog.set_level(logging.INFO)
    async with open_served() as house:
        house.world.faults.add("getWebhookInfo", "drop", times=4)
        while house.world.faults._waiting["getwebhookinfo"] or not house.world.secret:
            await passes(house, minutes=1)
    assert caplog.text.count("Telegram cannot be reached") == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(
    ["update_id", "message", "callback_query", "my_chat_member", "from", "chat", "text", "id"]
)
UPDATES = st.dictionaries(KINDS, JSON | st.dictionaries(KINDS, JSON, max_size=5), max_size=5)


@hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], max_examples=300)
@given(st.binary(max_size=300) | UPDATES.map(lambda one: json.dumps(one).encode()))
def test_whatever_comes_is_taken_or_refused_and_never_breaks(bench, body):
    """A database in which each writes over the last: memory is bounded by the longest body."""
    settings = echo.settings_for("http://127.0.0.1:1", "x.db", webhook_url=URL)
    webhook = Webhook(
        None, bench.store, bench.clock, lambda: None,
        url=settings.webhook_url, token=settings.token, tally=Tally(),
    )  # fmt: skip
    before = bench.store.counts().waiting
    status = webhook.take(body)
    assert status in {200, 400}
    assert bench.store.counts().waiting - before <= (status == 200)


def test_the_secret_is_the_tokens_and_the_addresss_own():
    settings = echo.settings_for("http://127.0.0.1:1", "x.db", webhook_url=URL)
    other = echo.settings_for("http://127.0.0.1:1", "x.db", webhook_url=URL + "2")
    secret = secret_of(settings.token, settings.webhook_url)
    assert secret != secret_of(other.token, other.webhook_url)
    assert len(secret) == 64
    assert settings.token.get_secret_value() not in secret
