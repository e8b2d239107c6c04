"""The pictures of progress, drawn: a calendar, pain with its trend, mobility from first to now.

In: charts as values (`flows/charts`), which hold every word. Out: 1080 pixels wide, for a phone by day or by
night. Deterministic: the same chart gives the same bytes.
"""

from dataclasses import dataclass

from bot.canvas import DAY, NIGHT, Box, Canvas, Point, Theme, smooth, width
from flows.charts import Calendar, Level, Mobility, Pain, Row, Shift
from flows.charts.pain import Line, Mark

WIDE = 1080
MARGIN = 56
TITLE, SUBTITLE, LABEL = 46, 30, 26


def theme(*, night: bool) -> Theme:
    return NIGHT if night else DAY


def _head(canvas: Canvas, title: str, about: str, *, room: float = WIDE - 2 * MARGIN) -> None:
    colours = canvas.theme
    canvas.text((MARGIN, 84), title, size=TITLE, weight="Semibold", colour=colours.ink, most=room)
    canvas.text((MARGIN, 130), about, size=SUBTITLE, colour=colours.muted, most=WIDE - 2 * MARGIN)


# --- the calendar ---

CELL_HIGH, GAP_X, GAP_Y = 44, 14, 8
GRID_LEFT, GRID_TOP = 140, 206


def draw_calendar(chart: Calendar, colours: Theme) -> Canvas:
    canvas = Canvas(WIDE, 656, colours)
    _head(canvas, chart.title, chart.about)
    count = len(chart.weeks)
    wide = min(80.0, (WIDE - MARGIN - GRID_LEFT - GAP_X * (count - 1)) / count)
    for place, name in enumerate(chart.weekdays):
        y = GRID_TOP + place * (CELL_HIGH + GAP_Y) + CELL_HIGH / 2
        canvas.text((GRID_LEFT - 22, y), name, size=LABEL, colour=colours.muted, anchor="rm", most=80)
    for place, week in enumerate(chart.weeks):
        x = GRID_LEFT + place * (wide + GAP_X)
        canvas.text(
            (x + wide / 2, GRID_TOP - 14), week.label, colour=colours.muted, anchor="ms", most=2 * wide
        )
        for row, day in enumerate(week.days):
            if day is None:
                continue
            y = GRID_TOP + row * (CELL_HIGH + GAP_Y)
            box = (x, y, x + wide, y + CELL_HIGH)
            _cell(canvas, box, day.level)
            if day.is_today:
                around = (box[0] - 4, box[1] - 4, box[2] + 4, box[3] + 4)
                canvas.area(around, radius=15, outline=colours.coral, pen=4)
    _calendar_key(canvas, chart)
    return canvas


def _cell(canvas: Canvas, box: Box, level: Level, radius: float = 12) -> None:
    colours = canvas.theme
    if level == "ahead":
        canvas.area(box, radius=radius, outline=colours.grid, pen=2.5)
        return
    fill = {"all": colours.done, "most": colours.most, "little": colours.little}.get(level, colours.rest)
    canvas.area(box, fill, radius=radius)
    if level == "paused":
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        canvas.line([(x - 7, y), (x + 7, y)], colours.muted, 4)


def _calendar_key(canvas: Canvas, chart: Calendar) -> None:
    colours = canvas.theme
    names = [*(name for _, name in chart.key), chart.today]
    swatch, near = 34, 10
    room = WIDE - 2 * MARGIN - sum(swatch + near + width(name, LABEL) for name in names)
    space = max(room / (len(names) - 1), 8)
    x, y = float(MARGIN), 612.0
    for place, name in enumerate(names):
        box = (x, y - 13, x + swatch, y + 13)
        if place < len(chart.key):
            _cell(canvas, box, chart.key[place][0], radius=7)
        else:
            canvas.area(box, radius=8, outline=colours.coral, pen=4)
        x += swatch + near
        canvas.text((x, y), name, size=LABEL, colour=colours.muted, anchor="lm", most=WIDE - MARGIN / 2 - x)
        x += width(name, LABEL) + space


