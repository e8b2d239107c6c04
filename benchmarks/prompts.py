"""Many prompts due in one second: the coach, beside python-telegram-bot's JobQueue.

    make bench-prompts                      # 1,000, 10,000 and 100,000: half an hour
    make bench-prompts ARGS="--sizes 1000 --rounds 3"

Each run is a process of its own, with a Telegram in it that takes 20 ms for a call. Limber does what it does
in life: each prompt is a turn (the client is loaded, the evening worked out, the next prompt scheduled, all
on disk), then a row of the outbox, looked at once more before it goes. The JobQueue's job calls
`send_message`, remembers nothing, and keeps to no limit of Telegram's. Meanwhile people write, and wait for
an answer. Exit code 1 if one of Limber's bounds is broken.
"""

import argparse
import asyncio
import dataclasses
import json
import logging
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from benchmarks.many import LIVES, asking, cast, make_crowd
from benchmarks.nearby import Heart, Machine, Nearby, Telegram, percentile, resident
from bot.store import sqlite

SYSTEMS = "Limber", "JobQueue"
SIZES = 1_000, 10_000, 100_000
AT = datetime(2026, 6, 17, 19, 30, tzinfo=UTC)
LEAD = timedelta(seconds=5)
"""From the start to the first prompt."""
ASKS = 0.1
"""Seconds between two people who write, about."""
SLOWEST_REPLY = 0.1
LONGEST_BLOCK = 0.05
RATE = 1000
"""Messages a second: what Telegram lets a bot have that pays. At 30, 100,000 prompts take an hour by its
rules."""
PATIENCE = 30.0
"""Seconds in which nothing happens any more: it is over."""


@dataclass(frozen=True)
class Result:
    system: str
    prompts: int
    fired: int
    missed: int
    twice: int
    late_median: float
    """Seconds from due to the call."""
    late_most: float
    lasted: float
    """Seconds from the first that is due to the last call."""
    cpu: float
    """Milliseconds of the whole process, for each prompt."""
    memory: float
    """MB at the end …"""
    grown: float
    """… and how much of it has come since before the first was due."""
    blocked: float
    blocked_cpu: float
    over: int
    machine: float
    """What a program beside it slept too long, at most: seconds that are nobody's doing here …"""
    disk: float
    """… and what a page of its own took to the disk, at most: no commit is quicker."""
    replies: int
    reply_median: float
    reply_slow: float
    """99 of 100 came sooner."""


class Watched:
    """What both sides have around them: people who write, a heartbeat, the end."""

    def __init__(self, others: range) -> None:
        self.telegram, self.heart, self._others = Telegram(), Heart(), others
        self.began = self.cpu = self.memory = 0.0

    async def until_quiet(self, prompts: int, due: float) -> None:
        """From a second before the first is due until all have gone, or no more come."""
        await asyncio.sleep(max(0.0, due - 1 - time.monotonic()))
        self.began, self.cpu, self.memory = due, time.process_time(), resident()
        async with asyncio.TaskGroup() as tasks:
            around = [tasks.create_task(self.heart.beat()), tasks.create_task(self._ask())]
            seen, since = -1, time.monotonic()
            while len(self.telegram.first) < prompts and time.monotonic() - since < PATIENCE:
                await asyncio.sleep(0.25)
                if len(self.telegram.first) != seen:
                    seen, since = len(self.telegram.first), time.monotonic()
            for one in around:
                one.cancel()
        self.cpu = time.process_time() - self.cpu

    async def _ask(self) -> None:
        chance = Random(1)
        while True:
            for chat in chance.sample(self._others, len(self._others)):
                await asyncio.sleep(chance.expovariate(1 / ASKS))
                self.telegram.say(chat, "/help")

    def result(
        self, system: str, dues: dict[int, float], queued: dict[int, int], stalls: tuple[float, float]
    ) -> Result:
        """`queued`: how many were to be sent to each; in a long run some have had their quiet repeat."""
        first = {chat: at for chat, at in self.telegram.first.items() if chat in dues}
        late = [at - dues[chat] for chat, at in first.items()]
        waits = self.telegram.waits
        return Result(
            system=system,
            prompts=len(dues),
            fired=len(first),
            missed=len(dues) - len(first),
            twice=sum(self.telegram.times[chat] > queued[chat] for chat in first),
            late_median=percentile(late, 0.5),
            late_most=max(late, default=0.0),
            lasted=max(first.values(), default=self.began) - self.began,
            cpu=1000 * self.cpu / len(dues),
            memory=resident(),
            grown=resident() - self.memory,
            blocked=self.heart.longest,
            blocked_cpu=self.heart.longest_cpu,
            over=self.heart.over,
            machine=stalls[0],
            disk=stalls[1],
            replies=len(waits),
            reply_median=percentile(waits, 0.5),
            reply_slow=percentile(waits, 0.99),
        )


