"""What commands have in common: the content they work on, and one clear line for whoever typed them."""

import logging
from pathlib import Path
from typing import NoReturn

import typer

from bot.journal import signed
from content.library import ContentError, Pack, built_in, load

BAD = 2
BUILT_IN = Path(__file__).parents[1] / "content" / "en"


def refuse(line: str) -> NoReturn:
    """One line for the person who typed the command."""
    typer.echo(signed(line, logging.ERROR), err=True)
    raise typer.Exit(BAD)


def content_of(further: tuple[Path, ...]) -> Pack:
    """The built-in pack, with further ones laid over it."""
    try:
        return load(BUILT_IN, *further) if further else built_in()
    except ContentError as fault:
        refuse(str(fault))


def laid_over(pack: Path | None, command: str) -> tuple[Path, ...]:
    """The one that was named, which must be a folder."""
    if pack is not None and not pack.is_dir():
        refuse(f"limber {command}: {pack} is no folder")
    return () if pack is None else (pack,)
