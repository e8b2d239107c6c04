"""Invented clients of some ages, and the pictures of their progress that the documents show.

    python -m tests.pictures            those in docs/pictures, anew
python -m tests.pictures FOLDER     every picture of every client, by day and by night, to look at
"""

import json
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from pypdfium2 import PdfDocument

from bot import charts
from bot.canvas import Canvas, Theme
from bot.report import draw_report
from content.library import built_in
from flows.charts import Facts, calendar, mobility, pain, report
from flows.client import Client
from flows.effects import Record
from tests.flows.places import reached

DOCS = Path(__file__).parents[1] / "docs" / "pictures"
START = date(2026, 3, 2)
COLOURS = 256
SHARP = 1.4
"""Pixels per point of paper."""
SHOWN = {
    "calendar": ("ten_weeks", "calendar", False),
    "calendar_first_day": ("one_day", "calendar", False),
    "pain": ("ten_weeks", "pain", False),
    "pain_night": ("ten_weeks", "pain", True),
    "pain_first_week": ("one_week", "pain", False),
    "mobility": ("ten_weeks", "mobility", False),
}
"""What the documents show."""
AGES = {"nothing": 0, "one_day": 1, "one_week": 7, "ten_weeks": 70}
FLARE = range(30, 34)
AWAY = range(44, 49)
TESTS = {
    # test, measure: first and last of left and right
    ("thomas_test", "thigh_deg"): ((6, -2), (2, -6)),
    ("hip_internal_rotation", "ir_deg"): ((20, 31), (33, 40)),
    ("figure4_knee_height", "knee_height_cm"): ((20, 14), (16, 12)),
    ("seated_rotation", "deg"): ((28, 42), (45, 52)),
    ("knee_to_wall", "cm"): ((8, 9), (6, 11)),
}


def records(days: int, *, start: date = START) -> list[Record]:
    """What is on record of somebody who has practised for so many days."""
    found: list[Record] = []
    if not days:
        return found
    found.append(Record("plan", "plan", '["both:half_kneeling_hip_flexor"]', start))
    for (test, measure), sides in TESTS.items():
        for side, (first, _) in zip("LR", sides, strict=True):
            found.append(Record("finding", f"{test}|{side}|{measure}", json.dumps(float(first)), start))
    for day in range(days):
        found += _day(day, start + timedelta(days=day))
    if days >= 42:
        again = start + timedelta(days=42)
        found.append(Record("retest", "R:hip_flexors", '"passed"', again))
        for (test, measure), sides in TESTS.items():
            for side, (_, last) in zip("LR", sides, strict=True):
                found.append(Record("finding", f"{test}|{side}|{measure}", json.dumps(float(last)), again))
        found.append(
            Record("dose", "flare", '{"why": "flare", "score": 8}', start + timedelta(days=FLARE[0]))
        )
        found.append(Record("dose", "open_book", '{"why": "up", "score": 2}', start + timedelta(days=60)))
    if days > 3:
        found.append(Record("answer", "check_weekly", "[]", start + timedelta(days=days - 2)))
    return found


def _day(day: int, on: date) -> list[Record]:
    if day in AWAY:
        return [Record("slot", f"bedtime.{on}.0", '["excused", "away"]', on)]
    wave = (day * 7919 % 13) / 6 - 1
    score = 6.4 - day * 0.055 + wave + (2.4 if day in FLARE else 0)
    morning = round(min(max(score, 0), 10))
    status = "missed" if day * 5 % 8 < 5 - day // 7 else "partly" if day % 9 == 5 else "done"
    found = [
        Record("slot", f"bedtime.{on}.0", '"open"', on),
        Record("slot", f"bedtime.{on}.0", json.dumps([status, ""]), on),
        *(
            Record("slot", f"floss.{on}.{number}", json.dumps([flossed, ""]), on)
            for number in range(3)
            for flossed in ("missed" if (day * 11 + number * 5) % 17 in _missed(day) else "done",)
        ),
    ]
    if day % 6 != 4:
        found.append(Record("pain", "morning", str(morning), on))
        found.append(Record("pain", "leg", str(max(morning - 2, 0)), on))
    return found


def _missed(day: int) -> range:
    """Flossing becomes a habit."""
    return range(max(11 - day // 4, 0))


def client(days: int) -> Client:
    """Somebody with a plan, as the flows know them."""
    found = reached("coaching").client
    return replace(found, name="Sam", plan_since=START if days else None, plan=found.plan if days else None)


def canvases(days: int, colours: Theme) -> dict[str, Canvas]:
    pack = built_in()
    facts = Facts(records(days), START + timedelta(days=max(days - 1, 0)))
    return {
        "calendar": charts.draw_calendar(calendar(facts, pack), colours),
        "pain": charts.draw_pain(pain(facts, pack), colours),
        "mobility": charts.draw_mobility(mobility(facts, client(days).answers, pack), colours),
    }


def report_of(days: int) -> bytes:
    facts = Facts(records(days), START + timedelta(days=max(days - 1, 0)))
    return draw_report(report(client(days), facts, built_in()))


def page_of(report: bytes) -> Image.Image:
    """Its page, as seen."""
    with closing(PdfDocument(report)) as document, closing(document[0]) as page:
        return page.render(scale=SHARP).to_pil()


def write(image: Image.Image, path: Path) -> None:
    """Few colours: small files."""
    image.quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE).save(path, optimize=True)


def write_all(folder: Path) -> None:
    for name, days in AGES.items():
        for end, night in (("", False), ("_night", True)):
            for kind, canvas in canvases(days, charts.theme(night=night)).items():
                (folder / f"{kind}_{name}{end}.png").write_bytes(canvas.png())
        write(page_of(report_of(days)), folder / f"report_{name}.png")


def write_docs(folder: Path = DOCS) -> None:
    for name, (age, kind, night) in SHOWN.items():
        canvas = canvases(AGES[age], charts.theme(night=night))[kind]
        write(Image.open(BytesIO(canvas.png())).convert("RGB"), folder / f"{name}.png")
    write(page_of(report_of(AGES["ten_weeks"])).convert("RGB"), folder / "report.png")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write_all(Path(sys.argv[1]))
    else:
        write_docs()
