"""Steps of a session: their order, the clock, pause, restart, and that every way through it ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import session
from flows.client import Session
from flows.effects import Edit, Say
from flows.planning import Prescription
from flows.times import moment
from tests.flows.places import reached, until
from tests.flows.world import World

SLACK = timedelta(seconds=5)


def line(exercise: str = "figure4_supine", side: str = "both", **changes) -> Prescription:
    of = Prescription(exercise, side, "hip_external_rotators", "bedtime", 60, None, 1, "")  # type: ignore[arg-type]
    return replace(of, **changes)


def stretching(*lines: Prescription) -> World:
    """At the first of these."""
    world = reached("exercise")
    now = Session("bedtime", world.now.date(), 0, session.steps(lines), lines=lines)
    world.client = replace(world.client, session=now)
    world.say("/plan")
    world.say("wait")  # the card is shown once more
    return world


def done(world: World) -> None:
    """This step, timed or not."""
    if any(one.endswith(":clock") for one in world.offered):
        world.choose("clock")
    world.choose("done")


def card(world: World) -> str:
    return next(one.text for one in reversed(world.last) if isinstance(one, Say | Edit))


# --- the order of steps ---


def test_sides_take_turns_over_the_sets():
    steps = session.steps((line(sets=2), line("glute_bridge", "none", mode="activation", sets=2)))
    assert [side for _, side in steps] == ["R", "L", "R", "L", "none"]


def test_one_side_has_its_sets_in_a_row():
    assert session.steps((line(side="L", sets=2),)) == (("figure4_supine", "L"),) * 2


def test_a_set_is_named_in_words_and_dots_too():
    world = stretching(line(sets=2))
    assert "○○○○ 0 of 4" in card(world)
    assert "set 1 of 2" in card(world)
    done(world)
    done(world)
    world.choose("clock")
    assert "●●○○ 2 of 4" in card(world)
    assert "RIGHT</b> · set 2 of 2" in card(world)


def test_minutes_count_every_set_and_side():
    pack = built_in()
    once, twice = session.minutes((line(),), pack), session.minutes((line(sets=2),), pack)
    assert (once, twice) == (3 + 3, 3 + 5)


def test_the_short_version_takes_two_minutes_or_so_whatever_the_dose():
    pack = built_in()
    lines = (line(sets=2, hold_seconds=120), line("half_kneeling_hip_flexor"))
    short = session.short(lines, pack)
    assert [(one.exercise, one.sets, one.hold_seconds) for one in short] == [("figure4_supine", 1, 60)]
    assert session.short_minutes(short, pack) <= 3


# --- the doses of this evening ---


def test_a_plan_that_changes_meanwhile_changes_nothing_in_a_session():
    world = reached("exercise")
    before = world.client.session
    assert before is not None
    assert before.lines
    plan = world.client.plan
    assert plan is not None
    harder = tuple(replace(one, hold_seconds=999) for one in plan.prescriptions)
    world.client = replace(world.client, plan=replace(plan, prescriptions=harder))
    world.choose("clock")
    assert "999" not in card(world)


def test_a_session_from_before_lines_were_pinned_goes_on():
    world = reached("exercise")
    assert world.client.session is not None
    world.client = replace(world.client, session=replace(world.client.session, lines=()))
    until(world, "coaching")
    assert world.client.slots[-1].status == "done"


# --- the clock ---


def test_a_hold_that_is_over_starts_the_other_side():
    world = stretching(line())
    world.choose("clock")
    world.wait(timedelta(seconds=70))
    assert world.client.session is not None
    assert (world.client.session.at, world.client.session.running) == (1, True)
    assert any(isinstance(one, Say) and not one.silent for one in world.last), "the phone rings"


def test_a_pause_stops_the_clock_and_going_on_starts_the_hold_again():
    world = stretching(line())
    world.choose("clock")
    world.wait(timedelta(seconds=40))
    world.choose("pause")
    assert "hold_end" not in world.rows
    world.wait(timedelta(minutes=5))
    assert world.client.session is not None
    assert world.client.session.at == 0
    world.choose("resume")
    pack = world.pack.prompting
    assert world.rows["hold_end"].due_at - world.now == timedelta(seconds=60 + pack.get_ready_seconds)
    world.wait(timedelta(seconds=70))
    assert world.client.session.done == 1


@pytest.mark.parametrize("words", ["pause", "wait", "hang on a sec", "one moment", "brb"])
def test_words_pause_a_hold(words: str):
    world = reached("hold")
    world.say(words)
    assert world.client.state == "hold_paused"


def test_without_a_clock_there_is_nothing_to_pause():
    world = reached("exercise")
    before = world.client.session
    world.say("wait")
    assert (world.client.state, world.client.session) == ("exercise", before)


@pytest.mark.parametrize("place", ["hold_paused", "away"])
def test_stopping_here_counts_what_was_done(place: str):
    world = stretching(line(), line("half_kneeling_hip_flexor"))
    done(world)
    world.choose("clock")
    if place == "away":
        world.now += timedelta(minutes=5)
        world.due("hold_end")
    else:
        world.choose("pause")
    assert world.client.state == place
    world.choose("stop_here")
    assert world.client.state == "feel"
    until(world, "coaching")
    assert world.client.slots[-1].status == "partly"


def late(world: World, by: timedelta) -> None:
    """The hold's end comes later than it should, because the bot was down."""
    world.now = world.rows["hold_end"].due_at + by
    world.due("hold_end")


