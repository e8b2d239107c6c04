"""Which transitions of the machine a walk must take, and those that nobody can take, each with its reason.

In: the transitions that were taken. Out: those that are missing, and reasons that are no longer true.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from transitions import EventData
from transitions import Transition as Taken

from flows.machine import machine
from flows.table import GIVES_WAY


class Transition(NamedTuple):
    """A row of the table for one state."""

    trigger: str
    source: str
    to: str
    only_if: str

    def __str__(self) -> str:
        return f"{self.trigger} in {self.source}{f' [{self.only_if}]' * bool(self.only_if)}, to {self.to}"


class Reason(NamedTuple):
    """Why a row is never taken from some states."""

    on: str
    of: str
    to: str
    only_if: str
    why: str


CONTENT_CHANGES = "only when content changes under a client: tests that were left are no longer there"
NOTHING_KNOWN = "nothing is known of whoever has not agreed: beginning anew forgets every answer"
LOCKED = "while a lock stands, a sign that is known is not asked about, and nobody stops or starts over"
STANDS = "what locks stands, so a row before this one is taken"
ONLY_TAKES_AWAY = "answering a list only takes signs away: what adds one is the answer about that sign"

NOT_BY_THAT = "a lock is lifted by the day of the visit, which is asked next, not by that answer"
ASKED_OF_LOCKS = "emergency getting_help urgent clearance clearance_date"
"""States that nobody is in without a lock."""

NEVER_TAKEN = (
    Reason("back", "city", "clock", "came_from", "coming to the city again cuts the way back there"),
    Reason("back", "city_check", "clock", "came_from", "the way back was cut at the city it belongs to"),
    Reason("back", "welcome", "emergency_signs", "came_from", "beginning anew forgets the way back"),
    Reason(
        "back", "emergency_sign", "sitting", "came_from", "Back leads to the test that had raised the sign"
    ),
    Reason("begin", "sitting", "plan", "has_something_to_do", CONTENT_CHANGES),
    Reason("begin", "sitting", "education", "", CONTENT_CHANGES),
    Reason("carry_on", "tests_later", "plan", "has_something_to_do", CONTENT_CHANGES),
    Reason("carry_on", "tests_later", "education", "", CONTENT_CHANGES),
    Reason("known_flag", "new welcome privacy declined", "emergency_sign", "", NOTHING_KNOWN),
    Reason("known_flag", ASKED_OF_LOCKS, "emergency_sign", "", LOCKED),
    Reason("start_over", ASKED_OF_LOCKS, "welcome", "is_free", LOCKED),
    Reason("stop", ASKED_OF_LOCKS, "stopped", "is_free", LOCKED),
    Reason("red_flag", "emergency getting_help", "urgent", "stands_urgent", STANDS),
    Reason("red_flag", ASKED_OF_LOCKS, "professional_first", "", STANDS),
    Reason(
        "red_flag",
        "new welcome privacy declined",
        "professional_first",
        "",
        "a sign asks for less only where the client has said that nothing hurts",
    ),
    Reason("told", "emergency_signs further_signs", "emergency", "is_emergency", ONLY_TAKES_AWAY),
    Reason("told", "further_signs", "urgent", "is_urgent", ONLY_TAKES_AWAY),
    Reason("told", "self_test", "emergency", "is_emergency", "a failed power check is asked about first"),
    Reason(
        "told",
        "flossing",
        "flossing",
        "",
        "whoever has symptoms in both legs flosses none: one leg, one step",
    ),
    Reason(
        "told", "condition", "back_now", "", "nothing on the last list of conditions is asked about further"
    ),
    Reason("told", "condition", "coaching", "has_plan", "as above: a list is left to ask"),
    Reason("told", "condition", "professional_first", "is_referred", "as above: a list is left to ask"),
    Reason("told", "condition", "education", "is_education_only", "as above: a list is left to ask"),
    Reason("told", "clearance", "gate_cleared", "is_introduced", NOT_BY_THAT),
    Reason("told", "clearance", "welcome", "", NOT_BY_THAT),
    Reason(
        "unlocked",
        f"{ASKED_OF_LOCKS} emergency_sign",
        "emergency",
        "is_locked_emergency",
        "while another emergency stands, the trainer's word leaves the client where they are",
    ),
)


ILL = "an illness is lived through in the scene ill_and_back and in test_silence"
TWO_ACTIVITIES = "several activities are rated in the scene measures_at_the_start and in test_measures"
HURTS = "what hurts is told in the scene silence_day_4_it_hurts and in test_silence"
TYPED_NEWS = "news about the body are typed in the scene health_news_typed and in test_health_news"
RULED_OUT = "who is stopped by something about the body comes again in test_health_news"
HELPER = "whether somebody helps is asked in test_workout; few plans have a partner's exercise"
IN_TESTS = (
    Reason("city", "coaching", "city", "", "odd answers are asked about in the scene travel_asked"),
    Reason("health", GIVES_WAY, "conditions", "", TYPED_NEWS),
    Reason("health", "self_test", "conditions", "is_retesting", TYPED_NEWS),
    Reason("known_flag", "well_again", "emergency_sign", "", ILL),
    Reason("gave_up", "pain_now", "coaching", "has_plan", HURTS),
    Reason("known_flag", "pain_now", "emergency_sign", "", HURTS),
    Reason("known_flag", "floss_wish", "emergency_sign", "", "as in every other state of the settings"),
    Reason("known_flag", "workout_helper", "emergency_sign", "", HELPER),
    Reason("red_flag", "workout_helper", "professional_first", "", HELPER),
    Reason("not_now", "workout_helper", "coaching", "", HELPER),
    Reason("holding", "away", "exercise", "", "the other side goes on in the scene restart_mid_session"),
    Reason(
        "see_professional",
        "coaching",
        "professional_first",
        "",
        "a flare of more than a week is lived through in the scene flare_that_lasts",
    ),
    Reason("told", "activity_name", "global_change", "change_next", TWO_ACTIVITIES),
    Reason("told", "activity_score", "activity_score", "score_next", TWO_ACTIVITIES),
    Reason("told", "city_check", "exercise", "is_mid_session", "in the scene zone_change_mid_session"),
    Reason("told", "emergency_signs", "self_test", "retest_waits", "in test_retesting"),
    Reason("told", "emergency_signs emergency_sign", "further_signs", "is_ruled_out", RULED_OUT),
    Reason("told", "self_test", "coaching", "is_retesting", "in test_retesting"),
    Reason("told", "morning_back", "relief", "", "whoever flosses has a leg that is asked about next"),
    Reason("weekly_check", "leg_further leg_now morning_leg", "check", "", "in the scene floss_second_red"),
)
"""Rows that the walk does not come to within its steps; what each names lives through them."""


def every_transition() -> frozenset[Transition]:
    """Every transition of the machine, Back too."""
    return frozenset(
        _named(name, one)
        for name, event in machine().events.items()
        for several in event.transitions.values()
        for one in several
    )


def _named(trigger: str, one: Taken) -> Transition:
    only_if = " ".join(str(condition.func) for condition in one.conditions)
    return Transition(trigger, one.source, one.dest or "=", only_if)


def excused() -> dict[Transition, str]:
    """Transitions that the walk does not take, with the reason."""
    return {
        Transition(reason.on, source, reason.to, reason.only_if): reason.why
        for reason in (*NEVER_TAKEN, *IN_TESTS)
        for source in reason.of.split()
    }


def missing(taken: Collection[Transition]) -> list[Transition]:
    """Transitions that were not taken although nothing says why."""
    return sorted(every_transition() - set(taken) - set(excused()))


def outdated(taken: Collection[Transition]) -> list[Transition]:
    """Reasons for what was taken after all, or is in no row of the table."""
    return sorted(set(excused()) & set(taken) | set(excused()) - every_transition())


@contextmanager
def noted(taken: set[Transition]) -> Iterator[None]:
    """While this lasts, every transition that is taken is written down."""

    def note(event: EventData) -> None:
        if event.transition is not None:
            taken.add(_named(event.event.name, event.transition))

    shared = machine()
    shared.after_state_change.append(note)
    try:
        yield
    finally:
        shared.after_state_change.remove(note)
