"""`limber doctor`: looks at everything that Limber needs, and says of each whether it is there.

In: the environment, and the folder that Limber would be started in. Out: a `Finding` for each, with what to
do. Nothing is changed, and nothing of anybody's is shown.
"""

import asyncio
import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

from bot.cli_common import BUILT_IN
from bot.run import keep_secrets
from bot.safe import key_file, key_of, refuse_beside
from bot.settings import FILE, PREFIX, BadSettings, Settings, values_in
from bot.settings import load as load_settings
from bot.store import AlreadyRunning, NoFolder, Unavailable, copies, keys, only_process, sqlite
from bot.store.faults import in_one_line
from bot.store.keys import BadKey
from bot.store.sqlite import Connection
from bot.telegram import Bot, make_bot
from bot.telegram_clock import TOLERATED, TelegramClock
from content.faults import nearest
from content.library import ContentError, built_in, load

Mark = Literal["✓", "!", "✗"]
LITTLE, TOO_LITTLE = 2 << 30, 200 << 20
"""Bytes of room on the disk."""
OLD = timedelta(days=2)
"""A backup."""
RUNNING = "Limber is running on this database"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Finding:
    mark: Mark
    what: str
    said: str

    @property
    def is_wrong(self) -> bool:
        return self.mark == "✗"

    def __str__(self) -> str:
        return f"{self.mark} {self.what}: {self.said}"


def examine(environment: Mapping[str, str], folder: Path) -> Iterator[Finding]:
    """One after the other, as they are found out."""
    try:
        yield from misspelt(environment, folder / FILE)
        settings = load_settings()
    except BadSettings as fault:
        yield Finding("✗", "settings", str(fault))
        return
    yield Finding("✓", "settings", "can all be read; limber doctor --explain says what each means")
    yield from _content(settings)
    yield from _disk(settings.database)
    yield from _database(settings)
    yield from _key(settings)
    process = _process(settings.database)
    if process is not None:
        yield process
    if process is None or process.said != RUNNING:
        yield from _listening(settings)
    yield from _backups(settings)
    yield from asyncio.run(_telegram(settings))


def misspelt(environment: Mapping[str, str], file: Path) -> Iterator[Finding]:
    """Names that begin as settings do, and are none. Raises `BadSettings` where the file cannot be read."""
    known = [name.upper() for name in Settings.model_fields]
    in_file = [name.upper() for name in values_in(file)]
    for name in sorted({*map(str.upper, environment), *in_file}):
        own = name.removeprefix(PREFIX)
        if own != name and own not in known:
            near = nearest(own, known)
            hint = f"did you mean {PREFIX}{near}?" if near else "take it out"
            yield Finding("!", name, f"is no setting; {hint}")
    if file.is_file() and file.stat().st_mode & OTHERS:
        yield Finding("✗", str(file), f"others can read it, and the token in it; chmod 600 {file}")


def _content(settings: Settings) -> Iterator[Finding]:
    try:
        load(BUILT_IN, *settings.content) if settings.content else built_in()
    except ContentError as fault:
        more = f" (and {len(fault.faults) - 1} more)" if len(fault.faults) > 1 else ""
        yield Finding("✗", "content", f"{fault.faults[0]}{more}; limber check tells all")
    else:
        yield Finding("✓", "content", f"fine, with {len(settings.content)} further packs")
    if settings.clips is not None and not settings.clips.is_dir():
        yield Finding("!", "LIMBER_CLIPS", f"{settings.clips} is no folder; limber render --timed makes it")


def _disk(database: Path) -> Iterator[Finding]:
    folder = database.parent
    if not folder.is_dir():
        yield Finding("✗", "folder", f"{folder} is not there; make it, or change LIMBER_DATABASE")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Finding("✗", "folder", f"{folder} cannot be written by you; give it to whoever runs Limber")
        return
    yield Finding("✓", "folder", f"{folder.resolve()} can be written")
    free = disk_free(folder)
    mark: Mark = "✗" if free < TOO_LITTLE else "!" if free < LITTLE else "✓"
    told = "" if mark == "✓" else "; make room, backups and the database grow"
    yield Finding(mark, "disk", f"{free >> 20} MB free{told}")


def disk_free(folder: Path) -> int:
    """In bytes."""
    return shutil.disk_usage(folder).free


def _database(settings: Settings) -> Iterator[Finding]:
    database = settings.database
    if sqlite.is_new(database):
        how = "encrypted" if settings.encrypt else "not encrypted"
        yield Finding("✓", "database", f"{database} is not there yet; limber run makes it, {how}")
        return
    if database.stat().st_mode & OTHERS:
        yield Finding("!", "database", f"others can read {database}; chmod 600 {database}")
    try:
        key = key_of(settings, database)
        with in_one_line(database), sqlite.opened(database, key, read_only=True) as connection:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            clients = _clients(connection, database)
    except (Unavailable, BadKey) as fault:
        yield Finding("✗", "database", str(fault).removeprefix("LIMBER_DATABASE: "))
        return
    if answer != "ok":
        yield Finding("✗", "database", f"{database} is damaged; bring back a backup: limber restore FILE")
    else:
        how = "not encrypted" if key is None else "encrypted"
        yield Finding("✓", "database", f"whole, {how}, {clients} clients")


def _clients(connection: Connection, file: Path) -> int:
    """How many there are. Raises `Unusable` where a start would refuse what has made the tables."""
    from sqlite_utils import Database  # noqa: PLC0415 - it takes a while to load

    from bot.store.schema import MIGRATIONS  # noqa: PLC0415

    if not copies.refuse_others(file, MIGRATIONS, Database(connection, execute_plugins=False)):
        return 0
    return int(connection.execute("SELECT count(*) FROM clients").fetchone()[0])


