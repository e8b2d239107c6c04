"""What docs/ shows of the program is what the program says."""

import pytest

from tests.docs import command_help, journey_told


@pytest.mark.parametrize("generated", [command_help, journey_told], ids=lambda each: each.WHERE.name)
def test_the_page_shows_it_as_it_is(generated):
    assert generated.WHERE.read_text(encoding="utf-8") == generated.page(), "run: python -m tests.redraw"


def test_every_command_is_listed_with_what_it_takes():
    page = command_help.markdown()
    assert "## limber trainer remove\n" in page
    assert "- `--yes` – Do not ask.\n" in page
    assert "- `--format mermaid|table` – A drawing in Mermaid, or a table. Unless said: mermaid.\n" in page
    assert "- `FILE` – Cases as YAML or JSON; - reads standard input. Must be given.\n" in page
