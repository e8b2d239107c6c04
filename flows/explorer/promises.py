"""The promises, each as a question about one turn: what is wrong with it?

In: a turn (the world before, what happened, what the coach did, the world after). Out: a complaint, or None.
Every promise judges for itself, from the content and from what was seen on the phone; none asks the code that
it judges.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from content.library import Pack
from content.schema import Region, Side
from flows.answers import NOT_DONE, PAINFUL, Answers
from flows.client import Client
from flows.effects import Alert, CancelPrompts, Edit, Figure, Say, Toast
from flows.events import Attached, Cleared, Replied, Said, Tapped
from flows.explorer.abstraction import FRESH, KNOWN
from flows.explorer.bodies import beyond
from flows.explorer.world import Doing, Hear, World, is_prompt
from flows.journey import Heard
from flows.machine import Journey
from flows.pictures import VIEW
from flows.planning import Plan, Prescription
from flows.screens import SCREENS
from flows.talk import CARD, PROMPT

STRAIGHT_KNEE_CALF = "wall_calf_straight"
HAMSTRINGS = "hamstrings"
REST = frozenset({"new", "coaching"})
"""States without a question: whoever says nothing is not kept from anything."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One event, and everything around it."""

    before: World
    did: Doing
    heard: Heard
    after: World
    pack: Pack
    hear: Hear
    exercises: tuple[str, ...]
    """The names of all exercises, as they stand in a message."""
    first: bool
    """The first of its kind in this situation: what costs much is looked at here."""
    new: bool
    """The world after it is unlike all before."""

    @property
    def said(self) -> tuple[str, ...]:
        """What the client was told, less what the trainer wrote."""
        if isinstance(self.did.event, Replied):
            return ()
        return tuple(one.text for one in self.heard.effects if isinstance(one, Say | Edit))


Check = Callable[[Turn], str | None]


class Promise(NamedTuple):
    number: int
    says: str
    broken: Check


# --- 1: no exercise before the screening, or while locked ---


def shows_no_exercise_too_early(turn: Turn) -> str | None:
    shown = _exercise_shown(turn)
    if shown is None:
        return None
    missing = _missing(turn.after, turn.pack)
    return f"{shown} reaches a client {missing}" if missing else None


def _exercise_shown(turn: Turn) -> str | None:
    if any(isinstance(one, Say) and is_prompt(one) and _offers_a_session(one) for one in turn.heard.effects):
        return "a prompt"
    if turn.after.client.state == "self_test":
        return None  # postures are tried there, none is prescribed
    if (figure := next((one for one in _figures(turn) if one in turn.pack.exercise), None)) is not None:
        return figure
    return next((name for text in turn.said for name in turn.exercises if name in text), None)


def _figures(turn: Turn) -> Iterator[str]:
    for one in turn.heard.effects:
        if isinstance(one, Say | Edit) and isinstance(one.picture, Figure):
            yield one.picture.item


def _offers_a_session(say: Say) -> bool:
    return any(button.data.startswith(f"{PROMPT}.") for row in say.rows for button in row)


def _missing(world: World, pack: Pack) -> str:
    """What stands between a client and the first exercise; empty when nothing does."""
    client = world.client
    phases = {"emergency"} if client.plan_since else {"emergency", "further"}
    lists = {one.id for one in pack.screening.checklists if one.phase in phases}
    if client.locks:
        return "who is locked"
    if not world.gate:
        return "whom no professional has cleared"
    if not lists <= world.screened:
        return f"who was not asked {', '.join(sorted(lists - world.screened))}"
    if client.answers.age is None or client.answers.age < pack.screening.age.under:
        return "who is too young, or of no known age"
    for flag in client.answers.flags:
        level = getattr(pack.red_flag[flag.code].levels, flag.status)
        if level in {"E", "U"} or (level == "P" and flag.status in FRESH):
            return f"with {flag.code} ({flag.status})"
    return ""


def leaves_no_prompt_behind(turn: Turn) -> str | None:
    """A prompt that is still in the outbox reaches the client too."""
    queued = [one for one in turn.after.queued if _offers_a_session(one)]
    missing = _missing(turn.after, turn.pack) if queued else ""
    return f"a prompt that was queued before reaches a client {missing}" if missing else None


# --- 2 to 4: what is never prescribed ---


def prescribes_nothing_avoided(turn: Turn) -> str | None:
    client = turn.after.client
    planned = {line.exercise for line in _lines(client)}
    stepped = {exercise for exercise, _ in client.session.steps} if client.session else set()
    for name in sorted(planned | stepped):
        if name in turn.pack.avoided or turn.pack.exercise[name].flexes_lumbar:
            return f"{name} is prescribed, and is on the avoid list"
    return None


