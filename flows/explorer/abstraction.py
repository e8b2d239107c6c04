"""Which worlds count as one: what later decisions depend on is kept, the rest is dropped.

In: a world. Out: a key; the explorer goes on from one world per key. The state is always kept, and whether
the client has blocked the bot. What else is kept depends on where the client stands:

- *gone* (has blocked the bot, or is marked as left): what coming back puts into the schedule again.
- *asked besides* (an unclear sign, words to pass on): the question, which is the same over every state.
- *locked*: the level of each lock, whether it is a crisis, and whether it was raised by itself (a symptom,
  a self-test, the age), since each is lifted in another way; of two locks or more only the set of levels.
  How far the client had come decides where the way back leads.
- *screening*: levels and newness of warning signs, not their codes, since promises speak of levels; whether
  one sign more would make an emergency of them; that a condition stops everything, not which; the gate.
  Adults whose gate is open and who are there for the first time are told apart most finely; whoever comes
  again differs only in the list. At most two boxes are ticked: what more of them add up to is decided on
  paper.
- *testing*: a body (`bodies.py`) stands for all findings; with it, the next test says everything.
- *coached*: whether there is something to stretch and to floss; whether the weekly check is overdue; the
  place in a session (each step of a short one, the kind of step in a long one); the prompt that is open,
  and what became of tonight's and of last night's.

Some clients are other than most. Who knows a warning sign, or has no pain, hears of typed signs in another
way; who has conditions or an irritable nerve gets another plan. They walk everywhere, but on the main road:
their prompts and places in a session are not told apart, and few bodies are tried for them.

Dropped everywhere: names, dates, counters of questions, pain scores, times of day, exact findings, and what
waits in the outbox, since it decides nothing. Two worlds with one key can still differ in such things, so
every edge is taken, but not every sum of small differences.

`situation` and `question` are coarser still. A voice message or /privacy is heard in the same way whatever
became of last night's prompt, so such things are tried once in each situation; words that may be an answer,
once for each kind of question in it.
"""

from collections.abc import Hashable
from dataclasses import fields
from datetime import date

from content.library import Pack
from flows import times
from flows.answers import Answers
from flows.client import Client, Session
from flows.dosing import tonight
from flows.explorer.bodies import MIXED
from flows.explorer.world import World
from flows.planning import Plan
from flows.session import clocked, line_of
from flows.table import COACHED

CRISIS = "RF29"
FRESH = frozenset({"new", "worse"})
KNOWN = "old_unchanged_known"
SEVERITY = {"W": 1, "P": 2, "U": 3, "E": 4}
IRRITABLE = 7
MANY = 2
SHORT = 2
"""So many steps of a session are told apart."""

SIGNS = frozenset({"emergency_signs", "emergency_sign", "further_signs", "further_sign"})
CONDITIONS = frozenset({"conditions", "condition"})
SYMPTOMS = frozenset({"back_now", "leg", "below_knee", "rest_leg_pain"})
TESTS = frozenset({"sitting", "self_test", "tests_later"})
IN_PLAN = frozenset({"plan", "plan_why", "plan_left_out", "education"})

KNOWN_FIELDS = frozenset(
    {
        # looked at below
        "state", "trail", "queue", "asked", "ticked", "consent_at", "answers", "locks", "cleared", "plan",
        "plan_since", "slots", "session", "floss_paused_until", "prompt", "snoozes", "blocked",
        "pending", "doubtful", "checked_on",
        # dropped: only wording depends on it, or it comes with something above
        "id", "name", "initial", "asking", "question", "consent_version", "settings", "plan_version", "pain",
        "resting",
        "last_seen", "unread", "paused_until", "stopped",
        "courses", "evening", "morning_asked", "pushes", "rests_on",
        "flossing", "flare_since", "undo", "retest", "retested_on", "nerve_tested_on",
        "retest_put_off", "experiments", "activities", "measured", "measures_asked", "measures_put_off",
        "reported_on", "travel_asked", "odd_answers", "fading_offered", "check_first", "ill",
        "weekly_only_since", "hushed", "short_next", "short_until",
        "barrier_asked", "tips", "tipped_on", "tip_followed", "taken_out", "notes", "left",
        "worse_in_a_row", "replying_until",
        "unread_source", "consent_asked", "forget_until",
    }
)  # fmt: skip
"""Fields of a client that this file has decided about."""
NEW_FIELDS = tuple(one.name for one in fields(Client) if one.name not in KNOWN_FIELDS)
"""A field that is new counts as soon as something is in it."""


