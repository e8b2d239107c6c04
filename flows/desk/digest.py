"""The daily digest: a trainer's quiet alerts in one message, who needs them first.

In: the quiet alerts that wait, the trainer's clients, and when the trainer wants it. Out: when it is due, and
what it says.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from content.library import Html, Pack
from flows import times
from flows.client import Client
from flows.desk.desk import Desk, Effects
from flows.effects import Say, SetDigest
from flows.reading import time_of_day
from flows.standing import URGENT_FIRST, standing

OFF = "off"
LONGEST = 3500
"""Characters of HTML that fit one message together with what stands around them."""


@dataclass(frozen=True, slots=True)
class Note:
    """A quiet alert that waits. `text` is HTML."""

    client: int
    text: str = field(repr=False)


def due_at(wanted: str, zone: ZoneInfo, at: datetime, pack: Pack) -> datetime | None:
    """The next digest after `at`, in UTC; None for a trainer who wants none. `wanted` as of `SetDigest`."""
    if wanted == OFF:
        return None
    clock = time.fromisoformat(wanted) if wanted else pack.alerting.digest.at
    today = at.astimezone(zone).date()
    days = (times.moment(today + timedelta(days=each), clock, zone.key) for each in range(3))
    return next(each for each in days if each > at)


def text(notes: Sequence[Note], clients: Sequence[Client], pack: Pack) -> Html:
    """At most about a screen: who needs the trainer first, and the rest as a number. `notes` as they came."""
    known = {client.id: client for client in clients}
    by_client: dict[int, list[str]] = {}
    for note in notes:
        by_client.setdefault(note.client, []).append(note.text)
    rules = pack.alerting.digest
    shown: list[Html] = []
    told, room, characters = 0, rules.lines, LONGEST
    for client in sorted(by_client, key=lambda each: _need(known, each)):
        if room <= 0:
            break
        entries = _fitting(by_client[client], min(room, rules.lines_each), characters, pack)
        told += len(entries)
        room -= sum(each.count("\n") + 1 for each in entries)
        characters -= sum(map(len, entries))
        shown += entries
    if told < len(notes):
        shown.append(pack.say("digest-more", count=len(notes) - told))
    return pack.say("digest", lines=pack.join(shown, "\n"))


def _fitting(texts: Sequence[str], lines: int, characters: int, pack: Pack) -> list[Html]:
    """As many of one client's as fit."""
    entries: list[Html] = []
    for each in texts:
        entry = pack.say("digest-entry", text=Html(each))
        lines -= entry.count("\n") + 1
        characters -= len(entry)
        if characters < 0 or (lines < 0 and entries):
            break
        entries.append(entry)
    return entries


def _need(known: Mapping[int, Client], client: int) -> tuple[int, str, int]:
    if client not in known:
        return len(URGENT_FIRST), "", client
    return URGENT_FIRST.index(standing(known[client])), known[client].known_as, client


def set_time(desk: Desk, words: str) -> Effects:
    """`/digest 07:30`, `/digest off`; alone it says how it is."""
    now = desk.trainer.digest
    if not words:
        if now == OFF:
            return (Say(desk.say("digest-is-off")),)
        return (Say(desk.say("digest-is-at", at=now or f"{desk.pack.alerting.digest.at:%H:%M}")),)
    if words.lower() == OFF:
        return (SetDigest(OFF), Say(desk.say("digest-is-off")))
    clock = time_of_day(words, desk.pack.words, near="morning")
    if clock is None:
        return (Say(desk.say("digest-not-a-time")),)
    return (SetDigest(f"{clock:%H:%M}"), Say(desk.say("digest-is-at", at=f"{clock:%H:%M}")))
