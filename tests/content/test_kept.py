"""What was read and checked is taken as it was kept, only while nothing of it has changed."""

import pickle
import shutil
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from content import kept, library
from content.kept import keep, key_of, recall
from content.library import load

BUILT_IN = Path(library.__file__).parent / "en"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    place = tmp_path / "cache" / "en.pack"
    monkeypatch.setattr(kept, "_place", lambda folder: place)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return place


@pytest.fixture
def start(monkeypatch):
    """The built-in pack as a new process gets it, and whether it was read and checked for that."""

    def start_():
        checked = []
        monkeypatch.setattr(library, "_read", lambda *given: checked.append(given) or read(*given))
        return library.built_in.__wrapped__(), bool(checked)

    read = library._read
    return start_


def known(pack):
    """All but what cannot be compared."""
    return {
        one.name: getattr(pack, one.name) for one in fields(pack) if one.name not in {"wording", "places"}
    }


def test_the_second_start_has_the_pack_of_the_first_without_checking_it(start):
    first, checked = start()
    assert checked
    second, checked = start()
    assert not checked
    whole = load(BUILT_IN)
    assert known(second) == known(first) == known(whole)
    assert set(second.wording.keys) == set(whole.wording.keys)
    assert second.say("command-today") == whole.say("command-today")
    assert second.places.find("Perth, Scotland") == whole.places.find("Perth, Scotland")


@pytest.mark.parametrize("broken", [b"", b"another key", None])
def test_what_is_kept_and_broken_is_made_anew(start, place, broken):
    start()
    whole = place.read_bytes()
    place.write_bytes(whole[: len(whole) // 2] if broken is None else broken)
    assert start()[1]
    assert place.read_bytes()[:32] == whole[:32]
    assert not start()[1]


def test_another_thing_than_a_packs_contents_is_not_taken_for_them(start, place):
    start()
    place.write_bytes(place.read_bytes()[:32] + pickle.dumps("something"))
    assert start()[1]


@pytest.mark.parametrize("change", ["exercises.yaml", "weights.json.gz", "new.ftl"])
def test_any_change_of_content_changes_the_key(tmp_path, change):
    folder = tmp_path / "en"
    shutil.copytree(BUILT_IN, folder, ignore=shutil.ignore_patterns("messages.jsonl"))
    before = key_of(folder)
    assert key_of(folder) == before
    with (folder / change).open("ab") as file:
        file.write(b"\n")
    assert key_of(folder) != before


def test_any_change_of_the_code_or_of_a_library_changes_the_key(tmp_path, monkeypatch):
    (tmp_path / "schema.py").write_text("one")
    monkeypatch.setattr(kept, "CODE", tmp_path)
    keys = [key_of(BUILT_IN)]
    (tmp_path / "schema.py").write_text("two")
    keys.append(key_of(BUILT_IN))
    monkeypatch.setattr(kept, "version", lambda name: "other")
    keys.append(key_of(BUILT_IN))
    assert len(set(keys)) == len(keys)


def test_where_nothing_can_be_written_nothing_is_kept(place, monkeypatch):
    place.parent.write_text("no folder")
    keep(BUILT_IN, b"key", "contents")
    assert recall(BUILT_IN, b"key") is None
    place.parent.unlink()
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    keep(BUILT_IN, b"key", "contents")
    assert recall(BUILT_IN, b"key") is None


def test_it_lies_where_python_keeps_compiled_modules(monkeypatch):
    monkeypatch.undo()
    assert kept._place(BUILT_IN).parent == BUILT_IN.parent / "__pycache__"
