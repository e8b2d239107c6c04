"""What a person may ask the operator for: a copy of all that is kept about them, and to be forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_common import content_of, refuse

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Store, StoredClient

privacy = typer.Typer()

CLIENT = Annotated[str, typer.Argument(help="The client's Telegram id, as /privacy shows it in their chat.")]


@privacy.command()
def export(
    client: CLIENT,
    output: Annotated[Path | None, typer.Option(help="Otherwise limber-CLIENT.zip.")] = None,
) -> None:
    """Write all that is kept about a client into an archive, also while the bot runs."""
    from bot.exporting import archive, page_of  # noqa: PLC0415 - a command loads what it needs
    from bot.report import draw_history  # noqa: PLC0415
    from flows import client as clients  # noqa: PLC0415

    file = output or Path(f"limber-{client}.zip")
    with _database(reading=True) as (store, settings):
        stored = _known(store, client)
        pack = content_of(settings.content)
        page = page_of(store, stored.id, clients.load(stored.state), datetime.now(UTC).date(), pack)
        made = archive(store, stored.id, draw_history(page), pdf=page.file)
    try:
        with file.open("xb") as new:
            file.chmod(0o600)
            new.write(made)
    except OSError as fault:
        refuse(f"limber export: {file} cannot be written ({fault.strerror}); choose another with --output")
    typer.echo(f"Written: {file}. It holds health details: hand it over, then delete it.")


@privacy.command()
def forget(
    client: CLIENT,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Forget a client for good, while the bot is stopped. Running, /forget in their chat does it."""
    from bot import forgetting  # noqa: PLC0415
    from bot.store import copies  # noqa: PLC0415
    from flows import client as clients  # noqa: PLC0415
    from flows.privacy import farewell  # noqa: PLC0415

    with _database(reading=False) as (store, settings):
        stored = _known(store, client)
        if not yes and not typer.confirm(f"Delete everything that is kept about client {stored.id}?"):
            typer.echo("Nothing has changed.")
            return
        last = farewell(clients.load(stored.state), content_of(settings.content))
        with store.transaction():
            forgetting.forget(store, stored.id, stored.trainer or settings.owner, last, datetime.now(UTC))
        if not forgetting.clean(store, settings.database):
            refuse("limber forget: deleted, but not overwritten on disk yet; `limber run` does that, "
                   "once the disk has room")  # fmt: skip
    typer.echo(
        f"Client {stored.id} is forgotten. When the bot runs, they and their trainer are told. "
        "Backups made before still hold them, until you delete those."
    )
    for one in copies.from_before(settings.database):
        typer.echo(f"So may {one}: delete it, if nobody needs it any more.")


def _known(store: "Store", number: str) -> "StoredClient":
    if not (number.isascii() and number.isdecimal()):
        refuse(f"{number} is no Telegram id: it is a number, which /privacy shows in the client's chat.")
    stored = store.client(int(number)) if len(number) < 19 else None  # noqa: PLR2004 - 64 bits
    if stored is None:
        refuse(f"There is no client {number}. /privacy shows a client their number.")
    return stored


@contextmanager
def _database(*, reading: bool) -> Iterator[tuple["Store", "Settings"]]:
    """The database of the settings; to read it, also while a bot is at work on it."""
    from bot.safe import opener  # noqa: PLC0415
    from bot.settings import BadSettings  # noqa: PLC0415
    from bot.settings import load as load_settings  # noqa: PLC0415
    from bot.store import AlreadyRunning, Unavailable  # noqa: PLC0415
    from bot.store.keys import BadKey  # noqa: PLC0415
    from bot.trainers import NotNow, office  # noqa: PLC0415

    try:
        settings = load_settings()
        try:
            with office(settings.database, opener(settings)) as store:
                yield store, settings
        except NotNow as fault:
            if not isinstance(fault.__context__, AlreadyRunning):
                raise
            if not reading:
                refuse(
                    f"Limber is running on {settings.database}. Stop it first, or have the client send "
                    "/forget in their chat."
                )
            with opener(settings)(settings.database) as store:
                yield store, settings
    except (BadKey, BadSettings, NotNow, Unavailable) as fault:
        refuse(str(fault))
