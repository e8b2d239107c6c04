"""The simulation itself: it comes out the same again, and it finds what is broken on purpose."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.simulating import live
from content.library import Pack, built_in
from flows import client as clients
from flows import (
    decision,
    findings,
    floss_course,
    follow_up,
    journey,
    managed,
    retesting,
    schedule,
    session,
    silence,
    times,
    tips,
    verdicts,
)
from flows.charts import captions
from flows.effects import Schedule, Unschedule
from flows.events import ManagedAction
from flows.progress import Adherence
from flows.prompts import dispatch, evening
from flows.screens import SCREENS, locked
from flows.simulation import life as lives
from flows.simulation.kinds import KINDS, Break, Kind
from flows.simulation.life import Lived, life
from flows.talk import Talk

DILIGENT = Kind(name="diligent", answers=1, opens=0.3, wanders=0, managed=0)
MANAGED = replace(DILIGENT, managed=0.9)
FLOSSES = Kind(name="flosses", answers=1, opens=0.2, leg="same", wanders=0)
PAINFUL = Kind(name="in pain", answers=1, pain=7, wanders=0)
AUTUMN = datetime(2026, 10, 14, 17, 0, tzinfo=UTC)
"""Eleven days before clocks in Europe go back."""


def lived(kind: Kind = DILIGENT, days: int = 10, pack: Pack | None = None, seed: int = 1) -> Lived:
    return life(1, seed, pack or built_in(), kind=kind, begins=AUTUMN).run(days)


# --- it comes out the same ---


def test_the_same_seed_gives_the_same_lives_whoever_lives_beside_them():
    alone = list(live([2], 12, 7, processes=1))
    among = list(live([1, 2, 3], 12, 7, processes=1))
    assert alone[0] == among[1]
    assert alone[0] != next(live([2], 12, 8, processes=1))


@pytest.mark.processes
def test_the_number_of_processes_changes_nothing():
    numbers = range(1, 6)
    both = list(live(numbers, 6, 3, processes=2))
    assert sorted(both, key=lambda one: one.client) == list(live(numbers, 6, 3, processes=1))


def test_every_kind_gets_a_name_of_its_own():
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("number", [1, 13, 16, 17, 30, 33])
def test_nothing_is_found_where_nothing_is_broken(number):
    found = life(number, 1, built_in()).run(25)
    assert found.violations == ()
    assert found.tally.sessions


# --- it finds what is broken ---


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What is changed for the worse, for whom, and the promise that the simulation must see broken."""

    says: str
    spoil: Callable[[pytest.MonkeyPatch], Pack | None]
    kind: Kind
    days: int


BREAKS: list[Spoilt] = []


def breaks(says: str, kind: Kind = DILIGENT, days: int = 8):
    def keep(spoil: Callable[[pytest.MonkeyPatch], Pack | None]):
        BREAKS.append(Spoilt(says, spoil, kind, days))
        return spoil

    return keep


@breaks("nothing comes in quiet hours", FLOSSES)
def quiet_hours_off(patch):
    patch.setattr(schedule, "quiet", lambda *_: False)
    patch.setattr(
        schedule,
        "floss_times",
        lambda client, on, _: [times.moment(on, time(4, 0), client.settings.zone)],
    )


@breaks("what was queued is taken back", replace(DILIGENT, signs=((5, "E"),)))
def lock_does_not_cancel(patch):
    patch.setattr(locked, "stop_prompts", lambda _: None)


@breaks("nobody is prompted who is to be left alone", replace(DILIGENT, breaks=(Break("pause", 4, 7),)), 12)
def a_pause_is_no_pause(patch):
    patch.setattr(locked, "stop_prompts", lambda _: None)
    patch.setattr(schedule, "may_prompt", lambda *_: True)
    patch.setattr(evening, "is_free", lambda _: True)


@breaks("no more pushes a day than the budget allows", FLOSSES)
def a_fifth_push(patch):
    flossings = schedule._flossings
    patch.setattr(
        schedule, "_flossings", lambda client, on, first, _, pack: flossings(client, on, first, 9, pack)
    )
    patch.setattr(floss_course, "times_a_day", lambda *_: 5)
    patch.setattr(dispatch, "_has_room", lambda _: True)


@breaks("one prompt per kind and day, whatever the clocks do", days=14)
def twice_on_the_day_the_clock_goes_back(patch):
    speak = dispatch.SPEAKS["bedtime"]

    def twice(talk, event, *, late):
        speak(talk, event, late=late)
        midnight = times.moment(talk.today, time(0, 0), talk.client.settings.zone)
        if times.moment(talk.today + times.DAY, time(0, 0), talk.client.settings.zone) - midnight > times.DAY:
            soon = timedelta(minutes=30)
            talk.add(Schedule("once_more", talk.at + soon, event.expires_at, event.occasion))

    def forgetful(talk, event, *, late):
        talk.learn(slots=())
        speak(talk, event, late=late)

    patch.setitem(dispatch.SPEAKS, "bedtime", twice)
    patch.setitem(dispatch.SPEAKS, "once_more", forgetful)


