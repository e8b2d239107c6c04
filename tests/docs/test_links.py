"""Every link within the project leads somewhere: in the README and beside it, and from docs/ to the source.

The links among the pages of docs/, and their headings, are checked by `make docs`.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "tests").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|href)=\"([^\"]+)\"")
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.DOTALL | re.MULTILINE)


def links(text: str) -> set[str]:
    found = {one or other for one, other in LINK.findall(CODE.sub("", text))}
    return {link for link in found if "://" not in link}


def anchors(text: str) -> set[str]:
    """The names that GitHub gives to headings."""
    titles = re.findall(r"^#+ (.+)$", CODE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    lost = []
    for link in sorted(links(page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there.read_text(encoding="utf-8"))):
            lost.append(link)
    assert lost == []


def test_a_lost_link_is_seen():
    text = '[a](docs/none.md) `[b](c)` [d](https://example.org) <img src="docs/x.png">\n```\n[e](f)\n```\n'
    assert links(text) == {"docs/none.md", "docs/x.png"}
    assert anchors("# A day\n## What you're told of\n") == {"a-day", "what-youre-told-of"}


def test_the_readme_leads_to_every_page():
    there = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")} - {"docs/index.md"}
    assert there - links((ROOT / "README.md").read_text(encoding="utf-8")) == set()
