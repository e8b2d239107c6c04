"""Puts the present drawing of the journey into the README: `python -m tests.redraw`."""

from pathlib import Path

from bot.drawing import mermaid

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- journey -->\n```mermaid\n", "```\n<!-- /journey -->"

before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
README.write_text(before + BEGIN + mermaid() + END + rest.partition(END)[2], encoding="utf-8")
