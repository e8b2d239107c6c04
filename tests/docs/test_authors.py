"""The example pack of docs/authors.md: what the page shows is what is checked, and a client meets it."""

import re
from pathlib import Path

import pytest

from bot.cli_common import BUILT_IN
from content.library import load
from flows.effects import Edit, Say
from tests.flows.world import World

DOCS = Path(__file__).parents[2] / "docs"
MINE = DOCS / "examples" / "mine"
SHOWN = re.compile(r"^`mine/(\S+)`:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def pack():
    return load(BUILT_IN, MINE)


def test_the_page_shows_every_file_of_the_pack_as_it_is():
    shown = dict(SHOWN.findall((DOCS / "authors.md").read_text(encoding="utf-8")))
    files = {str(one.relative_to(MINE)): one.read_text("utf-8") for one in MINE.rglob("*") if one.is_file()}
    assert shown == files


def test_a_client_is_asked_the_new_test_and_given_the_new_exercise(pack):
    world, read = World(pack=pack), list[str]()
    while world.client.plan is None:
        world.answer()
        read += [effect.text for effect in world.last if isinstance(effect, Say | Edit)]
    assert sum("<b>One-leg stand" in text and "How far did you count?" in text for text in read) == len("LR")
    assert "Low bridge" in read[-1]


def test_the_words_are_those_of_the_pack(pack):
    assert "Blue Door" in pack.say("about-short")
