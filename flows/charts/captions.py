"""What stands below a picture: its numbers, for those who cannot see it."""

from datetime import date

from content.library import Html, Pack
from flows.charts.facts import Facts, mean_until
from flows.charts.mobility import mobility
from flows.charts.words import Words
from flows.client import Client
from flows.measuring import pain_change
from flows.progress import adherence, pain_pairs, weeks


def calendar_caption(client: Client, on: date, pack: Pack) -> Html:
    """Adherence of the two windows, and what sessions do to the pain. No crosses, no streaks."""
    short, long = weeks(pack)
    evenings = adherence(client, "bedtime", on, short)
    evenings_long = adherence(client, "bedtime", on, long)
    flossing = adherence(client, "floss", on, short)
    pairs = pain_pairs(client)
    parts = [
        pack.say(
            "progress-evenings",
            done=evenings.done,
            prescribed=evenings.prescribed,
            days=short,
            long_done=evenings_long.done,
            long_prescribed=evenings_long.prescribed,
            long_days=long,
        )
    ]
    if flossing.prescribed:
        parts.append(
            pack.say("progress-floss", done=flossing.done, prescribed=flossing.prescribed, days=short)
        )
    if pairs:
        before = sum(pair[0] for pair in pairs) / len(pairs)
        after = sum(pair[1] for pair in pairs) / len(pairs)
        parts.append(
            pack.say("progress-pain", before=round(before, 1), after=round(after, 1), count=len(pairs))
        )
    else:
        parts.append(pack.say("progress-no-pain"))
    return pack.say("progress", lines=pack.join(parts, "\n"))


def pain_caption(client: Client, on: date, pack: Pack) -> Html:
    """The rolling mean at first and now, as far back as the client's state reaches."""
    facts, words, rules = Facts.recent(client, on), Words(pack), pack.pictures
    days = list(facts.back)
    now = mean_until(facts.back, days[-1], rules.mean_days) if days else None
    week_one = {day: score for day, score in facts.back.items() if (day - days[0]).days < rules.mean_days}
    first = mean_until(week_one, max(week_one), rules.mean_days) if week_one else None
    leg = mean_until(facts.leg, on, rules.mean_days)
    verdict = pain_change(first or 0, now or 0, pack)
    return pack.say(
        "caption-pain",
        count=min(len(days), 2),
        first=words.number(first or 0),
        last=words.number(now or 0),
        leg="none" if leg is None else words.number(leg),
        verdict=verdict,
    )


def mobility_caption(client: Client, on: date, pack: Pack) -> Html:
    """What is beyond its cut-off now; the rest is counted."""
    rows = mobility(Facts.recent(client, on), client.answers, pack).rows
    tight = [row for row in rows if not all(shift.easy for shift in row.shifts)]
    lines = [
        pack.say(
            "caption-mobility-line",
            name=row.name,
            cutoff=row.cutoff,
            values=pack.join(
                [
                    pack.say("caption-mobility-value", side=shift.side or "none", now=shift.now_said)
                    for shift in row.shifts
                ]
            ),
        )
        for row in tight
    ]
    lines.append(pack.say("caption-mobility-rest", easy=len(rows) - len(tight), all=len(rows)))
    return pack.say("caption-mobility", lines=pack.join(lines, "\n"))
