"""A crowd at bedtime: prompts for all in one minute, a broadcast meanwhile, and people who write.

    make load                                     # 20,000 clients: some twenty-five minutes
    make load CLIENTS=1000                        # a first look: two minutes

`limber run` is a process of its own; the stand-in for Telegram keeps Telegram's limits, 30 messages a second
and 429 for whoever exceeds them. All prompts are planned for the same minute, and each is due at its client's
own moment of it. The broadcast begins before. At the end: what went out when, how late prompts were, and how
long answers took. Exit code 1 if a prompt was missed or a limit exceeded, or if answers took too long.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks.broadcast_judged import SLOWEST, TOO_MANY
from benchmarks.checks import Checks, conclude
from benchmarks.many import asking, cast, make_crowd
from benchmarks.nearby import percentile
from benchmarks.people import People, Waits
from benchmarks.process import LIMIT, OWNER, TOKEN, quieten, start
from benchmarks.trainer import ANNA, begin, offered, shown
from bot.clock import SystemClock
from bot.populating import FIRST_ID
from bot.spreading import MINUTE, begin_of, due_within
from bot.store import Store, sqlite
from bot.store.columns import from_ms, to_ms
from bot.tryout.app import local_telegram, running
from bot.tryout.world import User, World
from flows.effects import Schedule

WORDS = "News from Anna: the pool is closed on Monday."
STEP = 0.15
"""Seconds between two things that people do, about."""
AHEAD = timedelta(seconds=20)
"""From the start of the process to the minute, at least."""
QUIET = timedelta(seconds=10)
PROMPT, BROADCAST = 2, 3
KINDS = {0: "alerts", 1: "answers", PROMPT: "prompts", BROADCAST: "broadcast"}


@dataclass(frozen=True, slots=True)
class Gone:
    """One message that went out, and one that did not if `at` is None."""

    urgency: int
    chat: int
    state: str
    first: bool
    """A prompt of the minute that all wait for; else its quiet repeat, or something else."""
    at: datetime | None


class Evening:
    def __init__(self, clients: int, database: Path, world: World, seed: int) -> None:
        self.database, self.world = database, world
        self.clients = range(FIRST_ID, FIRST_ID + clients)
        self.others = asking(clients)
        self.waits = Waits(world, WORDS)
        self.people = People(world, self.others, Random(seed), STEP, self.waits.say)
        self.dues: dict[int, datetime] = {}
        """When each one's prompt is due."""

    def prepare(self, minute: datetime) -> None:
        """Everybody goes to bed at the same time, and their trainer is the owner."""
        with sqlite.opened(self.database) as connection:
            rows = connection.execute(
                "SELECT client, occasion, expires_at FROM prompts WHERE kind = 'bedtime' AND client < ?",
                (self.others.start,),
            ).fetchall()
            for client, occasion, expires in rows:
                row = Schedule("bedtime", minute, from_ms(expires), occasion)
                self.dues[client] = due_within(client, row)
            connection.execute("BEGIN")
            connection.executemany(
                "UPDATE prompts SET due_at = ? WHERE client = ? AND kind = 'bedtime'",
                [(to_ms(due), client) for client, due in self.dues.items()],
            )
            connection.execute("COMMIT")
            names = connection.execute("SELECT id, json_extract(state, '$.name') FROM clients").fetchall()
        for client, name in names:
            self.world.add(User(client, name), started=True)
        self.world.chats[OWNER].started = True

    async def pass_by(self, url: str, minute: datetime, console: Console) -> None:
        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
        process = await start(url, self.database)
        with Progress(*columns, console=console, transient=True) as progress:
            prompts = progress.add_task("prompts", total=len(self.dues))
            copies = progress.add_task("broadcast", total=None)
            await begin(self.world, WORDS)
            life = asyncio.create_task(self.people.live())
            while not self._is_over(minute):
                await asyncio.sleep(2)
                counts, everyone = self._counts()
                progress.update(prompts, completed=counts[PROMPT])
                progress.update(copies, completed=counts[BROADCAST], total=everyone or None)
            life.cancel()
            await asyncio.gather(life, return_exceptions=True)
            await asyncio.sleep(QUIET.total_seconds())  # the last ones are answered
            if any(data.endswith(".cancel") for _, data in offered(self.world)):
                message, data = await shown(self.world, ".cancel")  # those who sleep would get it tomorrow
                self.world.tap(OWNER, message, data)
                await asyncio.sleep(QUIET.total_seconds())
        process.terminate()
        await process.wait()

    def _is_over(self, minute: datetime) -> bool:
        """Nothing waits but what is put off, and the first prompts have all been heard."""
        now = self.world.clock.now()
        if now < minute + MINUTE + QUIET:
            return False
        first = "SELECT count(*) FROM prompts WHERE kind = 'bedtime' AND due_at <= ?"
        queued = """
            SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending') AND not_before = 0
            AND urgency >= 2 AND (urgency = 3 OR key LIKE 'bedtime.%')
        """
        queueing = "SELECT count(*) FROM broadcasts WHERE queueing"
        with sqlite.opened(self.database) as connection:
            return all(
                connection.execute(query, values).fetchone() == (0,)
                for query, values in ((first, (to_ms(now),)), (queued, ()), (queueing, ()))
            )

    def _counts(self) -> tuple[Counter[int], int]:
        """How many prompts and copies have gone, and how many of these there are to be."""
        query = """
            SELECT urgency, count(*) FROM outbox
            WHERE urgency >= 2 AND state IN ('sent', 'unknown', 'expired')
            AND (urgency = 3 OR key LIKE 'bedtime.%') AND created_at > ? GROUP BY urgency
        """
        everyone = "SELECT count(*) FROM recipients WHERE why = ''"
        with sqlite.opened(self.database) as connection:
            counts = Counter(dict(connection.execute(query, (self._since(),)).fetchall()))
            return counts, connection.execute(everyone).fetchone()[0]

    def _since(self) -> int:
        """Before the first moment in which anything was due; what was said yesterday does not count."""
        return to_ms(min(self.dues.values()) - timedelta(hours=1))

    def gone(self) -> list[Gone]:
        query = """
            SELECT urgency, chat, state, ifnull(key, '') LIKE 'bedtime.%', message_id FROM outbox
            WHERE action IN ('send', 'copy') AND created_at > ?
        """
        with sqlite.opened(self.database) as connection:
            rows = connection.execute(query, (self._since(),)).fetchall()
        return [
            Gone(urgency, chat, state, bool(first), self._at(chat, message))
            for urgency, chat, state, first, message in rows
        ]

    def _at(self, chat: int, message: int | None) -> datetime | None:
        found = None if message is None else self.world.chats[chat].messages.get(message)
        return None if found is None else found.date


