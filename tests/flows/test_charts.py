"""What pictures show, from facts: levels of days, means with their ends, places of tests, and the report."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import built_in
from flows.answers import Answers, Finding
from flows.charts import Facts, calendar, mobility, mobility_caption, pain, pain_caption, report
from flows.client import Client, FlossCourse, Lock, Measured, PainScore
from flows.effects import Record
from tests.flows.places import reached

PACK = built_in()
MONDAY = date(2026, 3, 2)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def slot(on: date, *statuses: str, kind: str = "bedtime") -> list[Record]:
    return [
        Record("slot", f"{kind}.{on}.{number}", json.dumps([status, ""]), on)
        for number, status in enumerate(statuses)
    ]


def score(on: date, value: object, name: str = "morning") -> Record:
    return Record("pain", name, json.dumps(value), on)


def found(value: float, on: date = MONDAY, side: str = "L", test: str = "thomas_test|{}|thigh_deg") -> Record:
    return Record("finding", test.format(side), json.dumps(value), on)


# --- facts ---


def test_the_last_word_on_a_slot_counts():
    opened = Record("slot", f"bedtime.{MONDAY}.0", '"open"', MONDAY)
    assert Facts([opened, *slot(MONDAY, "done")], MONDAY).slots == {("bedtime", MONDAY, 0): "done"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([score(MONDAY, 5, "before"), score(MONDAY, 3, "after")], 5),
        ([score(MONDAY, 5, "before"), score(MONDAY, 2, "morning")], 2),
        ([score(MONDAY, 5, "before"), score(MONDAY, 6, "any")], 5.5),
        ([score(MONDAY, {"score": 4}, "morning")], 4),
    ],
)
def test_pain_of_a_day_is_that_of_the_morning_else_before_exercise(told, expected):
    assert Facts(told, MONDAY).back == {MONDAY: expected}


@pytest.mark.parametrize(
    "told", [score(MONDAY, 6, "leg"), score(MONDAY, {"score": 6, "where": "leg"}, "any")]
)
def test_leg_pain_is_apart(told):
    facts = Facts([told], MONDAY)
    assert (facts.leg, facts.back) == ({MONDAY: 6}, {})


def test_what_comes_after_the_date_is_not_shown():
    facts = Facts([*slot(day(1), "done"), score(day(1), 5)], MONDAY)
    assert (facts.slots, facts.back, facts.first) == ({}, {}, None)


@pytest.mark.parametrize(
    "odd",
    [
        Record("slot", "bedtime", '"open"', MONDAY),
        Record("slot", "bedtime.2026-13-40.0", '"open"', MONDAY),
        Record("slot", f"bedtime.{MONDAY}.0", "[]", MONDAY),
        Record("pain", "before", "no json", MONDAY),
        Record("pain", "before", "true", MONDAY),
        Record("pain", "before", "77", MONDAY),
        Record("pain", "before", '"strong"', MONDAY),
        Record("pain", "L:half_kneeling_hip_flexor", "4", MONDAY),
        Record("finding", "no_such_test", "5", MONDAY),
        Record("finding", "thomas_test|L|thigh_deg", '"not_done"', MONDAY),
        Record("dose", "open_book", "3", MONDAY),
        Record("answer", "pause", '"days_x"', MONDAY),
        Record("red_flag", "RF99", '"new"', MONDAY),
        Record("session", "felt", '"better"', MONDAY),
        Record("experiment", "R:calves", "{}", MONDAY),
        Record("consent", "welcome", '"x"', None),
    ],
    ids=str,
)
def test_facts_that_are_not_known_here_change_nothing(odd):
    plain = [*slot(day(-1), "done"), score(day(-1), 4), found(6, day(-1))]
    facts, without = Facts([*plain, odd], MONDAY), Facts(plain, MONDAY)
    assert calendar(facts, PACK).weeks == calendar(without, PACK).weeks
    assert pain(facts, PACK) == pain(without, PACK)
    assert mobility(facts, Answers(), PACK) == mobility(without, Answers(), PACK)
    report(reached("coaching").client, facts, PACK)


# --- the calendar ---


@pytest.mark.parametrize(
    ("statuses", "level"),
    [
        (("done",), "all"),
        (("done", "done", "missed"), "most"),
        (("partly",), "most"),
        (("done", "missed", "skipped", "missed"), "little"),
        (("missed",), "rest"),
        (("skipped",), "rest"),
        (("excused",), "paused"),
        (("excused", "done"), "all"),
        (("open",), "rest"),
        ((), "rest"),
    ],
)
def test_a_day_is_as_full_as_what_was_done_of_what_it_asked(statuses, level):
    shown = calendar(Facts([*slot(day(-7), "done"), *slot(MONDAY, *statuses)], day(3)), PACK)
    assert shown.weeks[1].days[0].level == level


def test_the_weeks_of_a_client_who_is_new_lie_ahead():
    shown = calendar(Facts([], day(2)), PACK)
    assert len(shown.weeks) == PACK.pictures.calendar_weeks
    assert shown.weeks[0].days[:2] == (None, None)
    levels = [one.level for week in shown.weeks for one in week.days if one is not None]
    assert set(levels) == {"ahead"}
    assert [one.on for week in shown.weeks for one in week.days if one and one.is_today] == [day(2)]
    assert "when you have practised" in shown.about


def test_the_last_weeks_are_shown_of_many():
    records = [record for number in range(400) for record in slot(day(number), "done")]
    shown = calendar(Facts(records, day(399)), PACK)
    assert shown.weeks[-1].days[day(399).weekday()].is_today
    assert shown.weeks[0].label == "1 Feb"
    assert shown.about == "Practice on 64 days in 10 weeks"


def test_days_of_a_pause_are_marked_until_practice_begins_again():
    pause = Record("answer", "pause", '"days_7"', day(1))
    shown = calendar(Facts([*slot(MONDAY, "done"), pause, *slot(day(4), "missed")], day(20)), PACK)
    levels = [one.level for one in shown.weeks[0].days]
    assert levels == ["all", "paused", "paused", "paused", "rest", "paused", "paused"]
    assert shown.weeks[1].days[0].level == "paused"
    assert shown.weeks[1].days[1].level == "rest"


def test_today_is_not_judged_before_it_is_over():
    assert calendar(Facts(slot(MONDAY, "open"), MONDAY), PACK).weeks[0].days[0].level == "ahead"


# --- pain ---


def test_the_line_is_the_mean_of_seven_days_with_a_value_at_both_ends():
    shown = pain(Facts([score(day(number), number) for number in range(10)], day(9)), PACK)
    assert shown.dots[-1] == (9, 9)
    ((*_, last),) = shown.back.pieces
    assert last == (9, 6)
    assert (shown.back.first, shown.back.last) == ("0.0", "6.0")
    assert shown.empty == ""


def test_the_line_is_broken_where_nothing_was_told_for_long():
    told = [score(day(number), 5) for number in (0, 1, 10, 11)]
    assert [len(piece) for piece in pain(Facts(told, day(11)), PACK).back.pieces] == [2, 2]


def test_one_score_is_no_line_yet_and_none_says_so():
    one = pain(Facts([score(MONDAY, 4)], MONDAY), PACK)
    assert (one.back.first, one.back.last, one.empty) == (
        "",
        "4.0",
        "The line begins with your second score.",
    )
    none = pain(Facts([], MONDAY), PACK)
    assert none.dots == none.back.pieces == ()
    assert none.empty
    assert none.days == PACK.pictures.least_pain_days


def test_sessions_are_counted_by_day():
    records = [*slot(MONDAY, "done"), *slot(MONDAY, "done", "missed", "partly", kind="floss")]
    assert pain(Facts(records, day(1)), PACK).sessions == (3, 0)


def test_what_happened_is_marked_once_and_the_weightiest_of_a_day():
    changes = [("up", 3), ("flare", 5), ("rest", 5), ("flare", 6), ("over", 9)]
    records = [Record("dose", "open_book", json.dumps({"why": why}), day(on)) for why, on in changes]
    undone = Record("dose", "undo", '{"of": "x"}', day(12))
    shown = pain(Facts([*slot(MONDAY, "done"), *records, undone], day(20)), PACK)
    assert [(mark.day, mark.text) for mark in shown.marks] == [
        (3, "longer hold"),
        (5, "flare, plan eased"),
        (9, "flare over"),
    ]


def test_reasons_without_a_word_of_their_own_are_not_marked():
    records = [Record("dose", "floss", '{"why": "started"}', MONDAY), *slot(MONDAY, "done")]
    assert pain(Facts(records, MONDAY), PACK).marks == ()


def test_a_retest_outweighs_the_plan_that_follows_from_it():
    records = [
        Record("plan", "plan", "[]", MONDAY),
        Record("plan", "retest", "[]", day(14)),
        Record("retest", "R:hip_flexors", "{}", day(14)),
    ]
    shown = pain(Facts([*slot(MONDAY, "done"), *records], day(20)), PACK)
    assert [mark.text for mark in shown.marks] == ["re-test"]


# --- mobility ---


def test_easier_is_right_of_harder_whatever_the_measure_counts():
    """A smaller angle of the thigh is easier, a larger turn of the hip is."""
    turns = "hip_internal_rotation|{}|ir_deg"
    told = [found(6), found(-2, day(14)), found(20, test=turns), found(40, day(14), test=turns)]
    rows = {row.name: row.shifts[0] for row in mobility(Facts(told, day(14)), Answers(), PACK).rows}
    for name in ("Front of the hip", "Deep buttock"):
        assert rows[name].first < PACK.pictures.easy_from < rows[name].now
        assert (rows[name].easy, rows[name].again) == (True, True)
    assert (rows["Front of the hip"].first_said, rows["Front of the hip"].now_said) == ("6°", "−2°")


def test_exactly_on_the_cut_off_is_its_place_and_not_tight():
    (row,) = mobility(Facts([found(0)], MONDAY), Answers(), PACK).rows
    assert (row.shifts[0].now, row.shifts[0].easy) == (PACK.pictures.easy_from, True)
    assert row.cutoff == "0°"


def test_the_cut_off_of_a_client_depends_on_what_they_told():
    test = "hamstring_90_90|{}|short_deg"
    said = {
        sex: mobility(Facts([found(30, test=test)], MONDAY), Answers(sex=sex), PACK).rows[0]
        for sex in ("F", "M", None)
    }
    assert {sex: (row.cutoff, row.shifts[0].easy) for sex, row in said.items()} == {
        "F": ("23°", False),
        "M": ("33°", True),
        None: ("28°", False),
    }


def test_another_test_stands_in_where_the_first_was_not_done():
    told = [found(14, test="open_book_reach|{}|gap_cm")]
    (row,) = mobility(Facts(told, MONDAY), Answers(), PACK).rows
    assert (row.name, row.cutoff) == ("Upper-back turn", "10 cm")


@given(st.integers(-5000, 5000), st.integers(-5000, 5000))
def test_every_value_has_a_place(first, now):
    for region in PACK.regions.regions:
        clause = region.unlock[0].all[0]
        name = f"{clause.test}|{'L' if PACK.self_test[clause.test].sided else '-'}|{clause.measure}"
        told = [Record("finding", name, json.dumps(value / 10), MONDAY) for value in (first, now)]
        for row in mobility(Facts(told, MONDAY), Answers(), PACK).rows:
            for shift in row.shifts:
                assert 0 <= shift.first <= 1
                assert 0 <= shift.now <= 1
                assert shift.easy == (shift.now >= PACK.pictures.easy_from)


def test_every_region_can_be_shown():
    told = [
        found(1, side=side, test=f"{clause.test}|{{}}|{clause.measure}")
        for region in PACK.regions.regions
        for clause in [region.unlock[0].all[0]]
        for side in ("L", "R", "-")
        if PACK.self_test[clause.test].sided == (side != "-")
    ]
    assert len(mobility(Facts(told, MONDAY), Answers(), PACK).rows) == len(PACK.regions.regions)


# --- captions ---


def test_a_caption_has_the_numbers_of_its_picture():
    scores = tuple(PainScore(day(number), "morning", 7 if number < 7 else 3) for number in range(28))
    told = pain_caption(Client(1, "Sam", pain=scores), day(27), PACK)
    assert "7.0 at first, 3.0 now" in told
    assert "clearly less" in told


def test_a_caption_of_little_change_claims_none():
    scores = tuple(PainScore(day(number), "morning", 5 - number // 20) for number in range(28))
    assert "clearly" not in pain_caption(Client(1, "Sam", pain=scores), day(27), PACK)


@pytest.mark.parametrize("client", [Client(1, "Sam"), reached("coaching").client])
def test_captions_fit_and_need_no_facts(client):
    for told in (pain_caption(client, MONDAY, PACK), mobility_caption(client, MONDAY, PACK)):
        assert 0 < len(told) <= 1024


def test_the_caption_of_mobility_names_what_is_tight_and_counts_the_rest():
    answers = Answers(
        findings=(Finding("thomas_test", "L", "thigh_deg", 6.0), Finding("knee_to_wall", "L", "cm", 12.0))
    )
    told = mobility_caption(Client(1, "Sam", answers=answers), MONDAY, PACK)
    assert "Front of the hip: left 6° (cut-off 0°)" in told
    assert "Calf" not in told
    assert "1 of 2" in told


# --- the report ---


THREE_WEEKS_ON = day(20)


def text_of(client: Client, *records: Record, on: date = THREE_WEEKS_ON) -> str:
    page = report(client, Facts(records, on), PACK)
    cells = [page.title, page.who, page.what, page.footer]
    for section in page.sections:
        cells += [section.title, *section.head, *(cell for row in section.rows for cell in row)]
    return "\n".join(cells)


COACHED = replace(reached("coaching").client, name="Sam", plan_since=MONDAY)


def test_the_report_has_plan_doses_tests_with_cut_offs_and_says_that_it_is_no_diagnosis():
    told = text_of(COACHED, found(6), found(-2, day(14)), *(score(day(n), 6 - n // 4) for n in range(20)))
    assert "Sam · plan since 2 Mar 2026 · this page 22 Mar 2026" in told
    for line in COACHED.plan.prescriptions:
        assert PACK.exercise[line.exercise].name in told
    assert "tight above 0°" in told
    assert "beyond error (± 5°)" in told
    assert "not a diagnosis" in told
    assert "Back pain, 7-day average (0–10)\n5.6\n2.4\na change (from 1.7 points)" in told


def test_the_report_names_warning_signs_that_stand_that_were_told_and_that_were_cleared():
    client = replace(COACHED, locks=(Lock("RF02", "E", reached("coaching").now),))
    told = text_of(
        client,
        Record("red_flag", "RF01", '"new"', MONDAY),
        Record("lock", "RF01", '"E"', MONDAY),
        Record("clearance", "RF01", '"Anna"', day(3)),
        Record("red_flag", "RF03", '"typed, and denied"', day(4)),
    )
    assert f"cleared: {PACK.red_flag['RF01'].tick}" in told
    assert PACK.red_flag["RF02"].tick in told
    assert "Exercise is stopped" in told
    assert PACK.red_flag["RF03"].tick not in told


def test_the_report_shows_the_clients_own_activities():
    measured = (Measured(0, MONDAY, (3, 5)), Measured(6, day(42), (7, 6), 3))
    told = text_of(replace(COACHED, activities=("socks", "the desk"), measured=measured), on=day(43))
    assert "Activity: socks (0–10)\n3.0\n7.0\na change (from 2 points)" in told
    assert "Activity: the desk (0–10)\n5.0\n6.0\nno clear change" in told
    assert "+3" in told


def test_flossing_that_has_ended_is_told_so():
    client = replace(reached("floss").client, plan_since=MONDAY)
    assert "times a day" in text_of(client)
    line = next(one for one in client.plan.prescriptions if one.mode == "floss")
    ended = FlossCourse(MONDAY, line.exercise, 10, 3, ended="plateau", ended_on=day(10))
    assert "ended 12 Mar 2026" in text_of(replace(client, flossing=ended))


def test_a_client_without_anything_has_a_report_too():
    told = text_of(Client(1, "Sam"))
    assert "no plan yet" in told
    assert "none was reported" in told