# --- pain ---

LEFT, RIGHT, BASE = 116, 960, 590
TOP, TOP_WITH_MARKS = 188, 262
BARS_BASE, BARS_HIGH = 684, 56
WORST = 10
MARK_ROWS = (230.0, 196.0)
"""The nearest one first."""


@dataclass(frozen=True, slots=True)
class Plot:
    """Where days and scores are."""

    days: int
    top: float

    def x(self, day: float) -> float:
        return LEFT + 14 + (RIGHT - LEFT - 28) * day / max(self.days - 1, 1)

    def y(self, score: float) -> float:
        return BASE - (BASE - self.top) * score / WORST


def draw_pain(chart: Pain, colours: Theme) -> Canvas:
    canvas = Canvas(WIDE, 760, colours)
    plot = Plot(chart.days, TOP_WITH_MARKS if chart.marks else TOP)
    key = chart.back.name
    key_wide = width(key, LABEL, "Semibold") + 50
    _head(canvas, chart.title, chart.about, room=WIDE - 2 * MARGIN - key_wide - 20)
    canvas.line([(WIDE - MARGIN - key_wide, 70), (WIDE - MARGIN - key_wide + 38, 70)], colours.blue, 6)
    canvas.text((WIDE - MARGIN, 70), key, size=LABEL, weight="Semibold", colour=colours.blue, anchor="rm")
    some, much = chart.bands
    for low, high, colour in (
        (0.0, some, colours.done),
        (some, much, colours.amber),
        (much, float(WORST), colours.coral),
    ):
        canvas.wash((LEFT, plot.y(high), RIGHT, plot.y(low)), colour)
    for value in range(0, WORST + 1, 2):
        canvas.line([(LEFT, plot.y(value)), (RIGHT, plot.y(value))], colours.grid, 3)
        canvas.text((LEFT - 18, plot.y(value)), str(value), size=LABEL, colour=colours.muted, anchor="rm")
    _sessions(canvas, plot, chart)
    _marks(canvas, plot, chart)
    for day, score in chart.dots:
        canvas.dot((plot.x(day), plot.y(score)), 6, colours.blue, strength=150)
    ends: list[tuple[float, str, str]] = []
    if chart.leg.pieces:
        ends.append(_trend(canvas, plot, chart.leg, colours.amber, dash=14))
    if len(chart.dots) > 1:
        ends.append(_trend(canvas, plot, chart.back, colours.blue, dash=0))
        _first_value(canvas, plot, chart)
    elif chart.dots:
        day, score = chart.dots[0]
        canvas.dot((plot.x(day), plot.y(score)), 12, colours.paper, outline=colours.blue, pen=6)
        ends.append((plot.y(score), chart.back.last, colours.blue))
    _values(canvas, plot, ends)
    if chart.empty:
        canvas.text(
            ((LEFT + RIGHT) / 2 + 20, plot.y(9)),
            chart.empty,
            size=SUBTITLE,
            colour=colours.muted,
            anchor="mm",
            most=RIGHT - LEFT - 40,
        )
    for day, name in chart.ticks:
        canvas.text((plot.x(day), 722), name, colour=colours.muted, anchor="mm")
    return canvas


def _trend(canvas: Canvas, plot: Plot, line: Line, colour: str, *, dash: float) -> tuple[float, str, str]:
    """The mean, and where its last value is to be written."""
    for piece in line.pieces:
        points: list[Point] = smooth([(plot.x(day), plot.y(score)) for day, score in piece])
        if not dash:
            canvas.below(points, BASE, colour)
        if len(points) > 1:
            canvas.line(points, colour, 6, dash=dash)
    day, score = line.pieces[-1][-1]
    last = (plot.x(day), plot.y(score))
    canvas.dot(last, 11, canvas.theme.paper, outline=colour, pen=6)
    said = f"{line.last} {line.name}" if dash else line.last
    return last[1], said, colour


