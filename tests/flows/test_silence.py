"""Less and less to somebody who does not answer, and everything back with one tap."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows import journey, progress, schedule, silence, times
from flows.client import Client, Settings, Slot
from flows.effects import Alert, Edit, Effect, Say, Schedule
from flows.events import Attached, Due, Said, Tapped
from flows.planning import Floss, Plan, Prescription
from tests.flows.places import reached
from tests.flows.world import World

PACK = built_in()
RULES = PACK.prompting.silence
DAY = timedelta(days=1)
NO_FLOSS = Floss(do=False)
FLOSS = Floss(do=True, times_a_day=3, sides=("R",), exercise="sciatic_slider_seated", reps_per_leg=10)
STRETCH = Prescription("open_book", "both", "thoracic_rotation", "bedtime", 60, 8, 1, "tight")
MONDAY = date(2026, 3, 2)
PLANS = {
    "stretches": Plan((), (STRETCH,), NO_FLOSS),
    "both": Plan((), (STRETCH,), FLOSS),
    "flossing": Plan((), (), FLOSS),
}


class Phone:
    """One client whose clock runs, and what reaches the phone on each local date."""

    def __init__(self, plan: Plan, zone: str = "Europe/Berlin", start: date = MONDAY, **more: object) -> None:
        self.zone = zone
        self.now = times.moment(start, time(12), zone)
        self.client = Client(
            1, "Sam", state="coaching", plan=plan, plan_since=start, consent_at=self.now, checked_on=start,
            last_seen=self.now, settings=Settings(zone, "DE", **more),  # type: ignore[arg-type]
        )  # fmt: skip
        self.rows: dict[str, Schedule] = {}
        self.said: list[tuple[date, Say]] = []
        self.alerts: list[Alert] = []
        self.last: tuple[Effect, ...] = ()
        for row in schedule.upcoming(self.client, self.now, PACK):
            if isinstance(row, Schedule):
                self.rows[row.kind] = row

    def hear(self, event: Due | Said | Tapped | Attached) -> None:
        heard = journey.hear(self.client, event, PACK)
        self.client, self.last = heard.client, heard.effects
        for effect in heard.effects:
            if isinstance(effect, Say):
                self.said.append((self.client.settings.local(self.now).date(), effect))
            elif isinstance(effect, Alert):
                self.alerts.append(effect)
            elif isinstance(effect, Schedule):
                self.rows[effect.kind] = effect
            elif type(effect).__name__ == "Unschedule":
                for kind in list(self.rows) if effect.kind is None else [effect.kind]:  # type: ignore[union-attr]
                    self.rows.pop(kind, None)

    def wait(self, days: float) -> None:
        until = self.now + days * DAY
        while self.rows and (row := min(self.rows.values(), key=lambda one: one.due_at)).due_at <= until:
            self.now = max(self.now, row.due_at)
            del self.rows[row.kind]
            self.hear(Due(self.now, row.kind, row.occasion, row.expires_at))
        self.now = until

    def write(self, text: str) -> None:
        self.hear(Said(self.now, text))

    def tap(self, value: str) -> None:
        """A button of the newest message, or of the card as it was edited."""
        shown = [one for one in self.last if isinstance(one, Say | Edit)] or [self.said[-1][1]]
        data = [button.data for each in shown for row in each.rows for button in row]
        self.hear(Tapped(self.now, next(one for one in data if one.endswith(f":{value}"))))

    def prompts(self) -> Counter[str]:
        """How often each kind of prompt came, without the quiet repeats."""
        return Counter(key.partition(".")[0] for key in self.keys if not key.endswith("repeat"))

    @property
    def keys(self) -> list[str]:
        return [one.key for _, one in self.said if one.key]


def slot(on: int, status: str, kind: str = "bedtime", number: int = 0) -> Slot:
    return Slot(kind, MONDAY + on * DAY, number, status)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("slots", "days"),
    [
        ([], 0),
        ([slot(1, "missed"), slot(2, "open")], 2),
        ([slot(1, "missed"), slot(1, "open", "floss"), slot(1, "open", "floss", 1)], 1),
        ([slot(1, "missed"), slot(2, "excused"), slot(3, "missed")], 2),
        ([slot(0, "missed"), slot(1, "open")], 1),
        ([slot(1, "missed"), slot(4, "missed")], 2),
        ([slot(5, "open")], 0),
    ],
)
def test_days_of_silence_are_days_with_something_prescribed(slots: list[Slot], days: int):
    seen = datetime(2026, 3, 2, 21, tzinfo=UTC)
    client = Client(1, "Sam", slots=tuple(slots), last_seen=seen)
    assert silence.missed(client, MONDAY + 5 * DAY) == days


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
def test_messages_never_grow_with_silence_and_end_after_three_weeks(plan: str, zone: str):
    phone = Phone(PLANS[plan], zone)
    phone.wait(200)
    weeks = Counter((on - MONDAY).days // 7 for on, _ in phone.said)
    counts = [weeks[week] for week in range(29)]
    assert counts[1:] == sorted(counts[1:], reverse=True)
    assert counts[0] >= counts[2]
    assert max(on for on, _ in phone.said) <= MONDAY + (RULES.hush_days + 2) * DAY
    assert phone.client.hushed
    assert not phone.rows
    assert phone.prompts()["note"] == 3
    assert [PACK.alert[one.kind].level for one in phone.alerts] == ["amber", "quiet"]


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("days", [9, 16, 40])
@pytest.mark.parametrize("how", ["word", "command", "photo", "tap"])
def test_one_sign_of_life_brings_daily_prompts_back(plan: str, days: int, how: str):
    phone = Phone(PLANS[plan])
    phone.wait(days)
    assert silence.is_quiet(phone.client)
    before = len(phone.said)
    if how == "tap":
        phone.tap(phone.said[-1][1].rows[0][0].data.partition(":")[2])
    elif how == "photo":
        phone.hear(Attached(phone.now, "photo"))
    else:
        phone.write("/today" if how == "command" else "hello")
    assert not silence.is_quiet(phone.client)
    welcome, after = phone.said[before][1].text, phone.said[before + 1 :]
    assert welcome.startswith("Good to see you")
    assert not any(sign.isdigit() for sign in welcome)
    assert after, "what was done is answered as usual"
    assert str(days) in phone.alerts[-1].text
    phone.wait(1.5)
    assert phone.prompts()["floss" if plan == "flossing" else "bedtime"] > 0
    assert sum(one.text.startswith("Good to see you") for _, one in phone.said) == 1


def test_a_warning_sign_comes_before_the_welcome():
    phone = Phone(PLANS["stretches"])
    phone.wait(40)
    phone.write("I'm numb between my legs since this morning")
    assert phone.client.state == "emergency"
    assert not any("Good to see you" in one.text for one in phone.last if isinstance(one, Say))
    phone.wait(30)
    assert phone.prompts()["bedtime"] == RULES.weekly_days + 1


def test_an_answer_within_the_week_begins_anew():
    phone = Phone(PLANS["stretches"])
    for _ in range(10):
        phone.wait(3)
        phone.write("hello")
    assert not silence.is_quiet(phone.client)
    assert "What got in the way" not in "".join(one.text for _, one in phone.said)


@settings(max_examples=30, derandomize=True)
@given(st.lists(st.sampled_from(["silent", "ill", "away", "done", "skip"]), min_size=10, max_size=25))
def test_excused_days_never_count_as_silence(days: list[str]):
    """Ill and away are days off: with these alone nothing is asked and nobody is told."""
    phone = Phone(PLANS["stretches"])
    silent = longest = 0
    for what in days:
        phone.now = times.moment(phone.client.settings.local(phone.now).date(), time(12), phone.zone)
        phone.wait(11 / 24)
        silent = silent + 1 if what == "silent" else 0
        longest = max(longest, silent)
        if what != "silent":
            occasion = f"bedtime.{phone.client.settings.local(phone.now).date()}.0"
            value = {"done": "done", "skip": "why_none"}.get(what, f"why_{what}")
            phone.hear(Tapped(phone.now, f"p.{occasion}:{value}"))
        phone.wait(13 / 24)
    asked = any("What got in the way" in one.text for _, one in phone.said)
    assert asked <= (longest > RULES.ask_days)
    assert silence.is_quiet(phone.client) <= (longest > RULES.weekly_days)


@settings(max_examples=30, derandomize=True)
@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]),
    st.integers(0, 330),
    st.integers(1, 14),
)
def test_a_pause_neither_doubles_nor_loses_an_evening(zone: str, start: int, days: int):
    """Also across a change of the clocks."""
    phone = Phone(PLANS["stretches"], zone, MONDAY + start * DAY)
    phone.wait(2)
    began = phone.client.settings.local(phone.now).date()
    phone.write(f"/pause {days} days")
    assert phone.client.state == "paused"
    phone.wait(days + 3)
    evenings = [key.split(".")[1] for key in phone.keys if key.startswith("bedtime") and "repeat" not in key]
    assert len(set(evenings)) == len(evenings)
    back = began + days * DAY
    assert [on for on in evenings if on >= began.isoformat()] == [
        (back + ahead * DAY).isoformat() for ahead in range(3)
    ]


def test_a_change_of_zone_behind_a_pause_keeps_each_evening():
    phone = Phone(PLANS["stretches"])
    phone.write("please pause for 3 days")
    phone.wait(3.2)
    assert phone.client.state == "coaching"
    for text in ("/settings", "change city", "New York"):
        phone.write(text)
    phone.tap("place_0")
    assert phone.client.settings.zone == "America/New_York"
    phone.wait(3)
    evenings = [key for key in phone.keys if key.startswith("bedtime") and "repeat" not in key]
    assert evenings == [f"bedtime.2026-03-0{day}.0" for day in (5, 6, 7, 8)][: len(evenings)]
    assert len(evenings) >= 3


def test_today_is_excused_when_a_pause_begins():
    world = reached("prompted")
    world.say("please pause for two weeks")
    assert world.client.slots[-1].status == "excused"
    assert progress.adherence(world.client, "bedtime", world.client.slots[-1].on, 7).prescribed == 0


@pytest.mark.parametrize(
    ("text", "days", "ill"),
    [
        ("away for two weeks", 14, False),
        ("away until 14 march", 12, False),
        ("on holiday until march 20", 18, False),
        ("off sick w flu till about weds", 2, True),
        ("I'm ill", RULES.ill_days, True),
        ("got the flu", RULES.ill_days, True),
        ("I have a cold, no stretching this week", 7, True),
    ],
)
def test_a_break_in_plain_words(text: str, days: int, ill: bool):
    phone = Phone(PLANS["stretches"])
    phone.write(text)
    assert phone.client.state == "paused"
    assert phone.client.ill == ill
    assert phone.client.paused_until == times.moment(MONDAY + days * DAY, time(7), phone.zone)


def test_a_length_typed_below_the_lengths_on_offer():
    phone = Phone(PLANS["stretches"])
    phone.write("/pause")
    phone.write("until 20 march")
    assert phone.client.state == "paused"
    assert phone.client.paused_until == times.moment(date(2026, 3, 20), time(7), phone.zone)


@pytest.mark.parametrize("text", ["away", "I'm travelling", "on holiday"])
def test_away_without_a_length_is_asked_for_one(text: str):
    phone = Phone(PLANS["stretches"])
    phone.write(text)
    assert phone.client.state == "pause"


def test_after_an_illness_nothing_is_prompted_before_it_is_over():
    phone = Phone(PLANS["both"])
    phone.write("ill")
    phone.wait(30)
    assert phone.client.state == "well_again"
    assert not phone.prompts()
    assert len(phone.said) == 3, "get well, over?, over? once more"
    phone.write("not yet")
    assert phone.client.state == "paused"
    phone.wait(RULES.ill_days)
    phone.write("yes")
    phone.wait(1)
    assert phone.client.state == "coaching"
    assert phone.prompts()["bedtime"] > 0


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("reason", [one.means for one in RULES.barriers])
def test_each_answer_has_an_effect(plan: str, reason: str):
    phone = Phone(PLANS[plan])
    phone.wait(5.5)
    assert "What got in the way" in phone.said[-1][1].text
    before = phone.client
    phone.tap(f"way_{reason}")
    after = phone.client
    assert any(isinstance(one, Say | Edit) for one in phone.last)
    match reason:
        case "no_time" if plan == "flossing":
            assert after.settings.floss_times == 1
            phone.tap("flossings_0")
        case "no_time":
            assert after.short_until == MONDAY + (5 + RULES.short_days) * DAY
            phone.tap("long")
        case "forgot" if plan == "flossing":
            assert after.settings.floss_times == 1
            phone.tap("flossings_0")
        case "forgot":
            phone.tap(f"lead_{RULES.teeth_lead_minutes}")
            assert phone.rows["bedtime"].due_at.minute == 0
            assert phone.client.settings.lead_minutes == RULES.teeth_lead_minutes
            phone.tap(f"lead_{PACK.prompting.bedtime_lead_minutes}")
            assert times.lead(phone.client.settings, PACK) == PACK.prompting.bedtime_lead_minutes
        case "pain":
            assert after.state == "check"
            assert PACK.alert[phone.alerts[-1].kind].level == "amber"
        case "not_helping":
            assert PACK.alert[phone.alerts[-1].kind].level == "quiet"
        case "away":
            assert after.state == "pause"
        case "leave":
            assert after.settings == before.settings
    if reason in {"no_time", "forgot"}:
        assert phone.client.short_until is None
        assert phone.client.settings.floss_times is None


@pytest.mark.parametrize("place", ["coaching", "floss"])
def test_when_it_hurts_nothing_begins_before_the_check(place: str):
    world = reached(place)
    world.client = world.client.__class__(**{**_fields(world.client), "check_first": True})
    world.say("/today")
    world.choose("begin_session")
    assert world.client.state == "check"
    world.choose("none")
    assert world.client.state == "pain_before"
    assert not world.client.check_first


def _fields(client: Client) -> dict[str, object]:
    return dict(vars(client))


def test_how_strong_it_is_follows_the_check():
    phone = Phone(PLANS["stretches"])
    phone.wait(5.5)
    phone.write("it hurts")
    assert phone.client.state == "check"
    phone.tap("none")
    assert phone.client.state == "pain_now"
    phone.write("eight")
    assert phone.client.state == "coaching"
    assert phone.client.pain[-1].score == 8
    assert PACK.alert[phone.alerts[-1].kind].level == "amber"
    assert not phone.client.check_first


def test_the_same_reason_twice_brings_one_offer():
    phone = Phone(PLANS["stretches"])
    offers = []
    for _ in range(12):
        phone.wait(11 / 24)
        occasion = f"bedtime.{phone.client.settings.local(phone.now).date()}.0"
        phone.hear(Tapped(phone.now, f"p.{occasion}:why_tired"))
        edits = [one for one in phone.last if isinstance(one, Say | Edit)]
        offers.append(any("Twice too tired" in one.text for one in edits))
        phone.wait(13 / 24)
    assert offers == [False, True] + [False] * 10


def test_prompts_in_a_silent_week_are_no_more_than_in_a_spoken_one():
    silent, spoken = Phone(PLANS["both"]), Phone(PLANS["both"])
    silent.wait(7)
    for _ in range(7):
        spoken.wait(1)
        spoken.write("hello")
    for (kind, count), (_, other) in pairwise(
        [*silent.prompts().items()][:1] + [*spoken.prompts().items()][:1]
    ):
        assert count <= other, kind


def test_the_world_keeps_its_promises_through_silence_and_back():
    world: World = reached("floss")
    world.wait(40 * DAY)
    assert world.client.hushed
    world.say("hello")
    world.wait(2 * DAY)
    assert any(one.on > MONDAY + 30 * DAY for one in world.client.slots)
