"""Backups while the bot runs: each is tried out, some days and weeks of them stay, a failure is told."""

import asyncio
import os
import re
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from bot import regular_backups
from bot.backups import rehearse
from bot.clock import AdjustableClock
from bot.regular_backups import back_up_once, found, keep_backups, refuse_lost, those_kept
from bot.safe import opener
from bot.settings import Settings
from bot.store import StoredClient, Unavailable, Unusable, sqlite, tombstones
from tests.bot.conftest import NOON, SAM

DAY = timedelta(days=1)


@pytest.fixture
def settings(database, tmp_path):
    return Settings(
        _env_file=None, encrypt=True, database=database, key_file=tmp_path / "keys" / "limber.key",
        backups=tmp_path / "kept", backups_daily=3, backups_weekly=2,
    )  # fmt: skip


@pytest.fixture
def store(settings):
    with opener(settings)(settings.database) as store:
        store.save_client(StoredClient(SAM, "{}", None, blocked=False), NOON)
        yield store


def test_of_some_days_and_the_weeks_before_them_the_last_one_stays():
    monday = datetime(2026, 3, 2, 3, tzinfo=UTC)
    made = [monday + hour * timedelta(hours=12) for hour in range(60)]
    kept = those_kept(made, daily=3, weekly=2)
    assert sorted(kept) == [
        datetime(2026, 3, 22, 15, tzinfo=UTC),  # a Sunday
        datetime(2026, 3, 28, 15, tzinfo=UTC),  # of this week, before the three days
        datetime(2026, 3, 29, 15, tzinfo=UTC),
        datetime(2026, 3, 30, 15, tzinfo=UTC),
        datetime(2026, 3, 31, 15, tzinfo=UTC),
    ]
    assert those_kept(kept, daily=3, weekly=2) == kept
    assert those_kept([], daily=3, weekly=2) == set()
    assert those_kept(made[:1], daily=1, weekly=0) == {made[0]}


def test_a_database_that_is_gone_is_not_begun_anew_beside_its_backups(settings, store):
    back_up_once(settings, store.key, NOON)
    file = back_up_once(settings, store.key, NOON + DAY)
    refuse_lost(settings)
    store.close()
    settings.database.unlink()
    with pytest.raises(Unusable, match=re.escape(f"limber restore {file}")) as refused:
        refuse_lost(settings)
    assert "\n" not in str(refused.value)
    for one in settings.backups.glob("*.db"):
        one.unlink()
    refuse_lost(settings)


def test_who_keeps_no_backups_may_begin(settings):
    refuse_lost(settings)
    refuse_lost(settings.model_copy(update={"backups": None}))


def test_the_old_go_when_a_new_one_is_good_and_nothing_else_is_touched(settings, store):
    settings.backups.mkdir()
    (settings.backups / "letter.db").write_text("of somebody else")
    (settings.backups / f"{settings.database.stem}-20260231T000000Z.db").write_text("no such day")
    files = [back_up_once(settings, store.key, NOON + day * DAY) for day in range(12)]
    left = sorted(found(settings.backups, settings.database).values())
    assert left == [NOON + day * DAY for day in (6, 8, 9, 10, 11)]
    assert (settings.backups / "letter.db").exists()
    assert rehearse(files[-1], store.key) == 1
    assert len(list(settings.backups.iterdir())) == 7, "nothing half is left"


def test_one_that_does_not_come_back_is_no_backup_and_the_old_stay(settings, store, monkeypatch):
    settings = settings.model_copy(update={"backups_daily": 1, "backups_weekly": 0})
    first = back_up_once(settings, store.key, NOON)

    def fails(*_):
        raise Unusable("it is damaged.")

    monkeypatch.setattr(regular_backups, "rehearse", fails)
    with pytest.raises(Unusable):
        back_up_once(settings, store.key, NOON + DAY)
    assert set(found(settings.backups, settings.database)) == {first}