@breaks("no prompt that has lost its sense", replace(FLOSSES, outages=9), 12)
def late_ones_are_said(patch):
    speak = dispatch.SPEAKS["floss"]
    patch.setitem(
        dispatch.SPEAKS, "floss", lambda talk, event, *, late: speak(talk, event, late=late and False)
    )


IMPROVES = replace(DILIGENT, trend="better", tight=(2, 3))


@breaks("what passed twice is not stretched", IMPROVES, 75)
def a_graduation_is_ignored(patch):
    found = follow_up.retested

    def never(*args):
        return replace(found(*args), tight=True, graduated=False, passed_on=None)

    for module in (verdicts, decision, retesting):
        patch.setattr(module, "retested", never)


@breaks("tips are few and new, and only for those who want them", days=16)
def tips_come_every_day(patch):
    patch.setattr(tips, "next_date", lambda client, on, _: None if client.plan_since is None else on)


@breaks("tips are few and new, and only for those who want them", days=30)
def a_tip_is_sent_again(patch):
    kept = tips.next_tip
    patch.setattr(tips, "next_tip", lambda who, on, pack: kept(replace(who, tips=()), on, pack))


@breaks("silence leads to fewer messages, then to none", replace(DILIGENT, breaks=(Break("silent", 5),)), 30)
def silence_is_not_noticed(patch):
    patch.setattr(silence, "missed", lambda *_: 0)


@breaks("what was announced comes")
def an_evening_is_planned_and_not_said(patch):
    patch.setattr(evening, "is_something_to_do", lambda *_: False)


def does(patch, *actions: ManagedAction):
    """The trainer does these, and nothing else."""
    patch.setattr(lives, "get_args", lambda _: actions)


@breaks("what was queued is taken back", MANAGED, 12)
def a_leaver_keeps_what_was_queued(patch):
    does(patch, "leave")
    patch.setattr(managed, "CancelPrompts", lambda: Unschedule("nothing"))


@breaks("every step of a session is safe", MANAGED, 12)
def what_is_taken_out_stays(patch):
    does(patch, "take_out")
    resting = session.resting
    patch.setattr(session, "resting", lambda client, on: resting(replace(client, taken_out=()), on))


@breaks("nobody is forgotten")
def the_schedule_is_lost(patch):
    upcoming = schedule.upcoming
    patch.setattr(
        schedule,
        "upcoming",
        lambda *args: tuple(one for one in upcoming(*args) if not isinstance(one, Schedule)),
    )


@breaks("what is stored comes back")
def slots_are_not_stored(patch):
    dump = clients.dump
    patch.setattr(clients, "dump", lambda client: dump(replace(client, slots=())))


@breaks("no more was done than prescribed", replace(DILIGENT, says=((5, "/progress"),)))
def too_much_is_counted(patch):
    patch.setattr(captions, "adherence", lambda *_: Adherence(9, 7))


@breaks("every button does something")
def a_button_leads_nowhere(patch):
    patch.setitem(SCREENS, "feel", replace(SCREENS["feel"], hear=lambda *_: None))


@breaks("an answer leads on", replace(DILIGENT, opens=1))
def a_card_that_takes_no_answer(patch):
    patch.setitem(SCREENS, "feel", replace(SCREENS["feel"], hear=lambda *_: None))
    patch.setattr(dispatch, "_session_idle", lambda _: None)


@breaks("every turn ends")
def a_card_that_cannot_be_drawn(patch):
    patch.setitem(SCREENS, "warm_up", replace(SCREENS["warm_up"], card=lambda talk: talk.broken))


@breaks("every step of a session is safe")
def a_session_with_a_step_to_avoid(patch):
    pack = built_in()
    patch.setattr(session, "steps", lambda _: (("open_book", "R"),))
    bends = pack.exercise["open_book"].model_copy(update={"flexes_lumbar": True})
    return replace(pack, exercise={**pack.exercise, "open_book": bends})


@breaks("no hamstrings or straight-knee calf beside a positive nerve", replace(FLOSSES, tight=(99, 99)), 4)
def no_nerve_is_ever_positive(patch):
    nerves = findings._nerves
    patch.setattr(findings, "_nerves", lambda *a, **k: dict.fromkeys(nerves(*a, **k), "negative"))


@breaks("a warning sign wins over every other reading", replace(DILIGENT, signs=((4, "E"),)))
def typed_signs_are_not_heard(patch):
    patch.setattr(journey, "_warned", lambda *_: False)


@breaks("everything fits Telegram")
def a_message_is_too_long(patch):
    tell = Talk.say
    patch.setattr(
        Talk, "say", lambda talk, key, /, **args: tell(talk, key, **args) * (99 if key == "warm-up" else 1)
    )


@pytest.mark.parametrize("broken", BREAKS, ids=lambda one: one.spoil.__name__)
def test_what_is_broken_is_found(broken, monkeypatch):
    pack = broken.spoil(monkeypatch)
    found = lived(broken.kind, broken.days, pack).violations
    assert broken.says in {one.says for one in found}
    shown = next(one for one in found if one.says == broken.says)
    assert shown.lines
    assert (shown.client, shown.kind) == (1, broken.kind.name)
