"""The drawing comes from the machine, and the README shows it."""

from pathlib import Path

from bot import drawing
from flows.journey import STATES, machine

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_the_machine_as_it_is():
    text = README.read_text(encoding="utf-8")
    shown = text.partition("<!-- journey -->\n```mermaid\n")[2].partition("```\n<!-- /journey -->")[0]
    assert shown == drawing.mermaid(), "run: python -m tests.redraw"


def test_every_state_is_drawn_once():
    placed = [state for states in drawing.parts().values() for state in states]
    assert sorted(placed) == sorted(STATES)


def test_every_transition_is_in_the_table():
    rows = drawing.table()
    for name, event in machine().events.items():
        if name == "back":
            continue
        for source, transitions in event.transitions.items():
            for one in transitions:
                to = one.dest or drawing.STAY
                assert any(
                    trigger == name and state in {source, "*"} and then == to
                    for state, trigger, _, then in rows
                )
