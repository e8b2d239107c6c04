"""YAML is read with its lines, and nothing harmful is ever built from it."""

from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from content.library import ContentError
from content.reading import MAX_BYTES, read, read_text

BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"


def complaints(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_text(text, "it.yaml")
    return [str(fault) for fault in caught.value.faults]


def test_values_are_those_of_safe_load():
    text = """
a: 1
b: [1.5, yes, No, ~, null, 0x1F, 017, 1:30, .inf, "1", 'no', 2026-03-02, 2026-03-02T10:00:00Z]
c:
  d: >-
    folded
    text
  e: |
    kept
f: {g: h, "i j": []}
k:
"""
    assert read_text(text, "it.yaml").data == yaml.safe_load(text)


def test_json_is_yaml_too():
    assert read_text('{"a": [1, true, null],\n\t"b": {"c": "d"}}', "it.json").data == {
        "a": [1, True, None],
        "b": {"c": "d"},
    }


def test_every_key_and_item_has_its_line():
    lines = read_text("a: 1\nb:\n  - x\n  - c: 2\n    d: 3\n", "it.yaml").lines
    assert lines.find(("b", 0)) == ("it.yaml", 3, "b[0]")
    assert lines.find(("b", 1, "d")) == ("it.yaml", 5, "b[1].d")


def test_what_does_not_exist_has_the_line_of_its_nearest_parent():
    lines = read_text("a:\n  b: 1\n", "it.yaml").lines
    assert lines.find(("a", "c", 0)) == ("it.yaml", 1, "a.c[0]")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a: &x 1", "it.yaml:1 a: the anchor &x is not allowed here – leave it out"),
        ("a: 1\nb: *x", "it.yaml:2 b: the alias *x is not allowed here – write the value out"),
        (
            "a: !!python/object:os.system x",
            'it.yaml:1 a: the tag "tag:yaml.org,2002:python/object:os.system" is not',
        ),
        ("a: 1\nb: 2\na: 3", 'it.yaml:3: "a" stands here a second time – keep one of the two'),
        (
            "a: 1\n---\nb: 2",
            "it.yaml:2: a second document begins here – keep one document per file, without ---",
        ),
        ("<<: {a: 1}", "it.yaml:1: merging with << is not allowed here – write the fields out"),
        ("yes: 1", 'it.yaml:1: the key "yes" is read as yes or no – put it in quotes'),
        (
            "? [a]\n: 1",
            "it.yaml:1: a key must be one word or text, not a list or mapping – check brackets and ?",
        ),
        (
            "a: 2026-13-45",
            'it.yaml:1 a: "2026-13-45" looks like a number or a date, and is none – put it in quotes',
        ),
        ("a: [1,\nb: 2", "it.yaml:3: this is not YAML: "),
        ("a: 1\n\tb: 2", "it.yaml:2: this is not YAML: "),
        (
            "a: 1\nb: \x07",
            "it.yaml:2: there is a control character (U+0007) – delete it; or is this no text file?",
        ),
        ('a: "\\a"', "it.yaml:1 a: the text holds a control character – delete the escape that makes it"),
        ("", "it.yaml:1: the file is empty"),
        ("# nothing yet\n", "it.yaml:1: the file is empty"),
        ("a: \ud800", "it.yaml:1: there is a control character (U+D800)"),
    ],
)
def test_what_is_refused_says_where_and_what_to_do(text, fault):
    (only,) = complaints(text)
    assert only.startswith(fault)


def test_a_bomb_of_aliases_never_goes_off():
    assert len(complaints(BOMB)) == 6


def test_many_faults_end_the_reading():
    assert len(complaints("[" + "*a ," * 10_000 + "]")) == 25


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "a:\n" + " - - -" * 50])
def test_deep_nesting_is_refused_before_it_costs_anything(text):
    assert "nested deeper than 40 levels" in complaints(text)[-1]


@pytest.mark.parametrize("text", ["1:" * 4_000 + "1", "9" * 50_000, "1:" * 90 + "1.5", "0b_"])
def test_no_number_is_slow_or_overflows(text):
    with suppress(ContentError):
        read_text(f"a: {text}", "it.yaml")


def test_dense_nonsense_is_given_up():
    (only,) = complaints("[" + "1," * 400_000 + "]")
    assert "more than 100000 values" in only


def test_a_binary_file(tmp_path: Path):
    file = tmp_path / "it.yaml"
    file.write_bytes(b"a: 1\n\xff\xfe\x00")
    with pytest.raises(ContentError, match=r"it\.yaml:2: this is not text in UTF-8 – save the file as UTF-8"):
        read(file)


def test_a_large_file(tmp_path: Path):
    file = tmp_path / "it.yaml"
    file.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(ContentError, match="larger than 1 MB"):
        read(file)


@pytest.mark.parametrize("name", ["none.yaml", "."])
def test_a_file_that_is_none(tmp_path: Path, name):
    with pytest.raises(ContentError, match="the file is missing"):
        read(tmp_path / name)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path):
    file = tmp_path / "it.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1")
    assert read(file).data == {"a": 1}


PIECES = [
    *"ab[]{},\n\"'#1:.~\\\x00é\u2028",
    *(
        ": ",
        "- ",
        "? ",
        "  ",
        "&x ",
        "*x",
        "!!t ",
        "|\n",
        ">\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "<<: ",
        "yes",
        "0x",
    ),
]


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_any_text_gives_data_or_faults(text):
    with suppress(ContentError):
        read_text(text, "it.yaml")
