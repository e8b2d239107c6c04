"""Coming back after a silence or a pause: a welcome, a short session first, and never how long it was.

Only the trainer reads how long the client was silent.
"""

import json

from flows import dosing, silence, times, undo
from flows.effects import Edit, Say
from flows.prompts.cards import has_stretches
from flows.table import is_coached
from flows.talk import Talk


def after_silence(talk: Talk) -> None:
    """Whatever the client does brings everything back. Comes before `last_seen` is set."""
    if not silence.is_quiet(talk.client):
        return
    days = silence.gap(talk.client, talk.at)
    talk.alert("returned", days=days)
    talk.learn(weekly_only_since=None, hushed=False)
    _begin_gently(talk)
    if _is_coached(talk):
        talk.plan_ahead()


def greet(talk: Talk) -> None:
    """Before everything else that is said, unless there is something graver to say."""
    if not _is_coached(talk) or talk.client.doubtful:
        return
    said, talk.effects = talk.effects, []
    talk.add(Say(talk.say("good-to-see-you", short="yes" if talk.client.short_next else "no")))
    _ease(talk)
    first = next((place for place, one in enumerate(said) if isinstance(one, Say | Edit)), len(said))
    talk.effects = [*said[:first], *talk.effects, *said[first:]]


def after_pause(talk: Talk) -> None:
    """The pause is over, by itself or because the client came back."""
    _begin_gently(talk)
    short = "yes" if talk.client.short_next else "no"
    talk.tell(talk.say("back-from-pause", name=talk.client.name, short=short))
    _ease(talk)


def _begin_gently(talk: Talk) -> None:
    """After some days without a session the next one is the short one."""
    if has_stretches(talk) and _idle(talk) >= talk.pack.prompting.silence.short_after_days:
        talk.learn(short_next=True)


def _ease(talk: Talk) -> None:
    """After more days the holds are a step shorter, once; that can be taken back."""
    idle, before = _idle(talk), talk.client
    changed = [one.changed_on for one in before.courses if one.changed_on is not None]
    eased = any((talk.today - on).days < idle for on in changed)
    if idle < talk.pack.prompting.silence.easier_after_days or eased:
        return
    talk.client, changes = dosing.all_lower(before, talk.today, talk.pack)
    for one in changes:
        talk.record("dose", one.exercise, json.dumps({"why": "gap"}), talk.today)
    if changes:
        undo.offer(talk, before, talk.say("eased-after-gap"))


def _idle(talk: Talk) -> int:
    return silence.idle(talk.client, times.waking_day(talk.client, talk.at))


def _is_coached(talk: Talk) -> bool:
    client = talk.client
    return (
        is_coached(client, talk.state)
        and talk.state not in {"paused", "stopped"}
        and not (client.locks or client.stopped)
    )
