"""The commands that see to the database: another key, backups, and the way back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli_common import content_of, refuse

storage = typer.Typer()


@contextmanager
def _in_one_line() -> Iterator[None]:
    from bot.settings import BadSettings  # noqa: PLC0415 - a command loads what it needs
    from bot.store import AlreadyRunning, NoFolder, Unavailable  # noqa: PLC0415
    from bot.store.keys import BadKey  # noqa: PLC0415
    from bot.trainers import NotNow  # noqa: PLC0415

    try:
        yield
    except (BadSettings, BadKey, AlreadyRunning, NoFolder, Unavailable, NotNow) as fault:
        refuse(str(fault))


@storage.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write: encrypted, if the database is.")],
    force: Annotated[bool, typer.Option("--force", help="In place of a file that is there.")] = False,
) -> None:
    """A consistent copy of the database, also while the bot runs."""
    from bot.backups import back_up  # noqa: PLC0415
    from bot.settings import load  # noqa: PLC0415

    with _in_one_line():
        back_up(load(), file, force=force)
    typer.echo(f"{file}: {file.stat().st_size / 1_000_000:.1f} MB, looked through.")


@storage.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Bring back a backup, while the bot is stopped; the database before is kept under another name."""
    from bot.backups import restore as bring_back  # noqa: PLC0415
    from bot.run import flows_of  # noqa: PLC0415
    from bot.settings import load  # noqa: PLC0415

    with _in_one_line():
        settings = load()
        done = bring_back(settings, file, content_of(settings.content), flows_of(settings), datetime.now(UTC))
    typer.echo(f"{settings.database} is as {file} has it. Clients: {done.clients}.")
    typer.echo(
        f"Prompts that were due since and are moved on: {done.moved}. Messages that may have been said since "
        f"and are not said again: {done.unknown}. Forgotten again: {done.forgotten}."
    )
    if done.aside is not None:
        typer.echo(f"The database before is {done.aside}. Delete it when nobody needs it any more.")


@storage.command()
def rekey(
    plain: Annotated[
        bool, typer.Option("--plain", help="No key any more: for a disk that is encrypted.")
    ] = False,
) -> None:
    """Encrypt the database with a new key, or for the first time, while the bot is stopped."""
    from bot.backups import renew_key  # noqa: PLC0415
    from bot.settings import load  # noqa: PLC0415

    with _in_one_line():
        settings = load()
        file = renew_key(settings, plain=plain)
    if file is None:
        typer.echo(f"{settings.database} is not encrypted any more. To run it so: LIMBER_ENCRYPT=no")
        return
    typer.echo(
        f"{settings.database} is encrypted with the first key in {file}. Keys below it are for older "
        "backups: copy the file to a safe place now."
    )