def _key(settings: Settings) -> Iterator[Finding]:
    if not settings.encrypt:
        return
    try:
        key = key_file(settings)
        if not key.exists():
            yield Finding("✓", "key", f"{key} is not there yet; limber run makes it with the database")
            return
        refuse_beside(key, settings.database)
        keys.read(key)
    except BadKey as fault:
        yield Finding("✗", "key", str(fault).removeprefix("LIMBER_KEY_FILE: "))
    else:
        yield Finding("✓", "key", f"{key}, for you alone; keep a copy of it elsewhere")


def _process(database: Path) -> Finding | None:
    """Whether Limber runs on this database now; None if that cannot be seen."""
    if not database.parent.is_dir():
        return None
    try:
        with only_process(database):
            return Finding("✓", "process", "Limber is not running on this database")
    except AlreadyRunning:
        return Finding("✓", "process", RUNNING)
    except NoFolder as fault:
        return Finding("✗", "process", str(fault))


def _listening(settings: Settings) -> Iterator[Finding]:
    if settings.address is None:
        if settings.webhook_url is not None:
            yield Finding("✗", "LIMBER_LISTEN", "missing; with LIMBER_WEBHOOK_URL it says where to listen")
        return
    from bot.serving.errors import CannotListen  # noqa: PLC0415
    from bot.serving.server import listen  # noqa: PLC0415 - most need no server

    try:
        listen(settings.address).close()
    except CannotListen as fault:
        yield Finding("✗", "LIMBER_LISTEN", str(fault).removeprefix("LIMBER_LISTEN: "))
    else:
        yield Finding("✓", "LIMBER_LISTEN", f"{settings.listen} is free")


def _backups(settings: Settings) -> Iterator[Finding]:
    from bot.regular_backups import newest_backup  # noqa: PLC0415

    folder = settings.backups
    if folder is None:
        yield Finding("!", "backups", "none are made; name a folder, best on another disk: LIMBER_BACKUPS")
        return
    newest = newest_backup(settings)
    if newest is None:
        yield Finding("!", "backups", f"there is none in {folder}; limber run makes them")
        return
    age = datetime.now(UTC) - newest
    hours = int(age / timedelta(hours=1))
    told = f"the newest is {hours} h old"
    yield Finding(
        "!" if age > OLD else "✓", "backups", told + ("; see why: docs/storage.md" if age > OLD else "")
    )


async def _telegram(settings: Settings) -> list[Finding]:
    if settings.token is None:
        return [Finding("✗", "token", "missing; @BotFather gives one: /newbot; limber init asks for it")]
    keep_secrets()
    clock = TelegramClock()
    try:
        bot, (asking, telling) = make_bot(settings, heard=clock.hear)
    except BadSettings as fault:
        return [Finding("✗", "network", str(fault))]
    async with asking, telling:
        return [finding async for finding in _asked(bot, settings, clock)]


async def _asked(bot: Bot, settings: Settings, clock: TelegramClock) -> AsyncIterator[Finding]:
    try:
        me = await bot.get_me()
    except InvalidToken:
        yield Finding("✓", "network", f"{settings.api_url.host} answers")
        yield Finding("✗", "token", "Telegram does not accept it; copy it from @BotFather again")
        return
    except TelegramError as fault:
        name = type(fault).__name__
        yield Finding(
            "✗", "network", f"{settings.api_url.host} is not reached ({name}); look at the network, a proxy"
        )
        return
    yield Finding("✓", "network", f"{settings.api_url.host} answers")
    yield Finding("✓", "token", f"that of @{me.username}")
    minutes = round(clock.wrong_by / timedelta(minutes=1))
    if abs(clock.wrong_by) > TOLERATED:
        way = "fast" if minutes > 0 else "slow"
        yield Finding("!", "clock", f"{abs(minutes)} minutes {way}; sudo timedatectl set-ntp true")
    else:
        yield Finding("✓", "clock", "agrees with Telegram's")
    yield await _webhook(bot, settings)
    yield await _owner(bot, settings.owner)


async def _webhook(bot: Bot, settings: Settings) -> Finding:
    try:
        info = await bot.get_webhook_info()
    except TelegramError as fault:
        return Finding("!", "webhook", f"could not be asked for ({type(fault).__name__})")
    wanted = str(settings.webhook_url or "")
    waiting = f"{info.pending_update_count} updates wait"
    if info.url == wanted:
        how = "Telegram brings updates" if wanted else "Telegram is asked for updates"
        return Finding("✓", "webhook", f"{how}; {waiting}")
    if wanted:
        return Finding("!", "webhook", f"not set, or elsewhere; limber run sets it; {waiting}")
    return Finding(
        "!", "webhook", f"one is set, by whoever else has this token; limber run takes it away; {waiting}"
    )


async def _owner(bot: Bot, owner: int | None) -> Finding:
    if owner is None:
        return Finding(
            "!", "owner", "LIMBER_OWNER is not set: alerts reach nobody; limber init finds your id"
        )
    try:
        await bot.get_chat(owner)
    except (BadRequest, Forbidden):
        return Finding(
            "!", "owner", f"{owner} has not started the bot yet: open it in Telegram and press Start"
        )
    except TelegramError as fault:
        return Finding("!", "owner", f"could not be asked for ({type(fault).__name__})")
    return Finding("✓", "owner", f"{owner} has started the bot")
