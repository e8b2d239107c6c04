"""What is said to somebody who does not answer: less and less, and in the end nothing.

In: the client's slots and when they were last heard. Out: how many days nobody answered, and what that
makes of a prompt. A day counts when something was prescribed on it; a pause, an illness, a journey do not.
Any tap or word begins anew. The numbers are in `prompts.yaml`.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from content.library import Pack
from flows import times
from flows.client import Client
from flows.times import DAY, Occasion

Step = Literal["", "ask", "weekly"]
"""What comes instead of a prompt: the question what got in the way, or the end of daily prompts."""


def missed(client: Client, on: date) -> int:
    """Dates before `on` with something prescribed, on which and since which nobody answered."""
    if client.last_seen is None:
        return 0
    seen = times.waking_day(client, client.last_seen)
    return len({one.on for one in client.slots if seen < one.on < on and one.status in {"open", "missed"}})


def gap(client: Client, at: datetime) -> int:
    """Calendar days since the client was last heard: for the trainer, never for the client."""
    if client.last_seen is None:
        return 0
    return (client.settings.local(at).date() - client.settings.local(client.last_seen).date()).days


def idle(client: Client, on: date) -> int:
    """Days since something was last done, or since the plan began."""
    done = [one.on for one in client.slots if one.status in {"done", "partly"} and one.on <= on]
    return (on - max(done, default=client.plan_since or on)).days


def step(client: Client, on: date, pack: Pack) -> Step:
    """What comes instead of the day's prompt."""
    rules, days = pack.prompting.silence, missed(client, on)
    if days >= rules.weekly_days:
        return "weekly"
    if days >= rules.ask_days and may_ask(client, on, pack):
        return "ask"
    return ""


def may_ask(client: Client, on: date, pack: Pack) -> bool:
    """What gets in the way was not asked about lately."""
    if not client.barrier_asked:
        return True
    _, asked, _ = times.parse(client.barrier_asked)
    return (on - asked).days >= pack.prompting.silence.ask_again_days


def waits_for_answer(client: Client, on: date) -> bool:
    """It was asked on this date what got in the way, and nobody has answered: nothing more is said then."""
    if not client.barrier_asked or client.last_seen is None:
        return False
    _, asked, _ = times.parse(client.barrier_asked)
    return asked == on and times.waking_day(client, client.last_seen) < on


def begins_short(client: Client, on: date) -> bool:
    """The next session is the short one: back after a gap, or there is no time this week."""
    return client.short_next or (client.short_until is not None and on < client.short_until)


def is_gentle(client: Client, on: date, pack: Pack) -> bool:
    """Nobody has answered for some days: little is asked for."""
    return missed(client, on) >= pack.prompting.silence.short_first_days


def short_first(client: Client, on: date, pack: Pack) -> bool:
    """The evening's prompt puts the short version first."""
    return begins_short(client, on) or is_gentle(client, on, pack)


# --- once a week, and then not at all ---


def is_quiet(client: Client) -> bool:
    return client.hushed or client.weekly_only_since is not None


def is_last_line(client: Client, on: date, pack: Pack) -> bool:
    """After this weekly line there is none."""
    rules, since = pack.prompting.silence, client.weekly_only_since
    return since is not None and (on - since).days >= rules.hush_days - rules.weekly_days


def day(client: Client, on: date, pack: Pack) -> list[Occasion]:
    """All that is said on a date to a client who has been silent for long."""
    if next_date(client, on, pack) != on:
        return []
    sleep, _ = times.night(client.settings, on)
    due = sleep - timedelta(minutes=times.lead(client.settings, pack))
    return [Occasion("note", on, 0, due, sleep)]


def next_date(client: Client, on: date, pack: Pack) -> date | None:
    """The first date from `on` with a weekly line; None while the client answers, or nothing is said."""
    since, every = client.weekly_only_since, pack.prompting.silence.note_every_days
    if client.hushed or since is None:
        return None
    weeks = max(1, -(-(on - since).days // every))
    return since + weeks * every * DAY
