"""The commands as docs/commands.md lists them, read off the commands themselves.

In: the typer app. Out: Markdown, a heading for each command, its help, and a line for each thing one may add.
"""

from collections.abc import Iterator
from pathlib import Path

import typer

from bot.cli import app

WHERE = Path(__file__).parents[2] / "docs" / "commands.md"
BEGIN, END = "<!-- generated: python -m tests.redraw -->\n", "<!-- /generated -->"


def markdown() -> str:
    return "\n".join(section for section in sections(typer.main.get_command(app), "limber"))


def sections(command, name: str) -> Iterator[str]:
    """A group of commands is its commands."""
    if commands := getattr(command, "commands", None):
        for each in commands.values():
            yield from sections(each, f"{name} {each.name}")
        return
    yield f"## {name}\n\n{paragraphs(command.help)}\n"
    if command.params:
        yield "".join(f"- `{usage(one)}` – {told(one)}\n" for one in command.params)


def paragraphs(text: str) -> str:
    """What is set in lines of its own, as in a terminal, stays so."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


def usage(parameter) -> str:
    if parameter.param_type_name == "argument":
        return parameter.name.upper() + (" …" if parameter.nargs == -1 else "")
    name, of = ", ".join(parameter.opts), parameter.type_descriptor.annotation
    return name if of is bool else f"{name} {kind(of)}"


def kind(of) -> str:
    if of in {int, float}:
        return "N"
    if of is Path:
        return "PATH"
    return "|".join(getattr(of, "__members__", ())) or "TEXT"


def told(parameter) -> str:
    rest = " Must be given." if parameter.required else ""
    if parameter.param_type_name == "argument" and not parameter.required:
        rest = " May be left out."
    if parameter.default not in {None, "", 0} and not isinstance(parameter.default, Path):
        rest = f" Unless said: {getattr(parameter.default, 'value', parameter.default)}."
    help_ = parameter.help[0].upper() + parameter.help[1:]
    return help_.rstrip(".") + "." + rest


def page() -> str:
    """The page as it should be: what stands by hand, and what is generated."""
    before, _, rest = WHERE.read_text(encoding="utf-8").partition(BEGIN)
    return before + BEGIN + "\n" + markdown() + "\n" + END + rest.partition(END)[2]
