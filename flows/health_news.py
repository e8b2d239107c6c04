"""Somebody who is being coached learns something new about their health, and the plan follows.

In: typed words that name a condition, a tap on what is asked about them, and the lists about the body once
they are left. Out: the offer to go through these lists again, and the plan without what they rule out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from content.library import Html
from content.schema import Side
from flows import mending
from flows.answers import ConditionAnswer
from flows.effects import Button
from flows.patterns import conditions_named
from flows.planning import Plan
from flows.screens import conditions
from flows.screens.locked import stop_prompts
from flows.screens.session import finish
from flows.table import LISTS, is_coached
from flows.talk import Talk

BUTTON = "news"
"""Before the colon of what the buttons here carry: they work for as long as they are on the phone."""
YES, NO = "yes", "no"
LONGEST_DATA = 64
"""Bytes that a button carries."""


# --- the offer ---


def hear(talk: Talk, text: str) -> None:
    """Whoever names a condition that nobody knew of is asked whether it is new. Comes after the answer."""
    client = talk.client
    quiet = client.locks or client.doubtful or talk.forgotten is not None or talk.state in LISTS
    if quiet or not is_coached(client, talk.state):
        return
    named = conditions_named(text, talk.pack)
    if not named:
        return
    known = {condition.id for condition, _ in talk.limits.conditions}
    names = _that_fit([name for name in named if name not in known])
    if names:
        yes = Button(talk.say("health-lists"), f"{BUTTON}:{YES}.{','.join(names)}", "success")
        no = Button(talk.say("health-nothing-new"), f"{BUTTON}:{NO}")
        session = "yes" if client.session is not None else "no"
        talk.tell(
            talk.say("health-is-it-new", what=_ticks(talk, names), session=session), rows=((yes,), (no,))
        )


def _that_fit(names: Sequence[str]) -> list[str]:
    """As many as a button carries; the lists ask about the others."""
    fitting: list[str] = []
    for name in names:
        if len(f"{BUTTON}:{YES}.{','.join([*fitting, name])}".encode()) <= LONGEST_DATA:
            fitting.append(name)
    return fitting


def tapped(talk: Talk, value: str) -> None:
    """What was named counts from the tap on: whoever leaves the lists half-way is not guided through what it
    rules out. A mere word counts for nothing yet: it may be a slip, or about somebody else.
    """
    what, _, listed = value.partition(".")
    asked = {one.id for one in talk.pack.conditions.conditions if one.checklist is not None}
    names = [one for one in listed.split(",") if one in asked]
    if talk.client.locks or not is_coached(talk.client, talk.state):
        talk.toast(talk.say("not-for-now"))
    elif what == NO:
        talk.toast(talk.say("health-as-before"))
    elif what != YES or not names:
        talk.toast(talk.say("not-for-now"))
    else:
        _count(talk, names)
        if talk.state in LISTS:
            talk.show_again()
        else:
            _open(talk, names)


def _count(talk: Talk, names: Sequence[str]) -> None:
    """Without a side or a week: that rules out most."""
    known = {one.id for one in talk.client.answers.conditions}
    new = [name for name in names if name not in known]
    if new:
        declared = tuple(ConditionAnswer(name) for name in new)
        talk.answer(conditions=(*talk.client.answers.conditions, *declared))
        talk.record("answer", "health_news", json.dumps(new), talk.today)
        talk.alert("health_news", what=_ticks(talk, new))


def _open(talk: Talk, names: Sequence[str]) -> None:
    """The lists; where something else is asked just now, that goes on, with the plan as it is allowed."""
    talk.ring()
    if talk.move("health"):
        return
    if talk.client.session is not None:
        finish(talk)
    talk.tell(talk.say("health-noted", what=_ticks(talk, names)))
    settle(talk)
    talk.show_again()


def _ticks(talk: Talk, names: Sequence[str]) -> Html:
    return talk.pack.join([talk.pack.condition[name].tick for name in names], "; ")


# --- the lists are left ---


@dataclass(frozen=True, slots=True)
class _Change:
    """A plan before and after."""

    before: Plan
    after: Plan

    @property
    def gone(self) -> list[mending.Turn]:
        return mending.only_in(self.before, self.after)

    @property
    def came(self) -> list[mending.Turn]:
        return mending.only_in(self.after, self.before)

    @property
    def learned(self) -> list[str]:
        """Conditions."""
        return [name for name in self.after.conditions if name not in self.before.conditions]

    @property
    def over(self) -> list[str]:
        return [name for name in self.before.conditions if name not in self.after.conditions]

    @property
    def unserved(self) -> list[tuple[str, Side | None]]:
        """Regions for which nothing is allowed any more."""
        return [one for one in self.after.for_professional if one not in self.before.for_professional]

    @property
    def hold(self) -> int:
        """Seconds that a hold may last now, where it was allowed to last longer; else 0."""
        before = {line.exercise: line.longest or inf for line in self.before.prescriptions}
        after = ((line.exercise, line.longest or inf) for line in self.after.prescriptions)
        shorter = [longest for name, longest in after if longest < before.get(name, 0)]
        return int(min(shorter, default=0))


def settle(talk: Talk, source: str = "") -> None:
    """The plan as the answers allow it: after the lists, and wherever it holds what they rule out."""
    plan, asked = talk.client.plan, source in LISTS
    if plan is None or not (asked or mending.ruled_out(talk, plan)):
        return
    half_way = asked and bool(talk.client.queue)
    change = _Change(plan, mending.make_anew(talk, plan))
    if change.gone or change.came or change.hold or change.learned or change.over:
        _tell_trainer(talk, change)
        talk.tell(_changed(talk, change), silent=True)
    elif not half_way:
        talk.tell(talk.say("health-plan-same"), silent=True)
    if half_way:
        talk.tell(talk.say("health-lists-left"), silent=True)


def _changed(talk: Talk, change: _Change) -> Html:
    gone, came = change.gone, change.came
    why = mending.reasons(talk, dict.fromkeys(exercise for exercise, _ in gone))
    places = [
        talk.say("retest-place", region=talk.pack.region[name].name, side=side or "none")
        for name, side in change.unserved
    ]
    parts = [
        talk.say("health-leaves", gone=mending.named(talk, gone, change.after))
        if gone
        else talk.say("health-nothing-leaves")
    ]
    parts += [talk.pack.join(why, " ")] if why else []
    parts += [talk.say("health-comes", new=mending.named(talk, came, change.before))] if came else []
    parts += [talk.say("health-holds", seconds=change.hold)] if change.hold else []
    parts += [talk.say("health-for-professional", places=talk.pack.join(places))] if places else []
    advice = [talk.pack.condition[name].advice for name in change.learned]
    parts += [talk.pack.join([talk.say("bullet", text=one) for one in advice], "\n")] if advice else []
    return talk.pack.join(parts, "\n\n")


def _tell_trainer(talk: Talk, change: _Change) -> None:
    lines = [f"{line.side}:{line.exercise}" for line in change.after.prescriptions]
    talk.record("plan", "health", json.dumps(lines), talk.today)
    talk.alert(
        "health_changed",
        learned=_ticks(talk, change.learned) or "none",
        over=_ticks(talk, change.over) or "none",
        gone=mending.named(talk, change.gone, change.after) or "none",
        new=mending.named(talk, change.came, change.before) or "none",
    )


def stops(talk: Talk, source: str) -> None:
    """The lists named what stops the whole programme: whoever was being coached is prompted no more."""
    if source in LISTS and talk.client.plan_since is not None:
        talk.alert("health_stops", what=_ticks(talk, conditions.stopping(talk)) or "none")
        stop_prompts(talk)


def stand_in_the_way(talk: Talk) -> bool:
    """Whether the lists stay open when a prompt is due: what was ticked stops the whole programme.

    Else the prompt takes their place as it does everywhere, and what is ticked counts though it was not sent
    off: it is never lost that somebody is pregnant.
    """
    if talk.state not in LISTS:
        return False
    new = conditions.keep_ticks(talk)
    if new:
        talk.alert("health_news", what=_ticks(talk, new))
    stopping = conditions.stopping(talk)
    if stopping:
        talk.alert("health_stops", what=_ticks(talk, stopping))
        talk.ring()
        talk.show_again()
    return bool(stopping)
