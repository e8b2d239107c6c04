"""What follows from everyday words that no button's label fits: done, later, not today, a pain score.

Where a prompt is open or the client is being coached, the words are taken for what they mean. Within a
questionnaire nothing is guessed: there the open question is put again.
"""

from content.library import Pack
from flows import prompts, reading, talking
from flows.amounts import wait
from flows.client import Client
from flows.safety import read_signs
from flows.scores import Scores, is_painless, pain_scores
from flows.screens import SCREENS, settings
from flows.screens.session import hear_pain
from flows.table import COACHED
from flows.talk import Talk
from flows.understanding import Context, Understood, understand

SCREENING = ("gate_", "emergency_sign", "further_sign", "condition", "clearance", "check")
PAIN_ASKED = frozenset(
    {"pain_before", "pain_after", "hurts", "back_now", "rest_leg_pain", "morning_back", "morning_leg"}
)
BACK_ASKED = frozenset({"pain_before", "pain_after", "morning_back", "pain_now"})
"""Of somebody who is being coached."""
IN_SESSION = frozenset(
    {
        "warm_up",
        "exercise",
        "hold_paused",
        "away",
        "feel",
        "session_idle",
        "relief",
        "flossing",
        "leg_now",
        "workout",
        "workout_warming",
        "workout_helper",
        "leg_further",
    }
)
MEANS: dict[str, tuple[str, ...]] = {
    "done": ("done", "warm", "ready"),
    "skip": ("skip", "not_now"),
    "pain_report": ("hurts", "stronger"),
    "snooze": ("pause",),
}
"""Values of buttons that an everyday label may stand for, where one of them is on offer."""


def context(talk: Talk) -> Context:
    """What the coach last said, as far as reading needs to know."""
    state, prompt = talk.state, prompts.open_now(talk)
    if talk.client.doubtful or state.startswith(SCREENING):
        return "red_flag_screen"
    if state in PAIN_ASKED or prompts.asked_score(talk).startswith(prompts.pain.BACK):
        return "pain_prompt"
    if state in IN_SESSION:
        return "during_session"
    if prompts.asked_score(talk):
        return "morning_checkin"
    if prompt:
        return "floss_prompt" if prompt.startswith("floss") else "bedtime_prompt"
    return "idle"


def may_be_sign(client: Client, text: str, pack: Pack) -> bool:
    """Whether a text may have to do with a warning sign, at the least: by its words, or by what was asked."""
    if client.locks or client.doubtful or client.state.startswith(SCREENING):
        return True
    read = read_signs(text, pack)
    return bool(read.certain or read.doubtful)


def understood(talk: Talk, text: str) -> Understood:
    """What a text means where the talk stands now."""
    key = text, context(talk)
    if key not in talk.read:
        talk.read[key] = understand(*key, talk.pack)
    return talk.read[key]


def offered(talk: Talk, text: str) -> str | None:
    """The value of a button on the session's card that the words stand for."""
    if talk.state not in IN_SESSION:
        return None
    label = understood(talk, text).everyday
    choices = {choice.value for choice in SCREENS[talk.state].card(talk).choices}
    if "clock" in choices:
        choices.add("done")  # a hold may be timed by oneself
    return next((value for value in MEANS.get(label, ()) if value in choices), None)


def hear(talk: Talk, text: str) -> bool:
    """Do what the words mean; False where they are to be asked about."""
    if talk.client.plan_since is None or talk.client.locks or talk.state not in COACHED:
        return False
    meant = understood(talk, text)
    if meant.everyday == "question_for_trainer":
        talking.offer(talk, text)
        return True
    if talk.state in BACK_ASKED and (meant.scores.unclear or meant.scores.leg is not None):
        _beside_the_back(talk, meant.scores)
        return True
    if talk.state != "coaching" and not talk.client.prompt:
        return False
    if prompts.asked_score(talk) and is_painless(text, talk.pack):
        prompts.pain.hear(talk, pain_scores(text, talk.pack, asked=True))
        return True
    return _coached(talk, text, meant)


def leg_beside(talk: Talk, text: str) -> int | None:
    """The leg's pain, told together with the back's, which was asked for."""
    return understood(talk, text).scores.leg if talk.state in BACK_ASKED else None


def _beside_the_back(talk: Talk, told: Scores) -> None:
    """The leg was told where the back is asked about, or it is not clear whose pain it is: asked again."""
    if told.unclear:
        talk.tell(talk.say("pain-which"))
    elif hear_pain(talk, None, told.leg):
        return
    talk.show_again()


def _coached(talk: Talk, text: str, meant: Understood) -> bool:
    occasion = prompts.open_now(talk)
    if meant.score is not None:
        prompts.pain.hear(talk, meant.scores)
    if (away := _stays_away(talk, text, meant)) is not None:
        _rest(talk, text, ill=away == "ill")
        return True
    match meant.everyday:
        case "done" | "skip" if about := _told_of(talk, text):
            prompts.tapped(talk, about, meant.everyday)
        case "snooze" if occasion:
            prompts.typed_later(talk, occasion, wait(text, talk.pack, asked=True))
        case "stop_prompts":
            _rest(talk, text, ill=False)
        case "pain_report":
            if meant.score is None:
                talk.tell(talk.say(_no_score(talk, text)))
        case "smalltalk":
            talk.tell(talk.say("pain-which-number" if prompts.asked_score(talk) else "smalltalk"))
        case _:
            return False
    return True


def _told_of(talk: Talk, text: str) -> str:
    """The occasion that was done or skipped: last night's where it is named, or where it alone is open while
    the morning is asked about.
    """
    now, last = prompts.open_now(talk), prompts.last_evening(talk)
    named = reading.mentions(text, "last_evening", talk.pack.words)
    asked = prompts.asked_score(talk).startswith("morning")
    if last is not None and (named or (asked and not now and last.status == "open")):
        return f"{last.kind}.{last.on.isoformat()}.{last.number}"
    return now if not named or now.startswith("bedtime") else ""


def _no_score(talk: Talk, text: str) -> str:
    """What is said to words about pain without a number."""
    if prompts.asked_score(talk):
        return "pain-which-number"
    return "painless-heard" if is_painless(text, talk.pack) else "pain-heard"


def _stays_away(talk: Talk, text: str, meant: Understood) -> str | None:
    """The client is ill, or away: in a word or two, or in words that ask for a break."""
    words = talk.pack.words
    if meant.everyday in {"skip", "stop_prompts"} and reading.mentions(text, "unwell", words):
        return "ill"
    return reading.choose(text, [("", "ill"), ("", "away")], words)


def _rest(talk: Talk, text: str, *, ill: bool) -> None:
    """A break of the length that was told; without one, the lengths on offer. An illness has its own."""
    days = settings.told_days(talk, text)
    if ill:
        prompts.barriers.ill(talk, days)
    elif days is None:
        talk.move("pause")
    else:
        settings.rest(talk, days)
        talk.move("paused")
