"""What the trainer hears of because it happens again: pain far above the week before, and sessions that ended
in "worse". The thresholds are in `alerts.yaml`.

In: a client's scores and sessions. Out: an alert on the turn in which it comes true.
"""

from collections.abc import Iterable
from datetime import date
from statistics import fmean

from content.library import Pack
from flows.client import PainScore
from flows.talk import Talk


def jump(pain: Iterable[PainScore], on: date, pack: Pack) -> float | None:
    """The mean of the days before, when the newest days up to `on` all lie far above it; None otherwise.

    A day counts with its least score: one bad hour is no bad day.
    """
    rules = pack.alerting.jump
    least: dict[date, int] = {}
    for one in pain:
        if one.where == "back" and one.on <= on:
            least[one.on] = min(one.score, least.get(one.on, one.score))
    newest = sorted(least)[-rules.days :]
    if len(newest) < rules.days or newest[-1] != on or (on - newest[0]).days >= rules.mean_days:
        return None
    before = [
        one.score for one in pain if one.where == "back" and 0 < (newest[0] - one.on).days <= rules.mean_days
    ]
    if len(before) < rules.least_scores:
        return None
    mean = fmean(before)
    return mean if all(least[each] - mean >= rules.points for each in newest) else None


def hear_pain(talk: Talk) -> None:
    """A score was kept. A flare has told all of it already."""
    *before, score = talk.client.pain
    if score.where != "back" or talk.client.flare_since is not None:
        return
    mean = jump(talk.client.pain, score.on, talk.pack)
    if mean is not None and jump(before, score.on, talk.pack) is None:
        rules = talk.pack.alerting.jump
        talk.alert("pain_jump", score=score.score, mean=f"{mean:.0f}", days=rules.days)


def hear_session(talk: Talk, felt: str) -> None:
    """How a session felt; told when it was worse so many times in a row, and counted anew from there."""
    count = talk.client.worse_in_a_row + 1 if felt == "worse" else 0
    if count >= talk.pack.alerting.worse_sessions:
        talk.alert("twice_worse", sessions=count)
        count = 0
    talk.learn(worse_in_a_row=count)
