"""The commands that draw: pictures, clips, sessions. They need the extra `render`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.cli_common import content_of, laid_over, refuse
from content.library import ContentError

pictures = typer.Typer()
Chime = Annotated[bool, typer.Option("--chime", help="A bell at what happens.")]
Laid = Annotated[Path | None, typer.Option(help="A folder laid over the built-in content.")]
Shown = Annotated[str, typer.Option(help="first or second")]


@contextmanager
def _drawing(command: str) -> Iterator[None]:
    """What draws is imported within."""
    try:
        yield
    except ModuleNotFoundError as missing:
        refuse(f"limber {command}: {missing.name} is missing; install it with: pip install 'limber[render]'")


@pictures.command()
def render(  # noqa: PLR0917 - typer reads them as options
    pack: Annotated[
        Path | None,
        typer.Argument(help="A folder laid over the built-in content: draws what it adds or changes."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option(help="One exercise or self-test; may be repeated.")
    ] = None,
    sheet: Annotated[Path | None, typer.Option(help="Also write all stills on one picture.")] = None,
    catalogue: Annotated[Path | None, typer.Option(help="Also write a page with all of them here.")] = None,
    into: Annotated[
        Path | None, typer.Option(help="A folder for stills alone; the pictures in use stay as they are.")
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
    further = laid_over(pack, "render")
    with _drawing("render"):
        from bot import rendering, rendering_holds  # noqa: PLC0415 - a command loads what it needs
        from bot.figures.body import PEOPLE  # noqa: PLC0415
        from bot.figures.scene import Look  # noqa: PLC0415
    from bot.catalogue import write_catalogue  # noqa: PLC0415
    from bot.contact_sheet import EmptySheetError  # noqa: PLC0415
    from bot.contact_sheet import sheet as sheet_of  # noqa: PLC0415
    from bot.figures.ready import OWN, PERSON, SHIPPED, album_of  # noqa: PLC0415
    from bot.figures.wanted import wanted  # noqa: PLC0415
    from bot.settings import BadSettings, packs  # noqa: PLC0415

    if person not in PEOPLE:
        refuse(f"limber render: there is no person {person!r}; there are: {', '.join(PEOPLE)}")
    if into is None and (night or left or loops or person != "first"):
        refuse("limber render: --loops, --person, --night and --left go with --into")
    if timed is not None and (into is not None or sheet is not None or catalogue is not None):
        refuse("limber render: --timed goes with a pack and --only alone")
    console = Console(stderr=True)
    try:
        if timed is not None:
            content = content_of(further or packs().content)
            rendering.chosen(wanted(content), only or (), f"{pack or 'content'}/poses")
            made, kept = rendering_holds.render_holds(timed, content, only or (), console)
            typer.echo(f"{made} made, {kept} as they were, in {timed}")
            return
        content = content_of(further)
        kept_in = SHIPPED if pack is None else pack / OWN
        every = wanted(content, kept_in if into is None else None)
        folders = rendering.everybody(kept_in) if into is None else {into: Look(person, night, left)}
        drawing = rendering.chosen(every, only or (), f"{pack or 'content'}/poses")
        drawn, kept = rendering.render_all(folders, drawing, console, loops=loops or into is None)
        if not only:
            rendering.tidy(folders, every)
        if sheet is not None:
            sheet.write_bytes(sheet_of(next(iter(folders)), list(drawing)))
        if catalogue is not None:
            shown = [each / PERSON for each in album_of(further).folders] if into is None else [into]
            write_catalogue(catalogue, shown, content)
    except (ContentError, rendering.UnknownPictureError, EmptySheetError, BadSettings, OSError) as fault:
        refuse(f"limber render: {str(fault).partition(chr(10))[0]}")
    typer.echo(f"{drawn} drawn, {kept} as they were, in {into or kept_in}")


@pictures.command()
def clip(  # noqa: PLR0917 - as above
    name: Annotated[str, typer.Argument(help="An exercise or self-test.")],
    to: Annotated[Path, typer.Argument(help="The MP4 to write.")],
    hold: Annotated[int, typer.Option(help="A hold of so many seconds, with countdown.", min=0, max=300)] = 0,
    reps: Annotated[int, typer.Option(help="So many repetitions, counted.", min=0, max=50)] = 0,
    left: Annotated[bool, typer.Option("--left", help="The left side works.")] = False,
    chime: Chime = False,
    person: Shown = "first",
    pack: Laid = None,
) -> None:
    """A clip to follow along: one hold, or repetitions."""
    if (hold > 0) == (reps > 0):
        refuse("limber clip: say either --hold SECONDS or --reps NUMBER")
    what = f"hold={hold}" if hold else f"reps={reps}"
    _follow("clip", to, [f"{name}:{'left' if left else 'right'}:{what}"], person, pack, chime=chime)


@pictures.command()
def session(  # noqa: PLR0917 - as above
    to: Annotated[Path, typer.Argument(help="The MP4 to write.")],
    steps: Annotated[
        list[str] | None, typer.Argument(help="Like figure4_supine:right:hold=60 or bird_dog:reps=8.")
    ] = None,
    case: Annotated[
        Path | None, typer.Option(help="Answers, as for limber assess, in place of steps.")
    ] = None,
    chime: Chime = False,
    person: Shown = "first",
    pack: Laid = None,
) -> None:
    """A whole session as one clip to follow along, with every change of side."""
    if bool(steps) == (case is not None):
        refuse("limber session: say either steps or --case FILE")
    _follow("session", to, steps or (), person, pack, case=case, chime=chime)


def _follow(
    command: str,
    to: Path,
    steps: Sequence[str],
    person: str,
    pack: Path | None,
    *,
    case: Path | None = None,
    chime: bool,
) -> None:
    """Makes the clip of these steps, or of the first case of a file."""
    further = laid_over(pack, command)
    with _drawing(command):
        from bot import whole  # noqa: PLC0415
        from bot.figures.body import PEOPLE  # noqa: PLC0415
        from bot.figures.pieces import Manner  # noqa: PLC0415
        from bot.figures.scene import Look  # noqa: PLC0415
    from bot.cases import CaseError, read_cases  # noqa: PLC0415
    from content.poses import files  # noqa: PLC0415
    from content.reading import read  # noqa: PLC0415

    if person not in PEOPLE:
        refuse(f"limber {command}: there is no person {person!r}; there are: {', '.join(PEOPLE)}")
    content, poses = content_of(further), files(*further)
    manner = Manner(
        content.prompting.get_ready_seconds, content.say("clip-other-side"), Look(person=person), chime=chime
    )
    try:
        pieces = (
            whole.typed(steps, poses, f"{pack or 'content'}/poses")
            if case is None
            else whole.evening(read_cases(read(case).data, content)[0][0].answers, content)
        )
        to.write_bytes(data := whole.session_clip(pieces, poses, manner, Console(stderr=True)))
    except (CaseError, ContentError, whole.StepError, OSError) as fault:
        refuse(f"limber {command}: {str(fault).partition(chr(10))[0]}")
    typer.echo(f"{to}: {len(data) // 1024} kB")
