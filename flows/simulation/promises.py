"""What must hold over months, judged on every turn; and what the explorer judges of each turn.

In: a turn, and what came before it. Out: complaints. Clocks, quiet hours and days are reckoned here anew,
from the client's settings alone: none of it asks the code that it judges.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from content.schema import Side
from flows import client as clients
from flows.client import Client, Session, Settings
from flows.effects import Edit, Effect, Say, Toast
from flows.events import Attached, CameBack, Due, Said, Tapped
from flows.explorer import promises as explorer
from flows.explorer.promises import (
    Promise,
    Turn,
    is_nerve_positive,
    is_tight,
    is_to_be_left_alone,
)
from flows.explorer.world import World
from flows.planning import Plan, Prescription
from flows.screens import SCREENS
from flows.table import COACHED
from flows.times import WEEK

DAY = timedelta(days=1)
SIDES: tuple[Side, Side] = "L", "R"
IN_TALK = timedelta(hours=2)
"""So long after the client's last word, what comes by itself still belongs to that talk: a hold, a bell."""
ASKED_FOR = frozenset({"snooze", "emergency_follow_up", "doubt_follow_up", "sign_follow_up"})
"""What may come in quiet hours: an alarm that the client set, and questions of life and limb."""
AT_MOST = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?) of (\d+)(?! *(?:mm|cm|°))")
LONGEST, LONGEST_CAPTION, LONGEST_TOAST, LONGEST_DATA = 4096, 1024, 200, 64
FEWER_AFTER, AT_MOST_FEW = 16, 2
"""After so many days without a word, at most so many messages a week (the ladder's day 7, with room)."""
NONE_AFTER = 45
"""After so many days without a word, none at all (the ladder's day 21, with room for evenings off)."""
LONG_OPEN = timedelta(days=3)
OFTEN_ANSWERED = 3
NEXT_WITHIN = timedelta(days=9)
TIP = "tip"
BETWEEN_TIPS, TIPS_NOT_BEFORE = 14, 7
"""Days from one tip to the next, and from the plan's beginning to the first one, at least."""


# --- the client's own clock, reckoned anew ---


def waking_date(settings: Settings, at: datetime) -> date:
    """The date by the client's clock; before getting up it is still the day before."""
    local = at.astimezone(ZoneInfo(settings.zone))
    return local.date() - DAY if local.time() < settings.wake_on(local.date()) else local.date()


def asleep(settings: Settings, at: datetime) -> bool:
    """Between bedtime and getting up, by the client's clock."""
    zone = ZoneInfo(settings.zone)
    today = at.astimezone(zone).date()
    for on in (today - DAY, today):
        bedtime, wake = settings.bedtime_on(on), settings.wake_on(on)
        evening = on + DAY if bedtime < wake else on
        begins = datetime.combine(evening, bedtime, zone).astimezone(UTC)
        ends = datetime.combine(on + DAY, settings.wake_on(on + DAY), zone).astimezone(UTC)
        if begins <= at < ends:
            return True
    return False


# --- what came before ---


class Push(NamedTuple):
    """The coach spoke first."""

    at: datetime
    kind: str
    on: date
    """The client's waking day at that moment."""
    key: str


