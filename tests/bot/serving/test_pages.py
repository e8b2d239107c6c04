"""What whoever supervises the bot sees: whether it lives, whether it is ready, and numbers."""

import socket
from math import inf

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.serving.errors import CannotListen
from bot.serving.server import listen
from bot.store import Unavailable
from bot.tally import LATELY
from flows.effects import Schedule
from tests.bot.conftest import SAM


async def numbers(house):
    """What /metrics says, as Prometheus reads it."""
    text = (await house.web.get("/metrics")).text
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_alive_and_ready(open_served):
    async with open_served(webhook_url=None) as house:
        await house.says("hello")
        for page, said in (("/health", "alive\n"), ("/ready", "ready\n")):
            answer = await house.web.get(page)
            assert (answer.status_code, answer.text) == (200, said)


async def test_alive_but_not_ready_while_it_starts(open_served):
    async with open_served(at_work=False) as house:
        assert (await house.web.get("/health")).status_code == 200
        answer = await house.web.get("/ready")
        assert (answer.status_code, answer.text) == (503, "not ready: it starts\n")
        assert (await numbers(house))["limber_up",] == 0


async def test_not_ready_when_telegram_is_silent(open_served):
    async with open_served(webhook_url=None) as house:
        await house.says("hello")
        house.tally._reached -= LATELY + 60
        answer = await house.web.get("/ready")
        assert (answer.status_code, answer.text) == (503, "not ready: Telegram has not been reached lately\n")


async def test_not_ready_when_the_database_does_not_answer(open_served, monkeypatch):
    async with open_served(webhook_url=None) as house:
        await house.says("hello")

        def full(*_):
            raise Unavailable("disk full")

        for question in ("next_due", "queues"):
            monkeypatch.setattr(house.app.store, question, full)
        answer = await house.web.get("/ready")
        assert (answer.status_code, answer.text) == (503, "not ready: the database does not answer\n")
        assert (await numbers(house))["limber_database_answers",] == 0
        monkeypatch.undo()


@pytest.mark.parametrize("page", ["/health", "/ready", "/metrics"])
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_who_comes_through_the_proxy_sees_nothing(open_served, page, header):
    async with open_served() as house:
        assert (await house.web.get(page, headers={header: "198.51.100.7"})).status_code == 404


async def test_numbers_of_what_has_happened(open_served):
    async with open_served(webhook_url=None) as house:
        now = house.clock.now()
        house.script.answers |= {
            "plan": (Schedule("bedtime", now, now.replace(hour=20), "today"),),
            "oops": ValueError("oops"),
        }
        for text in ("hello", "plan", "oops"):
            await house.says(text)
        found = await numbers(house)
    assert found["limber_updates_total",] == 3
    assert found["limber_turns_total", "done"] == 2
    assert found["limber_turns_total", "retried"] == 1
    assert found["limber_messages_total", "sent", "reply"] == 2
    assert found["limber_messages_queued", "broadcast"] == 0
    assert found["limber_prompt_lateness_seconds_count",] == 1
    assert found["limber_message_wait_seconds_count", "reply"] == 2
    assert found["limber_clients",] == 1
    assert found["limber_updates_waiting",] == 1
    assert found["limber_database_bytes", "database"] > 0
    assert found["limber_up",] == found["limber_database_answers",] == 1


async def test_the_age_of_the_newest_backup(open_served, tmp_path):
    async with open_served(webhook_url=None, backups=tmp_path / "kept") as house:
        assert (await numbers(house))["limber_backup_age_seconds",] == inf, "an alarm, from the start"
        (tmp_path / "kept").mkdir()
        for name in ("limber-20260301T120000Z.db", "limber-20260302T110000Z.db", "a-letter.db"):
            (tmp_path / "kept" / name).touch()
        assert (await numbers(house))["limber_backup_age_seconds",] == 3600
    async with open_served(webhook_url=None) as house:
        assert ("limber_backup_age_seconds",) not in await numbers(house)


async def test_numbers_name_nobody(open_served):
    async with open_served(webhook_url=None) as house:
        await house.says("a secret")
        text = (await house.web.get("/metrics")).text
    for word in (str(SAM), "Sam", "Anna", "secret"):
        assert word not in text


async def test_a_refused_message_is_counted(open_served):
    async with open_served(webhook_url=None) as house:
        house.world.faults.add("sendMessage", "403")
        await house.says("hello")
        assert (await numbers(house))["limber_messages_total", "refused", "reply"] == 1


def test_a_port_in_use_is_one_line_that_says_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CannotListen, match=rf"^LIMBER_LISTEN: 127\.0\.0\.1:{port} .*ss -ltnp") as fault:
            listen(("127.0.0.1", port))
    assert "\n" not in str(fault.value)


@pytest.mark.parametrize("address", [("198.51.100.7", 8080), ("no.such.host.invalid", 80)])
def test_an_address_that_is_none_of_this_machine(address):
    with pytest.raises(CannotListen, match=r"^LIMBER_LISTEN: "):
        listen(address)
