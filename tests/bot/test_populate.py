"""`limber populate`: invented clients who might have come about by themselves."""

import os
import sqlite3
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot import populating
from bot.cli import app
from bot.populating import FIRST_ID, Wish, copies, live, populate
from bot.store import Store, StoredClient, only_process
from bot.store.columns import from_ms, to_ms
from content.invented import invented
from content.library import built_in
from flows import client as clients
from flows import schedule
from flows.effects import Record, Schedule
from flows.explorer.world import World, _recorded
from flows.simulation import archetypes
from flows.simulation.archetypes import NAME
from flows.simulation.kinds import KINDS
from flows.simulation.life import life

NOW = datetime(2026, 6, 17, 9, 40, tzinfo=UTC)
MANY = 150


@pytest.fixture(scope="module")
def cast():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archetypes, "KINDS", KINDS[:3])
        everybody = range(len(archetypes.casting(1)))
        return list(live(everybody, 1, NOW, processes=1))


@pytest.fixture(scope="module")
def everybody(cast):
    return list(copies(cast, FIRST_ID, Wish(MANY), NOW))


@pytest.fixture
def _few(cast, monkeypatch):
    """Lived once for all tests."""
    monkeypatch.setattr(populating, "live", lambda *_, **__: iter(cast))


def rows(database, table):
    with sqlite3.connect(database) as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def test_there_are_clients_of_every_condition(everybody):
    counts = Counter(condition for _, condition in everybody)
    assert counts.keys() == {"coached", "paused", "locked", "waiting", "new", "stopped", "blocked"}


def test_each_has_an_id_and_a_name_of_their_own_in_state_and_facts(everybody):
    ids = [one.client.id for one, _ in everybody]
    assert ids == list(range(FIRST_ID, FIRST_ID + MANY))
    for one, _ in everybody:
        client = clients.load(one.client.state)
        assert client.id == one.client.id
        assert client.name in invented().names
        assert not any(NAME in fact.value for fact in one.facts)
        assert one.client.blocked == client.blocked


def test_ids_have_the_shape_of_telegrams():
    assert (FIRST_ID + 1_000_000).bit_length() <= 52


def test_nothing_has_happened_that_is_yet_to_come(everybody):
    for one, _ in everybody:
        moments = [fact.at for fact in one.facts]
        assert moments == sorted(moments)
        assert all(one.since <= at <= NOW for at in moments)
        seen = clients.load(one.client.state).last_seen
        assert seen is None or seen <= NOW


def test_the_state_and_the_facts_tell_of_the_same_days(everybody):
    for one, _ in everybody:
        client = clients.load(one.client.state)
        told = {score.on for score in client.pain} - {
            fact.local_date for fact in one.facts if fact.kind == "pain"
        }
        assert told == set()


def test_the_days_were_days_in_every_town(everybody):
    """Whoever lives elsewhere went to bed there at the same hour: evenings are evenings."""
    towns = set()
    for one, condition in everybody:
        settings = clients.load(one.client.state).settings
        if condition == "coached":
            towns.add(settings.zone)
        for fact in one.facts:
            if fact.kind == "session" and fact.local_date is not None:
                assert abs(settings.local(fact.at).date() - fact.local_date) <= timedelta(days=1)
    assert len(towns) > 10


def test_what_is_due_next_is_what_the_flows_would_plan(everybody):
    for one, condition in everybody:
        client = clients.load(one.client.state)
        evening = next((row for row in one.prompts if row.kind == "bedtime"), None)
        if condition == "coached" and evening is not None and evening.due_at > NOW:
            planned = schedule.bedtime(client, NOW, built_in())
            assert planned is None or planned.due_at >= evening.due_at - timedelta(days=1)
        if condition in {"blocked", "stopped", "locked"}:
            assert not any(row.kind == "bedtime" for row in one.prompts)


def test_they_are_not_all_prompted_in_the_same_second(everybody):
    dues = [row.due_at for one, _ in everybody for row in one.prompts if row.kind == "bedtime"]
    assert len({due.second for due in dues}) > 30