def key(world: World, pack: Pack) -> Hashable:
    """Equal for worlds that count as one."""
    client = world.client
    if client.blocked or client.left:
        again = bool(client.locks), client.plan_since is not None, client.session is not None
        return "gone" if client.blocked else "left", client.state, *again
    common = client.state, _further(client)
    if client.doubtful or client.pending:
        return *common, *_asked_besides(client, pack)
    if client.locks:
        return *common, *_locked(client, pack)
    if client.state in COACHED and client.plan_since is not None:
        return *common, *_coached(world, pack)
    if client.state in TESTS:
        return *common, *_testing(world, pack)
    return *common, *_screening(client, pack)


def situation(world: World) -> Hashable:
    """Coarser: for what is heard in the same way wherever the client is."""
    client = world.client
    besides = "doubt" if client.doubtful else "words" if client.pending else ""
    return (
        "" if besides else client.state,
        besides,
        _further(client),
        min((lock.level for lock in client.locks), default=""),
        client.plan_since is not None,
        _to_do(client.plan) if client.state == "coaching" else None,
    )


def question(world: World) -> Hashable:
    """In between: for words that are read as an answer to what is asked."""
    client = world.client
    item = client.queue[0].partition("|")[0] if client.queue else ""
    asked = item if client.state in TESTS else item.partition(":")[0], bool(client.ticked)
    running = client.session is not None and client.session.running
    return situation(world), variety(client), bool(client.prompt), *asked, running


def _further(client: Client) -> tuple[str, ...]:
    """Fields that this file has not decided about, as far as anything is in them."""
    return tuple(name for name in NEW_FIELDS if getattr(client, name))


# --- what makes a client another than most ---


def variety(client: Client) -> str:
    """Why typed warning signs count in another way than for most."""
    if any(flag.status == KNOWN for flag in client.answers.flags):
        return "knows a sign"
    if client.answers.symptoms.back_now == 0:
        return "without pain"
    return "weeks later" if any(weeks(client)) else ""


def weeks(client: Client) -> tuple[bool | str, ...]:
    """What months of coaching make of a client, as far as something new is heard then."""
    course = client.flossing
    return (
        bool(client.activities),
        client.flare_since is not None,
        course is not None and course.relief_after,
        "hushed" if client.hushed else "weekly" if client.weekly_only_since else "",
        client.retest is not None,
    )


def narrowed(client: Client) -> str:
    """Why only few bodies are tried for this client."""
    rest = client.answers.symptoms.rest_leg_pain
    if client.answers.conditions:
        return "has conditions"
    return variety(client) or ("irritable" if rest is not None and rest >= IRRITABLE else "")


def flag_class(code: str, pack: Pack) -> Hashable:
    """What makes one warning sign another than the next, as far as any rule looks."""
    flag = pack.red_flag[code]
    levels = flag.levels
    return (
        (levels.new, levels.worse, levels.old_unchanged_known, levels.past_resolved),
        (flag.without_pain, flag.unassessed),
        code == CRISIS,
        code in _by_itself(pack),
    )


def _by_itself(pack: Pack) -> frozenset[str]:
    return frozenset({*(rule.flag for rule in pack.screening.raised_by), pack.screening.age.flag})


def _condition_class(name: str, pack: Pack) -> Hashable:
    """A condition ends the programme in one way or another, is asked about further, or only takes away."""
    known = pack.condition[name]
    return known.outcome, known.clearance == "U", known.sided


# --- over any state, and locked ---


def _asked_besides(client: Client, pack: Pack) -> tuple[Hashable, ...]:
    return (
        tuple(pack.red_flag[code].levels.new for code in client.doubtful),
        frozenset(lock.level for lock in client.locks),
        variety(client),
        client.plan_since is not None,
        client.session.kind if client.session else "",
    )


def _locked(client: Client, pack: Pack) -> tuple[Hashable, ...]:
    levels = tuple(sorted({(one.level, one.code == CRISIS) for one in client.locks}))
    waits = client.queue[0].partition(":")[0] if client.queue else ""
    if len(client.locks) >= MANY:
        return levels, waits, client.plan_since is not None, variety(client) == "without pain"
    by_itself = client.locks[0].code in _by_itself(pack)
    return levels, waits, len(client.queue) > 1, by_itself and variety(client), by_itself, _how_far(client)


