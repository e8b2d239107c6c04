"""The commands. Each exits 0 when well, and 2 on bad input with one clear line on standard error."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from content.library import ContentError, Pack, built_in, load

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
BAD = 2
BUILT_IN = Path(__file__).parents[1] / "content" / "en"


class Drawing(StrEnum):
    mermaid = "mermaid"
    table = "table"


def refuse(line: str) -> NoReturn:
    """One line for the person who typed the command."""
    typer.echo(line, err=True)
    raise typer.Exit(BAD)


def content_of(further: tuple[Path, ...]) -> Pack:
    """The built-in pack, with further ones laid over it."""
    try:
        return load(BUILT_IN, *further) if further else built_in()
    except ContentError as fault:
        refuse(str(fault))


@app.command(name="try")
def try_out(
    port: Annotated[int, typer.Option(help="Port of the page; 0 takes a free one.", min=0, max=65535)] = 8765,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only print the address.")] = False,
    database: Annotated[Path | None, typer.Option(help="Keep the try-out in this file.")] = None,
) -> None:
    """The whole coach in a browser: no token, no account, nothing leaves this computer."""
    from bot.tryout.run import run  # noqa: PLC0415 - a command loads what it needs

    _log()
    try:
        asyncio.run(run(port, database, content_of(()), browser=not no_browser))
    except KeyboardInterrupt:
        return
    except OSError as fault:
        refuse(f"limber try: port {port} cannot be used ({fault.strerror}); choose another with --port")
    except _known_faults() as fault:
        refuse(str(fault))


@app.command()
def run() -> None:
    """The coach on Telegram. Settings come from LIMBER_… variables or a file .env."""
    from bot import run as bot  # noqa: PLC0415
    from bot.clock import SystemClock  # noqa: PLC0415
    from bot.settings import load as load_settings  # noqa: PLC0415

    _log()
    try:
        settings = load_settings()
        if settings.token is None:
            refuse("LIMBER_TOKEN: missing; put the token that BotFather gave you into .env")
        asyncio.run(bot.run(settings, SystemClock(), content_of(settings.content)))
    except KeyboardInterrupt:
        return
    except _known_faults() as fault:
        refuse(str(fault))


@app.command(name="check")
def check_content(
    pack: Annotated[Path | None, typer.Argument(help="A folder laid over the built-in content.")] = None,
) -> None:
    """Validate content: every fault with file, line and what to do."""
    if pack is not None and not pack.is_dir():
        refuse(f"limber check: {pack} is no folder")
    from bot.figures.checking import faults as faults_of_pictures  # noqa: PLC0415
    from flows.examples import faults as faults_of_examples  # noqa: PLC0415

    try:
        content = load(BUILT_IN, *([pack] if pack else []))
        tests = [test.id for test in content.self_tests.self_tests]
        faults = faults_of_examples(content)
        faults += faults_of_pictures(content.exercise, tests, content.avoided)
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
def render(  # noqa: PLR0917 - typer reads them as options
    only: Annotated[
        list[str] | None, typer.Option(help="One exercise or self-test; may be repeated.")
    ] = None,
    sheet: Annotated[Path | None, typer.Option(help="Also write all stills on one picture.")] = None,
    catalogue: Annotated[Path | None, typer.Option(help="Also write a page with all of them here.")] = None,
    into: Annotated[
        Path | None, typer.Option(help="A folder for stills alone, instead of the pictures shipped.")
    ] = None,
    timed: Annotated[
        Path | None, typer.Option(help="Instead, a folder for the clips of all holds in use: LIMBER_CLIPS.")
    ] = None,
    loops: Annotated[bool, typer.Option("--loops", help="With --into: the loops as well.")] = False,
    person: Annotated[str, typer.Option(help="With --into: first or second.")] = "first",
    night: Annotated[bool, typer.Option("--night", help="With --into: the colours of the night.")] = False,
    left: Annotated[bool, typer.Option("--left", help="With --into: the left side works in stills.")] = False,
) -> None:
    """Draw the pictures of exercises and self-tests; only what has changed is drawn anew."""
    try:
        from bot import rendering  # noqa: PLC0415
        from bot.figures.body import PEOPLE  # noqa: PLC0415
        from bot.figures.scene import Look  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        refuse(f"limber render: {missing.name} is missing; install it with: pip install 'limber[render]'")
    from bot.catalogue import write_catalogue  # noqa: PLC0415
    from bot.contact_sheet import sheet as sheet_of  # noqa: PLC0415
    from bot.figures.ready import PERSON, SHIPPED  # noqa: PLC0415

    if person not in PEOPLE:
        refuse(f"limber render: there is no person {person!r}; there are: {', '.join(PEOPLE)}")
    if into is None and (night or left or loops or person != "first"):
        refuse("limber render: --loops, --person, --night and --left go with --into")
    if timed is not None:
        if into is not None or sheet is not None or catalogue is not None:
            refuse("limber render: --timed goes with --only alone")
        _render_timed(timed, only or ())
        return
    pack = content_of(())
    sided = {each.id for each in pack.exercise.values() if each.sided}
    sided |= {each.id for each in pack.self_test.values() if each.sided}
    console = Console(stderr=True)
    look = Look(person=person, night=night, left=left)
    try:
        if into is None:
            folder, (drawn, kept) = SHIPPED / PERSON, rendering.ship(only or (), console, sided)
        else:
            folder = into
            drawn, kept = rendering.render(into, look, only or (), console, loops=loops, sided=sided)
        if sheet is not None:
            sheet.write_bytes(sheet_of(folder, rendering.wanted_of(only or ())))
        if catalogue is not None:
            write_catalogue(catalogue, folder, pack)
    except (ContentError, rendering.UnknownPictureError, OSError) as fault:
        refuse(f"limber render: {str(fault).partition(chr(10))[0]}")
    typer.echo(f"{drawn} drawn, {kept} as they were, in {into or SHIPPED}")


def _render_timed(folder: Path, only: Sequence[str]) -> None:
    """For the content that this bot runs with."""
    from bot import rendering, rendering_holds  # noqa: PLC0415
    from bot.settings import load as load_settings  # noqa: PLC0415

    try:
        pack = content_of(load_settings().content)
        rendering.wanted_of(only)
        made, kept = rendering_holds.render_holds(folder, pack, only, Console(stderr=True))
    except _known_faults() as fault:
        refuse(str(fault))
    except (ContentError, rendering.UnknownPictureError, OSError) as fault:
        refuse(f"limber render: {str(fault).partition(chr(10))[0]}")
    typer.echo(f"{made} made, {kept} as they were, in {folder}")


@app.command()
def clip(  # noqa: PLR0917 - as above
    name: Annotated[str, typer.Argument(help="An exercise or self-test.")],
    to: Annotated[Path, typer.Argument(help="The MP4 to write.")],
    hold: Annotated[int, typer.Option(help="A hold of so many seconds, with countdown.", min=0, max=300)] = 0,
    reps: Annotated[int, typer.Option(help="So many repetitions, counted.", min=0, max=50)] = 0,
    left: Annotated[bool, typer.Option("--left", help="The left side works.")] = False,
    chime: Annotated[bool, typer.Option("--chime", help="A bell at what happens.")] = False,
    person: Annotated[str, typer.Option(help="first or second")] = "first",
) -> None:
    """A clip to follow along: one hold, or repetitions."""
    if (hold > 0) == (reps > 0):
        refuse("limber clip: say either --hold SECONDS or --reps NUMBER")
    what = f"hold={hold}" if hold else f"reps={reps}"
    _follow("clip", to, [f"{name}:{'left' if left else 'right'}:{what}"], person, chime=chime)


@app.command()
def session(
    to: Annotated[Path, typer.Argument(help="The MP4 to write.")],
    steps: Annotated[
        list[str] | None, typer.Argument(help="Like figure4_supine:right:hold=60 or bird_dog:reps=8.")
    ] = None,
    case: Annotated[
        Path | None, typer.Option(help="Answers, as for limber assess, in place of steps.")
    ] = None,
    chime: Annotated[bool, typer.Option("--chime", help="A bell at what happens.")] = False,
    person: Annotated[str, typer.Option(help="first or second")] = "first",
) -> None:
    """A whole session as one clip to follow along, with every change of side."""
    if bool(steps) == (case is not None):
        refuse("limber session: say either steps or --case FILE")
    _follow("session", to, steps or (), person, case=case, chime=chime)


def _follow(
    command: str, to: Path, steps: Sequence[str], person: str, *, case: Path | None = None, chime: bool
) -> None:
    """Makes the clip of these steps, or of the first case of a file."""
    try:
        from bot import whole  # noqa: PLC0415
        from bot.figures.body import PEOPLE  # noqa: PLC0415
        from bot.figures.pieces import Manner  # noqa: PLC0415
        from bot.figures.scene import Look  # noqa: PLC0415
    except ModuleNotFoundError as missing:
        refuse(f"limber {command}: {missing.name} is missing; install it with: pip install 'limber[render]'")
    from bot.cases import CaseError, read_cases  # noqa: PLC0415
    from content.reading import read  # noqa: PLC0415

    if person not in PEOPLE:
        refuse(f"limber {command}: there is no person {person!r}; there are: {', '.join(PEOPLE)}")
    pack = content_of(())
    manner = Manner(
        pack.prompting.get_ready_seconds, pack.say("clip-other-side"), Look(person=person), chime=chime
    )
    try:
        pieces = (
            whole.typed(steps)
            if case is None
            else whole.evening(read_cases(read(case).data, pack)[0][0].answers, pack)
        )
        data = whole.session_clip(pieces, manner, Console(stderr=True))
        to.write_bytes(data)
    except (CaseError, ContentError, whole.StepError, OSError) as fault:
        refuse(f"limber {command}: {str(fault).partition(chr(10))[0]}")
    typer.echo(f"{to}: {len(data) // 1024} kB")


@app.command()
def explore(
    pack: Annotated[Path | None, typer.Argument(help="A folder laid over the built-in content.")] = None,
) -> None:
    """Walk through everything that may happen in the coaching, and check the promises on every turn."""
    from bot.exploring import explore as walk_through  # noqa: PLC0415

    if pack is not None and not pack.is_dir():
        refuse(f"limber explore: {pack} is no folder")
    if not walk_through(content_of((pack,) if pack else ()), Console()):
        raise typer.Exit(1)


@app.command()
def simulate(
    clients: Annotated[int, typer.Option(help="So many invented clients.", min=1)] = 200,
    days: Annotated[int, typer.Option(help="So many days of their lives.", min=1)] = 120,
    seed: Annotated[int, typer.Option(help="Another seed, other clients.")] = 1,
    seeds: Annotated[int, typer.Option(help="So many seeds, one after the other.", min=1)] = 1,
) -> None:
    """Invented clients through months on a virtual clock: every promise is checked on every day."""
    from bot.simulating import simulate as walk  # noqa: PLC0415

    console = Console(width=None if sys.stdout.isatty() else 180)
    if not walk(clients, days, range(seed, seed + seeds), console):
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
    from bot.settings import load as load_settings  # noqa: PLC0415

    wish = populating.Wish(clients, seed, due_in, trainer, add)
    try:
        file = database or load_settings().database
        populating.populate(file, wish, SystemClock().now(), Console(stderr=True))
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
    from bot.settings import load as load_settings  # noqa: PLC0415
    from bot.trainers import NotNow, office  # noqa: PLC0415

    try:
        settings = load_settings()
        with office(settings.database) as store:
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

    return TokenRefused, BadSettings, AlreadyRunning, NoFolder, Unavailable


def main() -> None:
    app()
