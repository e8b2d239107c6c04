"""The computer's clock against Telegram's: what is used, and what the operator is told."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import pytest

from bot.clock import SystemClock
from bot.run import AskedToEnd, running, until_answered
from bot.store import Prompt, Store, StoredClient
from bot.tally import Tally
from bot.telegram import make_bot
from bot.telegram_clock import TelegramClock
from bot.tryout import User, local_telegram
from bot.tryout import running as serving
from tests.bot.conftest import NOON, echo

DAY = timedelta(days=1)


class Computer:
    def __init__(self) -> None:
        self.time = NOON
        self.wrong_by = timedelta()
        self.clock = TelegramClock(
            lambda: self.time + self.wrong_by,
            lambda: (self.time - NOON).total_seconds(),  # noqa: PLW0108 - it goes on
        )

    def told(self, **away: float) -> None:
        """Telegram answers; its clock is right, but for what is said."""
        self.clock.hear(format_datetime(self.time + timedelta(**away), usegmt=True))


@pytest.fixture
def computer():
    return Computer()


def test_while_both_agree_it_is_the_computers_time(computer, caplog):
    computer.wrong_by = timedelta(seconds=90)
    computer.told()
    assert computer.clock.now() == NOON + timedelta(seconds=90)
    assert not caplog.records


@pytest.mark.parametrize(("wrong_by", "said"), [(DAY, "24 h 0 min fast"), (-DAY, "24 h 0 min slow")])
def test_a_clock_that_is_wrong_by_a_day_is_told_once_and_not_used(computer, caplog, wrong_by, said):
    computer.wrong_by = wrong_by
    for minutes in range(3):
        computer.told()
        computer.time = NOON + timedelta(minutes=minutes)
        assert computer.clock.now() == computer.time
    (line,) = caplog.messages
    assert said in line
    assert "timedatectl" in line


def test_nothing_jumps_when_the_clock_is_set_right(computer, caplog):
    computer.wrong_by = DAY
    computer.told()
    computer.time += timedelta(hours=1)
    computer.wrong_by = timedelta()
    assert computer.clock.now() == computer.time, "before Telegram has said so"
    computer.told()
    assert (computer.clock.now(), computer.clock.wrong_by) == (computer.time, timedelta())
    assert caplog.messages[-1] == "The clock of this computer is right again."


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 12:00:00 GMT", "\0", "9" * 10_000])
def test_a_date_that_cannot_be_read_says_nothing(computer, date):
    computer.clock.hear(date)
    assert computer.clock.now() == NOON


@pytest.mark.parametrize("transport", ["httpx", "aiohttp"])
async def test_each_answer_tells_the_time(settings_for, transport):
    heard = []
    async with serving(local_telegram(SystemClock())) as url:
        bot, (asking, telling) = make_bot(settings_for(api_url=url, transport=transport), heard.append)
        async with asking, telling:
            await bot.get_me()
            await bot.raw_updates(None, 0)
    assert len(heard) == 2
    assert all(one.endswith("GMT") for one in heard)


async def test_who_is_asked_to_end_before_telegram_has_told_the_time_has_begun_nothing(
    settings_for, database
):
    """By a wrong clock tonight's prompt would be taken as due, and then never come at its hour."""
    ended, asked, over = asyncio.Event(), asyncio.Event(), asyncio.Event()
    script = echo.Script()
    with Store(database) as store:
        occasion = "bedtime.2026-11-28.0"
        store.save_client(StoredClient(1001, "{}", None, blocked=False), NOON)
        store.schedule(Prompt(1001, "bedtime", occasion, NOON, NOON + DAY))

    async def swallow(reader, writer):
        await reader.readline()
        asked.set()
        await over.wait()
        writer.close()

    async with await asyncio.start_server(swallow, "127.0.0.1", 0) as server:
        settings = settings_for(api_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        first = partial(until_answered, tally=Tally(), ended=ended)
        waiting = asyncio.create_task(
            _enter(running(settings, SystemClock(), echo.PACK, flows=script.flows(), first=first))
        )
        await asked.wait()
        ended.set()
        with pytest.raises(AskedToEnd):
            await waiting
        over.set()
    assert script.events == []
    with Store(database) as store:
        assert store.next_due() == NOON


async def _enter(manager):
    async with manager:
        pass


async def test_a_bot_on_a_computer_that_is_a_day_ahead_lives_today(settings_for, database, caplog):
    """Nothing is taken before Telegram has told the time: what waits would be thrown away as too old."""
    caplog.set_level(logging.INFO)
    clock = TelegramClock(lambda: datetime.now(UTC) + DAY)
    app = local_telegram(SystemClock(), clients=[User(1001, "Sam")])
    async with serving(app) as url:
        settings = settings_for(api_url=url)
        first = partial(until_answered, tally=Tally(), ended=asyncio.Event())
        connect = partial(make_bot, heard=clock.hear)
        script = echo.Script()
        async with running(
            settings, clock, echo.PACK, flows=script.flows(), connect=connect, first=first
        ) as bot:
            app.state.world.say(1001, "hello")
            while not script.events:
                await asyncio.sleep(0.001)
            await bot.settled()
    assert abs(script.events[0].at - datetime.now(UTC)) < DAY / 2
    assert "24 h 0 min fast" in caplog.text