async def limber(database: Path, prompts: int) -> Result:
    from bot.app import App  # noqa: PLC0415 - the other side's memory is its own
    from bot.checkpoints import carry_over  # noqa: PLC0415
    from bot.clock import AdjustableClock  # noqa: PLC0415
    from bot.garbage import set_aside  # noqa: PLC0415
    from bot.pace import Pace  # noqa: PLC0415
    from bot.run import keep_secrets, sparing_flows  # noqa: PLC0415
    from bot.settings import Settings  # noqa: PLC0415
    from bot.store import Store  # noqa: PLC0415
    from bot.tally import Tally  # noqa: PLC0415
    from bot.telegram import Bot  # noqa: PLC0415
    from content.library import built_in  # noqa: PLC0415

    keep_secrets()
    others = asking(prompts)
    dues = {chat: (ms - AT.timestamp() * 1000) / 1000 for chat, ms in _dues(database, others)}
    pack, watched = built_in(), Watched(others)
    set_aside()  # as `limber run` does
    settings = Settings(_env_file=None, token=SecretStr("1:x"), database=database, rate=RATE)
    request = Nearby(watched.telegram)
    bot, stopping = Bot("1:x", request=request, get_updates_request=request), asyncio.Event()
    with Store(database) as store, Machine(database.parent) as machine:
        clock, due = AdjustableClock(AT - LEAD), time.monotonic() + LEAD.total_seconds()
        app = App(settings, clock, pack, store, bot, flows=sparing_flows(), pace=Pace(RATE), tally=Tally())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(app.work(stopping))
            carrying = tasks.create_task(carry_over(database))
            await watched.until_quiet(len(dues), due)
            carrying.cancel()
            stopping.set()
        dues = {chat: due + after for chat, after in dues.items()}
        return watched.result("Limber", dues, _queued(database, others), machine.longest())


def _dues(database: Path, others: range) -> list[tuple[int, int]]:
    with sqlite.opened(database) as connection:
        query = "SELECT client, due_at FROM prompts WHERE kind = 'bedtime' AND client < ?"
        return connection.execute(query, (others.start,)).fetchall()


def _queued(database: Path, others: range) -> dict[int, int]:
    with sqlite.opened(database) as connection:
        query = "SELECT chat, count(*) FROM outbox WHERE created_at > ? AND chat < ? GROUP BY chat"
        since = (AT - LEAD).timestamp() * 1000
        return dict(connection.execute(query, (since, others.start)).fetchall())


async def job_queue(folder: Path, prompts: int) -> Result:
    from telegram import Update  # noqa: PLC0415
    from telegram.ext import Application, CallbackContext, CommandHandler  # noqa: PLC0415

    async def prompt(context: CallbackContext) -> None:  # type: ignore[type-arg]
        await context.bot.send_message(context.job.chat_id, "Time to stretch: ten minutes, then sleep.")  # type: ignore[union-attr]

    async def answer(update: Update, context: CallbackContext) -> None:  # type: ignore[type-arg]
        await context.bot.send_message(update.effective_chat.id, "/help, at your service.")  # type: ignore[union-attr]

    watched = Watched(range(10**9, 10**9 + 500))
    request = Nearby(watched.telegram)
    application = Application.builder().token("1:x").request(request).get_updates_request(request).build()
    application.add_handler(CommandHandler("help", answer))
    # A job that is planned while the queue runs is put in its place among all others: many take minutes.
    wait = timedelta(seconds=5 + prompts / 500)
    at, due = datetime.now(UTC) + wait, time.monotonic() + wait.total_seconds()
    dues = {}
    for chat in range(1, prompts + 1):
        after = chat * 7919 % 1000 / 1000
        application.job_queue.run_once(prompt, at + timedelta(seconds=after), chat_id=chat)  # type: ignore[union-attr]
        dues[chat] = due + after
    with Machine(folder) as machine:
        async with application:
            await application.start()
            await application.updater.start_polling()  # type: ignore[union-attr]
            await watched.until_quiet(prompts, due)
            result = watched.result("JobQueue", dues, dict.fromkeys(dues, 1), machine.longest())
            await application.updater.stop()  # type: ignore[union-attr]
            await application.stop()
    return result


