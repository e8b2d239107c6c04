"""The desk's list and the card of one client: what it says, what may be done, and for whom."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.tryout.html import parse, utf16_length
from content.library import built_in
from flows import desk, dosing, floss_rules, journey, managed, session
from flows.client import Client, FlossCourse, Lock, Note, PainScore, Rest, Session, Slot
from flows.decision import decide
from flows.effects import (
    Await,
    CancelPrompts,
    Edit,
    Effect,
    Pass,
    Record,
    Say,
    Schedule,
    Toast,
    Unschedule,
)
from flows.events import Managed, Said, Tapped
from flows.machine import Journey
from flows.planning import Floss
from flows.schedule import may_prompt
from flows.screens import leg
from tests.flows.world import START, World

PACK = built_in()
ANNA = desk.Trainer(7, "Anna", owner=False)


@pytest.fixture(scope="module")
def sam() -> Client:
    """Coached for a day."""
    world = World()
    for _ in range(120):
        if world.client.state == "coaching":
            break
        world.answer()
    assert world.client.plan_since is not None
    return world.client


def type_(text: str, *clients: Client, awaits: str = "") -> tuple[Effect, ...]:
    return desk.hear(replace(ANNA, awaits=awaits), Said(START, text), clients, PACK)


def tap(data: str, *clients: Client) -> tuple[Effect, ...]:
    return desk.hear(ANNA, Tapped(START, data), clients, PACK)


def shown(effects: tuple[Effect, ...]) -> Say | Edit:
    (one,) = (effect for effect in effects if isinstance(effect, Say | Edit))
    return one


def data(card: Say | Edit) -> list[str]:
    return [button.data for row in card.rows for button in row]


def fits(card: Say | Edit) -> bool:
    short = all(0 < len(one.encode()) <= 64 for one in data(card))
    return utf16_length(parse(card.text)[0]) <= 4096 and len(data(card)) <= 100 and short


def crowd(sam: Client, count: int) -> list[Client]:
    scores = tuple(PainScore(date(2026, 3, 2) - timedelta(days=ago), "morning", 10) for ago in range(20))
    return [replace(sam, id=10**12 + number, name="🙂" * 128, pain=scores) for number in range(count)]


# --- the list ---


def test_three_hundred_clients_with_long_names_are_turned_page_by_page(sam: Client):
    every, opened, at = crowd(sam, 300), set(), type_("/clients", *crowd(sam, 300))
    while True:
        page = shown(at)
        assert fits(page)
        opened |= {one for one in data(page) if one.startswith("d.open.")}
        turns = [button for row in page.rows for button in row if button.label == "More ›"]
        if not turns:
            break
        at = tap(turns[0].data, *every)
    assert len(opened) == 300


def test_who_is_in_danger_comes_before_who_is_well(sam: Client):
    flaring = replace(sam, id=2, name="Zoe", flare_since=date(2026, 3, 1))
    locked = replace(sam, id=3, name="Yan", locks=(Lock("RF01", "E", START),))
    left = replace(sam, id=4, name="Abe", left=True)
    text = shown(type_("/clients", left, sam, flaring, locked)).text
    places = [text.index(name) for name in ("Yan", "Zoe", "Sam", "Abe")]
    assert places == sorted(places)
    assert "Your clients: 3" in text


def test_pain_is_a_line_of_bars_and_none_without_scores(sam: Client):
    pain = tuple(
        PainScore(date(2026, 2, 26) + timedelta(days=day), "morning", score)
        for day, score in enumerate([6, 6, 4, 0, 10])
    )
    assert "▅▅▄▁█" in shown(type_("/clients", replace(sam, pain=pain))).text
    assert not set("▁▂▃▄▅▆▇█") & set(shown(type_("/clients", replace(sam, pain=()))).text)


def test_evenings_are_counted_of_those_prescribed(sam: Client):
    slots = (Slot("bedtime", date(2026, 2, 28), 0, "done"), Slot("bedtime", date(2026, 3, 1), 0, "missed"))
    assert "1 of 2 evenings" in shown(type_("/clients", replace(sam, slots=slots))).text


@pytest.mark.parametrize("number", ["", "-1", "²", "x", "1.2"])
def test_a_page_that_is_none_is_refused(sam: Client, number: str):
    (toast,) = tap(f"d.list.{number}", sam)
    assert isinstance(toast, Toast)


def test_a_page_beyond_the_last_is_the_last(sam: Client):
    assert "Sam" in shown(tap("d.list.99", sam)).text


@pytest.mark.parametrize("name", ["sam", "SAM", "Sam <b", "<b"])
def test_a_client_is_found_by_the_beginning_of_a_name(sam: Client, name: str):
    card = shown(type_(f"/client {name}", sam, replace(sam, id=2, name="Kim")))
    assert isinstance(card, Say)
    assert (card.about, card.card) == (sam.id, True)


def test_several_of_a_name_are_offered_and_nobody_is_said(sam: Client):
    offered = shown(type_("/client sam", *(replace(sam, id=number) for number in range(1, 30))))
    assert fits(offered)
    assert data(offered)[0] == "d.open.1"
    nobody = shown(type_("/client " + "x" * 4000, sam))
    assert not nobody.rows
    assert fits(nobody)


# --- the card ---


def test_a_card_says_what_a_trainer_needs(sam: Client):
    legs = (
        PainScore(date(2026, 3, 1), "morning", 7, "leg"),
        PainScore(date(2026, 3, 2), "morning", 2, "leg"),
    )
    card = shown(tap(f"d.open.{sam.id}", replace(sam, pain=(*sam.pain, *legs))))
    assert isinstance(card, Edit)
    assert card.about == sam.id
    assert "Leg: from 7 to 2" in card.text
    assert "<b>Plan</b>" in card.text
    assert fits(card)


def test_a_card_of_a_locked_client_offers_to_lift_each_sign(sam: Client):
    locked = replace(sam, state="emergency", locks=(Lock("RF01", "E", START), Lock("RF02", "E", START)))
    assert {f"d.clear.{sam.id}.RF01", f"d.clear.{sam.id}.RF02"} <= set(
        data(shown(tap(f"d.open.{sam.id}", locked)))
    )


def test_the_card_of_somebody_who_just_came_can_be_shown():
    assert fits(shown(tap("d.open.5", Client(5, "Kim"))))


@pytest.mark.parametrize("button", ["d.open.2", "d.open.", "d.open.²", "d.open", "d.nothing.1", "x"])
def test_a_foreign_or_stale_button_is_answered_with_one_toast(sam: Client, button: str):
    (toast,) = tap(button, sam)
    assert isinstance(toast, Toast)


# --- what a trainer does ---


def do(button: str, client: Client) -> tuple[Client, tuple[Effect, ...], tuple[Effect, ...]]:
    """The client after a tap at the desk, what the trainer gets, and what the client gets."""
    effects = tap(button, client)
    (passed,) = (one for one in effects if isinstance(one, Pass))
    heard = journey.hear(client, passed.event, PACK)
    return heard.client, effects, heard.effects


def said(effects: tuple[Effect, ...]) -> str:
    return "\n".join(one.text for one in effects if isinstance(one, Say | Edit))


def refused(button: str, client: Client) -> str:
    """The one toast that answers."""
    (toast,) = tap(button, client)
    assert isinstance(toast, Toast)
    assert len(toast.text) <= 200
    return toast.text


def test_a_pause_is_as_if_the_client_had_begun_it_and_ends_again(sam: Client):
    after, desk_says, told = do(f"d.pause.{sam.id}", sam)
    assert after.state == "paused"
    assert after.paused_until is not None
    (message,) = (one for one in told if isinstance(one, Say | Edit))
    assert "Anna has put your coaching on pause" in message.text
    assert "Quiet until" in message.text
    assert message.rows
    assert CancelPrompts() in told
    assert f"d.resume.{sam.id}" in data(shown(desk_says))
    again, _, told = do(f"d.resume.{sam.id}", after)
    assert (again.state, again.paused_until) == ("coaching", None)
    assert "Anna has ended the pause" in said(told)


def test_somebody_ill_is_asked_first_when_the_pause_is_ended(sam: Client):
    paused, _, _ = do(f"d.pause.{sam.id}", sam)
    assert do(f"d.resume.{sam.id}", replace(paused, ill=True))[0].state == "well_again"


def test_easing_takes_every_dose_down_and_never_up(sam: Client):
    plan = sam.plan
    assert plan is not None
    before = {line.exercise: dosing.dosed(line, sam, PACK) for line in plan.stretches}
    after, _, told = do(f"d.ease.{sam.id}", sam)
    now = {line.exercise: dosing.dosed(line, after, PACK) for line in plan.stretches}
    assert now != before
    for name, line in now.items():
        assert (line.hold_seconds or 0) * line.sets <= (before[name].hold_seconds or 0) * before[name].sets
    assert "because Anna asked for it" in said(told)
    assert after.undo is None


def test_flossing_is_eased_by_one_time_a_day():
    floss = Floss(do=True, exercise="x", times_a_day=3, reps_per_leg=10)
    course = FlossCourse(date(2026, 3, 1), "x", 10, 3, prescribed=floss)
    assert floss_rules.fewer(course, 2, date(2026, 3, 2)).times == 2


def test_what_cannot_be_eased_is_refused_with_the_reason(sam: Client):
    assert "flare" in refused(f"d.ease.{sam.id}", replace(sam, flare_since=date(2026, 3, 2)))
    low = sam
    for _ in range(len(PACK.doses.ladder)):
        low, _ = dosing.all_lower(low, date(2026, 3, 2), PACK)
    assert "Nothing left to ease" in refused(f"d.ease.{sam.id}", low)


def test_a_line_is_taken_out_and_put_back(sam: Client):
    assert sam.plan is not None
    name = sam.plan.stretches[0].exercise
    after, desk_says, _ = do(f"d.out.{sam.id}.{name}", sam)
    assert name not in {line.exercise for line in dosing.tonight(after, date(2026, 3, 2), PACK)}
    assert f"d.in.{sam.id}.{name}" in data(shown(desk_says))
    assert fits(shown(desk_says))
    back, _, _ = do(f"d.in.{sam.id}.{name}", after)
    assert back.taken_out == ()


def dropped(sam: Client) -> tuple[Client, str]:
    """Two red answers, some days ago."""
    assert sam.plan is not None
    line = max(sam.plan.stretches, key=lambda line: line.hold_seconds or 0)
    for _ in range(2):
        sam, _ = dosing.red(sam, line, START - timedelta(days=8), PACK)
    return replace(sam, resting=()), line.exercise


def test_what_was_too_much_twice_is_brought_back_with_a_lower_dose(sam: Client):
    out, name = dropped(sam)
    back, _, told = do(f"d.in.{sam.id}.{name}", out)
    course = dosing.course_of(back, name)
    assert course is not None
    assert course.dropped_on is None
    assert sam.plan is not None
    line = next(one for one in sam.plan.stretches if one.exercise == name)
    assert dosing.dosed(line, back, PACK) != dosing.dosed(line, sam, PACK)
    assert "brought" in said(told)


def test_what_the_rules_forbid_is_not_brought_back(sam: Client):
    out, name = dropped(sam)
    button = f"d.in.{sam.id}.{name}"
    assert "flare" in refused(button, replace(out, flare_since=date(2026, 3, 2)))
    assert "It rests" in refused(button, replace(out, resting=(Rest(name, date(2026, 3, 9)),)))
    assert "a warning sign stops" in refused(button, replace(out, locks=(Lock("RF01", "E", START),)))
    untested = replace(out, answers=replace(out.answers, findings=()))
    assert "the safety rules leave it out" in refused(button, untested)


def answered(client: Client, **values: str | float) -> Client:
    """With these values of tests, by `test__measure`, and the plan that the rules make of them."""
    findings = tuple(
        replace(one, value=values.get(f"{one.test}__{one.measure}", one.value))
        for one in client.answers.findings
    )
    answers = replace(client.answers, findings=findings)
    return replace(client, answers=answers, plan=decide(answers, PACK).plan)


def test_what_pulls_on_an_irritable_nerve_is_not_brought_back(sam: Client):
    tight = {"hamstring_90_90__short_deg": 50.0}
    calm = answered(sam, slump__result="negative", straight_leg_raise__familiar="no", **tight)
    assert calm.plan is not None
    (name,) = {line.exercise for line in calm.plan.stretches if line.region == "hamstrings"}
    button = f"d.in.{sam.id}.{name}"
    out = replace(calm, taken_out=(name,))
    assert do(button, out)[0].taken_out == ()
    irritable = answered(sam, slump__result="positive", **tight)
    assert "nerve" in refused(button, replace(out, answers=irritable.answers))


def in_session(sam: Client) -> Client:
    """At its first step."""
    plan = sam.plan
    assert plan is not None
    lines = plan.prescriptions
    steps = session.steps(tuple(line for line in lines if line.mode in session.EVENING))
    return replace(sam, state="exercise", session=Session("bedtime", date(2026, 3, 2), 0, steps, lines=lines))


def test_what_is_taken_out_is_left_out_of_a_session_under_way_too(sam: Client):
    busy = in_session(sam)
    assert busy.session is not None
    (now, _), *_ = busy.session.steps
    names = {line.exercise for line in busy.session.lines if line.region and line.mode != "activation"}
    other = next(name for name in sorted(names) if name != now)
    after, _, _ = do(f"d.out.{sam.id}.{other}", busy)
    assert after.session is not None
    left = {name for name, _ in after.session.steps}
    assert now in left
    assert other not in left
    regions = {line.region for line in busy.session.lines if line.exercise == other}
    partners = {
        line.exercise
        for line in busy.session.lines
        if line.mode == "activation" and line.region in regions and line.exercise != now
    }
    assert not partners & left


def test_what_is_being_done_just_now_is_not_taken_out(sam: Client):
    busy = in_session(sam)
    assert busy.session is not None
    assert "in the middle" in refused(f"d.out.{sam.id}.{busy.session.steps[0][0]}", busy)


def test_a_client_is_asked_to_call_also_when_locked(sam: Client):
    locked = replace(sam, state="emergency", locks=(Lock("RF01", "E", START),))
    for client in (sam, locked):
        after, _, told = do(f"d.call.{sam.id}", client)
        assert after == client
        assert "Anna asks you to call" in said(told)


def test_a_note_is_kept_for_the_trainer_and_never_shown_to_the_client(sam: Client):
    asked = tap(f"d.notes.{sam.id}", sam)
    assert Await(f"note.{sam.id}") in asked
    assert shown(asked).about is None, "a reply to the question is the note: it must not reach the client"
    effects = type_("Knee <hurts> on stairs", sam, awaits=f"note.{sam.id}")
    (passed,) = (one for one in effects if isinstance(one, Pass))
    heard = journey.hear(sam, passed.event, PACK)
    assert [one.text for one in heard.client.notes] == ["Knee <hurts> on stairs"]
    assert not [one for one in heard.effects if isinstance(one, Say | Edit)]
    assert [one.kind for one in heard.effects if isinstance(one, Record)] == ["note"]
    assert "Knee &lt;hurts&gt; on stairs" in shown(effects).text


def test_a_note_on_somebody_elses_client_is_not_taken(sam: Client):
    effects = type_("Words", sam, awaits="note.2")
    assert not [one for one in effects if isinstance(one, Pass)]


def test_a_tap_elsewhere_ends_the_waiting_for_a_note(sam: Client):
    waiting = replace(ANNA, awaits=f"note.{sam.id}")
    assert Await("") in desk.hear(waiting, Tapped(START, "d.list.0"), (sam,), PACK)


def test_whoever_left_is_not_prompted_until_they_are_back(sam: Client):
    left, _, told = do(f"d.leave.{sam.id}", sam)
    assert {Unschedule(), CancelPrompts()} <= set(told)
    assert not may_prompt(left, START)
    offered = data(shown(tap(f"d.open.{sam.id}", left)))
    assert f"d.pause.{sam.id}" not in offered
    assert f"d.return.{sam.id}" in offered
    back, _, told = do(f"d.return.{sam.id}", left)
    assert not back.left
    assert any(isinstance(one, Schedule) for one in told)
    _, _, told = do(f"d.return.{sam.id}", replace(left, blocked=True))
    assert not any(isinstance(one, Schedule) for one in told), "whoever blocked the bot hears nothing yet"
    wrote = journey.hear(left, Said(START, "/today"), PACK)
    assert not wrote.client.left


EVERY = ("pause", "resume", "ease", "leave", "return", "call", "out", "in", "plan", "notes", "open")


@pytest.mark.parametrize("word", EVERY)
@pytest.mark.parametrize("who", ["2.x", "", "²", "1001²"])
def test_nothing_is_done_for_somebody_elses_client(sam: Client, word: str, who: str):
    (toast,) = tap(f"d.{word}.{who}", sam)
    assert isinstance(toast, Toast)


@pytest.mark.parametrize("word", ["pause", "resume", "ease", "leave", "out", "in"])
def test_a_locked_client_is_left_alone(sam: Client, word: str):
    locked = replace(sam, state="emergency", locks=(Lock("RF01", "E", START),))
    assert "until a professional" in refused(f"d.{word}.{sam.id}", locked)
    assert not {f"d.{word}.{sam.id}"} & set(data(shown(tap(f"d.open.{sam.id}", locked))))


@pytest.mark.parametrize("word", ["pause", "ease", "leave"])
def test_a_client_whose_words_are_in_doubt_is_left_alone(sam: Client, word: str):
    assert "warning sign" in refused(f"d.{word}.{sam.id}", replace(sam, doubtful=("RF01",)))


def test_a_pause_waits_until_a_session_is_over(sam: Client):
    assert "in the middle" in refused(f"d.pause.{sam.id}", replace(sam, state="exercise"))


def test_an_event_that_comes_too_late_changes_nothing(sam: Client):
    locked = replace(sam, state="emergency", locks=(Lock("RF01", "E", START),))
    for action in ("pause", "ease", "leave", "resume"):
        heard = journey.hear(locked, Managed(START, "Anna", action), PACK)
        assert (heard.client, heard.effects) == (locked, ())


def test_the_fullest_card_fits_a_message(sam: Client):
    notes = tuple(Note(START, "🙂" * 128, "🙂" * 4096) for _ in range(10))
    every = [lock for lock in PACK.red_flag.values() if lock.levels.new == "E"]
    locks = tuple(Lock(one.ref, "E", START) for one in dict.fromkeys(every))
    for full in (
        replace(sam, name="🙂" * 128, notes=notes),
        replace(sam, name="🙂" * 128, notes=notes, state="emergency", locks=locks[:6]),
    ):
        assert fits(shown(tap(f"d.open.{sam.id}", full)))
        assert fits(shown(tap(f"d.notes.{sam.id}", full)))


def test_every_exercise_fits_a_button():
    for one in PACK.exercises.exercises:
        assert len(f"d.out.{2**52}.{one.id}".encode()) <= 64


def test_flossing_that_was_eased_within_the_day_never_reads_as_more_than_all_of_it(sam: Client):
    """Three were done, and from now on it is two."""
    on = date(2026, 3, 2)
    plan, floss = sam.plan, Floss(do=True, exercise="slider", times_a_day=3, reps_per_leg=10)
    assert plan is not None
    course = FlossCourse(on, PACK.exercises.exercises[0].id, 10, 2, prescribed=floss)
    done = tuple(Slot("floss", on, number, "done") for number in range(3))
    lines = (replace(plan.prescriptions[0], mode="floss", region=None),)
    flosses = replace(plan, floss=floss, prescriptions=lines)
    client = replace(sam, plan=flosses, flossing=course, slots=done)
    text = leg.now_text(Journey(client, START, PACK, tapped=False))
    assert text is not None
    assert "3 of 3" in text


def test_whoever_has_gone_quiet_is_not_paused_too(sam: Client):
    """The end of a pause is a word, and they are to hear none any more."""
    quiet = replace(sam, hushed=True)
    assert managed.refusal(quiet, "pause", "", START, PACK) == "quiet"
    assert not managed.refusal(sam, "pause", "", START, PACK)
