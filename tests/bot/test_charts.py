"""Charts as drawn: their size, what is where, no text outside its place, and the same bytes each time."""

import json
import re
from contextlib import closing
from datetime import date, timedelta
from io import BytesIO

import pytest
from PIL import Image
from pypdfium2 import PdfDocument

from bot import charts
from bot.canvas import DAY, LEAST_TEXT, NIGHT, SCALE, Canvas, smooth
from bot.report import draw_report
from content.library import built_in
from flows.answers import Answers
from flows.charts import Facts, calendar, mobility, pain, report
from flows.client import Client
from flows.effects import Record
from tests import pictures

PACK = built_in()
MONDAY = date(2026, 3, 2)
SIZES = {"calendar": (1080, 656), "pain": (1080, 760)}


def scores(*values, step=1):
    return [
        Record("pain", "morning", json.dumps(value), MONDAY + timedelta(days=number * step))
        for number, value in enumerate(values)
    ]


def slots(days, status="done"):
    every = [MONDAY + timedelta(days=number) for number in range(days)]
    return [Record("slot", f"bedtime.{on}.0", json.dumps([status, ""]), on) for on in every]


def readings(*, again):
    found = []
    for region in PACK.regions.regions:
        clause = region.unlock[0].all[0]
        sides = ("L", "R") if PACK.self_test[clause.test].sided else ("-",)
        values = (-19.5, 100.5) if again else (59.5,)
        found += [
            Record("finding", f"{clause.test}|{side}|{clause.measure}", json.dumps(value), MONDAY)
            for side in sides
            for value in values
        ]
    return found


MARKS = [
    Record("dose", "x", json.dumps({"why": why}), MONDAY + timedelta(days=day))
    for day, why in ((0, "flare"), (1, "dropped"), (2, "up"), (3, "over"), (60, "down"), (69, "flare"))
]
ODD = {
    "nothing": ([], 1),
    "one score": (scores(4), 1),
    "all worst": (scores(*[10] * 70), 70),
    "all none": (scores(*[0] * 70), 70),
    "gaps": (scores(3, 9, 1, 10, step=11), 40),
    "marks in a crowd": ([*scores(*[5] * 70), *MARKS], 70),
    "leg beside back": (
        [*scores(*[5] * 9), *(Record("pain", "leg", "5", MONDAY + timedelta(days=day)) for day in range(9))],
        9,
    ),
    "400 days": ([*scores(*[number % 11 for number in range(400)]), *slots(400), *readings(again=True)], 400),
    "every test once": (readings(again=False), 1),
    "every day paused": (slots(70, "excused"), 70),
}


def drawn(records, days, colours=DAY):
    facts = Facts(records, MONDAY + timedelta(days=days - 1))
    return {
        "calendar": charts.draw_calendar(calendar(facts, PACK), colours),
        "pain": charts.draw_pain(pain(facts, PACK), colours),
        "mobility": charts.draw_mobility(mobility(facts, Answers(), PACK), colours),
    }


def picture_of(canvas: Canvas) -> Image.Image:
    return Image.open(BytesIO(canvas.png())).convert("RGB")


def near(colour, wanted, reach=12):
    wanted = tuple(int(wanted[place : place + 2], 16) for place in (1, 3, 5))
    return all(abs(one - other) <= reach for one, other in zip(colour, wanted, strict=True))


def crossing(one, other):
    return one[0] < other[2] - 1 and other[0] < one[2] - 1 and one[1] < other[3] - 1 and other[1] < one[3] - 1


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
def test_no_text_leaves_the_sheet_overlaps_another_or_is_too_small(name, colours):
    for kind, canvas in drawn(*ODD[name], colours).items():
        for one in canvas.texts:
            left, top, right, bottom = one.box
            assert left >= 20, (kind, one)
            assert top >= 20, (kind, one)
            assert right <= canvas.wide - 8, (kind, one)
            assert bottom <= canvas.high - 8, (kind, one)
            assert one.size >= LEAST_TEXT, (kind, one)
            assert "…" not in one.text, (kind, one)
        for place, one in enumerate(canvas.texts):
            for other in canvas.texts[place + 1 :]:
                assert not crossing(one.box, other.box), (kind, one, other)


@pytest.mark.parametrize("age", pictures.AGES)
def test_the_clients_of_the_documents_have_tidy_pictures(age):
    days = pictures.AGES[age]
    for canvas in pictures.canvases(days, DAY).values():
        for place, one in enumerate(canvas.texts):
            assert not any(crossing(one.box, other.box) for other in canvas.texts[place + 1 :])


def test_pictures_are_as_wide_as_a_phone_shows_and_of_a_shape_that_it_shows_large():
    for records, days in ODD.values():
        for kind, canvas in drawn(records, days).items():
            found = picture_of(canvas).size
            assert found == (canvas.wide, canvas.high)
            assert found == SIZES.get(kind, found)
            assert 1080 / 1350 <= found[0] / found[1] <= 2.6


def test_the_same_chart_is_the_same_file():
    assert drawn(*ODD["gaps"])["pain"].png() == drawn(*ODD["gaps"])["pain"].png()
    assert pictures.report_of(7) == pictures.report_of(7)