def table(gone: list[Gone], minute: datetime) -> Table:
    shown_ = Table(title="What went out, from the beginning of the minute on")
    for name in ("", "sent", "first", "last", "a second", "expired", "unknown", "left"):
        shown_.add_column(name, justify="left" if not name else "right")
    for urgency, name in KINDS.items():
        kind = [one for one in gone if one.urgency == urgency and (urgency != PROMPT or one.first)]
        times = sorted((one.at - minute).total_seconds() for one in kind if one.at is not None)
        states = Counter(one.state for one in kind)
        if not kind:
            continue
        first, last = (times[0], times[-1]) if times else (0.0, 0.0)
        shown_.add_row(
            name, f"{len(times):,}", f"{first:+.1f} s", f"{last:+.1f} s",
            f"{len(times) / max(1.0, last - first):.1f}",
            f"{states['expired']:,}", f"{states['unknown']:,}",
            f"{states['queued'] + states['cancelled']:,}",
        )  # fmt: skip
    return shown_


def lateness(late: list[float], answers: list[float]) -> Table:
    shown_ = Table(title="How long it took")
    for name in ("", "", "p50", "p99", "most"):
        shown_.add_column(name, justify="left" if not name else "right")
    rows = (("prompts, from being due to the phone", late, 1, "s"), ("answers", answers, 1000, "ms"))
    for name, values, unit, word in rows:
        figures = (percentile(values, share) for share in (0.5, 0.99, 1.0))
        shown_.add_row(
            name, f"{len(values):,}", *(f"{unit * one:.{1 if unit == 1 else 0}f} {word}" for one in figures)
        )
    return shown_


def judge(evening: Evening, gone: list[Gone]) -> Checks:
    first = [one for one in gone if one.urgency == PROMPT and one.first and one.chat in evening.dues]
    missed = evening.dues.keys() - {one.chat for one in first}
    arrived = [one.chat for one in first if one.at is not None]
    calls = [one for one in evening.world.calls if one.code == TOO_MANY]
    slow = percentile(evening.waits.seconds, 0.99)
    return {
        f"no prompt was missed ({len(missed)})": not missed,
        f"none came twice ({len(arrived) - len(set(arrived))})": len(arrived) == len(set(arrived)),
        f"no 429 ({len(calls)})": not calls,
        f"99 of 100 answers came within {1000 * SLOWEST:.0f} ms ({1000 * slow:.0f})": slow < SLOWEST,
        f"nobody waits for an answer ({evening.waits.unanswered})": evening.waits.unanswered <= 1,
    }


async def run(clients: int, seed: int, database: Path, console: Console) -> Checks:
    some = cast(datetime.now(UTC))
    minute = begin_of(datetime.now(UTC) + AHEAD + timedelta(seconds=60 + clients / 1000))
    make_crowd(database, clients, some, minute)
    with Store(database) as store:
        store.add_trainer(OWNER, ANNA.first_name, minute)
    app = local_telegram(SystemClock(), strict_limits=True, clients=[], trainer=ANNA, token=TOKEN)
    evening = Evening(clients, database, app.state.world, seed)
    evening.prepare(minute)
    console.print(f"{clients:,} prompts are due from {minute:%H:%M:%S} on, {LIMIT} messages a second.")
    async with running(app) as url:
        await evening.pass_by(url, minute, console)
    gone = evening.gone()
    late = [
        (one.at - evening.dues[one.chat]).total_seconds()
        for one in gone
        if one.urgency == PROMPT and one.first and one.at is not None and one.chat in evening.dues
    ]
    console.print(table(gone, minute))
    console.print(lateness(late, evening.waits.seconds))
    console.print(f"Done meanwhile: {dict(evening.people.done)}")
    return judge(evening, gone)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--clients", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", type=Path, help="a new file that is kept")
    given = parser.parse_args()
    quieten()
    console = Console(width=None if sys.stdout.isatty() else 140)
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or Path(folder) / "limber.db"
        checks = asyncio.run(run(given.clients, given.seed, database, console))
    conclude(checks, console)


if __name__ == "__main__":
    main()
