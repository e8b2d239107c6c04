"""What Telegram, or somebody in its place, may tell: read as it is meant, or refused, never a crash."""

import json

import pytest
from telegram.error import TelegramError

from bot.telegram import Bot
from bot.tryout.html import parse
from bot.updates import Unreadable, numbered, read
from tests.threats.site import ANNA, OWNER, SAM, chat, message, person, site


def marked(text: str, **mark: object) -> str:
    whole = {"offset": 0, "length": len(text)} | mark
    body = {"update_id": 1} | message(SAM, text=text, entities=[whole])
    return read(json.dumps(body)).message.html


@pytest.mark.parametrize(
    "mark",
    [
        {"type": "pre", "language": '"></code></pre><a href="https://evil.example">'},
        {"type": "text_link", "url": 'https://a.example/"><b>'},
    ],
)
def test_what_people_choose_within_a_mark_stays_within_its_tag(mark):
    plain, found = parse(marked("hello", **mark))
    assert plain == "hello"
    assert len(found) <= 1


@pytest.mark.parametrize(
    "mark",
    [
        {"type": "bold", "offset": -5},
        {"type": "bold", "offset": 10**9},
        {"type": "bold", "length": -1},
        {"type": "bold", "offset": "x"},
        {"type": "bold", "offset": None},
        {"type": 5},
        {"type": "text_mention", "user": "nobody"},
    ],
)
def test_marks_that_fit_nothing_leave_the_words(mark):
    assert "hello" in parse(marked("hello", **mark))[0]


@pytest.mark.parametrize(
    "answer", [True, "x", 5, {"ok": 1}, [1], [{}], [{"update_id": "1"}], [{"update_id": 1 << 60}]]
)
def test_what_is_no_list_of_updates_is_refused(answer):
    with pytest.raises(Unreadable):
        numbered(answer)


def test_what_has_a_number_is_kept_and_no_updates_are_none():
    assert numbered([]) == []
    assert numbered([5, {"update_id": 7}]) == [{"update_id": 7}]


async def test_an_answer_that_is_no_list_of_updates_is_trouble_on_the_way(monkeypatch):
    async def answered(*_, **__):
        return {"not": "updates"}

    bot = Bot("1:secret")
    monkeypatch.setattr(Bot, "_post", answered)
    with pytest.raises(TelegramError, match="no updates"):
        await bot.raw_updates(None, 1)


async def test_half_a_sign_is_kept_as_a_question_mark(tmp_path):
    async with site(tmp_path) as here:
        await here.says(SAM, "numb \ud83d here")
        assert here.store.counts().failed == here.store.counts().waiting == 0


async def test_what_is_nested_too_deep_is_set_aside_at_once(tmp_path):
    nested: object = 1
    for _ in range(100_000):
        nested = [nested]
    async with site(tmp_path) as here:
        await here.arrive({"message": nested})
        assert here.store.counts().failed == 1
        assert "cannot be read" in here.told(OWNER)[-1]


async def test_the_operator_hears_once_a_day_of_what_cannot_be_read(tmp_path):
    async with site(tmp_path) as here:
        await here.arrive(*({"message": {"chat": number}} for number in range(50)))
        assert here.store.counts().failed == 50
        assert sum("cannot be read" in one for one in here.told(OWNER)) == 1


async def test_a_name_that_shows_nothing_is_said_so(tmp_path):
    async with site(tmp_path) as here:
        await here.says(7777, "/start", name="\u3164\u200d")
        assert "somebody without a name" in here.told(7777)[0]


async def test_a_name_cannot_reverse_what_a_trainer_reads(tmp_path):
    async with site(tmp_path) as here:
        await here.says(7777, f"/start {here.link('client', ANNA)}", name="Sam\u202e\nEverything is fine")
        assert "<b>Sam Everything is fine</b>" in here.told(ANNA)[-1]


async def test_a_stranger_who_asks_for_a_desk_is_told_once_a_day(tmp_path):
    async with site(tmp_path) as here:
        asked = {"message_id": 5, "date": 0, "from": person(7777), "chat": chat(-5), "text": "/desk"}
        await here.arrive(*({"message": asked} for _ in range(50)))
        assert len(here.told(-5)) == 1
