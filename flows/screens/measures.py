"""Activities of the client's own, how well they go, and the change since the start.

`asked` begins with the week (`week:2`); `queue` holds what is still to be asked of it.
"""

import json
from dataclasses import replace

from content.library import Html
from flows import measuring, reading, times
from flows.screens.symptoms import pain_rows, read_pain
from flows.talk import Card, Choice, Screen, Talk

BEST = 5
"""The global rating goes from -5 to 5."""
NAME = "name:"


def _week(talk: Talk) -> int:
    return int(talk.client.asked[0].removeprefix("week:"))


def _not_now(talk: Talk) -> Choice:
    return Choice(talk.say("measures-not-now"), "not_now")


def _rated(talk: Talk, week: int, **changes: object) -> None:
    """Keep what was answered of a week."""
    now = replace(measuring.of_week(talk.client, week), on=talk.today, **changes)  # type: ignore[arg-type]
    talk.learn(measured=measuring.kept(talk.client, now))


# --- activities: their names ---


def _name(talk: Talk) -> Card:
    names = talk.client.activities
    named = talk.pack.join([talk.say("activity-line", name=each) for each in names], "\n")
    text = talk.say("activity-name", count=len(names), named=named, most=talk.pack.measures.activities)
    if names:
        return Card(text, ((Choice(talk.say("activities-enough"), "go", "success"),), (_not_now(talk),)))
    return Card(text, ((_not_now(talk), Choice(talk.say("measures-leave-out"), "leave_out")),))


def _read_name(_: Talk, text: str) -> str | None:
    """Any words, but for a question."""
    words = " ".join(text.split())
    is_name = any(sign.isalpha() for sign in words) and not words.endswith("?")
    return f"{NAME}{words}" if is_name else None


def _hear_name(talk: Talk, value: str) -> str | None:
    if value == "not_now":
        return _later(talk)
    if value in {"go", "leave_out"}:
        _go_on(talk)
        return "told"
    name, rules = value.removeprefix(NAME), talk.pack.measures
    if len(name) > rules.activity_characters:
        talk.tell(talk.say("activity-too-long", most=rules.activity_characters))
        return None
    if reading.normal(name) in {reading.normal(each) for each in talk.client.activities}:
        talk.tell(talk.say("activity-known"))
        return None
    talk.learn(activities=(*talk.client.activities, name))
    if len(talk.client.activities) < rules.activities:
        return "told"
    _go_on(talk)
    return "told"


def _go_on(talk: Talk) -> None:
    """All are named: now each is rated."""
    scores = tuple(f"score:{number}" for number in range(len(talk.client.activities)))
    talk.learn(queue=("name", *scores, *(one for one in talk.client.queue if one == "change")))
    _answered(talk)


# --- how well they go ---


def _score(talk: Talk) -> Card:
    name = talk.client.activities[int(talk.current)]
    return Card(talk.say("activity-score", name=name), (*pain_rows(), (_not_now(talk),)))


def _hear_score(talk: Talk, value: str) -> str:
    if value == "not_now":
        return _later(talk)
    week, number = _week(talk), int(talk.current)
    scores = measuring.of_week(talk.client, week).scores
    _rated(talk, week, scores=(*scores[:number], int(value), *scores[number + 1 :]))
    fact = {"name": talk.client.activities[number], "score": int(value), "week": week}
    talk.record("measure", f"activity.{number + 1}", json.dumps(fact), talk.today)
    _answered(talk)
    return "told"


# --- the change since the start ---


def _change(talk: Talk) -> Card:
    worse = tuple(_rating(score) for score in range(-BEST, 0))
    better = tuple(_rating(score) for score in range(1, BEST + 1))
    return Card(talk.say("global-change"), (worse, (_rating(0),), better, (_not_now(talk),)))


def _rating(score: int) -> Choice:
    return Choice(signed(score), _value(score))


