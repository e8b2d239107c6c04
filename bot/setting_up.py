"""The guided set-up: what Limber cannot do without is asked for, tried, and written to a file of settings.

In: what was given as options, and answers on the terminal. Out: the file, for its owner's eyes alone; or
`CannotSetUp` or `BadSettings`, with one line. What is in the file already and is not asked about stays.
"""

import asyncio
import os
import re
import secrets
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from pydantic import ValidationError
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.run import keep_secrets
from bot.settings import PREFIX, Settings, values_in
from bot.telegram import Bot, make_bot
from content.library import ContentError

WAITS = 300
"""Seconds for the owner to write to the bot."""
PLAIN = re.compile(r"[\w./:@,+~-]*", re.ASCII)
"""What needs no quotes in the file."""


class CannotSetUp(Exception):  # noqa: N818 - it says what is the case
    """What is missing, or does not work, and what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was given; None is asked for, or left as it is."""

    token: str | None = None
    owner: int | None = None
    database: Path | None = None
    key_file: Path | None = None
    content: str | None = None
    api_url: str | None = None
    backups: Path | None = None

    def written(self) -> dict[str, str]:
        values = {
            "TOKEN": self.token,
            "OWNER": self.owner,
            "DATABASE": self.database,
            "KEY_FILE": self.key_file,
            "CONTENT": self.content,
            "API_URL": self.api_url,
            "BACKUPS": self.backups,
        }
        return {f"{PREFIX}{name}": str(value) for name, value in values.items() if value is not None}


def set_up(given: Wish, file: Path, *, overwrite: bool, ask: bool) -> None:
    before = {name: value or "" for name, value in values_in(file).items()}
    if file.exists() and not overwrite and not (ask and typer.confirm(f"{file} is there. Change it?")):
        raise CannotSetUp(f"{file} is there already and stays as it is; change it with --overwrite")
    if given.token == "-":  # noqa: S105 - where it comes from
        given = replace(given, token=sys.stdin.readline().strip())
    if given.token is None:
        given = replace(given, token=_ask_token(before) if ask else before.get(f"{PREFIX}TOKEN"))
    settings = _checked(before | given.written())
    if settings.token is None:
        raise CannotSetUp("the token is missing; give it with --token")
    keep_secrets()
    owner = asyncio.run(_try(settings, ask=ask and given.owner is None and settings.owner is None))
    given = replace(given, owner=given.owner or owner)
    if ask and given.database is None:
        chosen = typer.prompt("The database, on a disk with room", default=str(settings.database))
        given = replace(given, database=Path(chosen))
    if ask and given.content is None:
        here = before.get(f"{PREFIX}CONTENT", "")
        given = replace(
            given, content=typer.prompt("Further content packs (none is fine)", default=here) or None
        )
    settings = _checked(before | given.written())
    _look_at_content(settings)
    _make_folder(settings.database)
    write(file, before | given.written())
    typer.echo(f"Written: {file}. Next: limber doctor, then limber run.")
    if settings.owner is None:
        typer.echo(
            "Nobody is the owner yet, so alerts reach nobody: set LIMBER_OWNER, or ask again: limber init."
        )


def _ask_token(before: dict[str, str]) -> str:
    there = before.get(f"{PREFIX}TOKEN", "")
    typer.echo("In Telegram, @BotFather makes a bot when you send it /newbot, and gives you a token.")
    said = typer.prompt("Token" + (" (Enter keeps the one there)" if there else ""), default=there,
                        hide_input=True, show_default=False)  # fmt: skip
    return str(said)


def _checked(values: dict[str, str]) -> Settings:
    own = {
        name.removeprefix(PREFIX).lower(): value for name, value in values.items() if name.startswith(PREFIX)
    }
    own = {name: value for name, value in own.items() if name in Settings.model_fields and value}
    try:
        return Settings(_env_file=None, **own)  # type: ignore[arg-type] # pydantic reads the words
    except ValidationError as fault:
        first = fault.errors()[0]
        wrong = first["msg"].removeprefix("Value error, ")
        raise CannotSetUp(f"{PREFIX}{str(first['loc'][0]).upper()}: {wrong}") from None


async def _try(settings: Settings, *, ask: bool) -> int | None:
    """Whether Telegram takes the token, and who the owner is, if that is asked."""
    bot, (asking, telling) = make_bot(settings)
    async with asking, telling:
        try:
            me = await bot.get_me()
            typer.echo(f"The token is that of @{me.username}.")
            return await _find_owner(bot, me.username or "") if ask else None
        except InvalidToken:
            raise CannotSetUp("Telegram does not accept the token; copy it from @BotFather again") from None
        except TelegramError as fault:
            raise CannotSetUp(
                f"Telegram cannot be reached ({type(fault).__name__}); look at this computer's network, "
                "and try again"
            ) from None


async def _find_owner(bot: Bot, name: str) -> int | None:
    """Who opens a link that nobody else has; or the id that is typed."""
    typed = typer.prompt("Your Telegram id (Enter finds it out)", default="", show_default=False).strip()
    if typed:
        if not (typed.isascii() and typed.isdecimal()):
            raise CannotSetUp(f"{typed} is no Telegram id; @userinfobot tells it")
        return int(typed)
    code = secrets.token_hex(4)
    typer.echo(f"Open this link on your phone and press Start: https://t.me/{name}?start={code}")
    loop = asyncio.get_running_loop()
    until = loop.time() + WAITS
    seen = None
    while loop.time() < until:
        try:
            # Nothing is confirmed: what others have written waits for the coach.
            updates = await bot.raw_updates(seen, 1)
        except Conflict:
            raise CannotSetUp(
                "another program asks for this bot's updates; stop it, or give --owner"
            ) from None
        for update in updates:
            found = _sender(update, f"/start {code}")
            if found is not None:
                typer.echo(f"Found: {found} is the owner.")
                return found
        await asyncio.sleep(1)
    raise CannotSetUp("nobody has opened the link; try again, or give --owner")


def _sender(update: dict[str, object], text: str) -> int | None:
    message = update.get("message")
    if not isinstance(message, dict) or message.get("text") != text:
        return None
    sender = message.get("from")
    number = sender.get("id") if isinstance(sender, dict) else None
    return number if isinstance(number, int) else None


def _look_at_content(settings: Settings) -> None:
    from bot.cli_common import BUILT_IN  # noqa: PLC0415
    from content.library import load  # noqa: PLC0415

    if not settings.content:
        return
    try:
        load(BUILT_IN, *settings.content)
    except ContentError as fault:
        raise CannotSetUp(f"LIMBER_CONTENT: {fault.faults[0]}; limber check tells all") from None


def _make_folder(database: Path) -> None:
    try:
        database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as fault:
        raise CannotSetUp(f"LIMBER_DATABASE: {database.parent} cannot be made ({fault.strerror})") from None


def write(file: Path, values: dict[str, str]) -> None:
    """Whole or not at all, and never readable by others."""
    lines = [f"{name}={_quoted(value)}\n" for name, value in values.items()]
    new = file.with_name(f"{file.name}.new")
    try:
        new.unlink(missing_ok=True)
        with os.fdopen(
            os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as out:
            out.writelines(lines)
            out.flush()
            os.fsync(out.fileno())
        new.replace(file)
    except OSError as fault:
        raise CannotSetUp(f"{file} cannot be written ({fault.strerror})") from None


def _quoted(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise CannotSetUp("a setting has more than one line")
    return value if PLAIN.fullmatch(value) else "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