@dataclass(slots=True)
class Past:
    """What a judge remembers of one client."""

    pushes: list[Push] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    last_word: datetime | None = None
    passed: dict[tuple[str, str | None], list[date]] = field(default_factory=dict)
    """When each region and side passed since it was last tight."""
    tight: set[tuple[str, str | None]] = field(default_factory=set)
    """What ever was tight."""
    graduated: set[tuple[str, str | None]] = field(default_factory=set)
    """What was tight once, and has passed twice since."""
    tips: set[str] = field(default_factory=set)
    """Texts that were sent as tips."""
    tipped_on: date | None = None
    question: tuple[str, str] = "", ""
    asked_since: datetime | None = None
    answered: int = 0

    def remember(self, turn: Turn) -> None:
        """After the turn was judged."""
        client, now = turn.after.client, turn.after.now
        for say in pushes(turn):
            kind = (say.key or "").partition(".")[0]
            self.pushes.append(Push(now, kind, waking_date(client.settings, now), say.key or ""))
            self.keys.add(say.key or "")
        for say in tips_of(turn):
            self.tips.add(say.text)
            self.tipped_on = waking_date(client.settings, now)
        pause_ends = turn.before.client.paused_until is not None and client.paused_until is None
        is_back = turn.before.client.left and not client.left  # the trainer has word of them
        if isinstance(turn.did.event, Said | Tapped | Attached | CameBack) or pause_ends or is_back:
            self.last_word = now
        self._test(turn)
        self._ask(turn)

    def _test(self, turn: Turn) -> None:
        before, after = turn.before.client.answers, turn.after.client.answers
        if after.findings is before.findings:
            return
        if not after.findings:
            self.passed.clear()
            return
        new = {one.test for one in set(after.findings) - set(before.findings)}
        on = waking_date(turn.after.client.settings, turn.after.now)
        for region in turn.pack.regions.regions:
            tests = {turn.pack.self_test[clause.test].id for way in region.unlock for clause in way.all}
            if tests.isdisjoint(new):
                continue
            for side in SIDES:
                known = self.passed.setdefault((region.id, side), [])
                where = region.id, side
                if is_tight(region, side, after, turn.pack):
                    known.clear()
                    self.tight.add(where)
                    self.graduated.discard(where)
                elif on not in known:
                    known.append(on)
                    if where in self.tight and (on - known[0]).days >= WEEK:
                        self.graduated.add(where)

    def _ask(self, turn: Turn) -> None:
        client = turn.after.client
        question = client.state, turn.after.text
        if question != self.question or client.state in explorer.REST:
            self.question, self.asked_since, self.answered = question, turn.after.now, 0
        elif _answers(turn):
            self.answered += 1


def _answers(turn: Turn) -> bool:
    """Typed words, or a tap on the card that is asked: a button of another day's message is told so."""
    match turn.did.event:
        case Said():
            return True
        case Tapped(data=data):
            return data.startswith(f"c{turn.before.client.asking}:")
    return False


FOLLOWS = frozenset({"leg_settled"})
"""A question that follows, within the hour, what the client has just told: no push of its own."""


def pushes(turn: Turn) -> list[Say]:
    """What the coach says first. The one silent repeat and what was snoozed are no pushes of their own."""
    event = turn.did.event
    if isinstance(event, Due) and event.kind in FOLLOWS:
        return []
    return [
        one
        for one in turn.heard.effects
        if isinstance(one, Say)
        and one.urgency in {"prompt", "broadcast"}
        and not (one.key or "").endswith(".repeat")
    ]


def tips_of(turn: Turn) -> list[Say]:
    """Whether they come by themselves or below an answer."""
    return [
        one for one in turn.heard.effects if isinstance(one, Say) and (one.key or "").startswith(f"{TIP}.")
    ]


def unasked(turn: Turn, past: Past) -> list[Say]:
    """Whatever comes by itself, and is no part of a talk under way."""
    event = turn.did.event
    if not isinstance(event, Due) or event.kind in ASKED_FOR:
        return []
    in_talk = past.last_word is not None and turn.after.now - past.last_word < IN_TALK
    return [
        one
        for one in turn.heard.effects
        if isinstance(one, Say) and one.to is None and (one.urgency == "prompt" or not in_talk)
    ]


# --- promises of months ---

Check = Callable[[Past, Turn], str | None]


class MonthPromise(NamedTuple):
    number: int
    says: str
    broken: Check


def keeps_to_the_budget(past: Past, turn: Turn) -> str | None:
    said = pushes(turn)
    if not said:
        return None
    on = waking_date(turn.after.client.settings, turn.after.now)
    count = sum(one.on == on for one in past.pushes[-20:]) + len(said)
    most = turn.pack.prompting.max_pushes_a_day
    return f"{count} pushes on {on}, and {most} are the most" if count > most else None


def lets_sleep(past: Past, turn: Turn) -> str | None:
    if unasked(turn, past) and asleep(turn.after.client.settings, turn.after.now):
        local = turn.after.now.astimezone(ZoneInfo(turn.after.client.settings.zone))
        return f"{turn.did.name!r} speaks in quiet hours, at {local:%H:%M %Z}"
    return None


