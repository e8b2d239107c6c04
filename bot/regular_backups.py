"""Backups while the bot runs, beside the event loop: when one is due, whether it is good, which ones go.

In: the settings, the clock, the key. Out: files in LIMBER_BACKUPS, each tried out as if it were brought back.
The newest of each of some days and some weeks stay; nothing goes before a new one is good.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

from bot.backups import copy, rehearse
from bot.clock import Clock
from bot.safe import key_file, refuse_beside
from bot.settings import Settings
from bot.store import Key, Unavailable, Unusable, copies, sqlite, tombstones
from bot.store.keys import BadKey
from bot.trainers import NotNow

log = logging.getLogger(__name__)

TRY_AGAIN_AFTER = timedelta(hours=1)
MOMENT = "%Y%m%dT%H%M%SZ"
Tell = Callable[[str, str, datetime], None]
"""Tells the operator a text once per key."""


async def keep_backups(settings: Settings, clock: Clock, key: Key | None, tell: Tell) -> None:
    """Until cancelled. One that fails is told once a day, and tried again within the hour."""
    if settings.backups is None:
        log.warning("LIMBER_BACKUPS: missing, so no backups are made. Name a folder, best on another disk.")
        return
    folder = settings.backups
    every = timedelta(hours=settings.backup_hours)
    ended = Event()
    sqlite.UNTIL.set(ended)
    while True:
        try:
            newest = max(found(folder, settings.database).values(), default=None)
            if newest is not None:
                # The clock may have been set back since: one from the future counts as made now.
                await clock.sleep_until(min(newest, clock.now()) + every)
            file = await asyncio.to_thread(back_up_once, settings, key, clock.now())
            log.info("A backup was made and tried out: %s.", file.name)
        except asyncio.CancelledError:
            ended.set()
            raise
        except (OSError, Unavailable, BadKey, NotNow) as fault:
            now = clock.now()
            text = f"No backup could be made: {fault} Limber tries again within the hour."
            log.warning("%s", text)
            tell(text, f"backup-{now:%Y-%m-%d}", now)
            await clock.pause(TRY_AGAIN_AFTER.total_seconds())


def back_up_once(settings: Settings, key: Key | None, now: datetime) -> Path:
    """One that is good, and those that have had their time are gone. In a thread of its own."""
    folder = settings.backups
    if folder is None:
        raise ValueError("there is no folder for backups")
    file = folder / f"{settings.database.stem}-{now:{MOMENT}}.db"
    if key is not None:
        refuse_beside(key_file(settings), file)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise NotNow(
            f"LIMBER_BACKUPS: {folder} cannot be made ({fault.strerror}). Name another one."
        ) from None
    copies.clear(folder, f"{settings.database.stem}-*.db")
    copy(settings.database, key, file)
    tombstones.take_along(settings.database, folder)
    try:
        rehearse(file, key)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    known = found(folder, settings.database)
    kept = those_kept(known.values(), settings.backups_daily, settings.backups_weekly)
    for one, moment in known.items():
        if moment not in kept:
            one.unlink(missing_ok=True)
    return file


def found(folder: Path, database: Path) -> dict[Path, datetime]:
    """The backups that were made so; what else lies there is somebody's."""
    ours = re.compile(re.escape(database.stem) + r"-(\d{8}T\d{6}Z)\.db")
    made = {}
    for one in folder.glob("*.db"):
        if match := ours.fullmatch(one.name):
            with suppress(ValueError):  # digits that are no date
                made[one] = datetime.strptime(match[1], MOMENT).replace(tzinfo=UTC)
    return made


def refuse_lost(settings: Settings) -> None:
    """A database that was there and is not would be begun anew without a word, as after a start without its
    disk: nobody would be prompted, and each client screened as somebody new.
    """
    if settings.backups is None or not sqlite.is_new(settings.database):
        return
    newest = max(found(settings.backups, settings.database), default=None)
    if newest is not None:
        raise Unusable(
            f"LIMBER_DATABASE: {settings.database} is not there, but backups of it are. If its disk is "
            f"missing, bring that back; or the newest backup: limber restore {newest}. To begin anew, move "
            "the backups elsewhere."
        )


def newest_backup(settings: Settings) -> datetime | None:
    """When the newest one was made; None if there is none."""
    folder = settings.backups
    return None if folder is None else max(found(folder, settings.database).values(), default=None)


def those_kept(moments: Collection[datetime], daily: int, weekly: int) -> set[datetime]:
    """The last one of each of the newest days that have one, and of the newest weeks before those."""
    newest_first = sorted(moments, reverse=True)
    days = _last_of(newest_first, "%Y-%m-%d")[:daily]
    before = [one for one in newest_first if not days or one.date() < days[-1].date()]
    weeks = _last_of(before, "%G-%V")[:weekly]
    return {*days, *weeks}


def _last_of(newest_first: Sequence[datetime], span: str) -> list[datetime]:
    last: dict[str, datetime] = {}
    for one in newest_first:
        last.setdefault(one.strftime(span), one)
    return list(last.values())
