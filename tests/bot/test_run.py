"""The whole bot against the local Telegram."""

import asyncio
import gc
import logging
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from telegram.error import TimedOut

from bot.app import App
from bot.inbox import TokenRefused
from bot.run import beside_the_work
from bot.settings import BadSettings
from flows.effects import Alert, Button, Edit, Say, Toast
from flows.events import CameBack, Left, Said, Tapped

SAM, ANNA = 1001, 2001
TOKEN = "123456:A-token-that-is-secret"


async def a_minute(house):
    """Passes, for whoever waits before trying again."""
    house.clock.jump(timedelta(minutes=1))
    await asyncio.sleep(0)


async def test_an_answer_comes(open_house):
    async with open_house() as house:
        await house.says("/start")
        assert house.heard() == ["/start to Sam"]


async def test_a_tap_is_answered_with_its_toast_and_edits_the_card(open_house):
    async with open_house() as house:
        house.script.answers["/start"] = (Say("One?", ((Button("Go", "go", "success"),),), card=True),)
        house.script.answers["go"] = (Edit("Two!"), Toast("Saved", loud=True))
        answers = []
        house.world.listen(lambda news: answers.append(news) if news["type"] == "answer" else None)
        await house.says("/start")
        card = next(one for one in house.world.chats[SAM].messages.values() if one.keyboard)
        house.world.tap(SAM, card.id, "go")
        await house.settled()
        assert house.heard() == ["Two!"]
        assert not card.keyboard
        assert [(one["text"], one["alert"]) for one in answers] == [("Saved", True)]
        assert isinstance(house.script.events[-1], Tapped)


async def test_a_trainers_reply_names_the_client_it_is_about(open_house):
    async with open_house() as house:
        house.world.say(ANNA, "/start")
        house.script.answers["numb"] = (Alert("red", "Sam reports numbness"),)
        await house.says("numb")
        alert = next(
            one for one in house.world.chats[ANNA].messages.values() if one.content["text"].startswith("Sam")
        )
        house.world.say(ANNA, "call me", reply_to=alert.id)
        await house.settled()
        said = house.script.events[-1]
        assert isinstance(said, Said)
        assert (said.text, said.about) == ("call me", SAM)


async def test_who_blocks_the_bot_has_left_and_may_come_back(open_house):
    async with open_house() as house:
        house.script.answers |= {"left": (), "cameback": (Say("Welcome back"),)}
        await house.says("/start")
        house.world.block(SAM)
        await house.settled()
        house.world.unblock(SAM)
        await house.settled()
        assert [type(one) for one in house.script.events[1:]] == [Left, CameBack]
        assert house.heard()[-1] == "Welcome back"


async def test_a_restart_goes_on_where_it_was(open_house):
    async with open_house() as house:
        await house.says("one")
    async with open_house() as house:
        await house.says("two")
        assert house.heard() == ["one to Sam", "two to Sam"]
        assert '"heard": 2' in house.app.store.client(SAM).state


@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
@pytest.mark.parametrize("kind", ["429", "500", "drop"])
async def test_a_moment_of_trouble_delays_and_loses_nothing(open_house, method, kind):
    async with open_house() as house:
        house.world.faults.add(method, kind, seconds=1)
        house.world.say(SAM, "hello")
        while house.world.updates or not house.heard():
            await a_minute(house)
        assert house.heard() == ["hello to Sam"]


async def test_a_token_that_telegram_does_not_know_ends_the_run_with_one_line(open_house):
    async with open_house() as house:
        await house.says("hello")

    async def run():
        async with open_house(token="999:wrong"):
            await asyncio.Event().wait()

    with pytest.raises(TokenRefused, match="LIMBER_TOKEN") as refused:
        await run()
    assert "999:wrong" not in str(refused.value)


async def test_what_a_client_types_and_the_token_are_in_no_log(open_house, caplog):
    caplog.set_level(logging.DEBUG)
    async with open_house() as house:
        house.script.answers |= {"a secret": ValueError("a secret"), "<b>": (Say("<b>a secret"),)}
        for kind in ("429", "500", "drop"):
            house.world.faults.add("sendMessage", kind)
        for text in ("a secret", "other a secret", "<b>"):
            house.world.say(SAM, text)
        while not house.app.store.counts().failed:
            await a_minute(house)
    assert "set aside" in caplog.text
    assert "a secret" not in caplog.text
    assert TOKEN.split(":")[1] not in caplog.text


async def test_what_fails_beside_the_work_is_told_by_its_class(caplog):
    asyncio.get_running_loop().set_exception_handler(beside_the_work)

    async def fail():
        raise ValueError("a secret")

    task = asyncio.create_task(fail())
    while not task.done():
        await asyncio.sleep(0)
    del task
    gc.collect()
    assert caplog.messages == ["Something failed beside the work (ValueError)."]


async def test_the_bots_name_is_asked_for_until_it_is_told_and_then_kept(open_house):
    async with open_house() as house:
        house.world.faults.add("getMe", "500")
        while house.world.faults._waiting["getme"]:
            await asyncio.sleep(0.001)
        assert house.app.store.bot_name() == ""
        while not house.app.store.bot_name():
            await a_minute(house)
            await asyncio.sleep(0.001)
    async with open_house() as house:
        assert house.app.store.bot_name() == "limber_local_bot"


async def test_the_name_is_asked_for_less_and_less_often():
    slept, names = [], []

    class Bot:
        async def get_me(self):
            if len(slept) < 6:
                raise TimedOut
            return SimpleNamespace(username="limber_bot")

    class Clock:
        now = staticmethod(lambda: datetime(2026, 3, 4, tzinfo=UTC))

        async def pause(self, seconds):
            slept.append(seconds / 60)

    app = SimpleNamespace(_bot=Bot(), _clock=Clock(), store=SimpleNamespace(name_bot=names.append))
    await App._learn_name(app)
    assert slept == [1, 2, 4, 8, 10, 10]
    assert names == ["limber_bot"]


async def test_an_owner_whom_the_bot_coaches_is_refused_with_one_line(open_house):
    async with open_house(owner=None, open=True) as house:
        await house.says("/start")
    with pytest.raises(BadSettings, match=r"^LIMBER_OWNER: .*/forget") as fault:
        async with open_house(owner=SAM):
            pass
    assert "\n" not in str(fault.value)
    async with open_house(owner=None, open=True) as house:
        assert house.app.store.trainer(SAM) is None
        await house.says("my legs are numb")
        assert isinstance(house.script.events[-1], Said)


async def test_an_owner_who_only_said_hello_is_a_client_no_more(open_house):
    async with open_house(owner=None, open=True) as house:
        await house.says("/start")
        house.script.begun = False
    async with open_house(owner=SAM) as house:
        assert house.app.store.client(SAM) is None
        assert house.app.store.trainer(SAM).owner
