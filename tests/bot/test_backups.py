"""Backups: a running database is copied whole, and brought back so that nothing is said twice."""

import os
import resource
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import backups
from bot.backups import back_up, rehearse, renew_key, restore
from bot.cli import app
from bot.coach import Flows
from bot.safe import opener
from bot.settings import Settings
from bot.store import Message, Store, StoredClient, copies, keys, only_process, sqlite
from bot.trainers import NotNow
from content.library import built_in
from flows.effects import Say, Schedule
from tests.bot.conftest import ANNA, NOON, SAM

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)


@pytest.fixture
def key_at(tmp_path):
    return tmp_path / "keys" / "limber.key"


@pytest.fixture
def settings(database, key_at):
    return Settings(_env_file=None, encrypt=True, database=database, key_file=key_at, owner=ANNA)


@pytest.fixture
def copy(tmp_path):
    return tmp_path / "kept" / "copy.db"


@pytest.fixture(autouse=True)
def _folder(copy):
    copy.parent.mkdir()


@pytest.fixture
def limber(settings, tmp_path, monkeypatch):
    """Types a command, in an empty folder, where databases are encrypted."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMBER_DATABASE", str(settings.database))
    monkeypatch.setenv("LIMBER_KEY_FILE", str(settings.key_file))
    monkeypatch.setenv("LIMBER_ENCRYPT", "yes")
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def store(settings):
    with opener(settings)(settings.database) as store:
        store.save_client(StoredClient(SAM, '{"id": 1001}', None, blocked=False), NOON)
        yield store


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def brought_back(settings, copy, flows=None, now=NOON):
    return restore(settings, copy, built_in(), flows or Flows(), now)


# --- a backup ---


def test_a_backup_of_a_running_database_is_whole_encrypted_and_its_owners_alone(
    limber, store, copy, settings
):
    with only_process(settings.database), store.transaction():
        store.save_client(StoredClient(SAM + 1, "{}", None, blocked=False), NOON)
        result = limber("backup", copy)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{copy}: ")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not sqlite.is_plain(copy)
    assert names(copy.parent) == {"copy.db"}
    with Store(copy, store.key) as other:
        assert other.client(SAM) == store.client(SAM)
        assert other.client(SAM + 1) is None, "what is not committed yet"


def test_what_was_deleted_is_in_no_backup(database, tmp_path):
    with Store(database) as store:
        store.save_client(StoredClient(SAM, '{"note": "words to forget"}', None, blocked=False), NOON)
        store.remove_client(SAM)
        store.backup(tmp_path / "copy.db")
    assert b"words to forget" not in (tmp_path / "copy.db").read_bytes()


def test_a_file_that_is_there_is_replaced_when_one_says_so(limber, store, copy):
    copy.write_text("of last year")
    result = limber("backup", copy)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{copy} is there already. Name another file, or say --force.\n",
    )
    assert copy.read_text() == "of last year"
    assert limber("backup", copy, "--force").exit_code == 0
    assert rehearse(copy, store.key) == 1


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), sqlite.OperationalError("full")])
def test_a_backup_that_fails_leaves_nothing_and_what_was_there_before(
    limber, store, copy, monkeypatch, fault
):
    def fails(*_):
        raise fault

    copy.write_text("of last year")
    monkeypatch.setattr(copies, "look_through", fails)
    result = limber("backup", copy, "--force")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert names(copy.parent) == {"copy.db"}
    assert copy.read_text() == "of last year"


def test_a_backup_where_there_is_no_folder_or_no_database(limber, store, copy, settings, tmp_path):
    result = limber("backup", tmp_path / "nowhere" / "copy.db")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "copy.db cannot be written (No such file or directory)" in result.stderr
    settings.database.unlink()
    result = limber("backup", copy)
    assert result.exit_code == 2
    assert "there is no database" in result.stderr
    assert not settings.database.exists()


# --- the way back ---


def test_the_database_is_as_it_was_and_the_one_before_is_kept(limber, settings, store, copy):
    back_up(settings, copy)
    store.save_client(StoredClient(SAM + 1, "{}", None, blocked=False), NOON)
    store.close()
    result = limber("restore", copy)
    assert result.exit_code == 0, result.stderr
    with opener(settings)(settings.database) as now:
        assert now.client(SAM) is not None
        assert now.client(SAM + 1) is None
    (aside,) = settings.database.parent.glob("limber.db.before-restore-*")
    assert str(aside) in result.stdout
    with Store(aside, store.key) as before:
        assert before.client(SAM + 1) is not None
    assert not list(settings.database.parent.glob(".*"))


def evening_of(bench):
    """What is to be said today: a prompt at nine, and more that waits."""
    evening = NOON + timedelta(hours=9)
    bench.hears(
        "hello",
        Say("an answer"),
        Say("a tip", urgency="prompt", must_arrive=False),
        Schedule("bedtime", evening, evening + timedelta(hours=1), "tonight"),
    )
    bench.script.answers["bedtime"] = (
        Say("Bedtime", urgency="prompt", must_arrive=False),
        Schedule("bedtime", evening + DAY, evening + DAY + timedelta(hours=1), "tomorrow"),
    )


def lives_on(bench) -> list[str]:
    """What is due is heard, and what is said arrives."""
    for prompt in bench.store.due(bench.now, 100):
        bench.prompts.take(prompt)
    return bench.delivers()


@pytest.mark.parametrize("hours", [9.1, 12, 20], ids=["in time", "too late", "the next day"])
def test_nobody_is_prompted_twice(settings, bench, copy, hours):
    """A backup is made, a prompt is sent, the backup is brought back: it comes again the next evening."""
    settings = settings.model_copy(update={"encrypt": False})
    evening_of(bench)
    bench.store.hold(SAM + 1, NOON + timedelta(hours=30))
    back_up(settings, copy)
    said = lives_on(bench)
    bench.later(hours=9)
    said += lives_on(bench)
    assert said == ["an answer", "a tip", "Bedtime"]
    bench.later(hours=hours - 9)
    bench.store.close()
    done = restore(settings, copy, bench.coach._pack, bench.script.flows(), bench.now)
    assert (done.clients, done.moved) == (1, 1)
    after = bench.restarted()
    after.script.answers = bench.script.answers
    with after.store as store:
        assert store.holds(after.now) == {SAM + 1: NOON + timedelta(hours=30)}, "Telegram's pace stays"
        assert lives_on(after) == ["an answer"], "what must arrive may come again, all else does not"
        assert dict(after.states())["a tip"] == "unknown"
        assert dict(after.states())["Bedtime"] == "unknown"
        after.later(hours=24 + 9.1 - hours)
        assert lives_on(after) == ["Bedtime"]


def test_what_was_on_its_way_to_many_is_not_sent_again(settings, bench, copy):
    settings = settings.model_copy(update={"encrypt": False})
    with bench.store as store:
        store.save_draft(ANNA, "hello {name}", "text", None, NOON)
        store._execute("UPDATE broadcasts SET state = 'running', queueing = 1")
        store.queue(
            Message(SAM, "hello Sam", urgency="broadcast", must_arrive=False, key="broadcast.1"), NOON
        )
        store.queue(
            Message(ANNA, "on its way", urgency="broadcast", must_arrive=False, key="broadcast.1"), NOON
        )
        store.claim(2)
        back_up(settings, copy)
    done = restore(settings, copy, bench.coach._pack, bench.script.flows(), NOON)
    assert done.unknown == 1
    after = bench.restarted()
    with after.store as store:
        assert after.delivers() == []
        assert store._execute("SELECT state, queueing FROM broadcasts").fetchall() == [("cancelled", 0)]
        assert {state for _, state in after.states()} == {"unknown"}
        store.save_draft(ANNA, "the next", "text", None, NOON)
        newest = store._execute("SELECT max(id) FROM broadcasts").fetchone()[0]
        assert newest > 1000, "no button of the time between is one of its own"


def test_a_prompt_whose_turn_fails_holds_up_no_restore(settings, bench, copy):
    settings = settings.model_copy(update={"encrypt": False})
    evening_of(bench)
    bench.script.answers["bedtime"] = RuntimeError("it quotes somebody")
    bench.later(hours=9)
    bench.store.close()
    back_up(settings, copy)
    assert restore(settings, copy, bench.coach._pack, bench.script.flows(), bench.now).moved == 1
    with Store(settings.database) as store:
        assert store.next_due() is None


def spoilt(copy):
    data = bytearray(copy.read_bytes())
    for at in range(4096 + 100, len(data), 4096):
        data[at] ^= 1
    copy.write_bytes(data)


def cut_off(copy):
    copy.write_bytes(copy.read_bytes()[: 4096 * 5])


def empty(copy):
    copy.write_bytes(b"")


def a_letter(copy):
    copy.write_text("Dear Sam")


def of_another(copy):
    copy.unlink()
    Store(copy, keys.new_key()).close()


def of_tomorrow(copy):
    copy.unlink()
    with Store(copy) as store:
        store._execute("INSERT INTO _sqlite_migrations VALUES (99, 'limber', 'telepathy', '2030-01-01')")
        store._execute("PRAGMA user_version = 1")


def of_somebody_else(copy):
    copy.unlink()
    with sqlite.opened(copy) as connection:
        connection.execute("CREATE TABLE bookmarks (id INTEGER PRIMARY KEY)")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (spoilt, "is damaged"),
        (cut_off, "is damaged"),
        (empty, "is no backup of Limber's"),
        (a_letter, "is no backup of Limber's"),
        (of_another, "no key in"),
        (of_tomorrow, "was made by a newer Limber (telepathy is not known here)"),
        (of_somebody_else, "is no database of Limber's"),
        (Path.unlink, "is no file"),
    ],
)
def test_a_backup_that_cannot_be_used_changes_nothing(  # noqa: PLR0917 - two of them are parameters
    limber, settings, store, copy, spoil, said
):
    for number in range(300):
        store.save_client(StoredClient(number, "{}", None, blocked=False), NOON)
    back_up(settings, copy)
    store.close()
    spoil(copy)
    before = settings.database.read_bytes()
    result = limber("restore", copy)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert settings.database.read_bytes() == before
    assert names(settings.database.parent) <= {"limber.db", "limber.db.lock", "keys", "kept"}


def test_nothing_is_brought_back_under_a_running_bot(limber, settings, store, copy):
    back_up(settings, copy)
    with only_process(settings.database):
        result = limber("restore", copy)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "Stop that one first" in result.stderr


@pytest.mark.parametrize("spoil", [spoilt, a_letter, of_another, Path.unlink])
def test_a_database_that_cannot_be_read_any_more_is_kept_too(settings, store, copy, spoil):
    for number in range(300):
        store.save_client(StoredClient(number, "{}", None, blocked=False), NOON)
    back_up(settings, copy)
    store.close()
    spoil(settings.database)
    was = settings.database.read_bytes() if settings.database.exists() else None
    done = brought_back(settings, copy)
    assert done.clients == 301
    assert (done.aside and done.aside.read_bytes()) == was
    with opener(settings)(settings.database) as now:
        assert now.client(SAM) is not None


def test_an_older_plain_backup_comes_back_encrypted(settings, store, copy):
    store.close()
    renew_key(settings, plain=True)
    back_up(settings, copy)
    assert sqlite.is_plain(copy)
    brought_back(settings, copy)
    assert not sqlite.is_plain(settings.database)
    with opener(settings)(settings.database) as now:
        assert now.client(SAM) is not None


# --- another key ---


def test_a_new_key_and_older_backups_still_come_back(limber, settings, store, copy, key_at):
    back_up(settings, copy)
    store.close()
    (first,) = keys.read(key_at)
    result = limber("rekey")
    assert result.exit_code == 0, result.stderr
    assert [one.digits not in result.stdout for one in keys.read(key_at)] == [True, True]
    assert keys.read(key_at)[1] == first
    with opener(settings)(settings.database) as now:
        assert now.key == keys.read(key_at)[0] != first
        assert now.client(SAM) is not None
    assert not sqlite.opens(settings.database, first)
    brought_back(settings, copy)
    with opener(settings)(settings.database) as now:
        assert now.key == keys.read(key_at)[0]


def test_a_plain_database_is_encrypted_and_plain_again(limber, settings, database):
    with Store(database) as store:
        store.save_client(StoredClient(SAM, '{"note": "very private"}', None, blocked=False), NOON)
        mark = store._execute("PRAGMA user_version").fetchone()
    assert limber("rekey").exit_code == 0
    assert b"very private" not in database.read_bytes()
    with opener(settings)(database) as store:
        assert store.client(SAM) is not None
        assert store._execute("PRAGMA user_version").fetchone() == mark
    result = limber("rekey", "--plain")
    assert (result.exit_code, "LIMBER_ENCRYPT=no" in result.stdout) == (0, True)
    assert b"very private" in database.read_bytes()
    assert database.stat().st_mode & 0o777 == 0o600


def test_no_new_key_under_a_running_bot(limber, settings, store, key_at):
    before = key_at.read_bytes()
    with only_process(settings.database):
        assert limber("rekey").exit_code == 2
    assert key_at.read_bytes() == before


def at_each_line(what, then) -> None:
    """Does it, and tells of each line of ours that it comes to."""
    seen = 0

    def line(frame, event, _):
        nonlocal seen
        if f"{os.sep}bot{os.sep}" in frame.f_code.co_filename:
            seen += 1
            then(seen)
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        what()
    finally:
        sys.settrace(before)


def killed(what, at: int) -> int:
    """The exit code of a process that dies when it has come to so many lines."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        at_each_line(what, lambda seen: os._exit(9) if seen == at else None)
    finally:
        os._exit(1)