@pytest.mark.parametrize("after", [1, -1])
def test_a_hold_end_that_comes_late_asks_before_the_next_side(after: int):
    world = stretching(line())
    world.choose("clock")
    late(world, timedelta(seconds=world.pack.prompting.hold_late_seconds) + after * SLACK)
    assert world.client.session is not None
    assert world.client.session.done == 1, "nobody loses the hold"
    assert (world.client.state, world.client.session.running) == (
        ("away", False) if after > 0 else ("exercise", True)
    )


def test_going_on_after_the_bot_was_down_starts_that_side():
    world = stretching(line())
    world.choose("clock")
    late(world, timedelta(minutes=3))
    assert "LEFT" in card(world)
    world.choose("resume")
    assert world.client.session is not None
    assert world.client.session.running
    assert "hold_end" in world.rows


def test_going_on_with_another_exercise_shows_how_it_goes_first():
    world = stretching(line(side="R"), line("half_kneeling_hip_flexor", "L"))
    world.choose("clock")
    late(world, timedelta(minutes=3))
    world.choose("resume")
    assert world.client.session is not None
    assert not world.client.session.running
    assert "Half-kneeling" in card(world)


def test_a_last_hold_that_ends_late_is_the_end():
    world = stretching(line(side="R"))
    world.choose("clock")
    late(world, timedelta(minutes=3))
    assert world.client.state == "feel"


def test_after_a_long_time_down_it_is_asked_what_counts():
    world = stretching(line())
    world.choose("clock")
    world.now += timedelta(minutes=world.pack.prompting.session_idle_minutes, seconds=1)
    for kind in sorted(
        set(world.rows) & {"hold_end", "session_idle"}, key=lambda one: world.rows[one].due_at
    ):
        world.due(kind)
    assert world.client.state == "session_idle"
    assert world.client.session is not None
    assert world.client.session.done == 0


# --- settings in the middle of it ---


def test_settings_stop_the_clock_and_lead_back_to_the_same_step():
    world = stretching(line())
    world.choose("clock")
    world.say("/settings")
    assert "hold_end" not in world.rows
    world.choose("bedtime")
    world.say("23:15")
    assert world.client.state == "exercise"
    assert world.client.session is not None
    assert (world.client.session.at, world.client.session.running) == (0, False)
    until(world, "coaching")
    assert world.client.slots[-1].status == "done"


def test_an_evening_counts_for_its_date_wherever_the_client_goes():
    world = stretching(line())
    on = world.client.session.on if world.client.session else None
    world.say("/settings")
    world.choose("city")
    world.say("Tokyo")
    world.choose("place_0")
    until(world, "coaching")
    evenings = [one for one in world.client.slots if one.kind == "bedtime" and one.on == on]
    assert [one.status for one in evenings] == ["done"]


def test_settings_left_open_let_go_of_the_session():
    world = stretching(line(), line("half_kneeling_hip_flexor"))
    done(world)
    world.say("/settings")
    world.wait(timedelta(minutes=world.pack.prompting.session_idle_minutes))
    assert world.client.session is None
    assert world.client.slots[-1].status == "partly"
    world.choose("fine")
    assert world.client.state == "coaching"


@pytest.mark.parametrize("words", ["/stop", "I'm numb between my legs since this morning"])
def test_nothing_of_a_session_is_left_behind_in_the_settings(words: str):
    world = stretching(line())
    world.say("/settings")
    world.say(words)
    assert world.client.session is None


# --- it hurts ---


