"""The coaching hears an event: a client and an event in, the client and what follows out.

Order of reading: warning signs in typed words, then commands, then the answers of the state in which the
machine has the client.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from content.library import Html, Pack
from flows import (
    calling,
    commands,
    everyday,
    health_news,
    managed,
    pictures,
    pregnancy,
    privacy,
    prompts,
    reading,
    returning,
    showing,
    silence,
    talking,
    waiting,
)
from flows import client as clients
from flows.amounts import is_length
from flows.answers import FlagAnswer
from flows.client import Client
from flows.command_names import is_bare, is_command
from flows.effects import CancelPrompts, Effect
from flows.events import (
    PASSED_ON,
    Attached,
    CameBack,
    Cleared,
    Due,
    Event,
    Left,
    Managed,
    Replied,
    Reworded,
    Said,
    Source,
    Tapped,
    Unanswered,
)
from flows.keeping import Keeping
from flows.machine import Journey, wait_for_tests
from flows.screens import (
    SCREENS,
    checks,
    doubt,
    locked,
    self_tests,
    settings,
    warning_signs,
    well,
)
from flows.screens.session import STEPS, finish, hear_pain, hold_still, watch_idle
from flows.table import is_coached
from flows.talk import CARD, PROMPT, Talk

KEEPS = Keeping()
MAY_ASK_TRAINER = frozenset(
    {
        "coaching",
        "plan",
        "education",
        "paused",
        "stopped",
        "tests_later",
        "professional_first",
        "waiting_for_visit",
        "getting_help",
        "urgent",
    }
)
"""Where words that no answer fits are offered to the trainer; elsewhere the open question is put again."""

OWN_WORDS = frozenset({"activity_name"})
"""Where any words are the answer, also such as might have been a warning sign and are none."""

IN_A_WORD = frozenset({"gate_cleared"})
"""Where a bare "yes" or "no" is an answer, though no button says just that."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What an event made of the client, and what is to be done."""

    client: Client
    effects: tuple[Effect, ...]


def hear(  # noqa: C901, PLR0912 - a table, one case per event
    client: Client,
    event: Event,
    pack: Pack,
    answered: Sequence[timedelta] = (),
    clips: Container[str] = (),
    *,
    keeps: Keeping = KEEPS,
) -> Heard:
    """One turn. Pure: the same client, event and pack give the same answer.

    `answered` are how long the client's trainer took for the last answers, newest first; `clips` are names of
    figures that count a hold, where there are any; `keeps` is how long what is kept is kept.
    """
    talk = Journey(client, event.at, pack, tapped=isinstance(event, Tapped))
    talk.answered = answered
    talk.keeps = keeps
    talk.clips = clips
    talk.source = event.source if isinstance(event, Said | Attached) else None
    heard = isinstance(event, Said | Tapped | Attached | CameBack)
    pregnancy.go_on(talk)
    if heard:
        _has_come(talk)
    match event:
        case Said():
            _said(talk, event)
        case Tapped():
            _tapped(talk, event.data)
        case Attached():
            _attached(talk, event)
        case Due():
            if not (client.blocked or client.left):
                prompts.due(talk, event)
        case Cleared():
            _cleared(talk, event)
        case Replied():
            talking.heard(talk, event)
        case Reworded():
            talking.reworded(talk, event)
        case Unanswered():
            waiting.unanswered(talk, event)
        case Managed():
            managed.hear(talk, event)
            if client.left and not (talk.client.left or client.blocked):
                _take_up_again(talk)
        case Left():
            _left(talk, client)
        case CameBack():
            pass
        case _:
            assert_never(event)
    if talk.forgotten is not None:
        return Heard(clients.new(client.id, client.name), (talk.forgotten,))
    if heard:
        _besides(talk, client)
    return Heard(talk.client, tuple(talk.effects))


