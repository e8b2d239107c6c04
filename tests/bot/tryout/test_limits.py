from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.tryout import local_telegram, running
from bot.tryout.limits import Limits

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)


def seconds(number):
    return NOW + timedelta(seconds=number)


@pytest.mark.parametrize(
    ("chats", "allowed", "wait"),
    [(range(1, 100), 30, 1), ([7] * 10, 3, 3), ([-7] * 30, 20, 60)],
    ids=["overall", "a private chat", "a group"],
)
def test_more_than_telegram_takes_at_once_is_refused(chats, allowed, wait):
    limits = Limits()
    answers = [limits.retry_after("sendMessage", chat, NOW) for chat in chats]
    assert answers.count(None) == allowed
    assert answers[allowed] == wait


def test_one_message_a_second_is_never_refused():
    limits = Limits()
    assert all(limits.retry_after("editMessageText", 7, seconds(n)) is None for n in range(100))


def test_answers_to_taps_and_actions_do_not_count():
    limits = Limits()
    methods = ["answerCallbackQuery", "sendChatAction", "deleteMessage"] * 50
    assert all(limits.retry_after(method, 7, NOW) is None for method in methods)


async def test_the_strict_stand_in_answers_429(clock):
    app = local_telegram(clock, strict_limits=True)
    app.state.world.say(1001, "/start")
    async with running(app) as url, Bot("1:x", base_url=f"{url}/bot") as bot:
        for _ in range(3):
            await bot.send_message(1001, "x")
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(1001, "x")
        assert refused.value.retry_after == timedelta(seconds=3)
        clock.jump(timedelta(seconds=3))
        await bot.send_message(1001, "x")