def test_who_was_forgotten_is_known_where_the_backups_are_too(settings, store):
    store.forget(SAM)
    tombstones.remember(store, SAM, NOON)
    tombstones.keep_beside(store, settings.database)
    file = back_up_once(settings, store.key, NOON)
    known = tombstones.all_of(file.with_name(settings.database.name))
    assert known == tombstones.all_of(settings.database) != []
    assert {one.stat().st_mode & 0o777 for one in settings.backups.iterdir()} == {0o600}


async def until(what) -> None:
    async with asyncio.timeout(20):
        while not what():
            await asyncio.sleep(0.01)


async def test_one_a_day_also_through_restarts(settings, store):
    clock = AdjustableClock(NOON, running=False)

    def made() -> int:
        return len(found(settings.backups, settings.database))

    for day in range(2):
        task = asyncio.create_task(keep_backups(settings, clock, store.key, lambda *_: None))
        await until(lambda: made() == 1 + day)  # noqa: B023 - awaited at once
        clock.jump(timedelta(hours=23))
        await asyncio.sleep(0.05)
        assert made() == 1 + day
        task.cancel()
        clock.jump(timedelta(hours=1))


async def test_one_from_the_future_does_not_stop_them(settings, store):
    """It was made while the clock was wrong."""
    back_up_once(settings, store.key, NOON + 400 * DAY)
    clock = AdjustableClock(NOON, running=False)
    task = asyncio.create_task(keep_backups(settings, clock, store.key, lambda *_: None))

    def made() -> int:
        clock.jump(timedelta(hours=1))
        return len(found(settings.backups, settings.database))

    await until(lambda: made() == 3)
    assert clock.now() < NOON + 400 * DAY
    task.cancel()


async def test_a_failure_is_told_with_what_to_do_and_tried_again(settings, store, caplog):
    clock, told = AdjustableClock(NOON, running=False), []
    settings.backups.write_text("a file where the folder is to be")
    task = asyncio.create_task(keep_backups(settings, clock, store.key, lambda *what: told.append(what)))
    await until(lambda: told)
    assert told == [
        (
            (
                f"No backup could be made: LIMBER_BACKUPS: {settings.backups} cannot be made (File exists). "
                "Name another one. Limber tries again within the hour."
            ),
            "backup-2026-03-02",
            NOON,
        )
    ]
    assert told[0][0] in caplog.text
    settings.backups.unlink()
    clock.jump(timedelta(hours=1))
    await until(lambda: found(settings.backups, settings.database))
    task.cancel()


async def test_backups_beside_their_key_are_refused(settings, store):
    settings = settings.model_copy(update={"backups": settings.key_file.parent})
    clock, told = AdjustableClock(NOON, running=False), []
    task = asyncio.create_task(keep_backups(settings, clock, store.key, lambda *what: told.append(what)))
    await until(lambda: told)
    assert "who takes the one has the other" in told[0][0]
    task.cancel()


async def test_without_a_folder_there_is_a_word_in_the_log(settings, store, caplog):
    settings = settings.model_copy(update={"backups": None})
    await keep_backups(settings, AdjustableClock(NOON, running=False), store.key, lambda *_: None)
    assert caplog.messages == [
        "LIMBER_BACKUPS: missing, so no backups are made. Name a folder, best on another disk."
    ]


async def test_a_stop_waits_for_no_backup_and_nothing_half_is_left(settings, store, monkeypatch):
    monkeypatch.setattr(sqlite, "STEPS", 1)
    ended = Event()
    ended.set()
    with pytest.raises(Unavailable, match="interrupted"):
        await asyncio.create_task(_in_time(ended, settings, store.key))
    assert list(settings.backups.iterdir()) == []


async def _in_time(ended, settings, key):
    sqlite.UNTIL.set(ended)
    await asyncio.to_thread(back_up_once, settings, key, NOON)


def test_what_died_with_a_process_goes_after_a_day(settings, store):
    settings.backups.mkdir()
    old, new = (settings.backups / f".limber-20260101T030000Z.db.{one}.half" for one in ("old", "new"))
    old.mkdir()
    (old / "limber.db").touch()
    new.touch()
    os.utime(old, (0, 0))
    back_up_once(settings, store.key, NOON)
    assert (old.exists(), new.exists()) == (False, True)