def _has_come(talk: Journey) -> None:
    before = talk.client
    returning.after_silence(talk)
    talk.learn(last_seen=talk.at, blocked=False, left=False)
    if before.blocked or before.left:
        _came_back(talk)
    pregnancy.tell(talk)


def _besides(talk: Journey, before: Client) -> None:
    """What is said to whoever has just written or tapped, after the answer."""
    if silence.is_quiet(before):
        returning.greet(talk)
    prompts.tip.follow(talk, before)
    if talk.state == "coaching" and not (talk.client.doubtful or talk.client.pending):
        privacy.ask_again(talk)


def _said(talk: Journey, event: Said) -> None:  # noqa: C901 - the order of reading
    text = event.text
    called = _calls_for_help(talk, text)
    warned = _warned(talk, text)
    if event.passed_to is not None:
        talking.follow(talk, event, tell=not warned)
        if not warned:
            _go_on(talk)
    elif warned:
        talk.learn(unread_source=event.source if talk.client.doubtful else None)
    elif not _is_changed(event.source) and privacy.typed(talk, text):
        pass
    elif talk.client.doubtful:
        _hear_doubt(talk, "" if _is_changed(event.source) else text)
    elif talking.is_offered(talk, event):
        talking.reword(talk, event)
    elif talking.goes_straight(talk, event) and not is_command(talk, text) and talk.state != "new":
        talking.straight(talk, text, event.source)
        _go_on(talk)
    elif called:
        _called(talk, text)
    elif _is_changed(event.source) and talk.state != "new":
        _not_changed(talk)
    else:
        _read_on(talk, text)
    if called:
        calling.answer(talk)
    if not warned:
        health_news.hear(talk, text)


def _is_changed(source: Source | None) -> bool:
    """The person has changed a message that was heard before: what was open then may be long answered."""
    return source is not None and source.edited_at is not None


def _not_changed(talk: Journey) -> None:
    """What was answered stands, and no command is done twice: how to put it right."""
    back = "yes" if talk.state != "coaching" and (talk.client.trail or talk.client.asked) else "no"
    talk.tell(talk.say("edit-not-heard", back=back))
    _go_on(talk)


def _calls_for_help(talk: Journey, text: str) -> bool:
    """Words that call for help, and name no sign whose own card has the number too."""
    if not calling.is_heard(talk, text) or _is_an_answer(talk, text):
        return False
    return _known(talk).issuperset(everyday.understood(talk, text).signs.certain)


def _called(talk: Journey, text: str) -> None:
    """Nobody goes on by the clock meanwhile; what was open waits."""
    calling.tell_trainer(talk, text)
    if talk.state in STEPS:
        hold_still(talk)
    _go_on(talk)


def _go_on(talk: Journey) -> None:
    """Something was said in passing: what was open is asked once more."""
    if talk.state not in {"coaching", "new"} or talk.client.doubtful:
        talk.show_again()


def _read_on(talk: Journey, text: str) -> None:  # noqa: C901, PLR0912 - the order of reading
    """What a text says beside warning signs."""
    if commands.run(talk, text):
        return
    if talk.state == "new":
        talk.move("start")
        return
    if talk.client.pending:
        value = reading.choose(text, [(talk.say("yes"), "yes"), (talk.say("no"), "no")], talk.pack.words)
        if value is not None:
            _overlay(talk, {"yes": "send", "no": "do_not_send"}[value])
            return
        talk.learn(pending=())
    screen_now = SCREENS[talk.state]
    offered = _offered(talk)
    value = reading.choose(text, offered, talk.pack.words)
    leg_too = everyday.leg_beside(talk, text) if value is None else None
    if value is None and screen_now.read is not None:
        value = screen_now.read(talk, text)
    if value is None:
        value = everyday.offered(talk, text)
    if value is not None:
        _answer(talk, value)
        if leg_too is not None:
            _leg_too(talk, leg_too)
    elif prompts.typed(talk, text):
        pass
    elif (occasion := prompts.open_now(talk)) and (tapped := _prompt_word(talk, text)) is not None:
        prompts.tapped(talk, occasion, tapped)
    elif pictures.hear(talk, text) or everyday.hear(talk, text):
        pass
    elif talk.state in MAY_ASK_TRAINER:
        talking.offer(talk, text)
    elif talk.client.locks:
        talk.tell(talk.say("locked-first"))
        talk.show_again()
    else:
        talk.tell(_not_understood(talk, offered))
        talk.show_again()