def _lines(client: Client) -> tuple[Prescription, ...]:
    return (client.plan or Plan()).prescriptions


def _newest(answers: Answers) -> dict[tuple[str, Side | None, str], float | str]:
    """The newest valid value of each measure."""
    values = {one.key: one.value for one in answers.findings}
    return {key: value for key, value in values.items() if value not in {NOT_DONE, PAINFUL}}


def stretches_only_what_is_tight(turn: Turn) -> str | None:
    client, pack = turn.after.client, turn.pack
    if client.plan is turn.before.client.plan and client.answers is turn.before.client.answers:
        return None
    for line in _lines(client):
        if line.region is None or line.mode == "activation":
            continue
        for side in line.sides:
            if not is_tight(pack.region[line.region], side, client.answers, pack):
                return (
                    f"{line.exercise} stretches {line.region} ({side or 'no side'}), which did not test tight"
                )
    return None


def is_tight(region: Region, side: Side | None, answers: Answers, pack: Pack) -> bool:
    newest = _newest(answers)

    def value(name: str, measure: str) -> float | str | None:
        test = pack.self_test[name]
        return newest.get((test.id, side if test.sided else None, measure))

    def done(name: str) -> bool:
        return any(value(name, measure.id) is not None for measure in pack.self_test[name].measures)

    return any(
        all(beyond(clause, value(clause.test, clause.measure), answers) for clause in way.all)
        and not (way.only_if_not_done and done(way.only_if_not_done))
        for way in region.unlock
    )


def never_stretches_a_nerve(turn: Turn) -> str | None:
    client, pack = turn.after.client, turn.pack
    for line in _lines(client):
        card = pack.exercise[line.exercise]
        on_the_nerve = (
            line.region == HAMSTRINGS or line.exercise == STRAIGHT_KNEE_CALF or card.nerve_negative_only
        )
        if not on_the_nerve or line.mode == "activation":
            continue
        for side in line.sides:
            if is_nerve_positive(side, client.answers, pack):
                return f"{line.exercise} is prescribed on the {side} side, where the nerve tested positive"
    return None


def is_nerve_positive(side: Side | None, answers: Answers, pack: Pack) -> bool:
    newest = _newest(answers)
    rule = next(one for one in pack.regions.nerves if one.nerve == "sciatic")
    return any(
        all(
            newest.get((pack.self_test[clause.test].id, side, clause.measure)) == clause.equals
            for clause in way.all
        )
        for way in rule.positive
    )


# --- 5: a warning sign wins ---


def a_sign_wins(turn: Turn) -> str | None:
    if not turn.did.names:
        return None
    before, after = turn.before.client, turn.after.client
    locked = {lock.code for lock in before.locks}
    known = {flag.code for flag in before.answers.flags if flag.status == KNOWN}
    fresh = [code for code in turn.did.names if code not in locked | known]
    if fresh:
        return _locks_at_once(turn, fresh)
    if not locked <= {lock.code for lock in after.locks}:
        return "a sign that locks already, typed once more, takes a lock away"
    asked = [code for code in turn.did.names if code not in locked]
    if asked and not locked and not (after.queue and after.queue[0] == f"sign:{asked[0]}"):
        return f"{asked[0]} is known and was typed again, but is not asked about"
    return None


def _locks_at_once(turn: Turn, fresh: list[str]) -> str | None:  # noqa: PLR0911 - a list of complaints
    after, effects = turn.after.client, turn.heard.effects
    levels = {lock.code: lock.level for lock in after.locks}
    grave = [code for code in fresh if _asked_level(code, turn) in {"E", "U"}]
    for code in grave:
        if code not in levels:
            return f"{code} was typed and locks nothing"
        if _asked_level(code, turn) == "E" != levels[code]:
            return f"{code} was typed and is not taken for an emergency"
    wanted = "emergency" if "E" in levels.values() else "urgent" if levels else "professional_first"
    if after.state != wanted:
        return f"{', '.join(fresh)} was typed and the client is in {after.state}, not in {wanted}"
    if after.session is not None:
        return "a session goes on after a warning sign"
    told = [turn.pack.alert[one.kind].level for one in effects if isinstance(one, Alert)]
    if grave and "red" not in told:
        return "the trainer is not alerted"
    if grave and not any(isinstance(one, CancelPrompts) for one in effects):
        return "prompts are not taken back"
    return None