def says_it_once(past: Past, turn: Turn) -> str | None:
    client, now = turn.after.client, turn.after.now
    for say in pushes(turn):
        kind = (say.key or "").partition(".")[0]
        on = waking_date(client.settings, now)
        before = sum((one.kind, one.on) == (kind, on) for one in past.pushes[-20:])
        floss = client.plan.floss.times_a_day if client.plan else None
        most = max(floss or 0, client.flossing.times if client.flossing else 0) if kind == "floss" else 1
        if before >= most:
            return f"a {kind} prompt more than {most} on {on}"
        if say.key in past.keys:
            return f"{say.key} is said twice"
    return None


def makes_sense(_: Past, turn: Turn) -> str | None:
    event, client = turn.did.event, turn.before.client
    for say in pushes(turn):
        occasion = say.key or ""
        if isinstance(event, Due) and event.at > event.expires_at:
            return f"{occasion} is said after its sense is lost"
        if say.expires_at is None or say.expires_at <= turn.after.now:
            return f"{occasion} is said with no time left for it"
        on = waking_date(turn.after.client.settings, turn.after.now).isoformat()
        if on not in occasion:
            return f"{occasion} is said on {on}"
        answered = {
            f"{one.kind}.{one.on.isoformat()}.{one.number}" for one in client.slots if one.status != "open"
        }
        if occasion in answered:
            return f"{occasion} is said, and was answered before"
    return None


def keeps_its_word(_: Past, turn: Turn) -> str | None:
    """An evening that was announced is prompted, unless it was answered or all of it rests."""
    event, world = turn.did.event, turn.before
    if not isinstance(event, Due) or event.kind != "bedtime" or event.at >= event.expires_at:
        return None
    client = world.client
    known = {f"{one.kind}.{one.on.isoformat()}.{one.number}" for one in client.slots}
    out = {line.exercise for line in (client.plan or Plan()).stretches} <= set(client.taken_out)
    rests = client.resting or out
    free = client.state == "coaching" and not is_to_be_left_alone(world) and not rests
    sleeps = asleep(client.settings, event.at)
    if free and not sleeps and event.occasion not in known and not pushes(turn):
        return f"{event.occasion} was announced, and nothing is said"
    return None


def falls_silent(past: Past, turn: Turn) -> str | None:
    """Whoever says nothing hears less and less, and then nothing."""
    said = unasked(turn, past)
    if not said or past.last_word is None or turn.after.client.plan_since is None:
        return None
    quiet = turn.after.now - past.last_word
    if quiet > NONE_AFTER * DAY:
        return f"something is said after {quiet.days} days of silence"
    week = [one for one in past.pushes[-20:] if turn.after.now - one.at < WEEK * DAY]
    if quiet > FEWER_AFTER * DAY and len(week) >= AT_MOST_FEW:
        return f"{len(week) + 1} messages in a week, after {quiet.days} days of silence"
    return None


def tips_are_welcome(past: Past, turn: Turn) -> str | None:
    """Once a fortnight at most, each one new and silent, and only to somebody who is well and wants it."""
    client = turn.after.client
    on = waking_date(client.settings, turn.after.now)
    for say in tips_of(turn):
        if past.tipped_on is not None and (on - past.tipped_on).days < BETWEEN_TIPS:
            return f"a tip on {on}, and the last one came on {past.tipped_on}"
        if say.text in past.tips:
            return "the same tip is sent twice"
        if client.plan_since is None or (on - client.plan_since).days < TIPS_NOT_BEFORE:
            return f"a tip on {on}, and the plan began on {client.plan_since}"
        if not say.silent:
            return "a tip makes a sound"
        why = is_to_be_left_alone(turn.after) or _unfit_for_tips(client)
        if why:
            return f"a client who is {why} gets a tip"
    return None


def _unfit_for_tips(client: Client) -> str:
    if not client.settings.tips:
        return "not wanting any"
    if client.flare_since is not None:
        return "in a flare"
    if client.hushed or client.weekly_only_since is not None:
        return "silent"
    return "in the middle of something" if client.session is not None or client.retest is not None else ""