def _how_far(client: Client) -> tuple[str, bool]:
    """The part that was reached, and whether the client has agreed."""
    if client.plan_since is not None:
        part = "planned"
    elif client.answers.findings:
        through = client.plan is not None and _legs(client.answers) == "one"
        part = f"tested: {_tight_or_nerve(client.plan)}" if through else "testing"
    else:
        part = "introduced" if client.answers.age is not None else ""
    return part, client.consent_at is not None


def _tight_or_nerve(plan: Plan | None) -> str:
    """What a client who is screened once more after the tests will have to do, if anything."""
    if plan is None:
        return ""
    return "something tight" if plan.stretches else "a nerve" if plan.nerve_positive else "nothing"


# --- screening ---


def _screening(client: Client, pack: Pack) -> tuple[Hashable, ...]:
    answers = client.answers
    common = _how_far(client), variety(client), _way_back(client)
    if client.state in SIGNS | CONDITIONS and client.queue:
        first_time = _is_first_time(client, pack)
        return _first_time(client, pack) if first_time else _comes_again(client, pack)
    if client.state in IN_PLAN:
        return *common, _shape(client.plan)
    if client.state in SYMPTOMS:
        return *common, _legs(answers), bool(answers.conditions)
    if client.state == "check":
        return *common, client.asked, bool(client.ticked)
    return *common, _age(answers, pack)


def _is_first_time(client: Client, pack: Pack) -> bool:
    """An adult whose gate is open, and who has not been locked."""
    return (
        _how_far(client) == ("introduced", True)
        and _age(client.answers, pack) == "adult"
        and client.answers.cleared_for_exercise is True
        and not client.cleared
        and client.answers.symptoms.back_now is None
    )


def _first_time(client: Client, pack: Pack) -> tuple[Hashable, ...]:
    kind, _, what = client.queue[0].partition(":")
    standing, half = _standing(client.answers, pack), _half_combined(client.answers, pack)
    common = (
        "within" if client.asked else _way_back(client),
        kind,
        flag_class(what, pack) if kind == "sign" else what,
        frozenset(item.partition(":")[0] for item in client.queue[1:]),
    )
    if kind == "list" and client.ticked:
        ticked = frozenset(_ticked(code, pack) for code in client.ticked)
        return *common, ticked, len(client.ticked), standing.endswith("U"), half
    if client.state in CONDITIONS:
        stops = frozenset(_condition_class(one.id, pack) for one in client.answers.conditions)
        return *common, standing == "new P", stops
    return *common, standing, half


def _comes_again(client: Client, pack: Pack) -> tuple[Hashable, ...]:
    """Coarser: whoever was locked, is no adult, or has been here before."""
    kind, _, what = client.queue[0].partition(":")
    common: tuple[Hashable, ...] = *_how_far(client), kind, "" if kind == "sign" else what
    if client.plan is not None and client.plan_since is None:
        return common  # tested already: the lists are asked once more on the way to the same plan
    common = *common, variety(client), bool(client.ticked), len(client.queue) > 1
    if _how_far(client) != ("introduced", True):
        return common
    gate, adult = client.answers.cleared_for_exercise is True, _age(client.answers, pack) == "adult"
    return *common, "within" if client.asked else _way_back(client), adult and gate, adult


def _half_combined(answers: Answers, pack: Pack) -> bool:
    """Something stands that one more sign would make an emergency."""
    codes = {flag.code for flag in answers.flags if flag.status != "past_resolved"}
    return any(rule.level == "E" and codes & {*rule.all, *rule.any} for rule in pack.screening.combinations)


def _way_back(client: Client) -> Hashable:
    """What Back leads to: within the state, or out of it."""
    within = client.queue and client.asked
    if within:
        return client.asked[-1].partition(":")[0]
    all_the_way = variety(client) == "without pain" and not client.answers.findings and not client.cleared
    return client.trail[-1:], all_the_way and client.trail[:1]


def _standing(answers: Answers, pack: Pack) -> str:
    """The highest level that stands, and whether what raised it is new."""
    levels = [
        (SEVERITY[level], "new" if flag.status in FRESH else "old", level)
        for flag in answers.flags
        if (level := getattr(pack.red_flag[flag.code].levels, flag.status)) != "none"
    ]
    return " ".join(max(levels)[1:]) if levels else ""


def _ticked(code: str, pack: Pack) -> Hashable:
    return flag_class(code, pack) if code in pack.red_flag else _condition_class(code, pack)


