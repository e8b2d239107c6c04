"""A message to many, the pure part: who it is for, when it reaches them, what its buttons mean."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest

from content.library import built_in
from flows import desk
from flows.client import Client, Lock, Settings
from flows.desk import audience, broadcasting, moments, progress_card
from flows.desk.audience import Alike, Reach
from flows.desk.progress_card import Failure, LeftOutOne, Progress
from flows.effects import Await, CancelBroadcasts, Draft, Prepare, Say, Steer, Toast
from flows.events import Attached, Said, Source, Tapped
from flows.machine import Journey
from flows.planning import Floss, Plan, Prescription
from flows.schedule import may_prompt
from flows.screens.settings_more import want_broadcasts

PACK = built_in()
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA = desk.Trainer(2001, "Anna", owner=True)
BERLIN = Settings(zone="Europe/Berlin")
SAM = Client(1001, "Sam", plan_since=date(2026, 3, 1), settings=BERLIN, last_seen=NOON)


def hear(event, awaits: str = ""):
    return desk.hear(replace(ANNA, awaits=awaits), event, [SAM], PACK)


# --- the message ---------------------------------------------------------------------------------------


def test_the_next_message_is_asked_for():
    assert hear(Said(NOON, "/broadcast")) == (Await("broadcast"), Prepare(0, "begin"))


@pytest.mark.parametrize(
    ("event", "draft"),
    [
        (Said(NOON, "a < b"), Draft("a &lt; b")),
        (Said(NOON, "bold", None, Source(2001, 7), "<b>bold</b>"), Draft("<b>bold</b>")),
        (Said(NOON, "Look", None, Source(2001, 7, "photo"), "<i>Look</i>"), Draft("<i>Look</i>", "photo", 7)),
        *(
            (Attached(NOON, kind, Source(2001, 7, kind)), Draft("", kind, 7))
            for kind in sorted(broadcasting.KINDS)
        ),
    ],
)
def test_whatever_telegram_copies_may_be_the_message(event, draft):
    assert hear(event, "broadcast") == (Await(""), draft)


@pytest.mark.parametrize("kind", ["poll", "dice", "paid_media", "story", "game"])
def test_what_cannot_be_copied_is_asked_for_again(kind):
    (say,) = hear(Attached(NOON, kind, Source(2001, 7, kind)), "broadcast")
    assert isinstance(say, Say)
    assert "can't be sent to many" in say.text


def test_a_reply_to_a_client_is_no_message_to_many():
    effects = hear(Said(NOON, "rest today", SAM.id), "broadcast")
    assert not any(isinstance(one, Draft) for one in effects)


def test_a_command_is_no_message_to_many():
    effects = hear(Said(NOON, "/clients"), "broadcast")
    assert effects[0] == Await("")
    assert not any(isinstance(one, Draft) for one in effects)


@pytest.mark.parametrize(
    ("text", "kind", "name", "over"),
    [
        ("x" * 4096, "text", 5, 0),
        ("x" * 4097, "text", 5, 1),
        ("<b>x</b>&amp;" + "x" * 4094, "text", 5, 0),
        ("{name}" + "x" * 4090, "text", 6, 0),
        ("{name}{name}" + "x" * 4084, "text", 7, 2),
        ("😀" * 2048, "text", 1, 0),
        ("😀" * 2049, "text", 1, 2),
        ("x" * 1025, "photo", 1, 1),
    ],
)
def test_the_length_counts_as_on_telegram_with_the_longest_name(text, kind, name, over):
    assert broadcasting.too_long(text, kind, name) == over


# --- taps and typed words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "effect"),
    [
        ("d.bc.12.to.nerve", Prepare(12, "to", "nerve")),
        ("d.bc.12.pick.1001.2", Prepare(12, "pick", "1001.2")),
        ("d.bc.12.send.tomorrow 10:00", Prepare(12, "send", "tomorrow 10:00")),
        ("d.bc.12.drop", Prepare(12, "drop")),
        ("d.steer.12.pause", Steer(12, "pause")),
    ],
)
def test_a_button_says_what_it_does(data, effect):
    assert hear(Tapped(NOON, data)) == (effect,)


@pytest.mark.parametrize("data", ["d.bc", "d.bc.x.to.nerve", "d.bc.12.burn", "d.steer.²", "d.steer.1.burn"])
def test_a_forged_button_is_answered_and_changes_nothing(data):
    (toast,) = hear(Tapped(NOON, data))
    assert isinstance(toast, Toast)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("now", "now"),
        ("In the evening", "evening"),
        ("18:30", "18:30"),
        ("tomorrow 9:00", "tomorrow 09:00"),
        ("tomorrow at half past nine", "tomorrow 09:30"),
        ("today at 6 pm, please", "18:00"),
        ("9 o'clock tomorrow", "tomorrow 09:00"),
        ("5", "17:00"),
        ("at half past six", "18:30"),
        ("6 am", "06:00"),
        ("5:00", "05:00"),
        ("05:00", "05:00"),
        ("7", "07:00"),
    ],
)
def test_a_typed_time_sends_it_off(text, choice):
    assert hear(Said(NOON, text), "send_at.12") == (Await(""), Prepare(12, "send", choice))


@pytest.mark.parametrize(
    "text",
    [
        "soon", "10:00?", "Friday 10:00", "in 2 hours", "in one hour", "day after tomorrow 10:00",
        "next week 10:00", "not at 10", "not now", "tonight at 8", "10:00 or 11:00",
        "Sam, 10:00 works for me", "Hi {name}, the practice is closed tomorrow, see you Friday at 9:00",
    ],
)  # fmt: skip
def test_what_is_not_a_time_and_no_more_is_asked_for_again(text):
    *_, again, say = hear(Said(NOON, text), "send_at.12")
    assert again == Await("send_at.12")
    assert "nothing was sent" in say.text


# --- when ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "choice", "since", "at"),
    [
        ("Europe/Berlin", "now", "2026-03-02T12:00", "2026-03-02T12:00"),
        ("Europe/Berlin", "now", "2026-03-02T23:00", "2026-03-03T06:00"),  # asleep until 07:00 there
        ("America/New_York", "now", "2026-03-02T11:00", "2026-03-02T12:00"),
        ("Europe/Berlin", "18:30", "2026-03-02T12:00", "2026-03-02T17:30"),
        ("Europe/Berlin", "18:30", "2026-03-02T18:00", "2026-03-03T17:30"),
        ("Europe/Berlin", "03:00", "2026-03-02T12:00", "2026-03-03T06:00"),  # never at night
        ("Europe/Berlin", "tomorrow 10:00", "2026-03-02T12:00", "2026-03-03T09:00"),
        ("America/New_York", "tomorrow 10:00", "2026-03-02T12:00", "2026-03-03T15:00"),
        ("Europe/Berlin", "evening", "2026-03-02T12:00", "2026-03-02T19:30"),  # two hours before 22:30
        ("Europe/Berlin", "evening", "2026-03-02T20:00", "2026-03-03T19:30"),
    ],
)
def test_it_reaches_each_at_their_own_time(zone, choice, since, at):
    client = replace(SAM, settings=Settings(zone=zone))
    moment = datetime.fromisoformat(since).replace(tzinfo=UTC)
    assert moments.chance(client, choice, moment, moment, PACK) == datetime.fromisoformat(at).replace(
        tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("choice", "chosen", "now", "at"),
    [
        (
            "tomorrow 10:00",
            "2026-03-02T22:59:40",
            "2026-03-02T23:00:10",
            "2026-03-03T09:00",
        ),  # midnight there
        ("18:30", "2026-03-02T17:29:45", "2026-03-02T17:30:15", "2026-03-02T17:30:15"),
        ("evening", "2026-03-02T19:29:45", "2026-03-02T19:30:15", "2026-03-02T19:30:15"),
        ("18:30", "2026-03-02T12:00", "2026-03-02T22:00", "2026-03-03T06:00"),  # the bot was down until night
        ("now", "2026-03-01T12:00", "2026-03-02T12:00", "2026-03-02T12:00"),
    ],
)
def test_what_was_chosen_holds_when_it_is_queued_later(choice, chosen, now, at):
    since, later, expected = (datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (chosen, now, at))
    assert moments.chance(SAM, choice, since, later, PACK) == expected


def test_a_clock_change_loses_nobody():
    """Half past two does not exist on 29 March in Berlin; whoever is awake then gets it an hour later."""
    awake = replace(SAM, settings=Settings(zone="Europe/Berlin", bedtime=time(12), wake=time(20)))
    since = datetime(2026, 3, 28, 20, tzinfo=UTC)
    at = moments.chance(awake, "02:30", since, since, PACK)
    assert at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


# --- who -----------------------------------------------------------------------------------------------


FLOSSING = Plan(floss=Floss(do=True, times_a_day=2))
HOLD = Prescription("half_kneeling_hip_flexor", "R", "hip_flexors", "static", 30, None, 2, "")
STRETCHING = Plan(prescriptions=(HOLD,))


@pytest.mark.parametrize(
    ("client", "groups"),
    [
        (SAM, {"everyone", "active"}),
        (replace(SAM, plan=FLOSSING), {"everyone", "active", "nerve"}),
        (replace(SAM, plan=STRETCHING), {"everyone", "active", "stretching"}),
        (replace(SAM, state="education"), {"everyone", "active", "nothing_tight"}),
        (replace(SAM, plan_since=None), {"everyone", "starting"}),
        (replace(SAM, last_seen=NOON - timedelta(days=5)), {"everyone", "active"}),
        (replace(SAM, last_seen=NOON - timedelta(days=5, hours=1)), {"everyone", "active", "quiet"}),
    ],
)
def test_a_client_is_in_the_groups_that_fit(client, groups):
    assert set(audience.member(client, NOON, PACK).groups) == groups


@pytest.mark.parametrize(
    ("client", "why"),
    [
        (SAM, ""),
        (replace(SAM, blocked=True), "blocked"),
        (replace(SAM, stopped=True), "stopped"),
        (replace(SAM, left=True), "left"),
        (replace(SAM, locks=(Lock("RF01", "E", NOON),)), "locked"),
        (replace(SAM, doubtful=("RF01",)), "doubtful"),
        (replace(SAM, paused_until=NOON + timedelta(days=1)), "paused"),
        (replace(SAM, paused_until=NOON - timedelta(days=1)), ""),
        (replace(SAM, settings=replace(BERLIN, broadcasts=False)), "opted_out"),
    ],
)
def test_who_is_left_out_and_why(client, why):
    assert audience.member(client, NOON, PACK).why == why
    assert may_prompt(client, NOON) == (why in {"", "opted_out"}), "or it would wait for a day, and not go"


def test_every_reason_has_words_of_its_own():
    reasons = get_args(audience.LeftOut)
    assert len({PACK.say("broadcast-left-out", why=why, count=1) for why in reasons}) == len(reasons)
    names = (*reasons, "moved")
    assert len({PACK.say("broadcast-left-out-one", name="Sam", why=why) for why in names}) == len(names)


def test_a_group_is_counted_with_who_is_left_out_and_who_sleeps():
    counted = [
        Alike(("everyone", "nerve"), "", asleep=False, count=13),
        Alike(("everyone", "nerve"), "", asleep=True, count=2),
        Alike(("everyone", "nerve"), "paused", asleep=False, count=3),
        Alike(("everyone",), "opted_out", asleep=False, count=9),
    ]
    found = audience.reach(counted, "nerve")
    assert found == Reach(15, 2, {"paused": 3})
    assert found.everyone == 18


# --- what is read --------------------------------------------------------------------------------------


def test_the_preview_says_how_many_and_who_is_left_out():
    text, rows = broadcasting.preview(12, "Sam", Reach(15, 2, {"paused": 3, "opted_out": 1}), PACK)
    assert "19 people, less 3 on a pause, 1 who opted out. <b>15 people get it.</b> 2 are asleep now" in text
    assert [button.data for row in rows for button in row] == [
        "d.bc.12.example",
        "d.bc.12.test",
        "d.bc.12.send.now",
        "d.bc.12.send.tomorrow 10:00",
        "d.bc.12.send.evening",
        "d.bc.12.groups",
        "d.bc.12.drop",
    ]


def test_groups_with_nobody_in_them_are_not_offered():
    _, rows = broadcasting.asks_to_whom(12, [Alike(("everyone", "nerve"), "", asleep=False, count=2)], PACK)
    assert [row[0].label for row in rows] == ["Everyone · 2", "Flossing a nerve · 2", "Pick by name"]
    text, rows = broadcasting.asks_to_whom(12, [], PACK)
    assert (text, rows) == ("You have no clients yet, so nobody would get it.", ())


def test_many_clients_are_picked_from_page_by_page():
    counted = [Alike(("everyone",), "", asleep=False, count=17)]
    pages = [broadcasting.picks(12, (), page, counted, PACK) for page in range(3)]
    turns = [[button.label for button in rows[0]] for _, rows in pages]
    assert turns == [["More ›"], ["‹ Before", "More ›"], ["‹ Before"]]
    assert "Page 2 of 3" in pages[1][0]


def test_a_template_is_called_by_its_first_words_or_its_kind():
    kept = [broadcasting.Kept(1, "<b>" + "word " * 20, "text"), broadcasting.Kept(2, "", "voice")]
    _, rows = broadcasting.shows_templates(kept, PACK)
    assert [row[0].label for row in rows] == [
        "📄 word word word word word word word word…",
        "📄 voice",
        "Remove: word word word word word word word word…",
        "Remove: voice",
    ]


@pytest.mark.parametrize("number", [1, 10**15])
def test_every_button_fits_what_telegram_carries(number):
    listed = [broadcasting.Listed(10**12, "N" * 64, picked=True)] * broadcasting.PAGE
    counted = [Alike((*audience.GROUPS, "picked"), "", asleep=True, count=10**6)]
    shown = [
        broadcasting.picks(number, listed, 12, counted, PACK),
        broadcasting.preview(number, "Sam", Reach(1, 1, {}), PACK),
        broadcasting.asks_to_whom(number, counted, PACK),
        broadcasting.shows_templates([broadcasting.Kept(number, "x" * 4000, "text")], PACK),
    ]
    for _, rows in shown:
        assert all(len(button.data.encode()) <= 64 for row in rows for button in row)


GOING = Progress("running", "now", 15, 9, (), 0, 4, ())


def test_the_card_shows_how_it_goes():
    text, ((pause, cancel),) = progress_card.card(12, GOING, PACK)
    assert text == "▓▓▓▓▓░░░░ 9 of 15 · 0 failed"
    assert [pause.data, cancel.data] == ["d.steer.12.pause", "d.steer.12.cancel"]


def test_the_report_names_failures_and_offers_the_unknown_ones_again():
    done = replace(
        GOING,
        stage="done",
        delivered=12,
        unknown=("Kim", "Lee"),
        failures=(Failure("Tom <R>", "Forbidden", blocked=True),),
        replies=2,
    )
    text, rows = progress_card.card(12, done, PACK)
    assert text == (
        "✓ 12 of 15 delivered · 2 unknown · 4 left out · 2 replies so far\nTom &lt;R&gt;: blocked the bot"
    )
    assert rows[0][0].label == "Send it again to these 2"


def test_the_list_names_every_failure_in_messages_that_fit():
    failures = tuple(
        Failure(f"{'N' * 60}{n:04}", "Bad Request: " + "x" * 99, blocked=False) for n in range(500)
    )
    many = replace(GOING, stage="done", failures=failures, unknown=("Kim",), left_out=300)
    texts = progress_card.whole_list(many, [LeftOutOne("Lee", "locked")], PACK)
    assert all(broadcasting.length(text) <= 4096 for text in texts)
    assert all(f"N{n:04}:" in "".join(texts) for n in range(500))
    assert texts[-1].endswith(
        "Kim: not known whether it arrived\nLee: left out, has a warning sign\n… and 299 more."
    )
    text, _ = progress_card.card(12, many, PACK)
    assert broadcasting.length(text) <= 4096


# --- the client's own wish -----------------------------------------------------------------------------


def test_who_opts_out_takes_back_what_is_queued():
    talk = Journey(SAM, NOON, PACK, tapped=True)
    want_broadcasts(talk, "broadcasts_off")
    assert CancelBroadcasts() in talk.effects
    assert not talk.client.settings.broadcasts
    want_broadcasts(talk, "broadcasts_on")
    assert talk.client.settings.broadcasts