def leaves_what_passed(past: Past, turn: Turn) -> str | None:
    """A region that passed twice, a week apart, is not stretched any more."""
    session = turn.after.client.session
    if session is None or session is turn.before.client.session or session.kind == "floss":
        return None
    for exercise, side in session.steps:
        line = _line(session, turn.after.client, exercise)
        if line is None or line.mode == "activation" or line.region is None:
            continue
        days = past.passed.get((line.region, side if side in {"L", "R"} else "L"), [])
        if days and (days[-1] - days[0]).days >= WEEK:
            return f"{exercise} ({side}) is done, and {line.region} passed on {days[0]} and {days[-1]}"
    return None


def _line(session: Session, client: Client, exercise: str) -> Prescription | None:
    lines = (*session.lines, *(client.plan or Plan()).prescriptions)
    return next((one for one in lines if one.exercise == exercise), None)


def session_is_safe(_: Past, turn: Turn) -> str | None:
    """Nothing avoided, nothing that rests, nothing along a nerve that tested positive."""
    client, pack = turn.after.client, turn.pack
    session = client.session
    if (
        session is None
        or session.steps is (turn.before.client.session or Session("floss", date.min, 0)).steps
    ):
        return None
    for exercise, side in session.steps[session.at :]:
        card = pack.exercise[exercise]
        if exercise in pack.avoided or card.flexes_lumbar:
            return f"{exercise} is a step of the session, and is on the avoid list"
        if session.kind == "floss":
            continue
        if any(one.exercise == exercise and one.until > session.on for one in client.resting):
            return f"{exercise} is a step of the session, and is to rest"
        if exercise in client.taken_out:
            return f"{exercise} is a step of the session, and the trainer took it out"
        line = _line(session, client, exercise)
        nerve = card.nerve_negative_only or (
            line is not None and line.mode != "activation" and line.region == explorer.HAMSTRINGS
        )
        sides = [each for each in SIDES if side in {each, "both", "none"}]
        if nerve and any(is_nerve_positive(each, client.answers, pack) for each in sides):
            return f"{exercise} is a step on the {side} side, where the nerve tested positive"
    return None


def counts_no_more_than_there_was(_: Past, turn: Turn) -> str | None:
    for text in turn.said:
        if " of " not in text:
            continue
        for done, all_of_it in AT_MOST.findall(text):
            if float(done) > float(all_of_it):
                return f"a client reads: {done} of {all_of_it}"
    return None


def fits_telegram(_: Past, turn: Turn) -> str | None:
    for effect in turn.heard.effects:
        problem = _too_long(effect)
        if problem:
            return problem
    return None


def _too_long(effect: Effect) -> str:
    match effect:
        case Toast(text=text):
            return "" if 0 < len(text) <= LONGEST_TOAST else f"an answer to a tap of {len(text)} characters"
        case Say(text=text, rows=rows, picture=picture) | Edit(text=text, rows=rows, picture=picture):
            longest = LONGEST if picture is None else LONGEST_CAPTION
            plain = text if 0 < len(text) <= longest else re.sub(r"<[^>]+>", "", text)
            if not 0 < len(plain) <= longest:
                return f"a message of {len(plain)} characters"
            for button in (button for row in rows for button in row):
                if not button.label or not 0 < len(button.data.encode()) <= LONGEST_DATA:
                    return f"a button that Telegram refuses: {button}"
    return ""


def takes_an_answer(past: Past, turn: Turn) -> str | None:
    """Nobody answers one open card again and again, for days; the card of a pause asks for nothing."""
    client = turn.after.client
    if past.asked_since is None or client.state in {*explorer.REST, "paused"} or client.locks:
        return None
    same = (client.state, turn.after.text) == past.question
    if same and past.answered >= OFTEN_ANSWERED and turn.after.now - past.asked_since > LONG_OPEN:
        return f"the same card of {client.state} for days, answered {past.answered} times"
    return None