def _leg_too(talk: Journey, score: int) -> None:
    """Told together with the back: the next answer where the leg is asked about, else in passing."""
    if talk.state == "morning_leg":
        _answer(talk, str(score))
    else:
        hear_pain(talk, None, score)


def _not_understood(talk: Journey, offered: Sequence[tuple[str, str]]) -> Html:
    if talk.state == "self_test":
        return self_tests.not_read(talk)
    typed = "type" if SCREENS[talk.state].read and not offered else "tap"
    return talk.say("not-understood-" + {"city": "city", "clock": "type"}.get(talk.state, typed))


def _prompt_word(talk: Talk, text: str) -> str | None:
    """Words typed below a live prompt, or below the question what got in the way."""
    if (value := prompts.barriers.read(talk, text, prompts.open_now(talk))) is not None:
        return value
    values = ["start", "done", "skip", "not_tonight", "later", "short"]
    value = reading.choose(text, [(each, each) for each in values], talk.pack.words)
    value = "skip" if value == "not_tonight" else value
    minutes = talk.pack.prompting.snooze_minutes
    if value is None:
        reasons = [(one.say, one.means) for one in talk.pack.prompting.skip_reasons]
        why = reading.choose(text, reasons, talk.pack.words)
        value = None if why is None else f"why_{why}"
    if value is None and (said := reading.number(text, talk.pack.words)) is not None and said in minutes:
        return f"later_{said:g}"
    return f"later_{minutes[1]}" if value == "later" else value


def _warned(talk: Journey, text: str) -> bool:
    """A warning sign in typed words goes before everything. One that is known is asked about: is it worse?"""
    if is_bare(text):
        return False
    locked_for = {lock.code for lock in talk.client.locks}
    named = everyday.understood(talk, text).signs
    serious, unclear = (
        [
            code
            for code in codes
            if talk.pack.red_flag[code].levels.new in {"E", "U"} and code not in locked_for
        ]
        for codes in (named.certain, named.doubtful)
    )
    fresh = [code for code in serious if code not in _known(talk)]
    for code in fresh:
        talk.answer(flags=talk.client.answers.flagged(FlagAnswer(code, "new")).flags)
        talk.record("red_flag", code, '"typed"', talk.today)
    if fresh:
        talk.typed_sign = text
        doubt.over(talk)
        return talk.move("red_flag")
    asked = talk.current if talk.state in warning_signs.SIGN_ASKED else ""
    if not serious or locked_for or asked in serious:
        unclear = [code for code in unclear if code != asked]
        if not unclear or _is_an_answer(talk, text) or is_length(text, talk.pack):
            return False
        doubt.ask(talk, unclear, text)
        return True
    if talk.client.session is not None:
        finish(talk)
    coached = is_coached(talk.client, talk.state)
    lists = () if coached else warning_signs.lists(talk, "emergency")
    named_now = tuple(f"sign:{code}" for code in serious)
    still = warning_signs.still_asked(talk.client) if talk.state in warning_signs.SIGN_ASKED else ()
    talk.learn(queue=(*dict.fromkeys((*named_now, *still)), *lists), asked=())
    return talk.move("known_flag")


def _known(talk: Journey) -> set[str]:
    """Signs that were named as old, unchanged and known."""
    return {flag.code for flag in talk.client.answers.flags if flag.status == "old_unchanged_known"}


