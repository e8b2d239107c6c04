"""What is to be seen with a card: which exercise or self-test, with which side at work; and from the plan."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from bot.figures.body import PEOPLE
from bot.tryout.html import parse, utf16_length
from content.poses import names, picture
from flows.client import Lock, Person, Rest
from flows.effects import Edit, Figure, Say, Toast
from flows.explorer.promises import Turn, shows_no_exercise_too_early
from flows.explorer.world import Doing, beginning
from flows.journey import Heard, hear
from flows.machine import Journey
from flows.planning import Plan
from flows.screens import SCREENS
from flows.screens.self_tests import beside
from flows.simulation.promises import LONGEST_CAPTION
from flows.talk import CARD
from tests.flows.places import reached, until


def seen(world):
    """The figures of what was said last."""
    return [one.picture for one in world.last if isinstance(one, Say | Edit) and one.picture is not None]


def texts(world):
    return [one.text for one in world.last if isinstance(one, Say | Edit)]


def first_look(world):
    """What the button below the plan carries."""
    world.say("/plan")
    ((button,),) = next(one.rows for one in world.last if isinstance(one, Say) and one.rows)
    return button.data


def turns(world):
    """What leads to the other exercises."""
    return [button.data for row in world.card for button in row if button.data.startswith("e:")]


# --- self-tests ---


def test_every_self_test_shows_itself_on_the_side_that_is_tested():
    world = until(reached("tests"), "self_test")
    shown = 0
    while world.client.state == "self_test":
        test, side, _ = world.client.queue[0].removeprefix("test:").split("|")
        assert seen(world) == [Figure(test, left=side == "L")]
        shown += 1
        world.answer()
        if world.client.state == "sitting":
            assert seen(world) == []
            world.answer()
    assert shown > 10


# --- sessions ---


def test_every_step_of_a_session_shows_its_exercise_and_side():
    world = until(reached("session"), "exercise")
    shown = set()
    while world.client.state == "exercise":
        now = world.client.session
        exercise, side = now.steps[now.at]
        assert seen(world) == [Figure(exercise, left=side == "L")]
        shown.add((exercise, side))
        world.choose("skip")
    assert {side for _, side in shown} >= {"R", "L"} or len(shown) > 1


def test_while_the_clock_runs_and_in_a_pause_the_figure_stays():
    world = until(reached("session"), "exercise")
    figure = seen(world)
    for value, state in (("clock", "exercise"), ("pause", "hold_paused"), ("resume", "exercise")):
        world.choose(value)
        assert (seen(world), world.client.state) == (figure, state)


def test_the_other_side_is_mirrored_when_the_bell_rings():
    world = until(reached("session"), "exercise")
    steps = tuple((exercise, side) for exercise, _ in world.client.session.steps[:1] for side in "RL")
    world.client = replace(world.client, session=replace(world.client.session, steps=steps))
    world.choose("clock")
    (right,) = seen(world)
    world.wait(world.rows["hold_end"].due_at - world.now)
    (left,) = seen(world)
    assert (right.left, left) == (False, Figure(right.item, left=True))


def test_how_much_it_hurts_is_asked_without_the_figure():
    world = until(reached("session"), "exercise")
    world.choose("hurts")
    assert seen(world) == []


def test_flossing_shows_the_posture_and_the_leg():
    world = reached("floss")
    world.say("/floss")
    relief = world.client.plan.floss.relief_first
    assert seen(world) == [Figure(relief)]
    world.choose("ready")
    now = world.client.session
    assert seen(world) == [Figure(now.steps[0][0], left=now.steps[0][1] == "L")]


# --- who is shown ---


@pytest.mark.parametrize(
    ("place", "begin"),
    [
        ("tests", lambda world: world.answer()),
        ("session", lambda world: until(world, "exercise")),
        ("hold", lambda world: world.choose("pause")),
        ("workout", lambda world: until(world, "exercise")),
        ("floss", lambda world: world.say("/floss")),
        ("flossing", lambda world: world.say("/floss")),
        ("coaching", lambda world: world.tap(first_look(world))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_whoever_was_chosen_is_shown_everywhere(place, begin):
    world = reached(place)
    world.client = replace(world.client, settings=replace(world.client.settings, person="second"))
    begin(world)
    while not seen(world):
        world.answer()
    assert {one.person for one in seen(world)} == {"second"}


def test_the_people_to_choose_from_are_those_who_are_drawn():
    assert set(get_args(Person)) == set(PEOPLE)


def test_each_person_has_a_name_of_their_own():
    figures = [Figure("open_book", left, person) for left in (False, True) for person in get_args(Person)]
    assert [one.name for one in figures] == [
        "open_book",
        "open_book_second",
        "open_book_left",
        "open_book_second_left",
    ]


# --- from the plan ---


def test_below_the_plan_one_button_shows_its_first_exercise():
    world = reached("coaching")
    world.tap(first_look(world))
    (said,) = world.last
    line = world.client.plan.prescriptions[0]
    assert (type(said), said.card, said.silent) == (Say, True, True)
    assert said.picture == Figure(line.exercise, left=line.side == "L")
    assert world.pack.exercise[line.exercise].name in said.text
    assert all(step.split()[0] in said.text for step in world.pack.exercise[line.exercise].steps)


def test_the_exercises_take_turns_in_place_to_the_last_and_back():
    world = reached("coaching")
    world.tap(first_look(world))
    planned = [line.exercise for line in world.client.plan.prescriptions]
    shown = [seen(world)[0].item]
    while len(shown) < len(planned):
        world.tap(turns(world)[-1])
        (edit,) = world.last
        assert isinstance(edit, Edit)
        shown.append(edit.picture.item)
    assert shown == planned
    assert [one.partition(":")[2].partition(".")[0] for one in turns(world)] == planned[-2:-1]
    world.tap(turns(world)[0])
    assert seen(world)[0].item == planned[-2]


def test_the_left_side_is_drawn_where_the_left_side_is_tight():
    world = reached("coaching")
    first, *others = world.client.plan.prescriptions
    plan = replace(world.client.plan, prescriptions=(replace(first, side="L"), *others))
    world.client = replace(world.client, plan=plan)
    world.tap(first_look(world))
    assert seen(world) == [Figure(first.exercise, left=True)]
    assert "LEFT" in texts(world)[0]


def test_what_rests_is_not_shown():
    world = reached("coaching")
    first, *others = world.client.plan.prescriptions
    resting = (Rest(first.exercise, world.now.date() + timedelta(days=3)),)
    world.client = replace(world.client, resting=resting)
    world.tap(first_look(world))
    assert seen(world)[0].item == others[0].exercise
    world.tap(f"e:{first.exercise}.{first.side}")
    assert isinstance(world.last[0], Toast)


def test_the_plans_card_gives_its_place_and_has_it_back():
    world = reached("plan")
    card = texts(world)
    world.choose("show")
    (edit,) = world.last
    assert isinstance(edit, Edit)
    assert edit.picture.item == world.client.plan.prescriptions[0].exercise
    assert world.client.state == "plan"
    world.tap(turns(world)[-1])
    assert isinstance(world.last[0], Edit)
    world.tap(world.card[-1][0].data)
    assert texts(world) == card
    world.choose("start")
    assert world.client.state == "coaching"


def test_typed_words_open_it_as_a_new_message():
    world = reached("plan")
    world.say("Show me how")
    (said,) = world.last
    assert isinstance(said, Say)
    assert said.card
    assert said.picture is not None


@pytest.mark.parametrize("place", ["prompted", "session", "hold", "settings"])
def test_what_waits_for_an_answer_stays_the_card(place):
    world = reached(place)
    before, line = world.client, world.client.plan.prescriptions[0]
    world.tap(f"e:{line.exercise}.{line.side}")
    (said,) = world.last
    assert (type(said), said.card) == (Say, False)
    assert world.client == replace(before, last_seen=world.client.last_seen)
    assert not [one for row in said.rows for one in row if one.data.startswith(CARD)]


@pytest.mark.parametrize("value", ["no_such_exercise.R", "toe_touch.none", "", "half_kneeling_hip_flexor.X"])
def test_what_the_plan_does_not_hold_is_not_shown(value):
    world = reached("coaching")
    world.tap(f"e:{value}")
    assert [type(one) for one in world.last] == [Toast]


@pytest.mark.parametrize("place", ["emergency", "urgent"])
def test_nothing_is_shown_while_locked(place):
    world = reached(place)
    line = reached("coaching").client.plan.prescriptions[0]
    world.tap(f"e:{line.exercise}.{line.side}")
    assert seen(world) == []


def test_nothing_is_shown_before_there_is_a_plan():
    world = reached("signs")
    world.tap("e:half_kneeling_hip_flexor.R")
    assert [type(one) for one in world.last] == [Toast]


def test_a_lock_closes_it():
    world = reached("coaching")
    data = first_look(world)
    world.client = replace(world.client, locks=(Lock("RF01", "E", world.now),))
    world.tap(data)
    assert seen(world) == []


def test_what_has_poses_is_known_by_the_same_names():
    pack = reached("coaching").pack
    assert set(names()) <= {*pack.exercise, *(one.id for one in pack.self_tests.self_tests)}


def test_what_counts_is_said_of_two_poses_that_stand_beside_each_other():
    for test in reached("tests").pack.self_tests.self_tests:
        assert len(picture(test.id).still) == 2, test.id
        assert test.beside.first != test.beside.second


# --- captions ---


def length(card):
    return utf16_length(parse(card.text)[0])


def test_what_stands_with_a_figure_fits_below_it():
    """Telegram takes no more than 1024 characters with a picture."""
    world, pack = reached("tests"), reached("tests").pack
    for test in pack.self_tests.self_tests:
        for measure in test.measures:
            client = replace(world.client, state="self_test", queue=(f"test:{test.id}|R|{measure.id}",))
            talk = Journey(client, world.now, pack, tapped=True)
            for card in (SCREENS["self_test"].card(talk), beside(talk)):
                assert length(card) <= LONGEST_CAPTION, test.id


@pytest.mark.parametrize("mode", ["bedtime", "cr"])
def test_so_does_every_exercise(mode):
    world = until(reached("session"), "exercise")
    line = replace(world.client.plan.prescriptions[0], mode=mode, reps=3, hold_seconds=90, sets=3)
    for name in world.pack.exercise:
        line = replace(line, exercise=name, side="both")
        session = replace(world.client.session, steps=((name, "R"), (name, "L")) * 3, lines=(line,), at=4)
        client = replace(world.client, session=session, plan=Plan((line,)))
        for running in (False, True):
            now = replace(client, session=replace(session, running=running))
            card = SCREENS["exercise"].card(Journey(now, world.now, world.pack, tapped=True))
            assert card.figure == Figure(name)
            assert length(card) <= LONGEST_CAPTION, name


def test_the_explorer_sees_a_figure_that_comes_too_early():
    """A picture shows an exercise as words do; a self-test is none."""
    world, pack = beginning(), reached("coaching").pack

    def complaint(item):
        heard = Heard(world.client, (Say("Look", picture=Figure(item)),))
        did = Doing("looks", None, world.now)
        turn = Turn(world, did, heard, world, pack, hear, (), first=True, new=True)
        return shows_no_exercise_too_early(turn)

    assert "half_kneeling_hip_flexor" in complaint("half_kneeling_hip_flexor")
    assert complaint("thomas_test") is None
