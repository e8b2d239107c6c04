"""One page for a health professional: plan, measures, tests and warning signs, first to now."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from content.library import Pack
from content.schema import Side
from flows import dosing
from flows.charts.facts import Facts, Told, mean_until
from flows.charts.mobility import Row, mobility
from flows.charts.pain import Pain, pain
from flows.charts.words import Words
from flows.client import Client
from flows.measuring import pain_change
from flows.planning import Plan, Prescription
from flows.progress import adherence


@dataclass(frozen=True, slots=True)
class Section:
    """A table, or lines of text where it has no head."""

    title: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Report:
    file: str
    title: str
    who: str = field(repr=False)
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
        share = max(
            (first_week or 0) * pack.measures.pain_change_percent / 100, pack.measures.pain_change_at_least
        )
        limit = min(pack.measures.pain_change, round(share, 1))
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
    head = ("report-measure", "report-first", "report-now", "report-change")
    return Section(words.say("report-measures"), tuple(map(words.say, head)), tuple(rows))


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
    rows = [_test(row, words) for row in found.rows]
    rows += [_nerve(test, sides, words) for test, sides in _nerves(facts, words).items()]
    head = ("report-test", "report-left", "report-right", "report-change")
    most = words.pack.pictures.report_rows
    return Section(words.say("report-tests"), tuple(map(words.say, head)), tuple(rows[:most]))


def _test(row: Row, words: Words) -> tuple[str, ...]:
    limit = words.say("report-under" if row.below else "report-over", value=row.cutoff)
    cells = {
        shift.side: words.say("report-shift", first=shift.first_said, now=shift.now_said)
        if shift.again
        else shift.first_said
        for shift in row.shifts
    }
    again = [shift for shift in row.shifts if shift.again]
    moved = [shift for shift in again if abs(shift.now_value - shift.first_value) > row.error]
    size = "none" if not again else "yes" if moved else "small"
    sides = ", ".join(shift.side_name for shift in moved if shift.side)
    return (
        words.say("report-test-line", name=row.test, cutoff=limit),
        cells.get("L") or cells.get(None, ""),
        cells.get("R", ""),
        words.say("report-changed", change=size, error=row.error_said, sides=sides or "none"),
    )


def _nerves(facts: Facts, words: Words) -> dict[str, dict[Side | None, list[Told]]]:
    """The nerve checks, by their first question, whose answer is a choice."""
    found: dict[str, dict[Side | None, list[Told]]] = {}
    for (name, side, measure), told in facts.findings.items():
        test = words.pack.self_test.get(name)
        if test and test.sitting == "nerve" and test.sided and measure == test.measures[0].id:
            found.setdefault(name, {})[side] = told
    return found


def _nerve(name: str, sides: dict[Side | None, list[Told]], words: Words) -> tuple[str, ...]:
    test = words.pack.self_test[name]
    options = {one.means: one.say for one in test.measures[0].options}

    def said(side: Side) -> str:
        told = [options.get(str(one.value), words.say("report-not-done")) for one in sides.get(side, [])]
        if len(told) > 1 and told[0] != told[-1]:
            return words.say("report-shift", first=told[0], now=told[-1])
        return told[-1] if told else ""

    return test.name, said("L"), said("R"), ""
