"""`limber trainer`: who may see clients, seen to from the command line."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.invitations import CODE, Invitations
from bot.store import Invitation, Message, Store, StoredClient, only_process
from tests.bot.conftest import ANNA, NOON, SAM

BEN = 2002
COMMANDS = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.fixture
def limber(database, tmp_path, monkeypatch):
    """Types a command, in an empty folder, with this database."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIMBER_DATABASE", str(database))
    monkeypatch.delenv("LIMBER_OWNER", raising=False)
    return lambda *words, **more: CliRunner().invoke(app, ["trainer", *words], **more)


@pytest.fixture
def practice(database):
    """The owner, a trainer, a client of theirs."""
    with Store(database) as store:
        store.add_trainer(ANNA, "Anna", NOON)
        store.set_owner(ANNA)
        store.add_trainer(BEN, "[Ben]", NOON)
        store.save_client(StoredClient(SAM, "{}", BEN, blocked=False), NOON)
        store.queue(Message(BEN, "Sam is numb", urgency="alert", about=SAM), NOON)


def waiting(database) -> list[tuple[int, str]]:
    with Store(database) as store:
        return [(one.chat, one.text) for one, _ in store.queued(datetime.now(UTC), (), 10)]


@pytest.mark.parametrize("command", ["invite", "list", "remove"])
def test_every_command_is_in_the_docs_and_has_help(limber, command):
    assert f"## limber trainer {command}\n" in COMMANDS
    assert limber(command, "--help").exit_code == 0


def test_a_link_for_a_trainer(limber, practice, database):
    with Store(database) as store:
        store.name_bot("limber_bot")
    result = limber("invite")
    assert result.exit_code == 0
    link = result.stdout.splitlines()[-1]
    before, code = link.rsplit("=", 1)
    assert before == "https://t.me/limber_bot?start"
    with Store(database) as store:
        assert Invitations(store).find(code, datetime.now(UTC)) == Invitation("trainer", None)


def test_a_code_for_a_trainer_while_the_bots_name_is_not_known(limber, practice):
    result = limber("invite")
    assert result.exit_code == 0
    code = result.stdout.splitlines()[1]
    assert CODE.fullmatch(code)
    assert result.stdout.rstrip().endswith(f"/start {code}")


def test_the_list(limber, practice, database):
    with Store(database) as store:
        store.save_client(StoredClient(1002, "{}", None, blocked=False), NOON)
    result = limber("list")
    assert result.exit_code == 0
    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]] for line in result.stdout.splitlines() if "│" in line
    ]
    assert rows == [["2001", "Anna", "0", "owner"], ["2002", "[Ben]", "1", ""]]
    assert result.stdout.endswith("and so the owner's: 1.\n")


@pytest.mark.parametrize(("words", "typed"), [((), "y\n"), (("--yes",), "")])
def test_a_trainer_who_is_removed_leaves_everything_to_the_owner(limber, practice, database, words, typed):
    result = limber("remove", str(BEN), *words, input=typed)
    assert result.exit_code == 0
    with Store(database) as store:
        assert [one.id for one in store.trainers()] == [ANNA]
        assert store.client(SAM).trainer is None
    (first, told) = waiting(database)
    assert first == (ANNA, "Sam is numb")
    assert told[0] == BEN
    assert told[1].startswith("You are no trainer here any more.")


def test_a_no_changes_nothing(limber, practice, database):
    result = limber("remove", str(BEN), input="n\n")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "Nothing has changed.")
    assert waiting(database) == [(BEN, "Sam is numb")]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("Ben", "Ben is no Telegram id"),
        ("77", "no trainer 77"),
        ("²", "is no Telegram id"),
        ("2001", "is the owner"),
    ],
)
def test_who_cannot_be_removed(limber, practice, number, said):
    result = limber("remove", number, "--yes")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert said in result.stderr


@pytest.mark.parametrize("words", [("invite",), ("list",), ("remove", "2002", "--yes")])
def test_while_the_bot_runs_the_chat_is_the_place(limber, practice, database, words):
    with only_process(database):
        result = limber(*words)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "/invite makes a link, /trainers shows and removes trainers" in result.stderr


@pytest.mark.parametrize("words", [("invite",), ("list",), ("remove", "2002", "--yes")])
def test_without_a_database_none_is_made(limber, database, words):
    result = limber(*words)
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "there is no database" in result.stderr
    assert not database.exists()


def test_a_file_that_is_no_database(limber, database):
    database.write_text("a letter, and a long one: " + "x" * 5000)
    result = limber("list")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "is no database of Limber's" in result.stderr


def test_a_setting_that_is_wrong(limber, practice, monkeypatch):
    monkeypatch.setenv("LIMBER_OWNER", "me")
    result = limber("list")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert result.stderr.startswith("LIMBER_OWNER:")
