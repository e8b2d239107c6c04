"""What is said is Telegram HTML, whatever was typed."""

import timeit
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import ContentError, Html, escape, join, load
from content.wording import emoji, lint_wording, parse


def lint(text: str) -> list[str]:
    return [str(fault) for fault in lint_wording([parse(text, "it.ftl")], "en")]


def test_what_a_person_typed_is_escaped(pack):
    said = load(pack.path).say("hello", name="<i>Tom</i> & co")
    assert said == "Hello <b>&lt;i&gt;Tom&lt;/i&gt; &amp; co</b>"
    assert isinstance(said, Html)


def test_html_is_not_escaped_again(pack):
    assert load(pack.path).say("hello", name=Html("<i>Tom</i>")) == "Hello <b><i>Tom</i></b>"


@pytest.mark.parametrize(
    ("n", "said"), [(1, "one hold tonight"), (2, "2 holds tonight"), (2.5, "2.5 holds tonight")]
)
def test_numbers_choose_plurals(pack, n, said):
    assert load(pack.path).say("holds", n=n) == said


def test_text_chooses_a_variant(pack):
    pack.write("coaching.ftl", "side = { $side ->\n    [L] left\n   *[R] right\n }")
    loaded = load(pack.path)
    assert (loaded.say("side", side="L"), loaded.say("side", side="R")) == ("left", "right")


def test_an_argument_may_be_as_long_as_a_message(pack):
    assert load(pack.path).say("hello", name="x" * 4000) == f"Hello <b>{'x' * 4000}</b>"


def test_no_invisible_marks_surround_arguments(pack):
    assert load(pack.path).say("hello", name="Sam").isascii()


def test_an_attribute_is_a_message_of_its_own(pack):
    pack.write("coaching.ftl", "ask = Well?\n    .hint = yes or no")
    assert load(pack.path).say("ask.hint") == "yes or no"


def test_an_unknown_message_is_an_error(pack):
    with pytest.raises(ContentError, match=r'there is no such message – did you mean "hello"\?'):
        load(pack.path).say("helo")


def test_it_can_be_caught_as_a_missing_key(pack):
    with pytest.raises(KeyError):
        load(pack.path).say("goodbye")


def test_a_missing_argument_is_an_error(pack):
    with pytest.raises(ContentError, match="hello: argument is missing: name"):
        load(pack.path).say("hello")


def test_what_is_remembered_is_told_apart_by_what_it_is(pack):
    loaded = load(pack.path)
    for _ in range(2):
        assert loaded.say("hello", name="<i>Tom</i>") == "Hello <b>&lt;i&gt;Tom&lt;/i&gt;</b>"
        assert loaded.say("hello", name=Html("<i>Tom</i>")) == "Hello <b><i>Tom</i></b>"


def test_what_is_remembered_knows_the_names_of_its_arguments(pack):
    pack.write("coaching.ftl", "two = { $a } { $b }")
    loaded = load(pack.path)
    assert (loaded.say("two", a="1", b="2"), loaded.say("two", b="1", a="2")) == ("1 2", "2 1")


def test_saying_is_fast(pack):
    loaded, names = load(pack.path), count()
    best = (
        min(timeit.repeat(lambda: loaded.say("hello", name=f"Sam {next(names)}"), number=100, repeat=20))
        / 100
    )
    assert best < 300e-6  # typically 10 µs; ten times the aim, so that a busy machine does not fail the test


def test_escape_and_join():
    assert escape("a < b") == "a &lt; b"
    assert escape(Html("<b>")) == "<b>"
    assert join(["a < b", Html("<b>c</b>")], "\n") == "a &lt; b\n<b>c</b>"


@given(st.text())
def test_whatever_is_escaped_has_no_tags(text):
    assert "<" not in escape(text)
    assert escape(escape(text)) == escape(text)


# --- what is wrong with a wording ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = one\nb\nc = three", "it.ftl:2: this is not Fluent: "),
        ("a = { $n ->\n    [one] x\n }", "it.ftl:3: this is not Fluent: "),
        ("a = one\n\na = two", 'it.ftl:3 a: "a" is said in it.ftl:1 already – keep one of the two'),
        ("a = <h1>big</h1>", "it.ftl:1 a: Telegram has no tag <h1> – use <a>"),
        ("a = <b>bold", "it.ftl:1 a: <b> is never closed – add </b>"),
        ("a = bold</b>", "it.ftl:1 a: </b> closes what is not open"),
        ("a = <b><i>x</b></i>", "it.ftl:1 a: </b> closes what is not open"),
        ("a = fish & chips", 'it.ftl:1 a: a bare "&" – write &amp;'),
        ("a = 3 < 4", 'it.ftl:1 a: a bare "<" – write &lt;'),
        ("a =\n    .b = <b>x", "it.ftl:1 a.b: <b> is never closed"),
        ("a = 😀 🦵🏽 ❤️", "it.ftl:1 a: 3 emoji in one message – keep 2 at most"),
        ("a = { b }", 'it.ftl:1 a: there is no "b"'),
        (
            "a = { b }\nb = { $x ->\n *[x] { c }\n }\nc = { a }",
            "it.ftl:1 a: its references lead round in a circle – break it",
        ),
        ("a = { NOPE(1) }", "it.ftl:1 a: there is no function NOPE – NUMBER is the only one"),
        (f"a = {'word ' * 600}", "it.ftl:1 a: a piece of more than 2500 characters"),
        (
            f"a = {'x ' * 1200}{{ $n }}{' y' * 1200}",
            "it.ftl:1 a: up to 4800 characters, and Telegram takes 4096",
        ),
        ("a = " + "{" * 5000 + "}" * 5000, "it.ftl:1: placeables are nested too deep – flatten them"),
    ],
)
def test_a_slip_in_the_wording_is_named(text, fault):
    if "nested" in fault:
        with pytest.raises(ContentError, match="nested too deep"):
            lint(text)
    else:
        assert lint(text)[0].startswith(fault)


@pytest.mark.parametrize(
    "text",
    [
        'a = <a href="{ $url }">there</a> <tg-spoiler>x</tg-spoiler> <blockquote expandable>y</blockquote>',
        "a = { $n ->\n    [one] <b>one</b> 👍\n   *[other] <i>many</i> 👍\n } 👍",
        "a = { b.hint } &amp; { NUMBER($n) }\nb = x\n    .hint = y",
        "-brand = Limber\na = { -brand } says ✓ 10 × 5 → 50",
    ],
)
def test_good_wording_has_no_faults(text):
    assert lint(text) == []


def test_a_bomb_of_references_is_found():
    text = "a0 = ha ha\n" + "".join(
        f"a{n} = {{ a{n - 1} }}{{ a{n - 1} }}{{ a{n - 1} }}\n" for n in range(1, 12)
    )
    assert any("Too many parts" in fault or "aborting" in fault for fault in lint(text))


@pytest.mark.parametrize(
    ("text", "number"),
    [("plain 10 × 5 → ✓ ©", 0), ("👍", 1), ("🇬🇧🇩🇪", 2), ("👩‍👩‍👧 ❤️", 2), ("1️⃣", 1), ("⏰⏳", 2), ("🦵🏽", 1)],
)
def test_emoji_are_counted_as_a_reader_sees_them(text, number):
    assert emoji(text) == number
