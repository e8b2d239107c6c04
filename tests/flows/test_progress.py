"""What counts as done, what is left out of the count, and what an answer too late or too little changes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.library import built_in
from flows import progress
from flows.client import Client, PainScore, Slot
from flows.machine import Journey
from tests.flows.world import START

DAY = date(2026, 3, 2)
PACK = built_in()


def talk(*slots: Slot, **changes: object) -> Journey:
    return Journey(replace(Client(1, "Sam", slots=slots), **changes), START, PACK, tapped=True)


def evenings(*statuses: str, last: date = DAY) -> Client:
    days = [last - timedelta(days=number) for number in range(len(statuses))][::-1]
    return Client(
        1,
        "Sam",
        slots=tuple(Slot("bedtime", on, 0, status) for on, status in zip(days, statuses, strict=True)),
    )


@pytest.mark.parametrize(
    ("statuses", "done", "prescribed"),
    [
        ((), 0, 0),
        (("done", "done"), 2, 2),
        (("done", "partly"), 1.5, 2),
        (("done", "skipped", "missed"), 1, 3),
        (("done", "excused", "excused"), 1, 1),
        (("excused",), 0, 0),
        (("done", "open"), 1, 1),
        (("open", "done"), 1, 2),
        (("done",) * 10, 7, 7),
    ],
)
def test_adherence_of_a_week(statuses: tuple[str, ...], done: float, prescribed: int):
    found = progress.adherence(evenings(*statuses), "bedtime", DAY, 7)
    assert (found.done, found.prescribed) == (done, prescribed)
    assert found.percent == (round(100 * done / prescribed) if prescribed else None)


def test_flossings_and_evenings_are_counted_apart():
    client = replace(
        evenings("done"), slots=(Slot("bedtime", DAY, 0, "done"), Slot("floss", DAY, 0, "skipped"))
    )
    assert progress.adherence(client, "floss", DAY, 7).done == 0
    assert progress.adherence(client, "bedtime", DAY, 7).done == 1


def test_opening_a_slot_makes_unanswered_ones_of_earlier_days_missed():
    one = talk(Slot("bedtime", DAY - timedelta(days=1), 0), Slot("floss", DAY, 0))
    assert progress.open_slot(one, "bedtime", DAY, 0)
    assert [slot.status for slot in one.client.slots] == ["missed", "open", "open"]


def test_a_slot_is_opened_once():
    one = talk()
    assert progress.open_slot(one, "bedtime", DAY, 0)
    before = one.client
    assert not progress.open_slot(one, "bedtime", DAY, 0)
    assert one.client == before


@pytest.mark.parametrize(
    ("before", "answer", "after"),
    [
        ("open", "done", "done"), ("missed", "done", "done"), ("skipped", "done", "done"),
        ("excused", "done", "done"),
        ("open", "skipped", "skipped"), ("open", "excused", "excused"), ("skipped", "excused", "excused"),
        ("done", "skipped", "done"), ("done", "partly", "done"), ("partly", "skipped", "partly"),
        ("partly", "done", "done"),
        ("skipped", "partly", "partly"),
    ],
)  # fmt: skip
def test_done_late_counts_and_stays_done(before: str, answer: str, after: str):
    one = talk(Slot("bedtime", DAY, 0, before))
    progress.fill_slot(one, "bedtime", DAY, 0, answer)
    assert [slot.status for slot in one.client.slots] == [after]


def test_old_slots_and_scores_are_only_in_the_records():
    old = DAY - timedelta(days=progress.KEEP_DAYS + 1)
    one = talk(Slot("bedtime", old, 0, "done"), pain=(PainScore(old, "any", 5),))
    progress.open_slot(one, "bedtime", DAY, 0)
    progress.keep_pain(one, PainScore(DAY, "before", 4))
    assert [slot.on for slot in one.client.slots] == [DAY]
    assert [score.on for score in one.client.pain] == [DAY]


def test_pain_pairs_need_both_ends_of_an_evening():
    client = Client(
        1,
        "Sam",
        pain=(
            PainScore(DAY, "before", 5),
            PainScore(DAY, "after", 3),
            PainScore(DAY + timedelta(days=1), "before", 6),
            PainScore(DAY + timedelta(days=2), "after", 1),
        ),
    )
    assert progress.pain_pairs(client) == ((5, 3),)