def can_go_on(_: Past, turn: Turn) -> str | None:
    """In every state there is something to tap, or something to type."""
    world = turn.after
    state = world.client.state
    if state in explorer.REST or turn.before.card is world.card:
        return None
    own = f"c{world.client.asking}:", "p."
    live = any(button.data.startswith(own) for row in world.card for button in row)
    return None if live or SCREENS[state].read is not None else f"nothing can be answered in {state}"


WHEN_IT_SPEAKS_FIRST = (
    MonthPromise(10, "no more pushes a day than the budget allows", keeps_to_the_budget),
    MonthPromise(10, "nothing comes in quiet hours", lets_sleep),
    MonthPromise(10, "one prompt per kind and day, whatever the clocks do", says_it_once),
    MonthPromise(10, "no prompt that has lost its sense", makes_sense),
    MonthPromise(6, "what was announced comes", keeps_its_word),
    MonthPromise(10, "silence leads to fewer messages, then to none", falls_silent),
    MonthPromise(9, "tips are few and new, and only for those who want them", tips_are_welcome),
)
MONTHS = (
    MonthPromise(3, "what passed twice is not stretched", leaves_what_passed),
    MonthPromise(2, "every step of a session is safe", session_is_safe),
    MonthPromise(7, "no more was done than prescribed", counts_no_more_than_there_was),
    MonthPromise(6, "everything fits Telegram", fits_telegram),
    MonthPromise(6, "an answer leads on", takes_an_answer),
    MonthPromise(6, "something can be answered in every state", can_go_on),
)
EVERY_TURN = (
    explorer.shows_no_exercise_too_early,
    explorer.a_sign_wins,
    explorer.every_text_gets_an_answer,
    explorer.every_button_does_something,
    explorer.odd_taps_change_nothing,
    explorer.nothing_is_left_open,
    explorer.one_lock_at_a_time,
    explorer.other_signs_stay,
    explorer.prompts_nobody_who_is_to_be_left_alone,
    explorer.takes_back_what_was_queued,
)
WHEN_THE_PLAN_CHANGES = (
    explorer.prescribes_nothing_avoided,
    explorer.stretches_only_what_is_tight,
    explorer.never_stretches_a_nerve,
    explorer.every_line_has_a_reason,
)
_OF: dict[object, Promise] = {one.broken: one for one in explorer.PROMISES}


def complaints(past: Past, turn: Turn) -> Iterator[tuple[int, str, str]]:
    """The number of each promise that this turn breaks, what it says, and how it is broken."""
    before, after = turn.before.client, turn.after.client
    changed = before.plan is not after.plan or before.answers is not after.answers
    for check in (*EVERY_TURN, *(WHEN_THE_PLAN_CHANGES if changed else ())):
        complaint = check(turn)
        if complaint is not None:
            yield _OF[check].number, _OF[check].says, complaint
    speaks_first = isinstance(turn.did.event, Due) or pushes(turn)
    for promise in (*(WHEN_IT_SPEAKS_FIRST if speaks_first else ()), *MONTHS):
        complaint = promise.broken(past, turn)
        if complaint is not None:
            yield promise.number, promise.says, complaint


# --- promises of every day ---


STORED_ON = 6
"""Once a week: it takes as long as a day of everything else."""


def complaints_of_the_day(world: World) -> Iterator[tuple[int, str, str]]:
    """Whoever has something to do is told when; what is stored comes back."""
    client = world.client
    if world.now.weekday() == STORED_ON and clients.load(clients.dump(client)) != client:
        yield 11, "what is stored comes back", "a client changes when it is stored and loaded"
    if is_to_be_left_alone(world) or client.hushed or client.plan_since is None:
        return
    plan = client.plan or Plan()
    if client.state not in COACHED or not (plan.stretches or plan.floss.do):
        return
    ahead = [row.due_at for row in world.rows if row.expires_at > world.now]
    if not ahead:
        yield 6, "nobody is forgotten", f"nothing is scheduled in {client.state}"
    elif min(ahead) - world.now > NEXT_WITHIN:
        yield 6, "nobody is forgotten", f"nothing is scheduled for {(min(ahead) - world.now).days} days"