def test_a_day_has_the_colour_of_its_level_and_today_its_ring():
    picture = picture_of(drawn(slots(1), 2)["calendar"])
    x, y = charts.GRID_LEFT + 20, charts.GRID_TOP + 20
    assert near(picture.getpixel((x, y)), DAY.done)
    below = y + charts.CELL_HIGH + charts.GAP_Y
    assert near(picture.getpixel((x, below)), DAY.paper)
    ring = charts.GRID_TOP + charts.CELL_HIGH + charts.GAP_Y - 2
    assert near(picture.getpixel((x + 10, ring)), DAY.coral)


def test_no_red_cross_and_no_empty_sheet_for_a_missed_week():
    picture = picture_of(drawn(slots(7, "missed"), 7)["calendar"])
    cell = (charts.GRID_LEFT, charts.GRID_TOP, charts.GRID_LEFT + 60, charts.GRID_TOP + 300)
    assert not any(near(colour, DAY.coral) for _, colour in picture.crop(cell).getcolors(100_000))


def test_the_line_of_pain_ends_where_its_value_is():
    canvas = drawn(scores(*[6] * 10), 10)["pain"]
    plot = charts.Plot(14, charts.TOP)
    picture = picture_of(canvas)
    assert near(picture.getpixel((round(plot.x(5)), round(plot.y(6)))), DAY.blue)
    value = next(one for one in canvas.texts if one.text == "6.0" and one.box[0] > charts.RIGHT)
    assert abs((value.box[1] + value.box[3]) / 2 - plot.y(6)) < 8


def test_left_is_blue_and_round_right_is_coral_and_square():
    told = [
        Record("finding", f"thomas_test|{side}|thigh_deg", json.dumps(value), MONDAY)
        for side in "LR"
        for value in (6.0, -6.0)
    ]
    picture = picture_of(drawn(told, 1)["mobility"])
    x = round(charts.PLOT_LEFT + 14 + (charts.PLOT_RIGHT - charts.PLOT_LEFT - 28))
    y = charts.ROWS_TOP + charts.ROW_MIDDLE
    assert near(picture.getpixel((x, y - 17)), DAY.blue)
    assert near(picture.getpixel((x, y + 17)), DAY.coral)
    corner = 9
    assert not near(picture.getpixel((x - corner, y - 17 - corner)), DAY.blue)
    assert near(picture.getpixel((x - corner, y + 17 - corner)), DAY.coral)


def test_night_is_dark():
    for kind, canvas in drawn(*ODD["one score"], NIGHT).items():
        assert near(picture_of(canvas).getpixel((5, 5)), NIGHT.paper), kind


def test_a_long_text_is_set_smaller_and_then_cut():
    canvas = Canvas(400, 100, DAY)
    box = canvas.text(
        (10, 50), "a name that is much too long for its place", size=40, colour=DAY.ink, most=200
    )
    (placed,) = canvas.texts
    assert placed.size == LEAST_TEXT
    assert placed.text.endswith("…")
    assert box[2] - box[0] <= 200


def test_a_smooth_line_never_leaves_the_range_of_its_points():
    points = [(0.0, 5.0), (1.0, 5.0), (2.0, 9.0), (3.0, 0.0), (4.0, 0.0)]
    drawn_line = smooth(points)
    assert {point[0] for point in points} <= {round(x, 6) for x, _ in drawn_line}
    assert all(0 <= y <= 9 for _, y in drawn_line)


# --- the report ---


def pages(data: bytes) -> list[str]:
    """The words of each page, as another program reads them."""
    with closing(PdfDocument(data)) as document:
        found = []
        for number in range(len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as words:
                found.append(words.get_text_bounded())
        return found


@pytest.mark.parametrize("age", pictures.AGES)
def test_the_report_is_one_page(age):
    (words,) = pages(pictures.report_of(pictures.AGES[age]))
    assert "Report for your health professional" in words
    assert "not a diagnosis" in words
    assert ("6° → −2°" in words) == (age == "ten_weeks")


def test_a_report_full_to_the_brim_is_one_page_too():
    facts = Facts([*ODD["400 days"][0], *MARKS], MONDAY + timedelta(days=399))
    client = pictures.client(70)
    (words,) = pages(draw_report(report(client, facts, PACK)))
    assert "beyond error" in words


@pytest.mark.parametrize("name", ["Søren", "Οδυσσέας", "Мария", "美咲", "سارة", "Sam 🦊", "<b>&"])
def test_any_name_can_be_printed(name):
    client = Client(1, name)
    (words,) = pages(draw_report(report(client, Facts([], MONDAY), PACK)))
    known = name if name.isascii() or name in {"Søren", "Οδυσσέας", "Мария"} else "?"
    assert known in words


def test_the_drawing_is_twice_as_large_for_paper():
    canvas = Canvas(30, 20, DAY)
    assert Image.open(BytesIO(canvas.png(large=True))).size == (30 * SCALE, 20 * SCALE)


def test_the_documents_show_every_picture_that_is_drawn_for_them_and_none_is_heavy():
    told = pictures.DOCS.with_name("progress.md").read_text(encoding="utf-8")
    shown = re.findall(r"\(pictures/(\w+)\.png\)", told)
    assert sorted(shown) == sorted([*pictures.SHOWN, "report"])
    for name in shown:
        assert (pictures.DOCS / f"{name}.png").stat().st_size < 120_000
