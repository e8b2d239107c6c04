"""A tip now and then: once a fortnight, each once, never one that does not fit, none to who wants none."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from content.schema import Tip
from flows import journey, schedule, session, tips
from flows.answers import Answers, ConditionAnswer, Symptoms
from flows.client import Client, FlossCourse, Lock, Session, Settings, Slot
from flows.effects import Say
from flows.events import Due, Said
from flows.planning import Floss, Plan, Prescription
from flows.times import DAY
from tests.flows.places import reached
from tests.flows.world import World

PACK = built_in()
RULES = PACK.tips
MONDAY = date(2026, 3, 2)
FIRST = MONDAY + RULES.first_after_days * DAY
REGIONS = [region.id for region in PACK.regions.regions]
CONDITIONS = [one.id for one in PACK.conditions.conditions]
COUNTRIES = [None, "DE", "AU", "US", "IN"]


def noon(on: date) -> datetime:
    return datetime.combine(on, time(12), UTC)


def client(regions: tuple[str, ...] = ("hip_flexors",), flossings: int = 0, **changes: object) -> Client:
    """Coached since Monday, heard on the day of the first tip."""
    lines = tuple(
        Prescription(PACK.region[each].bedtime[0], "both", each, "bedtime", 60, None, 1, "tight")
        for each in regions
    )
    floss = Floss(do=flossings > 0, times_a_day=flossings, sides=("R",), exercise="sciatic_slider_seated")
    who = Client(
        7, "Sam", "coaching", plan=Plan((), lines, floss), plan_since=MONDAY, last_seen=noon(FIRST),
        settings=Settings("Europe/Berlin", "DE"),
    )  # fmt: skip
    return replace(who, **changes)  # type: ignore[arg-type]


@st.composite
def clients(draw: st.DrawFn) -> tuple[Client, date]:
    """Anybody who is coached, on any date on which a tip may be due."""
    days = draw(st.integers(RULES.first_after_days, 700))
    on = MONDAY + days * DAY
    regions = draw(st.lists(st.sampled_from(REGIONS), unique=True, max_size=4))
    leg = draw(st.sampled_from(["none", "left", "both", None]))
    found = draw(st.lists(st.sampled_from(CONDITIONS), unique=True, max_size=3))
    who = client(
        tuple(regions),
        draw(st.integers(0, 3)),
        id=draw(st.integers(1, 10**12)),
        last_seen=noon(on),
        answers=Answers(
            conditions=tuple(ConditionAnswer(each) for each in found), symptoms=Symptoms(leg=leg)
        ),
        settings=Settings("Europe/Berlin", draw(st.sampled_from(COUNTRIES))),
    )
    plan = who.plan
    assert plan is not None
    return replace(who, plan=replace(plan, nerve_positive=draw(st.booleans()))), on


# --- which ---


@settings(max_examples=300, derandomize=True, deadline=None)
@given(clients())
def test_what_is_chosen_is_for_the_client(drawn: tuple[Client, date]):
    """Reckoned anew here, field by field."""
    who, on = drawn
    tip, plan = tips.next_tip(who, on, PACK), who.plan
    assert plan is not None
    if tip is None:
        return
    stretched = set(session.regions(who, on))
    week = (on - MONDAY).days // 7 + 1
    assert not tip.fits.regions or stretched & set(tip.fits.regions)
    assert stretched or not tip.fits.stretching
    assert tip.fits.flossing is None or tip.fits.flossing == plan.floss.do
    assert tip.fits.from_week <= week <= (tip.fits.until_week or week)
    if tip.fits.seasons:
        assert who.settings.country in {"DE", "US", "AU"}
    assert not {one.id for one in who.answers.conditions} & set(tip.never.conditions)
    assert not (tip.never.nerve_positive and (plan.nerve_positive or plan.floss.do))
    assert not (tip.never.leg_symptoms and who.answers.symptoms.leg in {"left", "both"})


@settings(max_examples=60, derandomize=True, deadline=None)
@given(clients())
def test_none_is_sent_twice_and_no_two_within_a_fortnight(drawn: tuple[Client, date]):
    who, on = drawn
    days, sent = [], []
    for _ in range(len(RULES.tips) + 2):
        tip = tips.next_tip(who, on, PACK)
        if tip is None:
            on += DAY
        else:
            days.append(on)
            sent.append(tip.id)
            who = replace(who, tips=(*who.tips, tip.id), tipped_on=on)
            assert all(tips.next_tip(who, on + ahead * DAY, PACK) is None for ahead in range(14))
            on += RULES.every_days * DAY
        who = replace(who, last_seen=noon(on))
    assert len(sent) == len(set(sent))
    assert all((after - before).days >= 14 for before, after in pairwise(days))


def test_everybody_has_an_order_of_their_own_which_stays():
    first = [tips.next_tip(client(id=number), FIRST, PACK) for number in range(40)]
    assert first == [tips.next_tip(client(id=number), FIRST, PACK) for number in range(40)]
    assert len({one.id for one in first if one is not None}) > 10


def test_whoever_stays_for_a_year_does_not_run_out():
    who, on = client(("hip_flexors", "thoracic_rotation")), FIRST
    for _ in range(26):
        tip = tips.next_tip(who, on, PACK)
        assert tip is not None
        who = replace(who, tips=(*who.tips, tip.id), tipped_on=on)
        on += RULES.every_days * DAY
        who = replace(who, last_seen=noon(on))


@pytest.mark.parametrize(
    ("country", "month", "season"),
    [("DE", 1, "winter"), ("AU", 1, "summer"), ("AU", 7, "winter"), ("US", 4, "spring"), ("AU", 4, "autumn"),
     ("IN", 1, None), (None, 1, None)],
)  # fmt: skip
def test_the_south_has_its_winter_in_july_and_some_countries_have_none(country, month, season):
    who = client(settings=Settings(country=country))
    assert tips.season(who, date(2026, month, 10), PACK) == season


def test_every_tip_fits_somebody():
    """None stands in the content for nothing."""
    missing = {one.id for one in RULES.tips}
    for week in (1, 4, 6, 25):
        for country in ("DE", "AU"):
            for month in (1, 4, 7, 10):
                for flossings in (0, 3):
                    since = date(2026, month, 10) - (week - 1) * 7 * DAY
                    who = client(
                        tuple(REGIONS),
                        flossings,
                        plan_since=since,
                        settings=Settings("Europe/Berlin", country),
                    )
                    here = tips.situation(who, date(2026, month, 10), PACK)
                    missing -= {one.id for one in RULES.tips if tips.fits(one, here)}
    assert not missing


# --- who gets none ---

LATER = noon(FIRST + 3 * DAY)
MISSED = tuple(Slot("bedtime", FIRST - back * DAY, 0, "missed") for back in (1, 2, 3))
FLOSS = Floss(do=True, times_a_day=3, sides=("R",), exercise="sciatic_slider_seated")
COURSE = FlossCourse(MONDAY, "sciatic_slider_seated", 10, 3, prescribed=FLOSS)
LEFT_ALONE: list[dict[str, object]] = [
    {"locks": (Lock("RF01", "E", LATER),)},
    {"doubtful": ("RF01",)},
    {"flare_since": FIRST - DAY},
    {"paused_until": LATER},
    {"stopped": True},
    {"blocked": True},
    {"ill": True},
    {"check_first": True},
    {"hushed": True},
    {"weekly_only_since": FIRST - DAY},
    {"slots": MISSED, "last_seen": noon(FIRST - 4 * DAY)},
    {"last_seen": None},
    {"last_seen": noon(FIRST - 8 * DAY)},
    {"flossing": replace(COURSE, waiting=FIRST)},
    {"flossing": replace(COURSE, ended="reds", ended_on=FIRST)},
    {"settings": Settings(tips=False)},
    {"plan": None},
    {"plan_since": None},
    {"plan_since": FIRST - (RULES.first_after_days - 1) * DAY},
    {"tipped_on": FIRST - 13 * DAY},
]


@pytest.mark.parametrize("changes", LEFT_ALONE, ids=", ".join)
def test_whoever_is_to_be_left_alone_gets_none(changes: dict[str, object]):
    assert tips.next_tip(client(), FIRST, PACK) is not None
    who = replace(client(), **changes)  # type: ignore[arg-type]
    assert tips.next_tip(who, FIRST, PACK) is None
    assert not any(one.kind == "tip" for one in schedule.day(who, FIRST, PACK))


@pytest.mark.parametrize(
    "changes",
    [{"floss_paused_until": noon(FIRST)}, {"flossing": replace(COURSE, off_on=FIRST)},
     {"flossing": replace(COURSE, ended="plateau")}],
)  # fmt: skip
def test_no_tip_on_flossing_while_flossing_rests(changes: dict[str, object]):
    assert tips.situation(client(flossings=3), FIRST, PACK).flosses
    assert not tips.situation(client(flossings=3, **changes), FIRST, PACK).flosses


# --- when ---


def test_it_comes_in_the_late_morning_by_the_clients_own_clock():
    (one,) = (one for one in schedule.day(client(), FIRST, PACK) if one.kind == "tip")
    assert client().settings.local(one.due_at).time() == RULES.at
    assert one.due_at + timedelta(hours=RULES.keeps_hours) == one.expires_at


@pytest.mark.parametrize(("bedtime", "wake"), [("14:00", "22:00"), ("03:00", "13:00"), ("10:00", "18:00")])
def test_it_belongs_to_the_waking_day_also_of_those_who_work_at_night(bedtime: str, wake: str):
    hours = Settings("UTC", "GB", time.fromisoformat(bedtime), time.fromisoformat(wake))
    one = tips.moment_on(client(settings=hours), FIRST, PACK)
    assert one is not None
    assert schedule.waking_day(client(settings=hours), one.due_at) == FIRST
    assert not schedule.quiet(hours, one.due_at)
    assert one.due_at < one.expires_at


def test_a_day_that_is_full_has_none_and_the_next_with_room_has():
    full = client(
        flossings=3, measures_asked=(0,), checked_on=FIRST, morning_asked=FIRST, nerve_tested_on=FIRST
    )
    assert not any(one.kind == "tip" for one in schedule.day(full, FIRST, PACK))
    ended = replace(COURSE, ended="plateau")  # nothing is flossed any more: the days have room
    row = schedule.following(replace(full, flossing=ended), "tip", noon(FIRST), PACK)
    assert f"tip.{FIRST + DAY}.0" in str(row)


def test_its_first_day_is_planned_whatever_is_so_today():
    """Whether one fits is known on the day alone."""
    who = client(last_seen=noon(MONDAY), flare_since=MONDAY)
    assert f"tip.{FIRST}.0" in str(schedule.following(who, "tip", noon(MONDAY), PACK))


def test_where_no_day_has_room_it_is_looked_for_again_some_days_later():
    row = schedule.following(client(flossings=3), "tip", noon(FIRST), PACK)
    assert f"tip.{FIRST + schedule.LOOK_AHEAD * DAY}.0" in str(row)


# --- said ---


def coached(**changes: object) -> World:
    """At the hour of the first tip."""
    world = reached("coaching")
    since = world.client.plan_since
    assert since is not None
    on = since + RULES.first_after_days * DAY
    world.now = datetime.combine(on, time(10, 15), UTC)
    seen = world.now - timedelta(hours=3)
    world.client = replace(world.client, last_seen=seen, morning_asked=on, slots=(), **changes)  # type: ignore[arg-type]
    world.rows.clear()
    return world


def tip_now(world: World) -> list[Say]:
    on = world.client.settings.local(world.now).date()
    world.hear(Due(world.now, "tip", f"tip.{on}.0", world.now + timedelta(hours=5)))
    return [one for one in world.last if isinstance(one, Say)]


def test_it_makes_no_sound_is_no_card_and_is_recorded():
    world = coached()
    card = world.card
    (said,) = tip_now(world)
    assert said.silent
    assert (said.urgency, said.must_arrive, said.card) == ("prompt", False, False)
    assert world.card == card
    (fact,) = (one for one in world.records if one.kind == "tip")
    assert world.client.tips == (fact.name,)
    assert PACK.say("tip", text=_by_id(fact.name).text) == said.text
    next_row = world.rows["tip"]
    on = world.client.tipped_on
    assert on is not None
    assert next_row.occasion == f"tip.{on + RULES.every_days * DAY}.0"


def _by_id(name: str) -> Tip:
    return next(one for one in RULES.tips if one.id == name)


@pytest.mark.parametrize(
    "changes", [*LEFT_ALONE[:12], {"session": Session("bedtime", FIRST, 0)}, {"state": "settings"}]
)
def test_what_was_planned_is_looked_at_again_before_it_is_said(changes: dict[str, object]):
    """Every state but that of rest, and whatever has happened since."""
    world = coached()
    on = world.client.settings.local(world.now).date()
    who = replace(world.client, **changes)  # type: ignore[arg-type]
    event = Due(world.now, "tip", f"tip.{on}.0", world.now + timedelta(hours=5))
    heard = journey.hear(who, event, PACK)
    assert not [one for one in heard.effects if isinstance(one, Say)]
    assert heard.client.tips == ()


def test_what_comes_too_late_is_not_said():
    world = coached()
    on = world.client.settings.local(world.now).date()
    world.hear(Due(world.now, "tip", f"tip.{on}.0", world.now - timedelta(minutes=1)))
    assert not [one for one in world.last if isinstance(one, Say)]
    assert world.client.tips == ()


# --- below a flossing ---


def flossing_every_day(**changes: object) -> World:
    """On the day of the first tip, before the first of three flossings that fill the day with the evening."""
    world = reached("floss")
    since = world.client.plan_since
    assert since is not None
    on = since + RULES.first_after_days * DAY
    world.now = datetime.combine(on, time(7), UTC)
    world.client = replace(
        world.client,
        last_seen=world.now,
        morning_asked=on,
        checked_on=on,
        nerve_tested_on=on,
        slots=(),
        measures_asked=(0,),
        **changes,
    )  # type: ignore[arg-type]
    world.rows.clear()
    assert [one.kind for one in schedule.day(world.client, on, PACK)] == [
        "floss",
        "floss",
        "floss",
        "bedtime",
    ]
    return world


def flossed(world: World, **instead: str) -> list[Say]:
    """The tips that come within one flossing."""
    world.say("/floss")
    sent: list[Say] = []
    for _ in range(12):
        if world.client.state == "coaching":
            break
        world.answer(**instead)
        sent += [one for one in world.last if isinstance(one, Say) and str(one.key).startswith("tip.")]
    return sent


def test_whoever_has_no_room_all_day_reads_it_below_a_flossing_and_it_is_no_push():
    world = flossing_every_day()
    pushes = world.client.pushes
    (said,) = flossed(world)
    assert said.silent
    assert (said.urgency, said.must_arrive, said.card) == ("reply", False, False)
    assert world.client.pushes == pushes
    assert world.last.index(said) > 0  # the closing words come first
    assert world.client.tipped_on is not None
    assert world.rows["tip"].occasion == f"tip.{world.client.tipped_on + RULES.every_days * DAY}.0"
    assert not flossed(world)
    world.tap(said.rows[0][0].data)
    assert wants_none(world)


def test_it_comes_below_done_already_too():
    world = flossing_every_day()
    world.wait(timedelta(hours=2))
    on = world.client.settings.local(world.now).date()
    world.hear(Due(world.now, "floss", f"floss.{on}.0", world.now + timedelta(hours=1)))
    world.say("done")
    assert world.client.tips == ()  # the leg is still to answer
    world.say("same")
    assert len(world.client.tips) == 1


@pytest.mark.parametrize("answers", [{"leg_now": "worse"}, {"flossing": "stronger"}, {"flossing": "skip"}])
def test_none_comes_below_a_flossing_that_did_not_go_well(answers: dict[str, str]):
    world = flossing_every_day()
    assert not flossed(world, **answers)
    assert world.client.tips == ()


@pytest.mark.parametrize(
    "changes",
    [{"settings": Settings("Europe/Berlin", tips=False)}, {"tips": tuple(one.id for one in RULES.tips)}],
)
def test_none_comes_below_a_flossing_to_whoever_wants_none_or_has_them_all(changes: dict[str, object]):
    assert not flossed(flossing_every_day(**changes))


def test_no_tip_takes_the_room_of_the_question_whether_the_leg_has_settled():
    world = flossing_every_day()
    assert flossed(world)
    with_tip = world.copy()
    world.client = replace(world.client, tipped_on=None)
    for each in (with_tip, world):
        flossed(each, leg_now="worse", leg_further="no")
    assert ("leg_settled" in with_tip.rows) == ("leg_settled" in world.rows)


def test_a_day_with_room_later_on_keeps_it_for_then():
    world = flossing_every_day()
    world.client = replace(world.client, settings=replace(world.client.settings, floss_times=2))
    assert not flossed(world)


# --- no more ---


def wants_none(world: World) -> bool:
    return not world.client.settings.tips and "tip" not in world.rows


def test_one_tap_ends_them_and_changes_nothing_else():
    world = coached()
    (said,) = tip_now(world)
    before = world.client
    world.tap(said.rows[0][0].data)
    assert wants_none(world)
    assert replace(world.client, settings=before.settings, last_seen=before.last_seen) == before
    world.wait(timedelta(days=3))
    assert wants_none(world)


@pytest.mark.parametrize("text", ["no more tips", "No more tips!", "stop the tips", "no tips please"])
@pytest.mark.parametrize("place", ["coaching", "prompted", "session", "settings"])
def test_typed_words_end_them_and_nothing_else(text: str, place: str):
    world = reached(place)
    state = world.client.state
    world.say(text)
    assert wants_none(world)
    assert not world.client.stopped
    assert world.client.state == state
    world.say("tips again")
    assert world.client.settings.tips
    assert "tip" in world.rows


def test_the_word_stop_still_stops_everything():
    world = coached()
    tip_now(world)
    world.say("no more")
    assert world.client.stopped


def test_the_settings_turn_them_off_and_on():
    world = reached("settings")
    world.choose("more")
    world.choose("tips_off")
    assert world.client.state == "settings_more"
    assert wants_none(world)
    world.choose("tips_on")
    assert world.client.settings.tips
    assert "tip" in world.rows


def test_whoever_opted_out_in_a_pause_or_before_a_plan_gets_no_schedule():
    world = reached("paused")
    world.say("tips on")
    assert "tip" not in world.rows
    world = reached("signs")
    world.hear(Said(world.now, "no more tips"))
    assert world.client.settings.tips


@pytest.mark.parametrize(("place", "day", "tips_before"), [("coaching", 3, 0), ("coaching", 27, 2)])
def test_after_the_opt_out_none_comes_any_more(place: str, day: int, tips_before: int):
    world = reached(place)
    for each in range(45):
        if each == day:
            world.say("no more tips")
        world.wait(timedelta(hours=24))
        if world.client.state == "coaching":
            world.say("/pain 3")
    assert len(set(world.client.tips)) == len(world.client.tips) == tips_before
