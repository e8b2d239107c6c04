"""The commands. Each exits 0 when well, and 2 on bad input with one clear line on standard error."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.cli_common import BAD, BUILT_IN, content_of, laid_over, refuse
from bot.cli_operation import operation
from bot.cli_pictures import pictures
from bot.cli_privacy import privacy
from bot.cli_storage import storage
from content.library import ContentError, load

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.store import Store

app = typer.Typer(
    help="Limber: a coach for people with lower back pain, on Telegram.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
trainers = typer.Typer(help="Who may see clients: invite, list, remove.", no_args_is_help=True)
app.add_typer(trainers, name="trainer")
app.add_typer(pictures)
app.add_typer(operation)
app.add_typer(privacy)
app.add_typer(storage)


class Drawing(StrEnum):
    mermaid = "mermaid"
    table = "table"


@app.command(name="try")
def try_out(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.", min=0, max=65535)] = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    database: Annotated[Path | None, typer.Option(help="Keep the try-out in this file.")] = None,
    at: Annotated[
        datetime | None,
        typer.Option(help="Begin at this time instead of now.", formats=["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    ] = None,
) -> None:
    """The whole coach in a browser: no token, no account, nothing leaves this computer."""
    from bot.clock import AdjustableClock  # noqa: PLC0415 - a command loads what it needs
    from bot.settings import packs  # noqa: PLC0415
    from bot.tryout.run import run  # noqa: PLC0415

    _log()
    try:
        clock = AdjustableClock(at and at.astimezone(UTC))
        asyncio.run(run(port, database, content_of(packs().content), clock, browser=not no_browser))
    except KeyboardInterrupt:
        return
    except OSError as fault:
        refuse(f"limber try: port {port} cannot be used ({fault.strerror}); choose another with --port")
    except _known_faults() as fault:
        refuse(str(fault))


@app.command()
def run() -> None:
    """The coach on Telegram. Settings come from LIMBER_… variables or a file .env."""
    from bot.cli_operation import run as at_work  # noqa: PLC0415

    at_work()


@app.command(name="check")
def check_content(
    pack: Annotated[Path | None, typer.Argument(help="A folder laid over the built-in content.")] = None,
) -> None:
    """Validate content: every fault with file, line and what to do."""
    further = laid_over(pack, "check")
    from bot.figures.checking import faults as faults_of_poses  # noqa: PLC0415
    from bot.figures.wanted import faults as faults_of_pictures  # noqa: PLC0415
    from flows.examples import faults as faults_of_examples  # noqa: PLC0415

    try:
        content = load(BUILT_IN, *further)
        tests = [test.id for test in content.self_tests.self_tests]
        faults = faults_of_examples(content)
        faults += faults_of_poses(content.exercise, tests, content.avoided, *further)
        faults += faults_of_pictures(content)
    except ContentError as refused:
        faults = list(refused.faults)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        typer.echo(f"{len(faults)} to put right.", err=True)
        raise typer.Exit(BAD)
    typer.echo("The content is fine.")


@app.command()
def assess(
    file: Annotated[Path, typer.Argument(help="Cases as YAML or JSON; - reads standard input.")],
) -> None:
    """Decide cases on paper, and print the decisions as JSON."""
    from bot.cases import CaseError, read_cases, written  # noqa: PLC0415
    from content.reading import read, read_text  # noqa: PLC0415
    from flows.decision import decide  # noqa: PLC0415

    pack = content_of(())
    try:
        document = read_text(sys.stdin.read(), "standard input") if str(file) == "-" else read(file)
        cases, many = read_cases(document.data, pack)
    except (CaseError, ContentError) as fault:
        refuse(str(fault).partition("\n")[0])
    except OSError as fault:
        refuse(f"{file}: cannot be read ({fault.strerror})")
    decided = [written(case.id, decide(case.answers, pack), pack) for case in cases]
    typer.echo(json.dumps(decided if many else decided[0], indent=2, ensure_ascii=False))


@app.command()
def understand(
    why: Annotated[bool, typer.Option("--why", help="Also print the words that decided.")] = False,
) -> None:
    """Read typed words: one JSON object with text and context per line in, one with its meaning out."""
    from bot.lines import LineError, answered, read_line  # noqa: PLC0415

    pack = content_of(())
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            typed = read_line(line)
        except LineError as fault:
            refuse(f"limber understand: line {number}: {fault}")
        typer.echo(answered(typed, pack, why=why))


@app.command()
def learn(
    pack: Annotated[Path, typer.Argument(help="A folder with messages.jsonl.")] = BUILT_IN,
) -> None:
    """Learn the reading of typed words anew, after messages.jsonl has changed."""
    try:
        from bot.learning import MessageError, learn_pack  # noqa: PLC0415
    except ModuleNotFoundError:
        refuse("limber learn: scikit-learn is missing; install it with: pip install 'limber[learn]'")
    with Console(stderr=True).status("Learning …"):
        try:
            file = learn_pack(pack)
        except (OSError, MessageError, ContentError) as fault:
            first, _, _ = str(fault).partition("\n")
            refuse(f"limber learn: {first}")
    typer.echo(f"Written: {file.name}")


@app.command()
def journey(
    format: Annotated[Drawing, typer.Option(help="A drawing in Mermaid, or a table.")] = Drawing.mermaid,  # noqa: A002
) -> None:
    """The state machine, drawn from the machine itself."""
    from bot import drawing  # noqa: PLC0415

    if format is Drawing.mermaid:
        typer.echo(drawing.mermaid(), nl=False)
        return
    table = Table("state", "when", "if", "then")
    for row in drawing.table():
        table.add_row(*row)
    Console(width=None if sys.stdout.isatty() else 120).print(table)


@app.command()
def explore(
    pack: Annotated[Path | None, typer.Argument(help="A folder laid over the built-in content.")] = None,
) -> None:
    """Walk through everything that may happen in the coaching, and check the promises on every turn."""
    from bot.exploring import explore as walk_through  # noqa: PLC0415

    if not walk_through(content_of(laid_over(pack, "explore")), Console()):
        raise typer.Exit(1)


@app.command()
def simulate(
    clients: Annotated[int, typer.Option(help="So many invented clients.", min=1)] = 200,
    days: Annotated[
        float | None, typer.Option(help="So many days of their lives: 120, or 3 with --delivery.", min=1)
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other clients.")] = 1,
    seeds: Annotated[int, typer.Option(help="So many seeds.", min=1)] = 1,
    delivery: Annotated[
        bool,
        typer.Option(
            "--delivery",
            help="The whole bot with three clients in each seed, through crashes and all that Telegram does.",
        ),
    ] = False,
) -> None:
    """Invented clients through months on a virtual clock: every promise is checked on every day."""
    console = Console(width=None if sys.stdout.isatty() else 180)
    if delivery:
        from bot.soak.soaking import DAYS, watch  # noqa: PLC0415

        if not watch(range(seed, seed + seeds), days or DAYS, console):
            raise typer.Exit(1)
        return
    from bot.simulating import DAYS as MONTHS  # noqa: PLC0415
    from bot.simulating import simulate as walk  # noqa: PLC0415

    if not walk(clients, int(days or MONTHS), range(seed, seed + seeds), console):
        raise typer.Exit(1)


@app.command()
def populate(  # noqa: PLR0917 - typer reads them as options
    clients: Annotated[int, typer.Option(help="So many invented clients.", min=1, max=1_000_000)],
    due_in: Annotated[
        float | None, typer.Option(help="Prompt them within so many seconds.", min=0, max=86_400)
    ] = None,
    database: Annotated[Path | None, typer.Option(help="Otherwise that of LIMBER_DATABASE.")] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other clients.")] = 1,
    trainer: Annotated[int | None, typer.Option(help="Telegram id of their trainer.", min=1)] = None,
    add: Annotated[bool, typer.Option("--add", help="Also to clients who are not invented.")] = False,
) -> None:
    """Invented clients with plans, pasts and prompts, for demonstrations and load."""
    from bot import populating  # noqa: PLC0415
    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.safe import opener  # noqa: PLC0415
    from bot.settings import load as load_settings  # noqa: PLC0415

    wish = populating.Wish(clients, seed, due_in, trainer, add)
    try:
        settings = load_settings()
        file, open_store = database or settings.database, opener(settings, plain_too=True)
        populating.populate(file, wish, SystemClock().now(), Console(stderr=True), open_store)
    except populating.RealClients as fault:
        refuse(str(fault))
    except _known_faults() as fault:
        refuse(str(fault))


@app.command()
def week(
    week: Annotated[int, typer.Option(help="The week of the plan, from 1.", min=1, max=52)] = 1,
    kind: Annotated[str, typer.Option(help="A kind of client, as `limber simulate` lists them.")] = "",
) -> None:
    """All that one invented client reads in a week, as a transcript."""
    from bot.week import transcript  # noqa: PLC0415
    from bot.week import week as live  # noqa: PLC0415
    from flows.simulation.kinds import KINDS, READERS  # noqa: PLC0415

    known = {one.name: one for one in (*READERS, *KINDS)}
    if kind and kind not in known:
        refuse(f"limber week: there is no kind {kind!r}; there are: {', '.join(known)}")
    for line in transcript(live(known[kind or READERS[0].name], week, content_of(()))):
        typer.echo(line)


@trainers.command()
def invite() -> None:
    """Make a link that lets one person in as a trainer."""
    from bot.invitations import VALID  # noqa: PLC0415
    from bot.trainers import new_link  # noqa: PLC0415

    with _office() as (store, _):
        code, link = new_link(store, datetime.now(UTC))
    if link:
        typer.echo(f"A link for one trainer. It works once, within {VALID.days} days:\n{link}")
    else:
        typer.echo(
            f"A code for one trainer. It works once, within {VALID.days} days:\n{code}\n"
            "The bot has not run yet, so its name is not known. When it runs, the trainer sends it: "
            f"/start {code}"
        )


@trainers.command(name="list")
def list_trainers() -> None:
    """Who may see clients, and how many they have."""
    with _office() as (store, _):
        all_of_them, counts = store.trainers(), store.client_counts()
    table = Table("id", "name", "clients", "")
    for one in all_of_them:
        table.add_row(
            str(one.id), Text(one.name or "–"), str(counts.get(one.id, 0)), "owner" if one.owner else ""
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    if counts.get(None):
        typer.echo(f"With no trainer of their own, and so the owner's: {counts[None]}.")


@trainers.command()
def remove(
    id: Annotated[str, typer.Argument(help="The trainer's Telegram id, as the list shows it.")],  # noqa: A002
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a trainer; their clients become the owner's."""
    from bot.trainers import leaving, part_with  # noqa: PLC0415

    with _office() as (store, settings):
        pack = content_of(settings.content)
        one = leaving(store, id)
        clients = store.client_counts().get(one.id, 0)
        if not yes and not typer.confirm(
            f"Remove {one.name or one.id}? Clients who become the owner's: {clients}."
        ):
            typer.echo("Nothing has changed.")
            return
        owner = next((other.id for other in store.trainers() if other.owner), settings.owner)
        with store.transaction():
            part_with(store, pack, one.id, owner, datetime.now(UTC))
    typer.echo(f"{one.name or one.id} is no trainer any more. Clients who are the owner's now: {clients}.")


@contextmanager
def _office() -> Iterator[tuple["Store", "Settings"]]:
    """The database of the settings, with no bot at work on it."""
    from bot.safe import opener  # noqa: PLC0415
    from bot.settings import load as load_settings  # noqa: PLC0415
    from bot.trainers import NotNow, office  # noqa: PLC0415

    try:
        settings = load_settings()
        with office(settings.database, opener(settings)) as store:
            yield store, settings
    except NotNow as fault:
        refuse(str(fault))
    except _known_faults() as fault:
        refuse(str(fault))


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("transitions").setLevel(logging.WARNING)  # it narrates every move


def _known_faults() -> tuple[type[Exception], ...]:
    """What an operator can do something about, said in one line each. Anything else is ours."""
    from bot.inbox import TokenRefused  # noqa: PLC0415
    from bot.settings import BadSettings  # noqa: PLC0415
    from bot.store import AlreadyRunning, NoFolder, Unavailable  # noqa: PLC0415
    from bot.store.keys import BadKey  # noqa: PLC0415

    return TokenRefused, BadSettings, BadKey, AlreadyRunning, NoFolder, Unavailable


def main() -> None:
    app()
