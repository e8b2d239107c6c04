"""A trainer lifts one sign: who looked at it and when is asked first, and kept."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.library import built_in
from flows import desk, journey
from flows.client import Client, Lock
from flows.desk import alerts
from flows.desk.alerts import Told
from flows.effects import Alert, Await, Edit, Effect, Pass, Record, Say, Take, Toast
from flows.events import Cleared, Said, Tapped
from flows.past_dates import past_date
from tests.flows.world import START

PACK = built_in()
ANNA = desk.Trainer(7, "Anna", owner=False)
TODAY = START.date()
LOCKED = Client(
    1,
    "Sam <b>&",
    state="emergency",
    locks=(Lock("RF01", "E", START - timedelta(days=5)), Lock("RF02", "E", START)),
)


class Talk:
    """Anna at the desk, with what her next words are for."""

    def __init__(self, client: Client = LOCKED) -> None:
        self.client = client
        self.awaits = ""
        self.last: tuple[Effect, ...] = ()

    def tap(self, data: str) -> tuple[Effect, ...]:
        return self._hear(Tapped(START, data))

    def type(self, text: str) -> tuple[Effect, ...]:
        return self._hear(Said(START, text))

    def _hear(self, event: Said | Tapped) -> tuple[Effect, ...]:
        self.last = desk.hear(replace(ANNA, awaits=self.awaits), event, (self.client,), PACK)
        for one in self.last:
            if isinstance(one, Await):
                self.awaits = one.what
        return self.last

    @property
    def shown(self) -> Say | Edit:
        (one,) = (one for one in self.last if isinstance(one, Say | Edit))
        return one

    @property
    def passed(self) -> list[Pass]:
        return [one for one in self.last if isinstance(one, Pass)]

    @property
    def offered(self) -> list[str]:
        return [button.data for row in self.shown.rows for button in row]


def test_a_button_lifts_nothing_before_it_is_known_who_looked_and_when():
    talk = Talk()
    row, *_ = desk.clear_rows(LOCKED, ["RF01", "RF02"], PACK)
    assert "Sam <b>&" in row[0].label
    talk.tap(row[0].data)
    assert not talk.passed
    assert isinstance(talk.shown, Say), "the alert may be far up: an edit would be out of sight"
    assert talk.shown.about is None, "a reply is the name of who looked: it must not reach the client"
    talk.tap("d.who.1.RF01.doctor")
    assert not talk.passed
    talk.tap("d.day.1.RF01.1")
    assert talk.passed == [
        Pass(1, Cleared(START, "RF01", "Anna", "the doctor", TODAY - timedelta(days=1))),
    ]
    assert talk.awaits == ""
    assert "d.clear.1.RF02" in talk.offered


def test_what_is_told_of_a_sign_that_stands_is_not_taken_with_another():
    talk = Talk()
    talk.tap("d.who.1.RF01.doctor")
    (taken,) = (one for one in talk.tap("d.day.1.RF01.0") if isinstance(one, Take))
    assert (taken.lifted, taken.standing) == ("RF01", ("RF02",))
    assert [_goes(taken, *codes) for codes in (["RF01"], ["RF01", "RF02"], ["RF02"], ["RF05"], [])] == [
        True,
        False,
        False,
        False,
        False,
    ]
    last = replace(taken, lifted="RF02", standing=())
    assert [_goes(last, *codes) for codes in (["RF01", "RF02"], ["RF05"], [])] == [True, False, True]


def _goes(taken: Take, *codes: str) -> bool:
    rows = alerts.with_card(desk.clear_rows(LOCKED, codes, PACK), 1, PACK)
    return alerts.goes_with(Told(12, 1, "emergency", "🔴 Sam", rows), taken)


def test_a_trainer_may_have_looked_themselves():
    talk = Talk()
    talk.tap("d.who.1.RF01.me")
    talk.tap("d.day.1.RF01.0")
    assert talk.passed == [Pass(1, Cleared(START, "RF01", "Anna", "Anna", TODAY))]


def test_a_name_and_a_day_may_be_typed():
    talk = Talk()
    talk.tap("d.clear.1.RF01")
    talk.type("Dr. Weber <i>, the surgeon. " + "x" * 4000)
    assert "&lt;i&gt;" in talk.shown.text
    talk.type("the day before")
    assert not talk.passed
    talk.type("28 February")
    assert not talk.passed, "words may have been meant for somebody else: only a tap lifts"
    assert talk.offered == ["d.day.1.RF01.2026-02-28", "d.who.1.RF01.nobody"]
    talk.tap("d.day.1.RF01.2026-02-28")
    (passed,) = talk.passed
    assert isinstance(passed.event, Cleared)
    assert passed.event.who.startswith("Dr. Weber <i>, the surgeon. x")
    assert len(passed.event.who) == 60
    assert passed.event.on == date(2026, 2, 28)


def test_earlier_asks_for_the_day():
    talk = Talk()
    talk.tap("d.who.1.RF01.doctor")
    talk.tap("d.day.1.RF01.earlier")
    assert not talk.passed
    talk.type("3 days ago")
    talk.tap(talk.offered[0])
    assert talk.passed[0].event == Cleared(START, "RF01", "Anna", "the doctor", TODAY - timedelta(days=3))


def test_a_day_before_the_sign_came_up_is_refused():
    talk = Talk()
    talk.tap("d.who.1.RF02.doctor")
    assert talk.offered == ["d.day.1.RF02.0"]
    for step in (lambda: talk.tap("d.day.1.RF02.1"), lambda: talk.type("1 March")):
        step()
        assert not talk.passed
        assert "says nothing about it" in talk.shown.text
    talk.tap("d.day.1.RF02.0")
    assert talk.passed


@pytest.mark.parametrize(
    "text", ["Tom, did you pay the rent on 1.3.?", "not yet, it is on 1 March", "1 March?", "yes", "1 Marhc"]
)
def test_words_that_say_more_than_the_day_are_asked_again(text: str):
    talk = Talk()
    talk.tap("d.who.1.RF01.doctor")
    talk.type(text)
    assert not talk.passed
    assert "nothing is lifted" in talk.shown.text
    assert talk.offered == ["d.day.1.RF01.0", "d.day.1.RF01.1", "d.day.1.RF01.earlier"]


def test_a_typed_day_may_be_taken_back():
    talk = Talk()
    talk.tap("d.who.1.RF01.doctor")
    talk.type("yesterday")
    talk.tap("d.who.1.RF01.nobody")
    assert not talk.passed
    assert talk.awaits == ""


@pytest.mark.parametrize("day", ["2026-03-03", "2026-02-24", "2026-02-30", "2", "²", "9" * 5000])
def test_a_button_with_a_day_that_cannot_be_lifts_nothing(day: str):
    """Tomorrow, before the sign came up, and what is no day."""
    talk = Talk()
    talk.tap("d.who.1.RF01.doctor")
    talk.tap(f"d.day.1.RF01.{day}")
    assert not talk.passed


def test_nobody_yet_leaves_everything_as_it_is():
    talk = Talk()
    talk.tap("d.clear.1.RF01")
    talk.tap("d.who.1.RF01.nobody")
    assert not talk.passed
    assert talk.awaits == ""


@pytest.mark.parametrize("word", ["clear", "who", "day"])
@pytest.mark.parametrize("rest", ["", ".", ".1", ".1.RF05", ".2.RF01.me", ".².RF01.0", ".1.RF01.x"])
def test_what_cannot_be_lifted_is_said(word: str, rest: str):
    if (word, rest) == ("clear", ".1.RF01.x"):
        return  # what follows the sign is of no interest there
    talk = Talk()
    (toast,) = talk.tap(f"d.{word}{rest}")
    assert isinstance(toast, Toast)


def test_a_day_for_another_sign_or_without_a_name_is_stale():
    talk = Talk()
    talk.tap("d.day.1.RF01.0")
    assert not talk.passed
    talk.tap("d.who.1.RF01.me")
    talk.tap("d.day.1.RF02.0")
    assert not talk.passed


def test_typed_words_for_a_sign_that_is_lifted_by_now_change_nothing():
    talk = Talk(replace(LOCKED, locks=LOCKED.locks[1:]))
    for awaits in ("seen.1.RF01", "visit.1.RF01.Anna", "visit.2.RF01.Anna", "visit"):
        talk.awaits = awaits
        talk.type("today")
        assert not talk.passed


def test_who_and_when_are_kept_and_the_other_sign_stays():
    event = Cleared(START, "RF01", 'Anna "A"', "Dr Weber", TODAY)
    heard = journey.hear(LOCKED, event, PACK)
    assert [lock.code for lock in heard.client.locks] == ["RF02"]
    (kept,) = (one for one in heard.effects if isinstance(one, Record) and one.kind == "clearance")
    assert json.loads(kept.value) == {"by": 'Anna "A"', "who": "Dr Weber", "on": TODAY.isoformat()}
    (told,) = (one for one in heard.effects if isinstance(one, Alert))
    assert "Dr Weber" in told.text


def test_a_visit_before_the_sign_lifts_nothing_whoever_says_so():
    event = Cleared(START, "RF02", "Anna", "Dr Weber", TODAY - timedelta(days=1))
    assert journey.hear(LOCKED, event, PACK).client.locks == LOCKED.locks


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("today", date(2026, 3, 2)),
        ("Yesterday.", date(2026, 3, 1)),
        ("28 February", date(2026, 2, 28)),
        ("on the 28th of Feb", date(2026, 2, 28)),
        ("February 28th, I think", date(2026, 2, 28)),
        ("3 March", date(2025, 3, 3)),
        ("28.2.", date(2026, 2, 28)),
        ("28.02.2026", date(2026, 2, 28)),
        ("2026-02-28", date(2026, 2, 28)),
        ("two days ago", date(2026, 2, 28)),
        ("a week ago or so", None),
        ("1 week ago", date(2026, 2, 23)),
        ("2027-02-28", None),
        ("30 February", None),
        ("tomorrow", None),
        ("99.99.", None),
        ("", None),
        ("the day before", None),
        ("It was on 28 February.", date(2026, 2, 28)),
        ("28 February?", None),
        ("not 28 February", None),
        ("28 February in the afternoon", None),
        ("the rent, 28.2.", None),
        ("1 March, not 28 February", None),
        ("Sam called two days ago", None),
    ],
)
def test_a_day_that_is_over_is_read(text: str, on: date | None):
    assert past_date(text, PACK, date(2026, 3, 2)) == on
