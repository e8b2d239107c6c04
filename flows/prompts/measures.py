"""How it goes, asked every few weeks: the prompt, and what a tap on it means."""

from flows import measuring, times
from flows.effects import Button, Rows
from flows.events import Due
from flows.prompts.cards import answer, is_free, push
from flows.talk import PROMPT, Talk

WORDS = {"begin": "measures-begin", "tomorrow": "tomorrow", "leave_out": "measures-leave-out"}
"""The buttons' values, and what they are called."""


def speak(talk: Talk, event: Due, *, late: bool) -> None:
    """Asked at most twice: on its day, and once more on the day after."""
    _, on, week = times.parse(event.occasion)
    if late or week in talk.client.measures_asked or talk.client.session is not None or not is_free(talk):
        return
    again = measuring.was_asked(talk.client, week, talk.pack)
    if again:
        talk.client = measuring.asked(talk.client, week)
    else:
        talk.learn(measures_put_off=on + times.DAY)
    talk.learn(prompt=event.occasion)
    first = "yes" if "name" in measuring.questions(talk.client, week, talk.pack) else "no"
    push(
        talk,
        talk.say("measures-prompt", first=first, most=talk.pack.measures.activities),
        _rows(talk, event.occasion, again=again),
        event.occasion,
        event.expires_at,
    )


def _rows(talk: Talk, occasion: str, *, again: bool) -> Rows:
    begin, tomorrow, leave_out = (
        Button(talk.say(key), f"{PROMPT}.{occasion}:{value}", "success" if value == "begin" else "plain")
        for value, key in WORDS.items()
    )
    return ((begin,), (leave_out,) if again else (tomorrow, leave_out))


def offers(talk: Talk) -> list[tuple[str, str]]:
    """What may be typed in place of a tap."""
    return [(talk.say(key), value) for value, key in WORDS.items()]


def tapped(talk: Talk, occasion: str, value: str) -> None:
    """A tap on the prompt. Raises ValueError for one that no button carries."""
    _, _, week = times.parse(occasion)
    questions = measuring.questions(talk.client, week, talk.pack)
    if talk.client.plan_since is None or not questions or _passed(talk, week):
        talk.reply(talk.say("measures-over"))
    elif value == "begin":
        _begin(talk, week, questions)
    elif value == "tomorrow" and week in talk.client.measures_asked:
        talk.reply(talk.say("measures-over"))
    elif value == "tomorrow":
        talk.learn(measures_put_off=talk.today + times.DAY)
        answer(talk, occasion, talk.say("measures-tomorrow"))
    elif value == "leave_out":
        if week not in talk.client.measures_asked:
            talk.client = measuring.asked(talk.client, week)
        answer(talk, occasion, talk.say("measures-left-out"))
    else:
        raise ValueError(f"no button carries {value}")


def _passed(talk: Talk, week: int) -> bool:
    """A later week's questions have been put since."""
    return any(later > week for later in (*talk.client.measures_asked, *_weeks(talk)))


def _weeks(talk: Talk) -> list[int]:
    return [one.week for one in talk.client.measured]


def _begin(talk: Talk, week: int, questions: tuple[str, ...]) -> None:
    if talk.client.session is not None or not is_free(talk):
        talk.reply(talk.say("finish-this-first"))
        return
    talk.learn(queue=questions, asked=(f"week:{week}",))
    talk.move("measure")