@pytest.mark.parametrize("what", ["rekey", "backup", "restore"])
def test_whenever_it_is_killed_the_database_opens_and_a_backup_is_whole(settings, store, copy, what):
    """At a line of ours; what happens within SQLite, and within the disk, is theirs."""
    back_up(settings, copy)
    store.save_client(StoredClient(SAM + 1, "{}", None, blocked=False), NOON)
    store.close()
    does = {
        "rekey": lambda: renew_key(settings, plain=False),
        "backup": lambda: back_up(settings, copy, force=True),
        "restore": lambda: brought_back(settings, copy),
    }[what]
    lines: list[int] = []
    at_each_line(does, lines.append)
    assert len(lines) > 50
    for at in range(3, len(lines), len(lines) // 15):
        assert killed(does, at) == 9
        with opener(settings)(settings.database) as now:
            assert now.client(SAM) is not None
            assert now.client(SAM + 1) is not None or what == "restore"
        assert rehearse(copy, backups.key_among(keys.read(settings.key_file), copy)) in {1, 2}


# --- the disk ---


def test_a_full_disk_is_told_and_nothing_is_lost_when_it_has_room_again(store):
    pages = store._execute("PRAGMA page_count").fetchone()[0]
    store._execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(backups.Unavailable, match=r"^LIMBER_DATABASE: the disk of .* is full\. Make room"):
        [
            store.save_client(StoredClient(number, "{}", None, blocked=False), NOON)
            for number in range(2, 2000)
        ]
    assert store.client(SAM) is not None
    assert store.client(2) is not None
    store._execute("PRAGMA max_page_count = 1000000")
    store.save_client(StoredClient(3000, "{}", None, blocked=False), NOON)
    assert store.client(3000) is not None


def has_no_room(*_):
    raise sqlite.OperationalError("database or disk is full")


def test_the_disk_that_is_full_is_the_one_that_a_copy_goes_to(settings, store, copy, tmp_path, monkeypatch):
    back_up(settings, copy)
    store.close()
    elsewhere = settings.model_copy(update={"database": tmp_path / "other" / "limber.db"})
    elsewhere.database.parent.mkdir()
    monkeypatch.setattr(copies, "copied", has_no_room)
    monkeypatch.setattr(copies, "exported", has_no_room)
    for does, folder in (
        (lambda: back_up(settings, copy, force=True), copy.parent),
        (lambda: rehearse(copy, keys.read(settings.key_file)[0]), copy.parent),
        (lambda: brought_back(elsewhere, copy), elsewhere.database.parent),
        (lambda: renew_key(settings, plain=False), settings.database.parent),
    ):
        with pytest.raises(NotNow, match=rf"the disk of {folder} is full\. Make room on it") as fault:
            does()
        assert "\n" not in str(fault.value)


@pytest.mark.processes
@pytest.mark.parametrize("words", [("rekey",), ("backup", "copy.db"), ("restore", "kept/copy.db")])
def test_no_room_for_a_second_database(settings, store, copy, tmp_path, words):
    for number in range(3000):
        store.save_client(StoredClient(number, "{}", None, blocked=False), NOON)
    back_up(settings, copy)
    store.close()
    before = names(tmp_path) | {"limber.db.lock"}, settings.database.read_bytes()

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    done = subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=tmp_path, preexec_fn=little_room,
        env={
            "PYTHONPATH": str(ROOT), "PATH": "", "LIMBER_KEY_FILE": str(settings.key_file),
        },
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert (names(tmp_path) | {"limber.db.lock"}, settings.database.read_bytes()) == before
    with opener(settings)(settings.database) as now:
        assert now.client(SAM) is not None
