"""How the documentation is built: `make docs`. The pages are plain Markdown, which reads on its own too.

In: the pages of this folder, in the order of `CONTENTS`. Out: build/docs, a site that needs no other server.
Every warning is an error: a link that leads nowhere, a missing heading, a page that stands in no list.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

HERE = Path(__file__).parent

CONTENTS = {
    "For people": ["clients", "trainers", "progress"],
    "For authors": ["authors", "figures", "wording", "understanding", "coaching"],
    "For operators": ["quickstart", "operators", "commands", "storage", "privacy", "security", "growth"],
    "For developers": ["architecture", "journey", "promises", "delivery"],
}
"""What the navigation shows. A page that is not listed here is a warning, and so is one that is not there."""

project = "Limber"
author = "the Limber authors"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx calls it so
extensions = ["myst_parser"]
exclude_patterns = ["style"]
nitpicky = True
myst_heading_anchors = 3
"""Headings down to ### can be linked to, by the names that GitHub gives them."""

html_theme = "furo"
html_title = "Limber"
html_static_path = ["style"]
html_css_files = ["limber.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}

TO_SOURCE = re.compile(r"\[([^]]+)\]\(\.\./([^)#]+)[^)]*\)")
"""A link out of this folder: to a test, a picture's pose, the licence."""
PAIR = 2
"""Columns of a table whose second one needs no name."""
DRAWING = re.compile(r"^```mermaid\n.*?^```$", re.DOTALL | re.MULTILINE)


def with_contents(_: Sphinx, page: str, source: list[str]) -> None:
    """The navigation hangs below the first page, where the reader of the plain file does not see it."""
    if page != "index":
        return
    for part, pages in CONTENTS.items():
        source[0] += "\n".join(["", "```{toctree}", f":caption: {part}", ":hidden:", "", *pages, "```", ""])


def on_its_own(_: Sphinx, page: str, source: list[str]) -> None:
    """The site stands without the source: a file of it is named, not linked to, and must exist."""

    def named(link: re.Match[str]) -> str:
        text, path = link.groups()
        if not (HERE.parent / path).exists():
            logging.getLogger(__name__).warning("../%s is not there", path, location=page)
        return text if path.endswith(text.strip("`")) else f"{text} (`{path}`)"

    source[0] = DRAWING.sub(
        "The drawing shows where Mermaid is read, as on GitHub.", TO_SOURCE.sub(named, source[0])
    )


def with_columns_named(_: Sphinx, page: nodes.document, __: str) -> None:
    """On a phone each row of a table stands as a card: a cell has the name of its column before it."""
    for table in page.findall(nodes.table):
        names, *rows = [
            [entry for entry in row.children if isinstance(entry, nodes.entry)]
            for row in table.findall(nodes.row)
        ]
        if len(names) == PAIR:
            continue
        for row in rows:
            for name, entry in zip(names[1:], row[1:], strict=True):
                if name.astext() and entry.astext():
                    entry.next_node().insert(0, nodes.inline("", f"{name.astext()}: ", classes=["column"]))


def setup(app: Sphinx) -> None:
    app.connect("doctree-resolved", with_columns_named)
    app.connect("source-read", with_contents)
    app.connect("source-read", on_its_own)
