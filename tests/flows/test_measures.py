"""How it goes: when it is asked, what is kept of it, and from where on a change is called one."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import measuring
from flows.client import Client, Measured, PainScore
from flows.effects import Alert, Say
from flows.times import DAY
from tests.flows.places import CERTAIN, DOUBTFUL, reached
from tests.flows.world import World

PACK = built_in()
SINCE = date(2026, 3, 2)
RULES = PACK.measures


def client(**changes: object) -> Client:
    return replace(Client(1, "Sam", state="coaching", plan_since=SINCE), **changes)  # type: ignore[arg-type]


def asked_at(week: int) -> date:
    return SINCE + timedelta(days=RULES.days_later + 7 * week)


def prompted(week: int = 0, **changes: object) -> World:
    """At midday of the day on which a week's questions come."""
    world = reached("coaching")
    since = world.client.plan_since
    assert since is not None
    world.client = replace(world.client, **changes)  # type: ignore[arg-type]
    days = RULES.days_later + 7 * week
    world.now += timedelta(days=days - 1)
    world.rows.clear()
    world.say("/settings")
    world.choose("fine")
    while not world.client.prompt.startswith("measures"):
        world.wait(timedelta(minutes=30))
    assert world.client.prompt == f"measures.{since + days * DAY}.{week}"
    return world


# --- when ---


def test_the_weeks_of_the_content_come_and_then_every_twelfth():
    who, on, dates = client(), SINCE, []
    for _ in range(6):
        due = measuring.next_date(who, on, PACK)
        assert due is not None
        asked = measuring.occasion(who, due, PACK)
        assert asked is not None
        dates.append(due)
        who, on = measuring.asked(who, asked.number), due
    assert dates == [asked_at(week) for week in (0, 2, 6, 12, 24, 36)]


def test_what_went_by_in_a_pause_is_not_made_up_for():
    asked = measuring.occasion(client(), asked_at(7), PACK)
    assert asked is not None
    assert asked.number == 6
    assert measuring.next_date(measuring.asked(client(), 6), asked_at(7), PACK) == asked_at(12)


@settings(max_examples=200, derandomize=True)
@given(st.integers(0, 400), st.sets(st.sampled_from([0, 2, 6, 12, 24])), st.none() | st.integers(0, 400))
def test_the_next_date_is_never_behind_and_asks_nothing_twice(day: int, weeks: set[int], put_off: int | None):
    on = SINCE + day * DAY
    who = client(
        measures_asked=tuple(sorted(weeks)),
        measures_put_off=None if put_off is None else SINCE + put_off * DAY,
    )
    due = measuring.next_date(who, on, PACK)
    assert due is not None
    assert due >= on
    asked = measuring.occasion(who, due, PACK)
    assert asked is not None
    assert asked.number not in weeks
    assert asked.due_at < asked.expires_at


def test_unanswered_it_is_asked_once_more_and_then_not_again():
    world = prompted()
    world.wait(timedelta(hours=20))
    assert world.client.measures_asked == ()
    world.wait(timedelta(hours=4))
    assert world.client.measures_asked == (0,)
    keys = {key for key in world.keys if key.startswith("measures")}
    world.wait(timedelta(days=5))
    assert {key for key in world.keys if key.startswith("measures")} == keys
    assert len(keys) == 2


# --- what is asked, and kept ---


def test_names_and_scores_are_kept_as_they_are_told():
    world = prompted()
    world.say("begin")
    for name in ("  Putting on\nsocks ", "Gardening <b>", "Sleeping through"):
        world.say(name)
    assert world.client.activities == ("Putting on socks", "Gardening <b>", "Sleeping through")
    assert "Putting on socks" in world.last[-1].text  # type: ignore[union-attr]
    world.choose("3")
    assert "Gardening &lt;b&gt;" in world.last[-1].text  # type: ignore[union-attr]
    world.say("4/10")
    world.choose("0")
    assert world.client.state == "coaching"
    assert world.client.measured == (Measured(0, asked_at(0), (3, 4, 0)),)
    assert world.client.measures_asked == (0,)
    facts = [one for one in world.records if one.kind == "measure"]
    assert [one.name for one in facts] == ["activity.1", "activity.2", "activity.3"]
    assert json.loads(facts[1].value) == {"name": "Gardening <b>", "score": 4, "week": 0}


