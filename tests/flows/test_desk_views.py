"""What a trainer reads about one client besides the card: pictures, the last days, findings."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.library import built_in
from flows import desk
from flows.answers import ConditionAnswer
from flows.client import Client, PainScore, Slot
from flows.effects import Edit, Toast
from flows.events import Tapped
from flows.findings import Blocked
from flows.planning import Plan
from tests.flows.test_desk_card import data, fits, sam, shown, tap
from tests.flows.world import START

PACK = built_in()
TODAY = date(2026, 3, 2)
ME = 1001

__all__ = ["sam"]


@pytest.mark.parametrize("kind", ["calendar", "pain", "mobility"])
def test_a_picture_is_of_that_client_and_leads_to_the_others(sam: Client, kind: str):
    view = shown(tap(f"d.chart.{ME}.{kind}", sam))
    assert isinstance(view, Edit)
    assert view.picture is not None
    assert (view.picture.kind, view.picture.on, view.about) == (kind, TODAY, ME)
    others = {"calendar", "pain", "mobility"} - {kind}
    assert {one for one in data(view) if "chart" in one} == {f"d.chart.{ME}.{one}" for one in others}
    assert f"d.open.{ME}" in data(view)
    assert len(view.text) < 1024


@pytest.mark.parametrize(
    "button", ["chart", "chart.1001", "chart.1001.report", "chart.2.pain", "history.2", "found.2", "found.²"]
)
def test_what_is_nobodys_or_no_picture_is_refused(sam: Client, button: str):
    (toast,) = tap(f"d.{button}", sam)
    assert isinstance(toast, Toast)


def test_the_last_days_are_told_newest_first(sam: Client):
    slots = (
        Slot("bedtime", date(2026, 2, 28), 0, "done"),
        Slot("floss", date(2026, 2, 28), 0, "done"),
        Slot("floss", date(2026, 2, 28), 1, "missed"),
        Slot("bedtime", date(2026, 3, 1), 0, "missed"),
        Slot("bedtime", date(2026, 1, 1), 0, "done"),
    )
    pain = (
        PainScore(date(2026, 2, 28), "before", 4),
        PainScore(date(2026, 2, 28), "after", 3),
        PainScore(date(2026, 2, 28), "morning", 2, "leg"),
    )
    text = shown(tap(f"d.history.{ME}", replace(sam, slots=slots, pain=pain))).text
    assert text.splitlines()[1:] == [
        "<b>01.03.</b> evening without an answer",
        "<b>28.02.</b> evening done; flossed 1 of 2; pain 4 before, 3 after; leg 2 in the morning",
    ]


def test_a_client_without_days_has_an_empty_history(sam: Client):
    assert "Nothing" in shown(tap(f"d.history.{ME}", replace(sam, slots=(), pain=()))).text


def test_the_fullest_fortnight_fits_a_message(sam: Client):
    days = [TODAY - timedelta(days=ago) for ago in range(30)]
    slots = tuple(Slot(kind, day, number, "missed") for day in days for kind, number in SLOTS)
    pain = tuple(PainScore(day, "morning", 10, where) for day in days for where in WHERE for _ in range(9))
    assert fits(shown(tap(f"d.history.{ME}", replace(sam, name="🙂" * 128, slots=slots, pain=pain))))


SLOTS = (("bedtime", 0), ("workout", 0), *(("floss", number) for number in range(6)))
WHERE = ("back", "leg")


def test_findings_are_values_beside_their_cutoff_and_what_follows(sam: Client):
    view = shown(tap(f"d.found.{ME}", sam))
    assert "cut-off" in view.text
    assert "Tight:" in view.text
    assert fits(view)


def test_findings_say_why_a_tight_region_is_not_stretched(sam: Client):
    region = PACK.regions.regions[0].id
    plan = Plan(
        blocked=(Blocked(region, "L", "nerve"), Blocked(region, "R", "nerve_unknown")),
        for_professional=((region, None),),
        nerve_positive=True,
    )
    known = replace(sam.answers, conditions=(ConditionAnswer("osteoporosis"),))
    text = shown(tap(f"d.found.{ME}", replace(sam, plan=plan, answers=known))).text
    for words in ("the nerve answered", "without both nerve tests", "ruled out", "nerve test was positive"):
        assert words in text
    assert PACK.condition["osteoporosis"].tick in text


def test_whoever_is_new_has_nothing_to_show():
    new = Client(ME, "Kim")
    offered = data(shown(tap(f"d.open.{ME}", new)))
    assert not [one for one in offered if one.startswith(("d.chart", "d.history", "d.found", "d.plan"))]
    for button in ("found", "history", "chart"):
        for effect in desk.hear(
            desk.Trainer(7, "Anna", owner=False), Tapped(START, f"d.{button}.{ME}"), (new,), PACK
        ):
            assert isinstance(effect, Edit | Toast)


def test_a_plan_says_the_reason_of_every_line(sam: Client):
    assert sam.plan is not None
    text = shown(tap(f"d.plan.{ME}", sam)).text
    for line in sam.plan.stretches:
        assert line.because in text
