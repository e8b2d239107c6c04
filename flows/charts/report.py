"""One page for a health professional: plan, measures, tests and warning signs, first to now."""

from dataclasses import dataclass
from datetime import date, timedelta

from content.library import Pack
from flows import dosing
from flows.charts.facts import Facts, Told, mean_until
from flows.charts.mobility import Row, Shift, mobility
from flows.charts.pain import Pain, pain
from flows.charts.words import Words, capital
from flows.client import Client
from flows.measuring import pain_change
from flows.planning import Plan, Prescription
from flows.progress import adherence


@dataclass(frozen=True, slots=True)
class Section:
    """A table, or lines of text where it has no head."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    file: str
    title: str
    who: str
    what: str
    sections: tuple[Section, ...]
    pain: Pain
    footer: str


def report(client: Client, facts: Facts, pack: Pack) -> Report:
    words = Words(pack)
    on = facts.until
    who = (
        words.say("report-who", name=client.name, since=words.date(client.plan_since), on=words.date(on))
        if client.plan_since
        else words.say("report-who-no-plan", name=client.name, on=words.date(on))
    )
    return Report(
        words.say("report-file", date=on.isoformat()),
        words.say("report-title"),
        who,
        words.say("report-what"),
        (
            _plan(client, on, words),
            _signs(client, facts, words),
            _measures(client, facts, words),
            _tests(client, facts, words),
        ),
        pain(facts, pack),
        words.say("report-not-a-diagnosis"),
    )


# --- the plan ---


def _plan(client: Client, on: date, words: Words) -> Section:
    """With the doses of now, and what rests."""
    plan = client.plan or Plan()
    lines = [_line(client, line, on, words) for line in plan.prescriptions]
    lines = lines or [words.say("report-plan-none")]
    if client.locks:
        lines.insert(0, words.say("report-stopped"))
    if client.flare_since is not None:
        lines.insert(0, words.say("report-flare", date=words.date(client.flare_since)))
    days = words.pack.prompting.adherence_days[1]
    practice = adherence(client, "bedtime", on, days)
    if practice.prescribed:
        lines.append(
            words.say("report-practice", done=practice.done, prescribed=practice.prescribed, days=days)
        )
    return Section(words.say("report-plan"), rows=tuple((line,) for line in lines))


def _line(client: Client, line: Prescription, on: date, words: Words) -> str:
    name = words.pack.exercise[line.exercise].name
    if line.mode == "floss":
        return _floss(client, name, line, words)
    if dosing.rests(client, line.exercise, on):
        return words.say("report-resting", name=name)
    region = words.pack.region[line.region].name if line.region and line.mode != "activation" else "none"
    dose = _dose(dosing.dosed(line, client, words.pack), words)
    return words.say(
        "report-plan-line", name=name, side=line.side, dose=dose, region=region, week=line.from_week
    )


def _floss(client: Client, name: str, line: Prescription, words: Words) -> str:
    now, planned = client.flossing, (client.plan or Plan()).floss
    if now is not None and now.ended_on is not None:
        return words.say("report-floss-ended", name=name, date=words.date(now.ended_on))
    reps, times = (now.reps, now.times) if now is not None else (line.reps or 0, planned.times_a_day or 0)
    return words.say("report-floss", name=name, reps=reps, times=times)


def _dose(line: Prescription, words: Words) -> str:
    if line.reps is not None and line.hold_seconds is not None and line.mode == "bedtime":
        return words.say("dose-reps-and-hold", reps=line.reps, seconds=line.hold_seconds)
    if line.reps is not None:
        return words.say("dose-reps", reps=line.reps, sets=line.sets)
    return words.say("dose-hold", seconds=line.hold_seconds or 0, sets=line.sets)


# --- warning signs ---


def _signs(client: Client, facts: Facts, words: Words) -> Section:
    since = {one.code: client.settings.local(one.at).date() for one in client.locks}
    lines = [
        words.say("report-sign-now", date=words.date(on), sign=_sign(code, words))
        for code, on in since.items()
    ]
    cleared = {str(one.value): one.on for one in facts.cleared}
    told = {str(one.value): one.on for one in (*facts.flags, *facts.locks)}
    for code, on in sorted(told.items(), key=lambda one: one[1], reverse=True):
        if code in since or code not in words.pack.red_flag:
            continue
        key = "report-sign-cleared" if code in cleared else "report-sign-told"
        lines.append(words.say(key, date=words.date(cleared.get(code, on)), sign=_sign(code, words)))
    lines = lines[: words.pack.pictures.report_signs] or [words.say("report-signs-none")]
    asked = max((on for on in (facts.asked_on, client.checked_on) if on is not None), default=None)
    if asked is not None:
        lines.append(words.say("report-signs-asked", date=words.date(asked)))
    names = [words.pack.condition[one.id].tick for one in client.answers.conditions]
    if names:
        lines.append(words.say("report-conditions", names=", ".join(names)))
    return Section(words.say("report-signs"), rows=tuple((line,) for line in lines))


def _sign(code: str, words: Words) -> str:
    flag = words.pack.red_flag.get(code)
    return flag.tick if flag is not None else code


# --- measures and tests ---


def _measures(client: Client, facts: Facts, words: Words) -> Section:
    pack = words.pack
    rules = pack.pictures
    rows = []
    for key, scores in (("report-pain-back", facts.back), ("report-pain-leg", facts.leg)):
        if not scores:
            continue
        begun = min(scores)
        first_week = mean_until(scores, begun + timedelta(days=rules.mean_days - 1), rules.mean_days)
        now = mean_until(scores, max(scores), rules.mean_days)
        limit = pack.measures.pain_change
        called = pain_change(first_week or 0, now or 0, pack) != "none"
        rows.append(_measure(words.say(key), first_week, now, limit, words, called=called))
    limit = pack.measures.activity_change
    for place, name in enumerate(client.activities):
        told = [one.scores[place] for one in client.measured if place < len(one.scores)]
        if told:
            called = abs(told[-1] - told[0]) >= limit
            title = words.say("report-activity", name=name)
            rows.append(_measure(title, told[0], told[-1], limit, words, called=called))
    changes = [one for one in client.measured if one.change is not None]
    if changes:
        last = changes[-1]
        said = f"{last.change or 0:+d}".replace("-", "−")
        limit_said = words.say("report-threshold", value=pack.measures.global_change)
        rows.append((words.say("report-global", week=last.week), "", said, limit_said))
    return Section(words.say("report-measures"), _head(words, "report-measure"), tuple(rows))


def _measure(
    name: str, first: float | None, now: float | None, limit: float, words: Words, *, called: bool
) -> tuple[str, ...]:
    return (
        name,
        words.number(first or 0),
        words.number(now or 0),
        words.say("report-measured", called="yes" if called else "no", limit=f"{limit:g}"),
    )


def _tests(client: Client, facts: Facts, words: Words) -> Section:
    found = mobility(facts, client.answers, words.pack)
    rows = [_test(row, shift, words) for row in found.rows for shift in row.shifts]
    rows += [_choice(test, side, told, words) for (test, side, _), told in _nerves(facts, words).items()]
    most = words.pack.pictures.report_rows
    return Section(words.say("report-tests"), _head(words, "report-test"), tuple(rows[:most]))


def _head(words: Words, what: str) -> tuple[str, ...]:
    return (
        words.say(what),
        words.say("report-first"),
        words.say("report-now"),
        words.say("report-change"),
    )


def _test(row: Row, shift: Shift, words: Words) -> tuple[str, ...]:
    limit = words.say("report-under" if row.below else "report-over", value=row.cutoff)
    change = abs(shift.now_value - shift.first_value)
    size = "none" if not shift.again else "yes" if change > row.error else "small"
    return (
        words.say("report-test-line", name=row.test, side=shift.side or "none", cutoff=limit),
        shift.first_said,
        shift.now_said if shift.again else words.say("report-changed", change="none", error=""),
        words.say("report-changed", change=size, error=row.error_said),
    )


def _nerves(facts: Facts, words: Words) -> dict[tuple[str, str | None, str], list[Told]]:
    """The nerve checks with a result to choose."""
    return {
        (test, side, measure): told
        for (test, side, measure), told in facts.findings.items()
        if test in words.pack.self_test
        and words.pack.self_test[test].sitting == "nerve"
        and words.pack.self_test[test].sided
        and measure == words.pack.self_test[test].measures[0].id
    }


def _choice(test: str, side: str | None, told: list[Told], words: Words) -> tuple[str, ...]:
    options = {one.means: one.say for one in words.pack.self_test[test].measures[0].options}
    said = [options.get(str(one.value), str(one.value)) for one in told]
    name = words.pack.self_test[test].name
    none = words.say("report-changed", change="none", error="")
    return (
        capital(words.say("report-nerve", name=name, side=side or "none")),
        said[0],
        said[-1] if len(said) > 1 else none,
        none,
    )