def test_with_due_in_the_next_prompt_comes_within_so_many_seconds(cast):
    soon = NOW + timedelta(seconds=60)
    for one, condition in copies(cast, FIRST_ID, Wish(MANY, due_in=60), NOW):
        evening = [row for row in one.prompts if row.kind == "bedtime"]
        assert condition != "coached" or not one.prompts or min(row.due_at for row in one.prompts) <= soon
        if evening and condition == "coached":
            client = clients.load(one.client.state)
            assert evening[0].due_at <= soon < evening[0].expires_at
            assert schedule.may_prompt(client, soon)


def test_their_lives_go_on_without_a_promise_broken(everybody):
    """Two days more, of one copy of each archetype."""
    pack = built_in()
    seen = set()
    for number, (one, condition) in enumerate(everybody):
        client = clients.load(one.client.state)
        kind = condition, len(one.facts)
        if kind in seen:
            continue
        seen.add(kind)
        next_days = life(number, 1, pack, kind=KINDS[0], begins=NOW)
        world = World(client, NOW)
        for fact in one.facts:
            if fact.kind != "alert":
                world = _recorded(world, Record(fact.kind, fact.name, fact.value, fact.local_date), pack)
        due = tuple(Schedule(row.kind, row.due_at, row.expires_at, row.occasion) for row in one.prompts)
        next_days.world = replace(world, rows=due)
        assert next_days.run(2).violations == ()


@pytest.mark.usefixtures("_few")
def test_it_is_all_in_the_database(tmp_path, everybody):
    database = tmp_path / "limber.db"
    populate(database, Wish(MANY, trainer=7), NOW, Console(quiet=True))
    with Store(database) as store:
        for one, _ in everybody:
            stored = store.client(one.client.id)
            assert stored == replace(one.client, trainer=7)
            kept = [replace(fact, at=from_ms(to_ms(fact.at))) for fact in one.facts]
            assert store.facts(one.client.id) == kept
        assert store.trainer(7) is not None
        assert store.counts().clients == MANY
    assert {row[0] for row in rows(database, "prompts")} <= {row[0] for row in rows(database, "clients")}


@pytest.mark.usefixtures("_few")
def test_a_seed_gives_the_same_clients_and_another_one_others(tmp_path):
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        populate(tmp_path / name, Wish(20, seed=seed), NOW, Console(quiet=True))
    for table in ("clients", "facts", "prompts"):
        assert rows(tmp_path / "one", table) == rows(tmp_path / "again", table)
        assert rows(tmp_path / "one", table) != rows(tmp_path / "other", table)


def test_the_same_archetype_lives_the_same_life(cast):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(archetypes, "KINDS", KINDS[:3])
        assert next(live([4], 1, NOW, processes=1)) == cast[4]


@pytest.mark.usefixtures("_few")
def test_more_can_be_added_and_have_other_ids(tmp_path):
    for _ in range(2):
        populate(tmp_path / "limber.db", Wish(10), NOW, Console(quiet=True))
    assert len(rows(tmp_path / "limber.db", "clients")) == 20


@pytest.mark.usefixtures("_few")
def test_clients_who_are_not_invented_are_left_alone_unless_one_says_add(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    database = tmp_path / "limber.db"
    with Store(database) as store:
        store.save_client(StoredClient(1001, "{}", None, blocked=False), NOW)
    command = ["populate", "--clients", "3", "--database", str(database)]
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code == 2
    assert "holds clients who are not invented" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert len(rows(database, "clients")) == 1
    assert CliRunner().invoke(app, [*command, "--add"]).exit_code == 0
    assert [row[0] for row in rows(database, "clients")] == [1001, FIRST_ID, FIRST_ID + 1, FIRST_ID + 2]


def test_a_database_in_use_is_refused_in_one_line(tmp_path):
    database = tmp_path / "limber.db"
    with only_process(database):
        refused = CliRunner().invoke(app, ["populate", "--clients", "3", "--database", str(database)])
    assert refused.exit_code == 2
    assert "is in use by another running Limber" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not database.exists()