def test_what_hurt_is_kept_with_the_session():
    world = stretching(line(), line("half_kneeling_hip_flexor", "L"))
    world.choose("clock")
    world.choose("hurts")
    world.choose("5")
    assert world.client.session is not None
    assert world.client.session.hurt == (("figure4_supine", 5),)
    assert {exercise for exercise, _ in world.client.session.steps} == {"half_kneeling_hip_flexor"}


def test_asleep_after_everything_hurt_there_is_nothing_to_begin_again():
    world = stretching(line(side="R"))
    world.choose("clock")
    world.choose("hurts")
    world.choose("4")
    world.due("session_idle")
    world.choose("carry_on")
    assert world.client.state == "feel"


# --- which version comes first ---


def test_after_a_gap_the_short_version_is_offered_first_and_once():
    world = reached("coaching")
    world.client = replace(world.client, short_next=True)
    while not world.client.prompt:
        world.wait(timedelta(minutes=10))
    values = [data.partition(":")[2] for data in world.offered]
    assert values.index("short") < values.index("start")
    world.choose("short")
    assert world.client.session is not None
    assert world.client.session.short
    until(world, "coaching")
    assert not world.client.short_next, "once it was done"


def test_today_offers_both_versions():
    world = reached("coaching")
    world.say("/today")
    assert [data.partition(":")[2] for data in world.offered] == ["begin_session", "begin_short"]
    world.choose("begin_short")
    world.choose("3")
    assert world.client.state == "exercise", "its warm-up is one line"
    assert "30 seconds" in card(world)


# --- whatever is tapped ---

SIDES = st.sampled_from(["R", "L", "both"])
LINES = st.lists(
    st.builds(
        line,
        st.sampled_from(["figure4_supine", "half_kneeling_hip_flexor", "side_lying_quad"]),
        SIDES,
        sets=st.integers(1, 3),
        reps=st.sampled_from([None, None, 8]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda one: one.exercise,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(LINES, st.lists(st.tuples(st.integers(0, 12), st.integers(0, 400)), max_size=25))
def test_whatever_is_tapped_the_dots_fit_and_there_is_an_end(
    lines: list[Prescription], taps: list[tuple[int, int]]
):
    world = stretching(*lines)
    for choice, seconds in taps:
        now = world.client.session
        if now is None:
            break
        assert 0 <= now.done <= now.at <= len(now.steps)
        dots = session.dots(now.done, len(now.steps))
        assert (dots.count("●"), len(dots)) == (now.done, len(now.steps))
        assert now.running == ("hold_end" in world.rows), (
            "a clock runs when the session says so, and only then"
        )
        world.tap(world.offered[choice % len(world.offered)])
        world.wait(timedelta(seconds=seconds))
    until(world, "coaching")
    assert world.client.session is None
    assert "hold_end" not in world.rows
    assert world.client.slots[-1].on == date(2026, 3, 2)


# --- soon after getting up ---


@pytest.mark.parametrize(
    ("place", "words", "tap"),
    [("coaching", "/today", "begin_session"), ("coaching", "/today", "begin_short"), ("floss", "/floss", "")],
)
@pytest.mark.parametrize(("minutes", "begins"), [(5, False), (59, False), (60, True)])
def test_nothing_is_stretched_or_flossed_straight_out_of_bed(
    place: str, words: str, tap: str, minutes: int, *, begins: bool
):
    world = reached(place)
    on = world.client.settings.local(world.now).date() + timedelta(days=1)
    up = moment(on, world.client.settings.wake_on(on), world.client.settings.zone)
    world.wait(up + timedelta(minutes=minutes) - world.now)
    world.say(words)
    assert begins == (tap in {data.partition(":")[2] for data in world.offered}) or not tap
    told = world.pack.say("too-soon-after-waking", time="08:00")
    assert any(told in one.text for one in world.last if isinstance(one, Say)) != begins
    if tap and begins:
        world.choose(tap)
    assert (world.client.session is not None) == begins


def test_a_card_of_the_night_begins_nothing_straight_out_of_bed():
    world = reached("coaching")
    on = world.client.settings.local(world.now).date() + timedelta(days=1)
    up = moment(on, world.client.settings.wake_on(on), world.client.settings.zone)
    world.wait(up - timedelta(hours=1) - world.now)
    world.say("/today")
    world.wait(timedelta(hours=1, minutes=10))
    world.tap(next(data for data in world.offered if data.endswith(":begin_session")))
    assert world.client.session is None
    assert not [data for data in world.offered if data.endswith(":begin_session")]
    told = world.pack.say("too-soon-after-waking", time="08:00")
    assert any(told in one.text for one in world.last if isinstance(one, Say))
