"""Alerts at the desk: how loudly, when again, who has taken one; and the digest of quiet ones."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import content
from bot.tryout.html import parse, utf16_length
from content.library import built_in
from flows import desk, journey
from flows.answers import FlagAnswer
from flows.client import Client, Lock, Settings
from flows.desk import alerts, digest
from flows.desk.alerts import Told
from flows.desk.digest import Note
from flows.effects import Alert, Pass, Say, SetDigest, Take, Toast
from flows.events import Said, Tapped
from tests.flows.world import START

PACK = built_in()
ANNA = desk.Trainer(7, "Anna", owner=False)
BERLIN = Settings(zone="Europe/Berlin")
SAM = Client(1, "Sam <b>&", state="coaching", settings=BERLIN)
TOLD = Told(12, 1, "emergency", "🔴 Sam", ())


def hear(event: Said | Tapped, *clients: Client, trainer: desk.Trainer = ANNA):
    return desk.hear(trainer, event, clients, PACK)


# --- how loudly, and when again ---


@pytest.mark.parametrize(
    ("kind", "hours_ago", "level"),
    [
        ("emergency", 0, "red"),
        ("high_pain", None, "amber"),
        ("high_pain", 1, "quiet"),
        ("high_pain", 20, "amber"),
        ("question", 0, "amber"),
        ("plan", None, "quiet"),
    ],
)
def test_the_same_is_told_at_once_only_when_some_time_has_passed(
    kind: str, hours_ago: int | None, level: str
):
    last = None if hours_ago is None else START - timedelta(hours=hours_ago)
    assert alerts.level(PACK.alert[kind], last, START) == level


def test_an_alert_comes_again_until_it_is_taken_and_the_owner_hears_of_it():
    kind, told, at = PACK.alert["emergency"], TOLD, START
    waits, owner = [], []
    at += alerts.wait(kind, 1)
    for _ in range(12):
        then = alerts.following(told, at, PACK)
        waits.append(then.due_at - at)
        owner.append(then.to_owner)
        told, at = replace(told, times=told.times + 1, handed_over=then.to_owner), then.due_at
    assert owner.index(True) == kind.owner_after
    assert all(owner[kind.owner_after :])
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=kind.repeat_minutes[-1])


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=400)))
def test_however_late_it_is_the_next_time_lies_ahead(late: timedelta):
    assert alerts.following(TOLD, START + late, PACK).due_at > START + late


def test_every_kind_says_whom_it_is_about():
    for kind in PACK.alert.values():
        assert "$name" in source(kind.wording), kind.id


def source(key: str) -> str:
    folder = Path(content.__file__).parent / "en"
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.ftl")))
    return text[text.index(f"\n{key} =") + 1 :].split("\nalert-", 1)[0]


# --- how long ---


@pytest.mark.parametrize("sign", ["😭", "x", "<&>", "\u2066 😭"])
def test_the_longest_words_beside_all_signs_fit_one_message(sign: str):
    every = tuple(FlagAnswer(flag.ref, "new") for flag in PACK.screening.red_flags if flag.ref != "RF02")
    name = "🦄" * 64
    sam = replace(SAM, name=name, answers=replace(SAM.answers, flags=every))
    text = f"I can't hold my pee any more {sign * 4000}"[:4096]
    heard = journey.hear(sam, Said(START, text), PACK)
    (alert,) = (one for one in heard.effects if isinstance(one, Alert) and one.kind == "emergency")
    assert "RF02" in alert.text
    told = Told(12, 1, "emergency", alert.text, alert.rows, 1000)
    for one in (
        alerts.again(told, PACK),
        alerts.for_owner(told, name, PACK),
        alerts.unreached(told, name, PACK),
    ):
        shown, _ = parse(one)
        assert utf16_length(shown) <= 4096
        assert "I can't hold my pee any more" in shown
        assert "\ufffd" not in shown


# --- who has taken it ---


def test_a_tap_takes_it_on_the_trainers_clock():
    (button,) = alerts.rows(TOLD, PACK)[0]
    assert hear(Tapped(START, button.data), SAM) == (Take(1, 12, "Anna", "20:10"),)


@pytest.mark.parametrize(
    "data", ["d.take", "d.take.1", "d.take.1.", "d.take.1.x", "d.take.1.²", "d.take.2.12"]
)
def test_nobody_takes_a_foreign_or_forged_one(data: str):
    (toast,) = hear(Tapped(START, data), SAM)
    assert isinstance(toast, Toast)


def test_who_has_the_client_no_more_is_told_that_it_was_not_taken():
    (toast,) = hear(Tapped(START, "d.take.2.12"), SAM)
    assert toast == Toast(PACK.say("alert-not-yours"))


def test_a_reply_to_it_takes_it_and_still_reaches_the_client():
    taken, passed, said = hear(Said(START, "On my way?", about=1, alert=12), SAM)
    assert taken == Take(1, 12, "Anna", "20:10")
    assert isinstance(passed, Pass)
    assert isinstance(said, Say)


def test_a_reply_to_something_else_takes_nothing():
    effects = hear(Said(START, "Well done", about=1), SAM)
    assert not [one for one in effects if isinstance(one, Take)]


def test_the_clock_is_that_of_most_clients():
    there = [replace(SAM, id=each, settings=Settings(zone="Asia/Tokyo")) for each in (2, 3)]
    assert alerts.zone_of([SAM, *there]) == ZoneInfo("Asia/Tokyo")
    assert alerts.zone_of([]) == ZoneInfo("UTC")


# --- when the digest comes ---


@pytest.mark.parametrize(
    ("wanted", "at", "due"),
    [
        ("", "2026-03-02 06:59", "2026-03-02 07:00"),
        ("", "2026-03-02 07:00", "2026-03-03 07:00"),
        ("07:30", "2026-03-02 23:30", "2026-03-03 06:30"),
        ("07:30", "2026-03-28 12:00", "2026-03-29 05:30"),  # the clocks go forward
        ("02:30", "2026-03-28 12:00", "2026-03-29 01:30"),  # a time that this night does not have
        ("off", "2026-03-02 12:00", None),
    ],
)
def test_the_digest_comes_at_the_next_time_of_the_trainers_clock(wanted: str, at: str, due: str | None):
    found = digest.due_at(wanted, ZoneInfo("Europe/Berlin"), utc(at), PACK)
    assert found == (None if due is None else utc(due))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "at"), [("07:30", "07:30"), ("7.30", "07:30"), ("8 am", "08:00"), ("7 pm", "19:00")]
)
def test_a_trainer_sets_its_time(words: str, at: str):
    setting, said = hear(Said(START, f"/digest {words}"))
    assert setting == SetDigest(at)
    assert f"at {at}" in said.text


@pytest.mark.parametrize("words", ["off", "OFF", " off "])
def test_a_trainer_wants_none(words: str):
    setting, said = hear(Said(START, f"/digest {words}"))
    assert setting == SetDigest("off")
    assert said == hear(Said(START, "/digest"), trainer=replace(ANNA, digest="off"))[0]


@pytest.mark.parametrize("words", ["soon", "25:00", "<b>"])
def test_what_is_no_time_changes_nothing(words: str):
    assert [type(one) for one in hear(Said(START, f"/digest {words}"))] == [Say]


@pytest.mark.parametrize(("now", "says"), [("", f"{PACK.alerting.digest.at:%H:%M}"), ("06:45", "06:45")])
def test_alone_it_says_when_it_comes(now: str, says: str):
    (said,) = hear(Said(START, "/digest"), trainer=replace(ANNA, digest=now))
    assert says in said.text


# --- what it says ---


def test_it_begins_with_who_needs_the_trainer_and_keeps_a_client_together():
    locked = replace(SAM, id=2, name="Kim", locks=(Lock("RF15", "U", START),))
    notes = [Note(1, "Sam: one"), Note(2, "Kim: two"), Note(1, "Sam: three")]
    said = digest.text(notes, [SAM, locked], PACK)
    assert said.index("Kim: two") < said.index("Sam: one") < said.index("Sam: three")
    assert "more" not in said


@given(
    st.lists(
        st.builds(
            Note,
            st.integers(1, 60),
            st.text("x\n&", min_size=1, max_size=2500).map(lambda text: str(PACK.join([text]))),
        ),
        min_size=1,
        max_size=80,
    )
)
def test_it_is_one_screen_and_counts_the_rest(notes: list[Note]):
    clients = [replace(SAM, id=number) for number in range(1, 50)]
    said = digest.text(notes, clients, PACK)
    assert utf16_length(parse(said)[0]) <= 4096
    shown = said.count("• ")
    left = len(notes) - shown
    assert ("/clients" in said) == (left > 0)
    if left > 1:
        assert f"{left} more" in said


def test_of_many_clients_only_some_are_named():
    clients = [replace(SAM, id=number, name=f"Client {number:02}") for number in range(40)]
    said = digest.text([Note(client.id, f"{client.name} is back") for client in clients], clients, PACK)
    assert said.count("is back") == PACK.alerting.digest.lines
    assert f"{40 - PACK.alerting.digest.lines} more" in said