def _age(answers: Answers, pack: Pack) -> str:
    rule = pack.screening.age
    if answers.age is None:
        return ""
    return "child" if answers.age < rule.urgent_under else "minor" if answers.age < rule.under else "adult"


def _legs(answers: Answers) -> str:
    leg = answers.symptoms.leg
    return "one" if leg in {"left", "right"} else leg or ""


# --- testing ---


def _testing(world: World, pack: Pack) -> tuple[Hashable, ...]:
    """The body and the next test; once answers are mixed, the test alone."""
    client, answers = world.client, world.client.answers
    sittings = len({pack.self_test[one.test].sitting for one in answers.findings})
    match client.state:
        case "self_test" if world.body == MIXED:
            return MIXED, client.queue[0]
        case "self_test":
            return world.body, client.queue[0], narrowed(client)
        case "tests_later":
            return bool(client.queue), sittings, variety(client), _is_later_day(world)
        case _ if narrowed(client):
            return narrowed(client), world.body if sittings else _legs(answers), sittings
        case _:
            where = world.body if sittings else _legs(answers)
            return _way_back(client), where, sittings, _is_later_day(world)


def _is_later_day(world: World) -> bool:
    """Warning signs were asked about, but not today."""
    asked = world.client.checked_on
    return asked is not None and asked < world.client.settings.local(world.now).date()


def _to_do(plan: Plan | None) -> tuple[bool, bool]:
    """Something to stretch, and to floss."""
    return (bool(plan.stretches), plan.floss.do) if plan else (False, False)


def _shape(plan: Plan | None) -> Hashable:
    if plan is None:
        return None
    blocked = frozenset(one.why for one in plan.blocked)
    return *_to_do(plan), bool(plan.prescriptions), blocked, bool(plan.for_professional)


# --- coached ---


def _coached(world: World, pack: Pack) -> tuple[Hashable, ...]:
    client = world.client
    if client.session is None and client.state not in {"coaching", "check"}:
        return variety(client), _way_back(client), client.queue[:1], client.ill
    asks = "at once" if client.check_first else _is_overdue(world, pack)
    common = (*_to_do(client.plan), variety(client), weeks(client), asks)
    if variety(client):
        now = client.session
        return *common, (
            now.kind,
            now.at if len(now.steps) <= SHORT else "long",
        ) if now else client.prompt.partition(".")[0]
    if client.state != "coaching":
        return *common, bool(client.ticked), client.queue[:1], _place(client, client.session)
    on = times.waking_day(client, world.now)
    evening = (_became(client, "bedtime", on), _became(client, "bedtime", on - times.DAY))
    return (
        *common,
        _occasion(client.prompt, world),
        client.snoozes if client.prompt else 0,
        evening,
        bool(tonight(client, on, pack)),
        client.floss_paused_until is not None and world.now < client.floss_paused_until,
    )


def _is_overdue(world: World, pack: Pack) -> bool:
    """A week has passed since warning signs were asked about."""
    client, days = world.client, pack.check["weekly"].every_days
    since = client.checked_on or client.plan_since
    today = client.settings.local(world.now).date()
    return days is not None and since is not None and (today - since).days >= days


def _place(client: Client, now: Session | None) -> Hashable:
    if now is None:
        return None
    if now.at >= len(now.steps):
        return now.kind, "over", bool(now.done)
    if client.state == "away":
        return now.kind, "away", now.at > 0 and now.steps[now.at - 1][0] == now.steps[now.at][0]
    if len(now.steps) <= SHORT:
        return now.kind, "short", now.at, bool(now.done), now.running
    exercise, _ = now.steps[now.at]
    line = line_of(client, exercise)
    following = now.steps[now.at + 1][0] if now.at + 1 < len(now.steps) else ""
    return (
        now.kind,
        now.at > 0,
        bool(now.done),
        now.running,
        line is not None and (clocked(line) is not None, line.reps is not None),
        "last" if not following else "again" if following == exercise else "another",
    )


def _occasion(name: str, world: World) -> str:
    """Kind of a prompt, and whether it is about today."""
    if not name:
        return ""
    kind, on, _ = times.parse(name)
    return f"{kind} {'today' if on == times.waking_day(world.client, world.now) else 'earlier'}"


def _became(client: Client, kind: str, on: date) -> str:
    """What became of a slot that was prompted."""
    found = next((one.status for one in client.slots if (one.kind, one.on) == (kind, on)), "")
    return found if found in {"", "open", "done"} else "other"
