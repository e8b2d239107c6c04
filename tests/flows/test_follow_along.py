"""Clips that count a hold: when they are shown, and what the card and its clock do then."""

from dataclasses import replace
from datetime import timedelta

import pytest

from content.library import built_in
from flows import dosing, follow_along, session
from flows.client import Course
from flows.effects import Edit, Figure, Hold, Say
from tests.flows.places import reached
from tests.flows.test_session import line, stretching

PACK = built_in()
READY, STARTS = PACK.prompting.get_ready_seconds, PACK.prompting.clip_starts_seconds
LOOPS = Figure("figure4_supine"), Figure("figure4_supine", left=True)


def counted(*, left=False, seconds=60, chime=False):
    return Figure("figure4_supine", left, hold=Hold(seconds, READY, chime))


def with_clips(*lines, clips=None, chime=False):
    world = stretching(*lines)
    every = [counted(left=left, chime=heard) for left in (False, True) for heard in (False, True)]
    world.clips = frozenset(one.name for one in (every if clips is None else clips))
    settings = replace(world.client.settings, chime=chime)
    world.client = replace(world.client, settings=settings)
    return world


def shown(world):
    (card,) = (one for one in world.last if isinstance(one, Say | Edit) and one.picture)
    return card


def test_the_card_changes_in_place_to_the_clip_when_the_hold_begins():
    world = with_clips(line())
    world.choose("clock")
    card = shown(world)
    assert isinstance(card, Edit)
    assert card.picture == counted()
    assert "The picture counts 10 seconds to get into place, then 60 seconds to hold." in card.text
    assert "You have" not in card.text
    assert len(world.last) - sum(not isinstance(one, Say | Edit) for one in world.last) == 1


def test_the_bell_rings_when_the_clip_is_over_and_the_other_side_has_its_own():
    world = with_clips(line())
    world.choose("clock")
    assert world.rows["hold_end"].due_at - world.now == timedelta(seconds=STARTS + READY + 60)
    world.wait(timedelta(seconds=STARTS + READY + 60))
    card = shown(world)
    assert isinstance(card, Say)
    assert card.picture == counted(left=True)
    assert "Change sides." in card.text


@pytest.mark.parametrize(
    "clips", [(), (counted(seconds=30),), (counted(left=True),)], ids=["none", "another length", "other side"]
)
def test_without_the_clip_of_this_very_hold_all_is_as_it_was(clips):
    world, usual = with_clips(line(), clips=clips), with_clips(line(), clips=())
    for one in (world, usual):
        one.choose("clock")
    assert shown(world) == shown(usual)
    assert shown(world).picture == LOOPS[0]
    assert world.rows["hold_end"].due_at - world.now == timedelta(seconds=READY + 60)


@pytest.mark.parametrize("chime", [True, False])
def test_whoever_wants_a_chime_has_the_clip_with_one(chime):
    world = with_clips(line(), chime=chime)
    world.choose("clock")
    assert shown(world).picture == counted(chime=chime)
    assert ("Tap the picture to hear it." in shown(world).text) is chime


def test_where_none_can_be_heard_it_is_silent():
    world = with_clips(line(), clips=[counted()], chime=True)
    world.choose("clock")
    assert shown(world).picture == counted()
    assert "hear it" not in shown(world).text


def test_a_card_that_is_shown_again_in_the_middle_does_not_count_from_the_beginning():
    world = with_clips(line())
    world.choose("clock")
    world.now += timedelta(seconds=30)
    world.say("/plan")
    world.say("hmm")
    pictures = [one.picture for one in world.last if isinstance(one, Say | Edit)]
    assert counted() not in pictures


def test_a_pause_shows_the_loop_and_going_on_the_clip_from_its_beginning():
    world = with_clips(line())
    world.choose("clock")
    world.wait(timedelta(seconds=20))
    world.choose("pause")
    assert shown(world).picture == LOOPS[0]
    world.choose("resume")
    assert shown(world).picture == counted()


@pytest.mark.parametrize(
    "of",
    [
        {"mode": "warmup"},
        {"mode": "cr", "reps": 3},
        {"mode": "activation"},
        {"hold_seconds": None, "reps": 8},
    ],
    ids=["rolled", "in rounds", "partner move", "repetitions"],
)
def test_what_is_not_held_still_has_no_clip(of):
    class Every:
        def __contains__(self, _name):
            return True

    assert follow_along.clip(line(), LOOPS[0], Every(), PACK, chime=False) == counted()
    assert follow_along.clip(line(**of), LOOPS[0], Every(), PACK, chime=False) is None


@pytest.mark.parametrize("exercise", PACK.exercise.values(), ids=lambda one: one.id)
@pytest.mark.parametrize("longest", [None, 30])
def test_every_hold_that_may_come_to_be_is_among_the_lengths(exercise, longest):
    lengths = follow_along.lengths(exercise, PACK)
    client = reached("exercise").client
    for mode, dose in exercise.doses.items():
        if mode not in follow_along.STILL or dose.hold_seconds is None:
            continue
        hold = min(dose.hold_seconds, longest or dose.hold_seconds)
        of = line(exercise.id, mode=mode, hold_seconds=hold, longest=longest)
        for step in range(len(PACK.doses.ladder)):
            dosed = dosing.dosed(of, replace(client, courses=(Course(exercise.id, step),)), PACK)
            for one in (dosed, *session.short((dosed,), PACK)):
                assert one.hold_seconds in lengths


def test_the_settings_offer_a_chime_where_there_are_clips():
    world = reached("coaching")
    world.say("/settings")
    world.choose("more")
    assert not any("chime" in one for one in world.offered)
    world.choose("fine")
    world.clips = frozenset({counted().name})
    world.say("/settings")
    world.choose("more")
    world.choose("chime_on")
    assert world.client.settings.chime
    world.choose("chime_off")
    assert not world.client.settings.chime