def _first_value(canvas: Canvas, plot: Plot, chart: Pain) -> None:
    """Above the line and the dots near it, or below them where there is no room."""
    points = [*chart.dots, *(point for piece in chart.back.pieces for point in piece)]
    if not chart.back.first:
        return
    x = plot.x(chart.back.pieces[0][0][0])
    wide = width(chart.back.first, 32, "Semibold")
    near = [plot.y(score) for day, score in points if plot.x(day) <= x + wide + 10]
    high, low = min(near) - 16, max(near) + 38
    canvas.text(
        (x - 8, high if high - 28 > plot.top else low),
        chart.back.first,
        size=32,
        weight="Semibold",
        colour=canvas.theme.ink,
        halo=True,
    )


def _values(canvas: Canvas, plot: Plot, ends: list[tuple[float, str, str]]) -> None:
    """The last values, right of the plot, none over another."""
    apart = 38.0
    free = plot.top
    for y, text, colour in sorted(ends):
        at = min(max(y, free), BASE - apart * (len(ends) - 1))
        size = 36 if text.replace(".", "").replace(",", "").isdigit() else LABEL
        canvas.text(
            (RIGHT + 14, at),
            text,
            size=size,
            weight="Bold",
            colour=colour,
            anchor="lm",
            most=WIDE - RIGHT - 20,
        )
        free = at + apart


def _sessions(canvas: Canvas, plot: Plot, chart: Pain) -> None:
    colours = canvas.theme
    most = max((*chart.sessions, 4))
    wide = min(18.0, (RIGHT - LEFT) / chart.days * 0.62)
    for day, count in enumerate(chart.sessions):
        if count:
            x, high = plot.x(day), BARS_HIGH * count / most
            canvas.area((x - wide / 2, BARS_BASE - high, x + wide / 2, BARS_BASE), colours.most, radius=3)
    canvas.line([(LEFT, BARS_BASE), (RIGHT, BARS_BASE)], colours.grid, 3)
    canvas.text((LEFT, BARS_BASE - BARS_HIGH - 12), chart.sessions_name, colour=colours.muted, anchor="ls")


def _marks(canvas: Canvas, plot: Plot, chart: Pain) -> None:
    """Notes in two rows above the plot; the newest have precedence where there is no room for all."""
    colours = canvas.theme
    taken: list[tuple[float, float, float]] = []
    words: list[tuple[Point, str]] = []
    for mark in reversed(chart.marks):
        placed = _place(mark, plot, taken)
        if placed is None:
            continue
        x, start, y, end = placed
        taken.append((y, start, end))
        words.append(((start, y), mark.text))
        canvas.line([(x, y + 14), (x, BASE)], colours.coral, 3, dash=9, strength=150)
    for at, text in words:
        canvas.text(at, text, colour=colours.coral, anchor="lm", halo=True)


def _place(
    mark: Mark, plot: Plot, taken: list[tuple[float, float, float]]
) -> tuple[float, float, float, float] | None:
    x, wide = plot.x(mark.day), width(mark.text, 25)
    start = min(max(x - wide / 2, MARGIN), WIDE - MARGIN - wide)
    for row in MARK_ROWS:
        if all(row != y or start > end + 20 or start + wide < begin - 20 for y, begin, end in taken):
            return x, start, row, start + wide
    return None


# --- mobility ---

PLOT_LEFT, PLOT_RIGHT, ROWS_TOP, ROW_HIGH = 366, 770, 252, 92
APART = 34
"""Between left and right."""
ROW_MIDDLE = 35


