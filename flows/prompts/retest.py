"""The prompt to test again, and what a tap on it means."""

from datetime import date

from flows import floss_course, retesting, schedule, times
from flows.effects import Button, Rows
from flows.events import Due
from flows.prompts.cards import answer, is_free, push
from flows.retesting import Target
from flows.screens import retested
from flows.talk import PROMPT, Talk

WORDS = {"now": "now", "tomorrow": "tomorrow", "not_now": "retest-not-now"}
"""The buttons' values, and what they are called."""


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """Offered; whoever does not answer is asked once more some days later, and then with the next one."""
    targets = retesting.due_now(talk.client, talk.today, talk.pack)
    if late or not targets or talk.client.session is not None or not is_free(talk):
        return
    put_off = talk.client.retest_put_off
    again = talk.today + talk.pack.self_tests.rules.ask_again_days * times.DAY
    if put_off is not None and put_off >= min(one.due for one in targets):
        again = retesting.ask_again(talk.client, talk.today, talk.pack)
    talk.learn(prompt=event.occasion, retest_put_off=again)
    push(talk, _text(talk, targets), _rows(talk, event.occasion), event.occasion, event.expires_at)


def _text(talk: Talk, targets: tuple[Target, ...]) -> str:
    whys = {one.why for one in targets}
    kind = "planned"
    if whys <= {"passed"}:
        kind = "passed"
    elif whys <= {"nerve"}:
        kind = "nerve" if floss_course.look_again_on(talk.client, talk.pack) is None else "calm"
    elif "stretched" not in whys and "block" in whys:
        kind = "block"
    elif whys <= {"left", "control", "hurt"}:
        kind = "left"
    weeks = (talk.today - (talk.client.plan_since or talk.today)).days // 7
    minutes = retesting.minutes(retesting.asks(talk.client, targets, talk.pack), talk.pack)
    return talk.say("prompt-retest", kind=kind, weeks=weeks, minutes=minutes)


def _rows(talk: Talk, occasion: str) -> Rows:
    now, *others = (
        Button(talk.say(key), f"{PROMPT}.{occasion}:{value}", "success" if value == "now" else "plain")
        for value, key in WORDS.items()
    )
    return ((now,), tuple(others))


def offers(talk: Talk) -> list[tuple[str, str]]:
    """What may be typed in place of a tap."""
    return [(talk.say(key), value) for value, key in WORDS.items()]


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """A tap on the prompt, also days later. Raises ValueError for one that no button carries."""
    if value not in WORDS:
        raise ValueError(f"no button carries {value}")
    if talk.client.plan_since is None or not retested.is_due(talk):
        talk.reply(talk.say("retest-over"))
    elif value == "now":
        begin(talk)
    elif value == "tomorrow":
        _put_off(talk, talk.today + times.DAY)
        answer(talk, occasion, talk.say("retest-tomorrow"))
    else:
        later = retesting.ask_again(talk.client, talk.today, talk.pack)
        _put_off(talk, later)
        answer(talk, occasion, talk.say("retest-later", date=later.strftime("%d.%m.")))


def _put_off(talk: Talk, until: date) -> None:
    talk.learn(retest_put_off=until)
    talk.add(schedule.following(talk.client, retesting.KIND, talk.at, talk.pack))


def begin(talk: Talk) -> None:
    if talk.client.session is not None or not is_free(talk):
        talk.reply(talk.say("finish-this-first"))
    else:
        retested.begin(talk)