def _is_an_answer(talk: Journey, text: str) -> bool:
    """The very words of a button that is on offer: typed, it means what a tap on it means, and no more."""
    if talk.state == "new" or talk.client.doubtful:
        return False
    if reading.choose(text, _offered(talk), talk.pack.words) is not None:
        return True
    read = SCREENS[talk.state].read if talk.state in IN_A_WORD else None
    return read is not None and read(talk, text) is not None


def _offered(talk: Journey) -> list[tuple[str, str]]:
    """Labels and values of the present card. At rest there are none, and it is not drawn to see that."""
    if talk.state == "coaching":
        return []
    return [(choice.label, choice.value) for choice in SCREENS[talk.state].choices(talk)]


def _hear_doubt(talk: Journey, text: str) -> None:
    """Typed words while a sign is in doubt: nothing goes past that question, but for help and "stop"."""
    value = doubt.read(talk, text)
    if value is not None:
        _settle_doubt(talk, value)
    elif commands.run_always(talk, text):
        if talk.client.stopped:
            doubt.wait_for_answer(talk)  # "stop" ends everything but this
    else:
        talk.tell(talk.say("locked-first"))
        talk.show_again()


def _tapped_in_doubt(talk: Journey, where: str, value: str) -> None:
    if where == f"{CARD}{talk.client.asking}" and value in {doubt.YES, doubt.NO}:
        _settle_doubt(talk, value)
    elif where != f"{CARD}{talk.client.asking - 1}":
        talk.toast(talk.say("locked-first"))
        talk.show_again()


def _settle_doubt(talk: Journey, value: str) -> None:
    text = talk.client.unread
    if value == doubt.YES:
        doubt.confirmed(talk)
        talk.move("red_flag")
    elif doubt.denied(talk):
        talk.show_again()
    else:
        held = talk.client.held
        doubt.over(talk)
        talk.toast(talk.say("doubt-over"))
        _take_up_again(talk)
        doubt.take_up(talk, held)
        source = talk.client.unread_source
        reads_on = talk.client.session is None and talk.state in MAY_ASK_TRAINER | OWN_WORDS
        if reads_on and not _is_changed(source):
            talk.source = source
            _read_on(talk, text)
        else:
            talk.show_again()  # within a questionnaire or a session, what was open is asked once more
        health_news.hear(talk, text)


def _tapped(talk: Journey, data: str) -> None:  # noqa: C901, PLR0911, PLR0912 - the order of reading
    where, _, value = data.partition(":")
    if where == privacy.BUTTON:
        privacy.tapped(talk, value)
        return
    if talk.client.doubtful:
        _tapped_in_doubt(talk, where, value)
        return
    if where.startswith(f"{PROMPT}."):
        try:
            prompts.tapped(talk, where.removeprefix(f"{PROMPT}."), value)
        except ValueError:
            talk.toast(talk.say("not-for-now"))
        return
    if where == talking.BUTTON:
        talking.tapped(talk, value)
        return
    if where == pictures.VIEW:
        pictures.tapped(talk, value)
        return
    if where == health_news.BUTTON:
        health_news.tapped(talk, value)
        return
    if where == showing.LOOK:
        showing.tapped(talk, value)
        return
    if where != f"{CARD}{talk.client.asking}":
        if where == f"{CARD}{talk.client.asking - 1}":
            return  # the same button twice, or a tap that crossed the next question on its way
        talk.toast(talk.say("stale-button"))
        if talk.state not in {"coaching", "new"}:
            talk.ring()
            talk.show_again()
        return
    if commands.menu(talk, value) or _overlay(talk, value):
        return
    if talk.state == "new":
        talk.move("start")
        return
    if value not in {offered for _, offered in _offered(talk)}:
        talk.toast(talk.say("not-for-now"))
        return
    _answer(talk, value)


