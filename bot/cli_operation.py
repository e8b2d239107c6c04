"""The commands of whoever keeps Limber running: run, init, doctor."""

import asyncio
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.cli_common import BAD, content_of, refuse
from bot.journal import signed

if TYPE_CHECKING:
    from bot.settings import Settings

operation = typer.Typer()


def run() -> None:
    """The coach at work, until it is told to stop or something ends it. Its exit code says what."""
    from bot import logs  # noqa: PLC0415 - a command loads what it needs
    from bot import run as bot  # noqa: PLC0415
    from bot.settings import BadSettings  # noqa: PLC0415
    from bot.settings import load as load_settings  # noqa: PLC0415
    from bot.telegram_clock import TelegramClock  # noqa: PLC0415

    try:
        settings = load_settings()
    except BadSettings as fault:
        refuse(str(fault))
    logs.begin(settings)
    if settings.token is None:
        refuse("LIMBER_TOKEN: missing; put the token that BotFather gave you into .env, or ask: limber init")
    try:
        asyncio.run(bot.run(settings, TelegramClock(), content_of(settings.content)))
    except KeyboardInterrupt:
        return
    except typer.Exit:
        raise
    except Exception as fault:  # noqa: BLE001 - its class decides how the process ends
        _end(fault, settings)


def _end(fault: Exception, settings: "Settings") -> NoReturn:
    """One line, where the log goes, and the code that says what a supervisor may do."""
    from bot.exits import Exit, exit_of  # noqa: PLC0415

    log, code = logging.getLogger("bot"), exit_of(fault)
    if code is Exit.OURS:
        log.critical("Limber has ended by a fault of its own. Nothing that was kept is lost.", exc_info=fault)
    elif settings.log == "json":
        log.critical("%s", fault)
    else:
        typer.echo(signed(str(fault), logging.ERROR), err=True)
    raise typer.Exit(code)


@operation.command()
def doctor(
    explain: Annotated[bool, typer.Option("--explain", help="Only say what each setting means.")] = False,
) -> None:
    """Look at settings, token, network, clock, database, content: what is wrong, and what to do."""
    from bot.doctor import examine  # noqa: PLC0415
    from bot.explaining import explained  # noqa: PLC0415

    if explain:
        for name, default, meaning in explained():
            typer.echo(f"{name} (default: {default})\n    {meaning}")
        return
    wrong = 0
    for finding in examine(dict(os.environ), Path()):
        typer.echo(str(finding))
        wrong += finding.is_wrong
    if wrong:
        typer.echo(f"{wrong} to put right.", err=True)
        raise typer.Exit(BAD)
    typer.echo("Limber can run.")


@operation.command()
def init(  # noqa: PLR0917 - typer reads them as options
    token: Annotated[
        str | None, typer.Option(help="The bot's token; - reads it from standard input.", show_default=False)
    ] = None,
    owner: Annotated[int | None, typer.Option(help="Your Telegram id.", min=1)] = None,
    database: Annotated[Path | None, typer.Option(help="The SQLite file.")] = None,
    key_file: Annotated[Path | None, typer.Option(help="The key of the encrypted database.")] = None,
    content: Annotated[str | None, typer.Option(help="Further content packs, by commas.")] = None,
    backups: Annotated[Path | None, typer.Option(help="A folder for backups, best on another disk.")] = None,
    api_url: Annotated[str | None, typer.Option(help="Another Bot API server.")] = None,
    file: Annotated[Path, typer.Option(help="Where the settings are written.")] = Path(".env"),
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Change a file that is there.")] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing; what is not given stays as it is.")
    ] = False,
) -> None:
    """Set Limber up: asks for what it needs, looks whether it works, and writes a file .env."""
    from bot.setting_up import CannotSetUp, Wish, set_up  # noqa: PLC0415
    from bot.settings import BadSettings  # noqa: PLC0415

    given = Wish(token, owner, database, key_file, content, api_url, backups)
    try:
        set_up(given, file, overwrite=overwrite, ask=not yes)
    except (CannotSetUp, BadSettings) as fault:
        refuse(f"limber init: {fault}")
