"""The table of alerts: every kind has its words, and what belongs to its level."""

from pathlib import Path

import pytest

from content.library import built_in

HELLO = "{id: hello, level: quiet, why: Hello, source: [design]}"
DOCS = Path(__file__).parents[2] / "docs" / "trainers.md"


def test_an_alert_needs_its_words(pack):
    pack.change("alerts.yaml", "id: hello", "id: good_bye")
    assert "no message says it – write alert-good-bye in an .ftl file" in pack.fault()


@pytest.mark.parametrize(
    "line",
    [
        "{id: hello, level: red, why: Hello, source: [design]}",
        "{id: hello, level: red, repeat_minutes: [5], why: Hello, source: [design]}",
        "{id: hello, level: red, owner_after: 1, why: Hello, source: [design]}",
        "{id: hello, level: amber, repeat_minutes: [5], owner_after: 1, why: Hello, source: [design]}",
        "{id: hello, level: quiet, cooldown_hours: 1, why: Hello, source: [design]}",
        "{id: hello, level: red, repeat_minutes: [0], owner_after: 1, why: Hello, source: [design]}",
        "{id: hello, level: loud, why: Hello, source: [design]}",
        "{id: hello, level: quiet, source: [design]}",
        "{id: hello, level: quiet, why: Hello}",
    ],
)
def test_each_level_has_what_belongs_to_it(pack, line: str):
    pack.change("alerts.yaml", HELLO, line)
    assert pack.faults()


@pytest.mark.parametrize(
    "line",
    [
        "{id: hello, level: red, repeat_minutes: [5, 60], owner_after: 0, why: They are here, source: [S1]}",
        "{id: hello, level: amber, cooldown_hours: 20, why: Hello, source: [design]}",
    ],
)
def test_an_author_may_make_it_louder(pack, line: str):
    pack.change("alerts.yaml", HELLO, line)
    assert not pack.faults()


@pytest.mark.parametrize(
    "how",
    [
        "level: quiet",
        "level: amber, cooldown_hours: 1",
        "level: red, repeat_minutes: [5], owner_after: 1",
    ],
)
@pytest.mark.parametrize("kind", ["question", "reply"])
def test_what_a_client_writes_comes_at_once_and_once(pack, kind: str, how: str):
    pack.change("alerts.yaml", HELLO, f"{{id: {kind}, {how}, why: Hello, source: [design]}}")
    pack.change("alerts.ftl", "alert-hello", f"alert-{kind}")
    assert "carries a client's message" in pack.fault()


def test_the_documentation_lists_them_as_they_are():
    rows = [f"| `{one.id}` | {one.level} | {again(one)} | {one.why} |" for one in built_in().alerting.alerts]
    assert "\n".join(rows) in DOCS.read_text(encoding="utf-8"), "\n".join(rows)


def again(one) -> str:
    if one.repeat_minutes:
        waits = ", ".join(map(str, one.repeat_minutes))
        return f"after {waits} min …; the owner after {one.owner_after} repeats"
    return f"not within {one.cooldown_hours} h" if one.cooldown_hours else ""