def _value(score: int) -> str:
    return f"better_{score}" if score >= 0 else f"worse_{-score}"


def signed(score: int) -> str:
    """As +2, 0 or −3."""
    return f"{score:+d}".replace("-", "−") if score else "0"


def _read_change(talk: Talk, text: str) -> str | None:
    said = reading.number(text, talk.pack.words)
    if said is None or not said.is_integer() or abs(said) > BEST:
        return None
    return _value(int(said))


def _hear_change(talk: Talk, value: str) -> str:
    if value == "not_now":
        return _later(talk)
    word, _, size = value.partition("_")
    week, score = _week(talk), -int(size) if word == "worse" else int(size)
    _rated(talk, week, change=score)
    talk.record("measure", "global", json.dumps({"score": score, "week": week}), talk.today)
    _answered(talk)
    return "told"


# --- the end of it ---


def _answered(talk: Talk) -> None:
    talk.asked()
    if not talk.client.queue:
        _conclude(talk, _week(talk))


def _later(talk: Talk) -> str:
    """What was answered is kept; asked once more, unless this was that."""
    again = _week(talk) not in talk.client.measures_asked
    if again:
        talk.learn(measures_put_off=talk.today + times.DAY)
    kept = bool(talk.client.activities or measuring.of_week(talk.client, _week(talk)).scores)
    talk.tell(talk.say("measures-later", kept="yes" if kept else "no", again="yes" if again else "no"))
    return "later"


def _conclude(talk: Talk, week: int) -> None:
    """The client's own activities first, then the rating, then the pain."""
    if week not in talk.client.measures_asked:
        talk.client = measuring.asked(talk.client, week)
    lines = result(talk, week)
    if not week or not lines:
        count = len(talk.client.activities)
        key = "measures-noted" if count else "measures-none-noted"
        args: dict[str, str | float] = (
            {"count": count, "weeks": measuring.after(week, talk.pack)} if count else {}
        )
        talk.tell(talk.say(key, **args), silent=True)
        return
    text = talk.pack.join(lines, "\n")
    talk.tell(talk.say("measures-result", lines=text), silent=True)
    changes = {measuring.global_change(talk.client, week, talk.pack)}
    changes.add(measuring.activity_change(talk.client, week, talk.pack))
    if "worse" in changes:
        talk.alert("measures_worse", week=week, lines=text)


def result(talk: Talk, week: int) -> list[Html]:
    """What a week's answers say, a line each."""
    client, pack = talk.client, talk.pack
    lines = [
        talk.say("measures-activity", name=one.name, first=one.first, now=one.now)
        if one.first is not None
        else talk.say("measures-activity-new", name=one.name, now=one.now)
        for one in measuring.activities(client, week)
    ]
    points = measuring.points(client, week)
    if points is not None:
        lines.append(
            talk.say(
                "measures-verdict",
                change=measuring.activity_change(client, week, pack),
                points=abs(points),
                **{"from": pack.measures.activity_change},
            )
        )
    rating = measuring.of_week(client, week).change
    if rating is not None:
        change = measuring.global_change(client, week, pack)
        lines.append(talk.say("measures-global", change=change, score=signed(rating)))
    return lines + _pain(talk) if lines else []


def _pain(talk: Talk) -> list[Html]:
    """The last week's beside that of the first questions."""
    first = talk.client.answers.symptoms.back_now
    since = talk.today - (times.WEEK - 1) * times.DAY
    now = measuring.pain_average(talk.client.pain, since, talk.today, talk.pack)
    if first is None or now is None:
        return []
    change = measuring.pain_change(first, now, talk.pack)
    return [talk.say("measures-pain", change=change, first=first, now=now)]


SCREENS = {
    "activity_name": Screen(_name, _hear_name, _read_name),
    "activity_score": Screen(_score, _hear_score, read_pain),
    "global_change": Screen(_change, _hear_change, _read_change),
}
