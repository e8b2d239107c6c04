"""A page with every exercise and self-test: clip, steps, tips, sources. `limber render --catalogue`.

In: folders of pictures that are ready, and a content pack. Out: `index.html` with the pictures beside it;
plain HTML and CSS, for a phone as for a desk. What has no picture yet is named at its end.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from shutil import copyfile

from bot.canvas import DAY, NIGHT, Theme
from bot.figures.ready import Entry, files, read_index
from content.library import Pack
from content.schema import Exercise, SelfTest

PAGE = "index.html"


def write_catalogue(into: Path, folders: Sequence[Path], pack: Pack) -> None:
    """What several folders have is shown from the first of them.

    Raises `OSError` when a file cannot be read or written.
    """
    index: dict[str, Entry] = {}
    into.mkdir(parents=True, exist_ok=True)
    for pictures in folders:
        for name, entry in read_index(pictures).items():
            if name in index:
                continue
            index[name] = entry
            still, *loops = files(pictures, name, left=entry.sided)
            for file in (still, *loops) if entry.loop else (still,):
                copyfile(file, into / file.name)
    (into / PAGE).write_text("\n".join(page(index, pack)) + "\n", encoding="utf-8")


def page(index: dict[str, Entry], pack: Pack) -> Iterator[str]:
    """Its lines."""
    tests = sorted({test.id: test for test in pack.self_test.values()}.values(), key=lambda test: test.id)
    exercises = sorted(pack.exercise.values(), key=lambda exercise: exercise.id)
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>Exercises and self-tests</title><style>{_style()}</style></head><body>"
    yield f"<h1>{len(exercises)} exercises, {len(tests)} self-tests</h1>"
    both: tuple[tuple[str, Sequence[Exercise | SelfTest]], ...]
    both = ("Exercises", exercises), ("Self-tests", tests)
    for title, items in both:
        yield f"<nav><h2>{title}</h2><ul>"
        yield from (f'<li><a href="#{item.id}">{escape(item.name)}</a></li>' for item in items)
        yield "</ul></nav>"
    yield "<main>"
    cards: tuple[Exercise | SelfTest, ...] = (*exercises, *tests)
    for item in cards:
        yield from _card(item, index.get(item.id), pack)
    yield "</main>"
    bare = [item.name for item in cards if item.id not in index]
    if bare:
        yield from _list("Without a picture", bare)
    yield "</body></html>"


def _card(item: Exercise | SelfTest, entry: Entry | None, pack: Pack) -> Iterator[str]:
    yield f'<article id="{item.id}"><h2>{escape(item.name)}</h2>'
    if entry is not None:
        yield from _pictures(item.id, entry)
    if isinstance(item, Exercise):
        yield f'<p class="feel">{escape(item.feel)}</p>'
        yield from _list("Fetch", item.needs)
        yield from _list("Steps", item.steps, "ol")
        yield from _list("Tips", item.tips)
        yield from _list("Not like this", item.errors)
        yield from _list("Stop if", item.stop_if)
    else:
        yield f'<p class="feel">{escape(item.purpose)}</p>'
        yield from _list("Fetch", item.needs)
        yield from _list("Steps", item.steps, "ol")
        yield from _list("What counts", (item.beside.first, item.beside.second), "ol")
        yield f"<h3>Measuring</h3><p>{escape(item.measuring)}</p>"
        yield from _list("Mind", item.caveats)
    yield "<details><summary>Sources</summary><ul>"
    yield from (f"<li>{_source(name, pack)}</li>" for name in item.source)
    yield f"</ul><p><code>{item.id}</code></p></details></article>"


def _pictures(name: str, entry: Entry) -> Iterator[str]:
    """The loops play by themselves, silently; of two sides, one beside the other."""
    shown = [name, f"{name}_left"] if entry.sided else [name]
    wide, high = entry.size
    yield '<div class="loops">'
    for file in shown if entry.loop else ():
        yield (
            f'<video src="{file}.mp4" width="{wide}" height="{high}" autoplay muted loop playsinline'
            f' aria-label="{"left" if file != name else "right"} side"></video>'
        )
    yield "</div>"
    yield f'<img src="{name}.jpg" alt="" loading="lazy">'


def _list(title: str, lines: Iterable[str], kind: str = "ul") -> Iterator[str]:
    shown = [f"<li>{escape(line)}</li>" for line in lines]
    if shown:
        yield f"<h3>{title}</h3><{kind}>{''.join(shown)}</{kind}>"


def _source(name: str, pack: Pack) -> str:
    found = pack.sources.get(name)
    if found is None:
        return escape(name)
    return f'{escape(name)}: <a href="{escape(found.address)}">{escape(found.title)}</a>'


def _style() -> str:
    return (
        f":root{{{_colours(DAY)}}}@media(prefers-color-scheme:dark){{:root{{{_colours(NIGHT)}}}}}"
        "*{box-sizing:border-box}"
        "body{margin:0 auto;max-width:72rem;padding:1rem;background:var(--paper);color:var(--ink);"
        "font:1rem/1.5 'Source Sans 3','Source Sans Pro',system-ui,sans-serif}"
        "a{color:var(--blue)}h1{font-size:1.5rem}h2{font-size:1.25rem;margin:.2rem 0}"
        "h3{font-size:1rem;margin:.8rem 0 0;color:var(--done)}ul,ol{margin:.2rem 0;padding-left:1.4rem}"
        "nav ul{columns:14rem;list-style:none;padding:0}"
        "main{display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr));"
        "margin-top:1rem;align-items:start}"
        "article{border:1px solid var(--grid);border-radius:.8rem;padding:1rem;min-width:0}"
        ".loops{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:.4rem}"
        "video,img{width:100%;height:auto;display:block;border-radius:.5rem;margin-top:.4rem}"
        ".feel{color:var(--muted);margin:.6rem 0}"
        "details{margin-top:.8rem;font-size:.9rem;overflow-wrap:anywhere}"
    )


def _colours(theme: Theme) -> str:
    names = ("paper", "ink", "muted", "grid", "done", "blue")
    return ";".join(f"--{name}:{getattr(theme, name)}" for name in names)
