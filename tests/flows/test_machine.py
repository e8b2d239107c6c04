"""The table itself: no state is out of reach, none is a dead end, and no screen says what nobody hears."""

import ast
import inspect
import textwrap
from collections import defaultdict
from pathlib import Path

import pytest

from content.library import built_in
from flows import prompts, table
from flows.client import Client, Session
from flows.machine import ENTERING, STATE_OF, STATES, Journey, machine, moves, steps_with_a_way_back
from flows.screens import SCREENS
from flows.screens.settings_more import BROADCASTS, TIPS
from flows.talk import Screen
from tests.flows.world import START

RESTING = {"coaching", "education", "stopped", "paused", "waiting_for_visit", "getting_help", "urgent"}


def steps() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for _, _, source, to, _ in moves():
        found[source].add(source if to == "=" else to)
    return found


def reach(start: str) -> set[str]:
    known, ahead = {start}, [start]
    while ahead:
        for to in steps()[ahead.pop()] - known:
            known.add(to)
            ahead.append(to)
    return known


def test_every_state_can_be_reached():
    assert reach("new") == set(STATES)


@pytest.mark.parametrize("state", STATES)
def test_every_state_leads_to_rest(state: str):
    own = {to for _, trigger, source, to, _ in moves() if source == state and trigger not in anywhere()}
    assert own - {state, "="}, "there is a way on that is this state's own"
    assert reach(state) & RESTING


def anywhere() -> set[str]:
    """Triggers that every state knows."""
    return {move.on for move in table.ANYTIME if move.of == "*"}


def test_the_screens_are_the_states_of_the_table():
    named = {source for _, _, source, _, _ in moves()} | {to for *_, to, _ in moves() if to != "="}
    assert named == {"new", *SCREENS}


def test_every_condition_is_a_question_of_the_journey():
    for *_, only_if in moves():
        assert not only_if or callable(getattr(Journey, only_if))


def test_what_the_journey_knows_of_states_is_in_the_table():
    assert set(ENTERING) <= set(STATES)
    assert {state for (state, _), to in STATE_OF.items()} | set(STATE_OF.values()) <= set(STATES)
    assert set(table.HOME) | set(table.HOME.values()) | table.COACHED | table.NO_WAY_BACK_TO <= set(STATES)


def test_conditions_come_before_the_way_that_is_always_open():
    """A row without a condition hides every row below it."""
    for name, event in machine().events.items():
        for source, transitions in event.transitions.items():
            free = [place for place, one in enumerate(transitions) if not one.conditions]
            assert not free or free == [len(transitions) - 1], f"{name} in {source}"


def test_back_never_leads_to_an_item_of_a_list():
    """Its queue would be gone: Back leads to what asks for the item."""
    for transitions in machine().events["back"].transitions.values():
        assert not {one.dest for one in transitions} & set(table.HOME)


def test_back_undoes_steps_of_the_questionnaires_only():
    for source, to in steps_with_a_way_back():
        assert source not in table.NO_WAY_BACK_TO
        assert to not in table.NO_WAY_BACK_TO


# --- what screens return, and what prompts trigger, is in the table ---


def returned(function) -> set[str]:
    """Every string that a function may return, and the constants of functions that it returns from."""
    if getattr(function, "__name__", "") == "<lambda>":
        return set()
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Return) and node.value is not None:
            found |= {
                one.value
                for one in ast.walk(node.value)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return found


def triggers(state: str) -> set[str]:
    return {trigger for _, trigger, source, _, _ in moves() if source == state}


def offered(screen: Screen, state: str) -> set[str]:
    """The values of a card where the card needs nothing to be drawn."""
    client = Client(id=1, name="Sam", state=state, session=Session("bedtime", START.date(), 0))
    try:
        return {
            choice.value for choice in screen.card(Journey(client, START, built_in(), tapped=True)).choices
        }
    except (ValueError, IndexError):
        return set()


@pytest.mark.parametrize("state", SCREENS)
def test_every_trigger_of_a_screen_is_known(state: str):
    screen = SCREENS[state]
    said = returned(screen.hear) & {trigger for _, trigger, *_ in moves()}
    if state not in {"hurts", "session_idle", "conditions", "condition"}:
        assert said <= triggers(state), f"{said - triggers(state)} is not heard in {state}"
    if screen.hear.__name__ == "<lambda>":
        assert offered(screen, state) <= triggers(state)


@pytest.mark.parametrize("state", [state for state in SCREENS if SCREENS[state].hear.__name__ != "<lambda>"])
def test_a_screen_that_hands_the_answer_on_offers_only_triggers(state: str):
    """Screens that return the value itself, after keeping it."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(SCREENS[state].hear)))
    hands_on = any(
        isinstance(node, ast.Return) and isinstance(node.value, ast.Name) and node.value.id == "value"
        for node in ast.walk(tree)
    )
    if hands_on:
        heard_by_itself = {"ask", *TIPS, *BROADCASTS}
        assert offered(SCREENS[state], state) - heard_by_itself <= triggers(state)


def test_what_prompts_trigger_is_in_the_table():
    files = Path(prompts.__file__).parent.glob("*.py")
    moved = {
        node.args[0].value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "move"
        and isinstance(node.args[0], ast.Constant)
    }
    assert moved
    assert moved <= {trigger for _, trigger, *_ in moves()}
