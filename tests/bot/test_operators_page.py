"""The operators' page says what is so: its table of settings is made from the settings.

REWRITE=1 writes the table anew.
"""

import os
from pathlib import Path

from typer.testing import CliRunner

from bot.cli import app
from bot.explaining import explained
from bot.settings import Settings

FILE = Path(__file__).parents[2] / "docs" / "operators.md"
BEGIN, END = "<!-- settings -->\n", "<!-- /settings -->"


def table() -> str:
    rows = "".join(f"| `{one.name}` | {_cell(one.default)} | {one.meaning} |\n" for one in explained())
    return f"| name | default | meaning |\n|---|---|---|\n{rows}"


def _cell(default: str) -> str:
    return default if default == "–" else f"`{default}`"


def test_every_setting_is_on_the_page_as_the_source_says_it():
    page = FILE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if os.environ.get("REWRITE"):
        page = before + BEGIN + table() + END + after
        FILE.write_text(page, encoding="utf-8")
    assert page == before + BEGIN + table() + END + after


def test_every_setting_says_what_it_means():
    assert {one.name for one in explained()} == {f"LIMBER_{name.upper()}" for name in Settings.model_fields}
    assert all(one.meaning.endswith(".") for one in explained())


def test_the_doctor_explains_them():
    result = CliRunner().invoke(app, ["doctor", "--explain"])
    assert result.exit_code == 0
    for one in explained():
        assert f"{one.name} (default: {one.default})\n    {one.meaning}\n" in result.stdout
