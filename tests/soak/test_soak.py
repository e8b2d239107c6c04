"""The simulation of delivery: promises hold, every fault really strikes, and a seed can be seen again."""

import logging
import os
import subprocess
import sys
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest
from typer.testing import CliRunner

from bot import rounds
from bot.cli import app
from bot.clock import AdjustableClock
from bot.soak.faults import KINDS, Faults
from bot.soak.house import soak, two_contents
from bot.soak.loop import VirtualLoop
from bot.soak.server import Server
from bot.soak.soaking import live, struck, told
from bot.soak.trace import Trace
from bot.soak.zones import Zones
from bot.tryout.world import User
from content.library import built_in
from flows.times import moment
from tests.soak.bugs import BUGS

SOME = range(1, 9)
DAYS = 2


@pytest.fixture(scope="module")
def soaked():
    """Seeds in which the fault of each kind happens."""
    return list(live(SOME, DAYS, processes=1))


def test_every_promise_holds(soaked):
    assert [told(one) for one in soaked if one.broken] == []


def test_every_fault_really_strikes(soaked):
    times = struck(soaked)
    assert [kind for kind in KINDS if not times[kind]] == []


def test_telegram_brings_an_update_once_more_within_a_day_and_no_later(monkeypatch):
    clock, faults, update = AdjustableClock(running=False), Faults(Random(1), times=1.0), {"update_id": 7}
    server = Server(clock, [User(1001, "Sam")], User(2001, "Anna"), "1:token", faults, Trace(clock))
    monkeypatch.setattr(faults, "perhaps", lambda _: True)
    server.updates.append((7, update))
    assert server.confirm(8) == [7]
    clock.jump(timedelta(hours=23))
    assert server.answer_updates(100) == [update]
    clock.jump(timedelta(hours=2))
    assert server.answer_updates(100) == []


def test_a_seed_goes_alike_each_time_to_the_last_microsecond(soaked):
    again = soak(1, DAYS, two_contents(built_in()))
    assert (again.sum, again.counted) == (soaked[0].sum, soaked[0].counted)
    assert soaked[1].sum != soaked[0].sum


def test_a_seed_goes_alike_however_busy_the_machine_is(soaked, monkeypatch):
    monkeypatch.setattr(rounds, "SLICE", 1e-9)
    assert soak(5, DAYS, two_contents(built_in())).sum == soaked[4].sum


def test_a_seed_goes_alike_in_another_process_with_another_order_of_sets(soaked):
    program = (
        "from bot.soak.house import soak, two_contents\n"
        "from content.library import built_in\n"
        f"print(soak(2, {DAYS}, two_contents(built_in())).sum)"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == soaked[1].sum


def test_a_soak_leaves_the_log_as_it_was(soaked):
    handlers = list(logging.root.handlers)
    soak(1, 1, two_contents(built_in()))
    assert logging.root.handlers == handlers


def test_a_broken_promise_is_told_with_seed_moment_and_what_happened_before(monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    bug = next(one for one in BUGS if one.name == "a turn and its row are two transactions")
    with bug.breaks():
        result = CliRunner().invoke(app, ["simulate", "--delivery", "--seed", "1", "--days", "1"])
    assert result.exit_code == 1
    assert (
        "Broken: an update takes effect exactly once, in one transaction with its row (11)" in result.stdout
    )
    assert "limber simulate --delivery --seed 1 --days 1" in result.stdout
    assert "types '/start'" in result.stdout


def test_a_loop_on_which_nobody_can_go_on_says_so():
    loop = VirtualLoop()
    with pytest.raises(Exception, match="everybody waits"):
        loop.run_until_complete(loop.create_future())
    loop.close()


def test_other_rules_of_time_hold_for_everybody_until_they_are_taken_back(tmp_path):
    zones, summer = Zones(tmp_path), datetime(2026, 7, 1, 12, tzinfo=UTC)
    before = moment(summer.date(), time(21), "Europe/Berlin")
    zones.change("Europe/Berlin", summer)
    assert moment(summer.date(), time(21), "Europe/Berlin") == before + timedelta(hours=1)
    zones.restore()
    assert moment(summer.date(), time(21), "Europe/Berlin") == before


def test_where_no_clock_is_further_behind_other_rules_put_it_forward(tmp_path):
    zones, now = Zones(tmp_path), datetime(2026, 7, 1, 12, tzinfo=UTC)
    before = moment(now.date(), time(21), "Etc/GMT+12")
    zones.change("Etc/GMT+12", now)
    assert moment(now.date(), time(21), "Etc/GMT+12") == before - timedelta(hours=1)
    zones.restore()