def _asked_level(code: str, turn: Turn) -> str:
    """What a new sign of this kind asks for; some ask for less in a client without pain."""
    flag = turn.pack.red_flag[code]
    painless = turn.before.client.answers.symptoms.back_now == 0
    return flag.without_pain if painless and flag.without_pain is not None else flag.levels.new


# --- 6: a way on ---


def every_text_gets_an_answer(turn: Turn) -> str | None:
    if isinstance(turn.did.event, Said | Attached) and not any(
        isinstance(one, Say | Edit) and one.text for one in turn.heard.effects
    ):
        return f"no answer to {turn.did.name!r} in {turn.before.client.state}"
    return None


def every_button_does_something(turn: Turn) -> str | None:
    event, before = turn.did.event, turn.before
    if not isinstance(event, Tapped):
        return None
    answers = [one for one in turn.heard.effects if isinstance(one, Say | Edit | Toast) and one.text]
    live = event.data in {button.data for row in before.card for button in row}
    twice = event.data.startswith(f"{CARD}{before.client.asking - 1}:")
    if not answers and not (twice and not live):
        return f"{turn.did.name!r} does nothing in {before.client.state}"
    if not live or before.buried:
        return None
    refused = {turn.pack.say("not-for-now"), turn.pack.say("stale-button")}
    if answers[0].text in refused:
        return f"{turn.did.name!r} is offered in {before.client.state} and refused"
    shown = (turn.after.text, turn.after.card)
    brings_a_picture = any(isinstance(one, Say | Edit) and one.picture for one in answers)
    if (
        len(answers) == 1
        and not brings_a_picture
        and shown == (before.text, before.card)
        and not isinstance(answers[0], Toast)
    ):
        return f"{turn.did.name!r} is offered in {before.client.state} and leads nowhere"
    return None


def odd_taps_change_nothing(turn: Turn) -> str | None:
    """Stale, foreign and garbled ones."""
    if turn.did.once_in == "state" or not isinstance(turn.did.event, Tapped):
        return None
    before, after = turn.before.client, turn.after.client
    if before.state == "new":
        return None  # whatever somebody does first, they are welcomed
    for what in ("state", "answers", "locks", "plan", "session", "slots", "queue", "settings", "stopped"):
        if getattr(before, what) != getattr(after, what):
            return f"{turn.did.name!r} changes the {what} in {before.state}"
    return None


def there_is_a_way_on(turn: Turn) -> str | None:
    client = turn.after.client
    if client.state in REST or not turn.new:
        return None
    now = Journey(client, turn.after.now, turn.pack, tapped=True)
    screen = SCREENS[client.state]
    if not screen.card(now).choices and screen.read is None:
        return f"no way on from {client.state}"
    live = [
        button.data
        for row in turn.after.card
        for button in row
        if button.data.startswith((f"{CARD}{client.asking}:", f"{PROMPT}.", f"{VIEW}:"))
    ]
    if not live and screen.read is None:
        return f"no live button on the phone in {client.state}"
    return None


def nothing_is_left_open(turn: Turn) -> str | None:
    """Whoever is at rest can begin something."""
    client = turn.after.client
    if client.state == "coaching" and client.session is not None and not client.doubtful:
        return "a session is left open while the client is at rest: no other can begin"
    return None


# --- 7: the same answers, the same plan ---


def the_same_again(turn: Turn) -> str | None:
    event = turn.did.event
    if turn.first and event is not None and turn.hear(turn.before.client, event, turn.pack) != turn.heard:
        return f"{turn.did.name!r} twice is answered in two ways"
    return None


def every_line_has_a_reason(turn: Turn) -> str | None:
    for line in _lines(turn.after.client):
        if not line.because.strip():
            return f"{line.exercise} has no reason"
    return None


def order_does_not_matter(turn: Turn) -> str | None:
    """The same answers in another order, and of somebody else, give the same plan."""
    before, event = turn.before.client, turn.did.event
    if event is None or turn.after.client.plan == before.plan or turn.after.client.plan is None:
        return None
    answers = replace(
        before.answers,
        findings=before.answers.findings[::-1],
        flags=before.answers.flags[::-1],
        conditions=before.answers.conditions[::-1],
    )
    other = replace(before, id=before.id + 1, name="Kim", answers=answers, asking=before.asking)
    plan = turn.hear(other, event, turn.pack).client.plan
    return None if _same_plan(plan, turn.after.client.plan) else "the same answers give two plans"


