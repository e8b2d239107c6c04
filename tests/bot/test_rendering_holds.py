"""`limber render --timed`: which clips are made, only what has changed anew, and how they are sent."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot import rendering_holds
from bot.cli import app
from bot.figures import holds, prints
from bot.figures.encoding import FPS, decoded
from bot.figures.ready import Album, NoPictureError
from bot.run import flows_of
from bot.settings import Settings
from bot.shown import available, read
from bot.store import Message, Store
from content.clips import clips
from content.library import built_in
from content.poses import FOLDER
from flows import follow_along
from flows.effects import Figure, Hold
from tests.bot.figures.hearing import heard_in
from tests.conversations.figures import clip_of, make_ready

PACK = built_in()
QUIET = Console(quiet=True)
NOW = datetime(2026, 3, 2, 19, tzinfo=UTC)
ONLY = ["bench_prayer_lat"]
SILENT, HEARD = (Figure("bench_prayer_lat", hold=Hold(1, 1, chime)) for chime in (False, True))


@pytest.fixture
def short(monkeypatch):
    """One hold, and a short one."""
    monkeypatch.setattr(
        rendering_holds, "wanted", lambda _pack, _only=(): {"bench_prayer_lat": (SILENT, HEARD)}
    )
    monkeypatch.setattr(
        rendering_holds,
        "on_all_cores",
        lambda orders, _make, _console, _count: [
            (one, rendering_holds._make(one, ready=1)) for one in orders
        ],
    )


def test_every_hold_in_use_is_wanted_on_its_sides_silent_and_with_a_chime():
    wanted = rendering_holds.wanted(PACK)
    names = {one.name for one in wanted["figure4_supine"]}
    assert {"figure4_supine_ready10_hold60", "figure4_supine_left_ready10_hold120_chime"} <= names
    assert len(names) == 4 * 2 * 2
    assert not any(one.left for one in wanted["bench_prayer_lat"])
    assert set(wanted) == {one.id for one in PACK.exercise.values() if follow_along.lengths(one, PACK)}
    assert set(rendering_holds.wanted(PACK, ONLY)) == set(ONLY)


def test_only_what_has_changed_is_made_anew_and_what_is_gone_is_taken_away(tmp_path, short, monkeypatch):
    assert rendering_holds.render_holds(tmp_path, PACK, (), QUIET, size=64) == (4, 0)
    assert rendering_holds.render_holds(tmp_path, PACK, (), QUIET, size=64) == (0, 4)
    silent, heard = (holds.find(tmp_path, one.name).read_bytes() for one in (SILENT, HEARD))
    assert len(decoded(silent)) == len(decoded(heard)) == (1 + 1 + clips().done) * FPS
    assert not heard_in(silent).size
    assert heard_in(heard).size
    holds.find(tmp_path, SILENT.name).unlink()
    assert rendering_holds.render_holds(tmp_path, PACK, (), QUIET, size=64) == (1, 3)
    monkeypatch.setattr(rendering_holds, "wanted", lambda *_: {"bench_prayer_lat": (SILENT,)})
    assert rendering_holds.render_holds(tmp_path, PACK, (), QUIET, size=64) == (0, 2)
    assert holds.known(tmp_path) == {SILENT.name}
    with pytest.raises(NoPictureError):
        holds.find(tmp_path, HEARD.name)


def test_a_folder_that_holds_nothing_is_as_good_as_none(tmp_path):
    assert holds.known(None) == holds.known(tmp_path) == frozenset()
    (tmp_path / "first").mkdir()
    for text in ("no json", "[]"):
        (tmp_path / "first" / "index.json").write_text(text)
        assert holds.known(tmp_path) == frozenset()


def test_another_person_stands_in_for_one_who_has_no_clip(tmp_path):
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "a.mp4").write_bytes(b"clip")
    assert holds.find(tmp_path, "a", "second") == tmp_path / "first" / "a.mp4"


@pytest.mark.parametrize("figure", [SILENT, HEARD])
def test_a_clip_waits_in_the_outbox_as_what_it_is(database, figure):
    with Store(database) as store:
        store.queue(Message(1001, "Hold", picture=figure), NOW)
        ((message, _),) = store.queued(NOW, frozenset(), 1)
    assert message.picture == figure


def test_it_is_sent_silent_or_to_be_heard_and_is_the_loop_when_the_file_has_gone(tmp_path, monkeypatch):
    make_ready(monkeypatch)
    (tmp_path / "first").mkdir()
    for one in (SILENT, HEARD):
        (tmp_path / "first" / f"{one.name}.mp4").write_bytes(one.name.encode())
    silent, heard = (read(one, Album(), tmp_path) for one in (SILENT, HEARD))
    assert (silent.kind, silent.data) == ("animation", SILENT.name.encode())
    assert (heard.kind, heard.data) == ("video", HEARD.name.encode())
    gone = read(HEARD, Album(), None)
    assert (gone.kind, gone.data) == ("animation", clip_of(Figure("bench_prayer_lat")))
    assert available(SILENT, Album()) == SILENT


def test_it_is_that_of_the_person(tmp_path):
    for one in ("first", "second"):
        (tmp_path / one).mkdir()
        (tmp_path / one / f"{SILENT.clip}.mp4").write_bytes(one.encode())
    assert read(replace(SILENT, person="second"), Album(), tmp_path).data == b"second"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sheet", "x.png"], "--timed goes with a pack and --only alone"),
        (["--only", "nothing"], "nothing: there is no such file in content/poses"),
    ],
)
def test_the_command_says_in_one_line_what_it_cannot_do(tmp_path, words, said):
    done = CliRunner().invoke(app, ["render", "--timed", str(tmp_path), *words])
    assert (done.exit_code, done.stderr) == (2, f"limber render: {said}\n")


def test_the_command_says_how_many(tmp_path, short, monkeypatch):
    monkeypatch.setattr(
        rendering_holds, "_make", lambda order, *, ready: {one.name: b"clip" for one in order.figures}
    )
    done = CliRunner().invoke(app, ["render", "--timed", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (0, f"4 made, 0 as they were, in {tmp_path}\n")


def test_a_change_of_anything_that_is_seen_or_heard_changes_the_print():
    assert {"timed", "sound", "joining", "encoding", "scene"} <= prints.needed(prints.HOLD)
    looks = [{}, {"person": "second"}, {"size": 64}]
    made = {
        prints.hold_print(FOLDER / "frog.yaml", name, **look)
        for look in looks
        for name in (SILENT.name, HEARD.name)
    }
    assert len(made) == 6


def test_the_operator_is_told_of_a_folder_without_clips(tmp_path, caplog):
    hear = flows_of(Settings(_env_file=None, clips=tmp_path)).hear
    assert caplog.messages == ["LIMBER_CLIPS: no clips are there; fill it with: limber render --timed FOLDER"]
    assert hear.keywords["clips"] == frozenset()
    caplog.clear()
    (tmp_path / "first").mkdir()
    (tmp_path / "first" / "index.json").write_text('{"a_ready10_hold60": ""}')
    hear = flows_of(Settings(_env_file=None, clips=tmp_path)).hear
    assert hear.keywords["clips"] == frozenset({"a_ready10_hold60"})
    flows_of(Settings(_env_file=None))
    assert not caplog.messages