def test_left_half_way_it_goes_on_from_there():
    world = prompted(activities=("Socks", "Sitting"))
    world.say("begin")
    world.choose("go")
    world.choose("5")
    world.choose("not_now")
    assert world.client.state == "coaching"
    world.wait(timedelta(days=1))
    world.say("begin")
    assert world.client.queue == ("score:1",)
    world.choose("6")
    assert world.client.measured[0].scores == (5, 6)


def test_left_out_it_is_over():
    world = prompted()
    world.say("leave it out")
    assert world.client.measures_asked == (0,)
    assert world.client.state == "coaching"


def test_a_warning_sign_among_the_activities_goes_first():
    world = prompted()
    world.say("begin")
    world.say(CERTAIN)
    assert world.client.state == "emergency"
    assert world.client.activities == ()


def test_words_that_were_no_sign_after_all_are_the_answer():
    world = prompted()
    world.say("begin")
    world.say(DOUBTFUL)
    assert world.client.doubtful
    world.say("no")
    assert world.client.activities == (DOUBTFUL,)


@pytest.mark.parametrize(
    ("typed", "score"),
    [("+3", 3), ("3", 3), ("−2", -2), ("-2", -2), ("the same", 0), ("much worse", -5), ("minus one", -1)],
)
def test_the_rating_may_be_typed(typed: str, score: int):
    world = prompted(2, measures_asked=(0,), activities=("Socks",), measured=(Measured(0, SINCE, (4,)),))
    world.say("begin")
    world.choose("5")
    world.say(typed)
    assert world.client.measured[-1].change == score


# --- what it says ---


@pytest.mark.parametrize(
    ("first", "now", "change"),
    [
        ((3, 4, 5), (5, 6, 7), "better"),
        ((3, 4, 5), (5, 6, 6), "none"),
        ((5, 6), (3, 4), "worse"),
        ((5,), (4,), "none"),
        ((), (4,), "none"),
    ],
)
def test_activities_change_from_two_points_on(first: tuple[int, ...], now: tuple[int, ...], change: str):
    names = tuple("abc")[: len(now)]
    who = client(activities=names, measured=(Measured(0, SINCE, first), Measured(2, SINCE, now)))
    assert measuring.activity_change(who, 2, PACK) == change


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (6.0, 4.0, "better"),
        (6.0, 4.3, "none"),
        (4.0, 2.8, "better"),
        (4.0, 5.2, "worse"),
        (2.0, 1.0, "better"),
        (2.0, 1.3, "none"),
        (1.0, 1.5, "none"),
        (0.0, 1.0, "worse"),
    ],
)
def test_pain_changes_by_two_points_or_by_a_third(before: float, now: float, change: str):
    assert measuring.pain_change(before, now, PACK) == change


@given(st.integers(0, 10), st.integers(0, 10))
def test_a_change_back_is_the_opposite_or_none(before: int, now: int):
    opposite = {"better": {"worse", "none"}, "worse": {"better", "none"}, "none": {"better", "worse", "none"}}
    assert measuring.pain_change(now, before, PACK) in opposite[measuring.pain_change(before, now, PACK)]
    if before - now >= RULES.pain_change:
        assert measuring.pain_change(before, now, PACK) == "better"


def test_too_few_scores_give_no_average():
    scores = (PainScore(SINCE, "before", 4), PainScore(SINCE, "after", 1), PainScore(SINCE, "any", 6))
    assert measuring.pain_average(scores, SINCE, SINCE, PACK) is None
    assert measuring.pain_average((*scores, PainScore(SINCE, "morning", 6)), SINCE, SINCE, PACK) == 5.3


@pytest.mark.parametrize(
    ("score", "rating", "told"), [("2", "better_0", 1), ("4", "worse_2", 1), ("4", "worse_1", 0)]
)
def test_the_trainer_hears_of_what_got_clearly_worse(score: str, rating: str, told: int):
    world = prompted(2, measures_asked=(0,), activities=("Socks",), measured=(Measured(0, SINCE, (4,)),))
    world.say("begin")
    world.choose(score)
    world.choose(rating)
    alerts = [one for one in world.last if isinstance(one, Alert)]
    assert [PACK.alert[one.kind].level for one in alerts] == ["amber"] * told
    said = next(one.text for one in world.last if isinstance(one, Say))
    assert said.index("Socks") < said.index("Overall")
