"""The drawing comes from the machine. That docs/journey.md shows it, is held in tests/docs."""

from bot import drawing
from flows.machine import STATES, machine


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