def one(system: str, prompts: int, database: Path) -> Result:
    """In a process of its own."""
    arguments = [sys.executable, "-m", "benchmarks.prompts", "--one", system, str(prompts), str(database)]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True)
    return Result(**json.loads(done.stdout.splitlines()[-1]))


def one_here(system: str, prompts: int, database: Path) -> Result:
    logging.basicConfig(level=logging.ERROR)
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # it tells of each job that it misses
    if system == "Limber":
        return asyncio.run(limber(database, prompts))
    return asyncio.run(job_queue(database.parent, prompts))


def rounds(
    sizes: list[int], times: int, systems: list[str], folder: Path, console: Console, *, lives: int | None
) -> list[Result]:
    """The middle one of each, by how long the loop was blocked."""
    results = []
    some = cast(AT, lives) if "Limber" in systems else []
    for prompts in sizes:
        fresh, used = folder / "fresh.db", folder / "limber.db"
        if "Limber" in systems:
            begun = time.monotonic()
            make_crowd(fresh, prompts, some, AT)
            console.print(f"{prompts:,} clients were made in {time.monotonic() - begun:.0f} s.")
        for system in systems:
            found = []
            for _ in range(times):
                if system == "Limber":
                    shutil.copy(fresh, used)
                found.append(one(system, prompts, used))
                for left in folder.glob("limber.db*"):
                    left.unlink()
            results.append(sorted(found, key=lambda each: each.blocked)[len(found) // 2])
            console.print(table(results[-1:]))
        for left in folder.glob("fresh.db*"):
            left.unlink()
    return results


def table(results: list[Result]) -> Table:
    shown = Table(title="Prompts due in one second")
    for name in (
        "prompts", "", "sent", "missed", "twice", "late, median", "late, most", "all, after", "CPU each", "×",
        "memory", "of it new", "loop blocked", "by its own CPU", "> 50 ms", "machine stalled", "disk",
        "reply, median", "reply, p99",
    ):  # fmt: skip
        shown.add_column(name, justify="left" if not name else "right")
    fewest = {each.system: each.cpu for each in reversed(results)}
    for each in results:
        shown.add_row(
            f"{each.prompts:,}", each.system, f"{each.fired:,}", f"{each.missed:,}", f"{each.twice:,}",
            f"{each.late_median:.1f} s", f"{each.late_most:.1f} s", f"{each.lasted:.1f} s",
            f"{each.cpu:.2f} ms",
            f"{each.cpu / fewest[each.system]:.2f}", f"{each.memory:.0f} MB", f"{each.grown:+.0f} MB",
            f"{1000 * each.blocked:.0f} ms", f"{1000 * each.blocked_cpu:.0f} ms", f"{each.over}",
            f"{1000 * each.machine:.0f} ms", f"{1000 * each.disk:.0f} ms",
            f"{1000 * each.reply_median:.0f} ms",
            f"{1000 * each.reply_slow:.0f} ms",
        )  # fmt: skip
    return shown


def broken(results: list[Result]) -> list[str]:
    """What Limber promises and did not keep."""
    found = []
    for each in results:
        if each.system != "Limber":
            continue
        size = f"{each.prompts:,} prompts"
        if each.missed or each.twice:
            found.append(f"{size}: {each.missed} missed, {each.twice} sent twice")
        if each.blocked > LONGEST_BLOCK:
            found.append(
                f"{size}: blocked for {1000 * each.blocked:.0f} ms ({1000 * each.blocked_cpu:.0f}"
                f" ms of its own; the machine stalled for {1000 * each.machine:.0f} ms, the disk for "
                f"{1000 * each.disk:.0f} ms)"
            )
        if each.reply_slow > SLOWEST_REPLY:
            found.append(f"{size}: replies take {1000 * each.reply_slow:.0f} ms")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--systems", nargs="+", default=SYSTEMS, choices=SYSTEMS)
    parser.add_argument("--lives", type=int, help=LIVES)
    parser.add_argument("--folder", type=Path, help="where the databases are made: another disk, or /dev/shm")
    parser.add_argument("--one", nargs=3, metavar=("SYSTEM", "N", "DATABASE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        system, prompts, database = given.one
        print(json.dumps(dataclasses.asdict(one_here(system, int(prompts), Path(database)))))
        return
    console = Console(width=None if sys.stdout.isatty() else 220)
    # What has come so far is on the terminal already: a long run may be given up.
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        results = rounds(given.sizes, given.rounds, given.systems, Path(folder), console, lives=given.lives)
    console.print(table(results))
    faults = broken(results)
    for fault in faults:
        console.print(f"[red]✗ {fault}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
