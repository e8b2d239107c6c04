"""The page of `limber render --catalogue`: everything on it, nothing from elsewhere, nothing unescaped."""

from html.parser import HTMLParser

import pytest

from bot.catalogue import page, write_catalogue
from bot.figures.ready import Entry
from content.library import built_in

PACK = built_in()
SIDED = Entry("a", "b", (480, 360), 5.0, sided=True, panels=(0, 480))
BOTH = Entry("a", "b", (480, 480), 5.0, sided=False, panels=(0, 480))
EMPTY = {"meta", "img", "link", "br"}


class Seen(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.sources, self.ids, self.links = [], [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.sources += [told["src"]] if "src" in told else []
        self.ids |= {told["id"]} if "id" in told else set()
        self.links += [told["href"]] if "href" in told else []
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def text(**index):
    return "\n".join(page(index, PACK))


def test_every_exercise_and_self_test_is_on_it_once():
    seen = Seen(text())
    assert not seen.open
    ids = {*PACK.exercise, *(test.id for test in PACK.self_test.values())}
    assert seen.ids == ids
    assert {link for link in seen.links if link.startswith("#")} == {f"#{name}" for name in ids}


def test_a_card_has_steps_tips_and_sources():
    shown = text()
    exercise = PACK.exercise["half_kneeling_hip_flexor"]
    for line in (*exercise.steps, *exercise.tips, *exercise.errors, *exercise.stop_if, exercise.feel):
        assert line.replace("'", "&#x27;") in shown
    assert PACK.sources["S44"].address in shown
    test = PACK.self_test["T20"]
    for line in (*test.steps, test.beside.first, test.beside.second, test.measuring, *test.caveats):
        assert line.replace("'", "&#x27;") in shown


def test_what_is_one_sided_has_both_loops_beside_its_still():
    seen = Seen(text(clamshell=SIDED, glute_bridge=BOTH))
    assert seen.sources == [
        *("clamshell.mp4", "clamshell_left.mp4", "clamshell.jpg"),
        *("glute_bridge.mp4", "glute_bridge.jpg"),
    ]


def test_what_has_no_picture_is_named_at_the_end():
    shown = text(clamshell=SIDED)
    end = shown.partition("Without a picture")[2]
    assert PACK.exercise["glute_bridge"].name in end
    assert PACK.exercise["clamshell"].name not in end


@pytest.mark.parametrize("sided", [True, False])
def test_the_pictures_lie_beside_the_page(tmp_path, sided):
    pictures, into = tmp_path / "pictures", tmp_path / "page"
    pictures.mkdir()
    (pictures / "index.json").write_text(
        '{"clamshell": {"still": "a", "loop": "b", "size": [480, 360], "seconds": 5, '
        f'"sided": {str(sided).lower()}, "panels": [0, 480]}}}}'
    )
    for name in ("clamshell.jpg", "clamshell.mp4", "clamshell_left.mp4"):
        (pictures / name).write_bytes(name.encode())
    write_catalogue(into, [pictures], PACK)
    names = {"index.html", "clamshell.jpg", "clamshell.mp4"} | ({"clamshell_left.mp4"} if sided else set())
    assert {file.name for file in into.iterdir()} == names
    assert set(Seen((into / "index.html").read_text()).sources) == names - {"index.html"}
