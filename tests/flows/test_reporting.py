"""The weekly report and its word, and evenings that come less often."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import reporting, schedule, week
from flows.client import Client, PainScore, Settings, Slot, SlotStatus
from flows.effects import Alert, Say
from flows.events import Due
from flows.progress import KEEP_DAYS, loop_score, steadiness
from flows.times import DAY
from tests.flows.places import reached
from tests.flows.world import World

PACK = built_in()
RULES = PACK.reports
MONDAY = date(2026, 3, 2)
STATUSES: tuple[SlotStatus, ...] = ("done", "partly", "skipped", "excused", "missed")


def evenings(*statuses: SlotStatus, first: date = MONDAY) -> tuple[Slot, ...]:
    return tuple(Slot("bedtime", first + day * DAY, 0, status) for day, status in enumerate(statuses))


def score(slots: tuple[Slot, ...], frequency: float = 1.0) -> int:
    return loop_score(slots, MONDAY + 400 * DAY, frequency, RULES.half_life_days)


# --- how regular it is ---


def test_daily_practice_from_nothing_reaches_75_in_26_days():
    assert score(evenings(*["done"] * 25)) < 75 <= score(evenings(*["done"] * 26))


def test_a_missed_day_costs_about_five_of_a_hundred_and_is_regained_in_three_days():
    before = score(evenings(*["done"] * 26))
    missed = score(evenings(*["done"] * 26, "missed"))
    assert before * 0.94 <= missed <= before * 0.96
    assert score(evenings(*["done"] * 26, "missed", *["done"] * 2)) < before
    assert score(evenings(*["done"] * 26, "missed", *["done"] * 3)) >= before


def test_every_second_evening_moves_it_less():
    done = evenings(*["done"] * 10)
    assert 0 < score(done, 0.5) < score(done)


@given(st.lists(st.sampled_from(STATUSES), max_size=KEEP_DAYS), st.sampled_from([0.5, 1.0]))
def test_the_score_is_a_part_of_a_hundred_and_each_day_moves_it_its_own_way(
    statuses: list[SlotStatus], frequency: float
):
    before = score(evenings(*statuses), frequency)
    assert 0 <= before <= 100
    assert score(evenings(*statuses, "done"), frequency) >= before
    assert score(evenings(*statuses, "missed"), frequency) <= before
    assert score(evenings(*statuses, "missed"), frequency) == score(evenings(*statuses, "skipped"), frequency)
    assert score(evenings(*statuses, "excused"), frequency) == before


@given(st.lists(st.sampled_from(STATUSES), max_size=40), st.integers(0, 40), st.integers(1, 20))
def test_a_pause_leaves_it_as_it_was(statuses: list[SlotStatus], at: int, days: int):
    """In a pause there are no slots."""
    there, back = evenings(*statuses[:at]), evenings(*statuses[at:], first=MONDAY + (at + days) * DAY)
    assert score(there + back) == score(evenings(*statuses))


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=30), st.integers(1, 5))
def test_several_flossings_are_one_day_of_practice(statuses: list[SlotStatus], times: int):
    flossings = tuple(
        Slot("floss", slot.on, number, slot.status) for slot in evenings(*statuses) for number in range(times)
    )
    assert score(flossings) == score(evenings(*statuses))


def test_an_evening_that_is_still_open_does_not_count_yet():
    done, last = evenings(*["done"] * 20), MONDAY + 20 * DAY
    slots = (*done, Slot("bedtime", last, 0))
    assert loop_score(slots, last, 1.0, 13) == loop_score(done, last, 1.0, 13)
    assert loop_score(slots, last + DAY, 1.0, 13) < loop_score(done, last + DAY, 1.0, 13)


@pytest.mark.parametrize(
    ("days", "word"), [(0, "starting"), (5, "starting"), (10, "building"), (20, "steady"), (40, "strong")]
)
def test_the_word_for_it(days: int, word: str):
    who = Client(1, "Sam", slots=evenings(*["done"] * days))
    assert steadiness(who, MONDAY + 50 * DAY, PACK)[0] == word


# --- when it comes ---


@settings(max_examples=200, derandomize=True)
@given(st.integers(0, 60), st.none() | st.integers(0, 6), st.none() | st.integers(0, 60))
def test_it_comes_on_the_chosen_evening_and_once_a_week(day: int, chosen: int | None, last: int | None):
    reported = None if last is None else MONDAY + last * DAY
    who = Client(1, "Sam", plan_since=MONDAY, settings=Settings(report_weekday=chosen), reported_on=reported)
    on = MONDAY + day * DAY
    due = reporting.next_date(who, on, PACK)
    assert due is not None
    assert due >= on
    assert due >= MONDAY + RULES.first_after_days * DAY
    assert due.weekday() == (RULES.weekday if chosen is None else chosen)
    assert reported is None or due > reported
    assert due - max(on, MONDAY + RULES.first_after_days * DAY, reported or on) <= 7 * DAY


def coached(days: int, statuses: tuple[SlotStatus, ...], **changes: object) -> World:
    """Coached since so many days, with these last evenings, on the evening of a report."""
    world = reached("coaching")
    on = MONDAY + days * DAY
    since = on - days * DAY
    world.now = datetime.combine(on, time(17), UTC)
    slots = evenings(*statuses, first=on - len(statuses) * DAY)
    world.client = replace(
        world.client,
        plan_since=since,
        checked_on=on,
        slots=slots,
        **changes,  # type: ignore[arg-type]
    )
    return world


def report_now(world: World) -> list[Say]:
    on = world.client.settings.local(world.now).date()
    keeps = world.now + timedelta(hours=4)
    world.hear(Due(world.now, "report", f"report.{on}.0", keeps))
    return [one for one in world.last if isinstance(one, Say)]


def test_it_is_short_and_makes_no_sound():
    pain = tuple(PainScore(MONDAY + day * DAY, "before", 6 if day < 7 else 4) for day in range(14))
    world = coached(14, (*["done"] * 4, "missed", "skipped", "done"), pain=pain)  # type: ignore[arg-type]
    (said,) = report_now(world)
    assert said.silent
    assert said.text.startswith("<b>Week 2</b> · 5 of 7 evenings")
    assert "6 → 4 on average: clearly less" in said.text
    assert said.text.count("\n") <= 4
    assert world.client.reported_on == MONDAY + 14 * DAY


def test_nothing_to_tell_is_not_told():
    assert report_now(coached(5, ())) == []
    assert report_now(coached(5, ("excused", "excused"))) == []


def test_last_night_counts_also_when_nobody_answered():
    (said,) = report_now(coached(7, ("done", "done", "open")))
    assert "2 of 3 evenings" in said.text


def test_the_trainer_hears_of_a_week_that_was_clearly_worse():
    pain = tuple(PainScore(MONDAY + day * DAY, "morning", 3 if day < 7 else 5) for day in range(14))
    world = coached(14, ("done",) * 7, pain=pain)
    assert report_now(world)
    assert [PACK.alert[one.kind].level for one in world.last if isinstance(one, Alert)] == ["amber"]
    small = tuple(replace(one, score=min(one.score, 4)) for one in pain)
    world = coached(14, ("done",) * 7, pain=tuple(replace(one, score=one.score + 3) for one in small))
    (said,) = report_now(world)
    assert "no clear change" in said.text
    assert not [one for one in world.last if isinstance(one, Alert)]


def test_days_with_more_flossings_are_set_beside_the_others():
    days = [MONDAY + day * DAY for day in range(7)]
    slots = tuple(
        Slot("floss", day, number, "done" if day.weekday() < 3 or not number else "missed")
        for day in days
        for number in range(3)
    )
    leg = tuple(PainScore(day, "morning", 2 if day.weekday() < 3 else 4, "leg") for day in days)
    who = Client(1, "Sam", plan_since=MONDAY, slots=slots, pain=leg)
    told = week.report(who, MONDAY + 7 * DAY, PACK)
    assert told is not None
    assert told.leg == (2, 4)
    same = replace(who, pain=tuple(replace(one, score=3) for one in leg))
    told = week.report(same, MONDAY + 7 * DAY, PACK)
    assert told is not None
    assert told.leg is None


def test_it_carries_the_picture_of_the_pain_where_there_is_some():
    pain = tuple(PainScore(MONDAY + day * DAY, "morning", 4) for day in range(7, 14))
    (said,) = report_now(coached(14, ("done",) * 7, pain=pain))
    assert said.picture is not None
    assert said.picture.kind == "pain"
    assert [button.data for row in said.rows for button in row] == ["v:calendar", "v:mobility", "v:report"]
    (said,) = report_now(coached(14, ("done",) * 7))
    assert said.picture is None


# --- every second evening ---


def is_offered(said: list[Say]) -> bool:
    return any(button.data.endswith(":fade") for one in said for row in one.rows for button in row)


HOLDS: tuple[SlotStatus, ...] = (*["done"] * 25, "missed", "missed", "skipped")


def test_it_is_offered_from_the_twelfth_week_on_to_those_who_do_it():
    for days, statuses, offered in [
        (84, HOLDS, True),
        (83, HOLDS, False),
        (84, (*HOLDS[:20], *["missed"] * 8), False),
        (84, ("done",) * 5, False),
    ]:
        world = coached(days, statuses)  # type: ignore[arg-type]
        assert is_offered(report_now(world)) == offered


def test_accepted_it_is_kept_and_planned():
    world = coached(84, HOLDS)
    report_now(world)
    world.say("every second evening")
    assert world.client.settings.every_other_evening
    days = [bool(schedule.tonight(world.client, MONDAY + (84 + ahead) * DAY, PACK)) for ahead in range(4)]
    assert days == [True, False, True, False]


def test_declined_it_is_offered_once_more_four_weeks_later():
    world = coached(84, HOLDS)
    report_now(world)
    world.say("no")
    assert not world.client.settings.every_other_evening
    offered = world.client.fading_offered
    for days, again in [(91, False), (112, True)]:
        later = coached(days, HOLDS, fading_offered=offered)
        assert is_offered(report_now(later)) == again
    twice = coached(140, HOLDS, fading_offered=(*offered, MONDAY + 112 * DAY))
    assert not is_offered(report_now(twice))


def test_an_old_offer_is_answered_kindly_and_changes_nothing():
    world = coached(84, HOLDS)
    report_now(world)
    old = next(data for data in world.taps if data.endswith(":fade"))
    world.client = replace(world.client, fading_offered=(*world.client.fading_offered, MONDAY + 112 * DAY))
    world.tap(old)
    assert not world.client.settings.every_other_evening


def test_too_seldom_it_goes_back_to_every_evening_and_says_so():
    fading = Settings("Europe/Berlin", "DE", every_other_evening=True)
    world = coached(100, ("missed", "done", "missed", "missed", "done"), settings=fading)
    (said,) = report_now(world)
    assert not world.client.settings.every_other_evening
    assert "every evening again, because 2 of 5" in said.text
    world = coached(100, ("missed", "done", "done", "missed"), settings=fading)
    report_now(world)
    assert world.client.settings.every_other_evening