def _same_plan(one: Plan | None, other: Plan | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.floss == other.floss and set(one.prescriptions) == set(other.prescriptions)


# --- 8: one sign at a time ---


def one_lock_at_a_time(turn: Turn) -> str | None:
    before, after = turn.before.client, turn.after.client
    gone = {lock.code for lock in before.locks} - {lock.code for lock in after.locks}
    allowed = _may_lift(turn)
    if gone - allowed:
        return f"{turn.did.name!r} lifts {', '.join(sorted(gone - allowed))} too"
    if isinstance(turn.did.event, Cleared) and allowed & {lock.code for lock in after.locks}:
        return f"{turn.did.name!r} lifts nothing"
    return None


def _may_lift(turn: Turn) -> set[str]:
    """The one lock that this may lift: named by the trainer, or asked about just now."""
    before, event = turn.before.client, turn.did.event
    if isinstance(event, Cleared):
        return {event.code}
    kind, _, code = before.queue[0].partition(":") if before.queue else ("", "", "")
    return {code} if isinstance(event, Said | Tapped) and kind in {"clear", "sign"} else set()


def other_signs_stay(turn: Turn) -> str | None:
    """Clearing one sign, or saying that a professional did, changes no other."""
    before, after, event = turn.before.client, turn.after.client, turn.did.event
    if after.state == "welcome":
        return None  # whoever begins anew is asked everything again
    gate = before.state.startswith("gate_")
    clearing = before.state == "clearance" and not turn.did.names
    if not (isinstance(event, Cleared) or ((gate or clearing) and isinstance(event, Tapped | Said))):
        return None
    allowed = _may_lift(turn) | set(turn.did.names)
    kept = set(after.answers.flags)
    anew = {flag.code for flag in kept if flag.status in FRESH}
    gone = {flag.code for flag in before.answers.flags if flag not in kept} - allowed - anew
    return f"{turn.did.name!r} changes {', '.join(sorted(gone))} too" if gone else None


# --- 9: no prompt to whoever is to have none ---


def is_to_be_left_alone(world: World) -> str:
    client = world.client
    if client.locks:
        return "locked"
    if client.stopped:
        return "stopped"
    if client.blocked:
        return "gone"
    if client.left:
        return "marked as left"
    if client.paused_until is not None and world.now < client.paused_until:
        return "paused"
    return "asked about an unclear sign" if client.doubtful else ""


def prompts_nobody_who_is_to_be_left_alone(turn: Turn) -> str | None:
    why = is_to_be_left_alone(turn.after)
    if why and any(isinstance(one, Say) and is_prompt(one) for one in turn.heard.effects):
        return f"a client who is {why} is prompted"
    return None


def takes_back_what_was_queued(turn: Turn) -> str | None:
    why = is_to_be_left_alone(turn.after)
    if why and turn.after.queued:
        return f"the prompt {turn.after.queued[0].key} still goes out to a client who is {why}"
    coached = turn.before.client.plan_since is not None and not is_to_be_left_alone(turn.before)
    if why and coached and not any(isinstance(one, CancelPrompts) for one in turn.heard.effects):
        return f"a client becomes {why}, and prompts are not taken back"
    return None


PROMISES = (
    Promise(1, "no exercise before the screening, or while locked", shows_no_exercise_too_early),
    Promise(1, "no prompt is left behind for whoever is no longer screened", leaves_no_prompt_behind),
    Promise(2, "nothing on the avoid list", prescribes_nothing_avoided),
    Promise(3, "only what tested tight is stretched", stretches_only_what_is_tight),
    Promise(4, "no hamstrings or straight-knee calf beside a positive nerve", never_stretches_a_nerve),
    Promise(5, "a warning sign wins over every other reading", a_sign_wins),
    Promise(6, "every text gets an answer", every_text_gets_an_answer),
    Promise(6, "every button does something", every_button_does_something),
    Promise(6, "odd taps change nothing", odd_taps_change_nothing),
    Promise(6, "there is a way on", there_is_a_way_on),
    Promise(6, "nothing is left open", nothing_is_left_open),
    Promise(7, "the same turn twice is the same", the_same_again),
    Promise(7, "every line of a plan has a reason", every_line_has_a_reason),
    Promise(7, "the order of answers does not matter", order_does_not_matter),
    Promise(8, "one lock at a time", one_lock_at_a_time),
    Promise(8, "clearing one sign leaves the others", other_signs_stay),
    Promise(9, "nobody is prompted who is to be left alone", prompts_nobody_who_is_to_be_left_alone),
    Promise(9, "what was queued is taken back", takes_back_what_was_queued),
)


def complaints(turn: Turn, promises: tuple[Promise, ...] = PROMISES) -> Iterator[tuple[Promise, str]]:
    """Every promise that this turn breaks, and how."""
    for promise in promises:
        complaint = promise.broken(turn)
        if complaint is not None:
            yield promise, complaint