def draw_mobility(chart: Mobility, colours: Theme) -> Canvas:
    rows = max(len(chart.rows), 2)
    base = ROWS_TOP + rows * ROW_HIGH
    canvas = Canvas(WIDE, base + 76, colours)
    _head(canvas, chart.title, chart.about)
    if not chart.rows:
        canvas.text(
            (WIDE / 2, ROWS_TOP + rows * ROW_HIGH / 2),
            chart.empty,
            size=SUBTITLE,
            colour=colours.muted,
            anchor="mm",
            most=WIDE - 2 * MARGIN,
        )
        return canvas
    _mobility_key(canvas, chart)
    limit = _place_x(chart.easy_from)
    top = ROWS_TOP - 22
    canvas.wash((limit, top, PLOT_RIGHT, base), colours.done, strength=2)
    canvas.line([(limit, top), (limit, base)], colours.done, 4)
    canvas.text((PLOT_LEFT, base + 34), chart.harder, colour=colours.muted, anchor="lm")
    canvas.text((PLOT_RIGHT, base + 34), chart.easier, colour=colours.muted, anchor="rm")
    canvas.text((limit, base + 34), chart.cutoff, colour=colours.done, weight="Semibold", anchor="mm")
    for place, row in enumerate(chart.rows):
        y = ROWS_TOP + place * ROW_HIGH
        if place:
            canvas.line([(MARGIN, y - 11), (WIDE - MARGIN, y - 11)], colours.grid, 3)
        _mobility_row(canvas, chart, row, y)
    return canvas


def _place_x(place: float) -> float:
    return PLOT_LEFT + 14 + (PLOT_RIGHT - PLOT_LEFT - 28) * place


def _mobility_row(canvas: Canvas, chart: Mobility, row: Row, top: float) -> None:
    colours = canvas.theme
    room = PLOT_LEFT - MARGIN - 24
    canvas.text((MARGIN, top + 30), row.name, size=31, weight="Semibold", colour=colours.ink, most=room)
    canvas.text((MARGIN, top + 62), f"{chart.cutoff} {row.cutoff}", colour=colours.muted, most=room)
    first = top + ROW_MIDDLE - APART / 2 * (len(row.shifts) - 1)
    for place, shift in enumerate(row.shifts):
        y = first + place * APART
        colour = {"L": colours.blue, "R": colours.coral}.get(shift.side or "", colours.ink)
        _dumbbell(canvas, shift, y, colour)
        change = f"{shift.first_said} {chart.change} {shift.now_said}" if shift.again else shift.now_said
        said = f"{shift.side_name} {change}".strip()
        canvas.text(
            (PLOT_RIGHT + 22, y),
            said,
            colour=colour,
            weight="Semibold",
            anchor="lm",
            most=WIDE - PLOT_RIGHT - 34,
        )


def _dumbbell(canvas: Canvas, shift: Shift, y: float, colour: str) -> None:
    """Round is left, square is right; open is first, filled is now."""
    shape = canvas.square if shift.side == "R" else canvas.dot
    first, now = (_place_x(shift.first), y), (_place_x(shift.now), y)
    if not shift.again:
        shape(first, 9, canvas.theme.paper, outline=colour, pen=4)
        return
    canvas.line([first, now], colour, 9, strength=110)
    shape(first, 9, canvas.theme.paper, outline=colour, pen=4)
    shape(now, 12, colour)


def _mobility_key(canvas: Canvas, chart: Mobility) -> None:
    colours = canvas.theme
    x, y = float(MARGIN), 184.0
    sided = any(shift.side for row in chart.rows for shift in row.shifts)
    again = any(shift.again for row in chart.rows for shift in row.shifts)
    if sided:
        for name, shape, colour in (
            (chart.left, canvas.dot, colours.blue),
            (chart.right, canvas.square, colours.coral),
        ):
            shape((x + 12, y), 12, colour)
            x = canvas.text((x + 34, y), name, size=28, colour=colours.ink, anchor="lm")[2] + 34
        x += 20
    canvas.dot((x + 12, y), 9, colours.paper, outline=colours.muted, pen=4)
    x = canvas.text((x + 34, y), chart.first, size=28, colour=colours.muted, anchor="lm")[2] + 34
    if again:
        canvas.dot((x + 12, y), 12, colours.muted)
        canvas.text((x + 34, y), chart.now, size=28, colour=colours.muted, anchor="lm")