def _overlay(talk: Journey, value: str) -> bool:
    """Answers to questions that any state may be asked: start over? pass this on?"""
    match value:
        case "start_over":
            if not talk.move("start_over"):
                talk.show_again()
        case "keep":
            talk.show_again()
        case "send" | "do_not_send" if talk.client.pending:
            talking.decided(talk, send=value == "send")
            if talk.state != "coaching":
                talk.ring()
                talk.show_again()
        case "go_back":
            talk.back()
        case _:
            return False
    return True


def _answer(talk: Journey, value: str) -> None:
    if value == showing.SHOW:
        showing.begin(talk)
        return
    if value == self_tests.BESIDE:
        talk.redraw(self_tests.beside(talk))
        return
    trigger = SCREENS[talk.state].hear(talk, value)
    if trigger is None or not talk.move(trigger):
        talk.show_again()


def _attached(talk: Journey, event: Attached) -> None:
    """Nobody here can open it; the trainer may."""
    if event.passed_to is not None:
        talking.follow(talk, event, tell=True)
    elif event.kind in PASSED_ON and event.source is not None and not talk.client.doubtful:
        if talking.is_offered(talk, event):
            talking.reword(talk, event)
            return
        if talking.goes_straight(talk, event) and talk.state != "new":
            talking.straight(talk, "", event.source)
        elif talk.state in MAY_ASK_TRAINER:
            talking.offer(talk, "")
            return
        else:
            talk.tell(talk.say("cannot-read", kind=event.kind))
    else:
        talk.tell(talk.say("cannot-read", kind=event.kind))
    if talk.state != "coaching":
        talk.show_again()


def _cleared(talk: Journey, event: Cleared) -> None:
    """The trainer has it from a professional: one sign is lifted, every other stays."""
    if not locked.may_lift(talk.client, event.code, event.on):
        return
    locked.lift(talk, event.code, by=event.by, who=event.who, on=event.on)
    if talk.client.locks:
        talk.tell(talk.say("one-unlocked", trainer=event.by), silent=True)
        if any(lock.level == "E" for lock in talk.client.locks):
            if talk.state in {"clearance", "clearance_date"}:  # what was lifted is not asked any more
                left = (item for item in talk.client.queue if item != f"clear:{event.code}")
                talk.learn(queue=tuple(left))
                talk.move("told")
            return
    else:
        talk.tell(talk.say("unlocked", trainer=event.by))
    talk.move("unlocked")


def _left(talk: Journey, before: Client) -> None:
    """Nothing can be said any more; what was asked about a sign, a person should know."""
    talk.learn(blocked=True)
    talk.unschedule()
    talk.add(CancelPrompts())
    talk.alert("left")
    if before.doubtful:
        doubt.tell_trainer(talk)
    if before.state in warning_signs.SIGN_ASKED:
        warning_signs.tell_trainer(talk)
    elif checks.is_ticked(before):
        checks.tell_trainer(talk)


def _came_back(talk: Journey) -> None:
    talk.alert("back")
    _take_up_again(talk)


def _take_up_again(talk: Journey) -> None:
    """What was taken out of the schedule, when the client left or a sign was in doubt, is put back."""
    if talk.client.doubtful:
        doubt.ask(talk, talk.client.doubtful, talk.client.unread)
    elif talk.state in warning_signs.SIGN_ASKED or checks.is_ticked(talk.client):
        warning_signs.wait_for_answer(talk, talk.state)
    elif talk.client.locks:
        locked.ask_back(talk)
    elif talk.state == "paused":
        settings.wait_out_pause(talk)
    elif talk.state == "well_again":
        well.wait_for_answer(talk, talk.state)
    elif talk.state in {"tests_later", "plan", "plan_why", "plan_left_out"}:
        wait_for_tests(talk, talk.state)
    elif talk.state == "waiting_for_visit":
        locked.remind(talk)
    elif is_coached(talk.client, talk.state) and not talk.client.stopped:
        talk.plan_ahead()
        if talk.client.session is not None:
            watch_idle(talk)
