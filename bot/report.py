"""What is read on paper, as PDF: the report for a health professional, and all that is kept of somebody.

In: a `Report` or a `History`, which hold every word. Out: bytes, the same for the same report. A report is
one page of A4: what does not fit is set smaller, never left to a second one.
"""

from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO

from font_source_sans_pro import font_files_ttf
from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from bot.canvas import Theme
from bot.charts import draw_pain
from flows.charts import History, Report, Section

WIDE, HIGH, MARGIN = 210.0, 297.0, 15.0
"""Millimetres."""
ROOM = WIDE - 2 * MARGIN
SANS = "Source Sans"
INK, MUTED, LINE = (38, 46, 54), (96, 108, 118), (208, 212, 214)
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Points: the first with which all of it is one page."""
COLUMNS = (0.37, 0.18, 0.18, 0.27)
CHART_HIGH = 58.0
SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""When the file was made is said on the page, not in the file: the same report is the same file."""
PAPER = Theme(
    paper="#ffffff",
    ink="#262e36",
    muted="#606c76",
    grid="#dcdfe0",
    done="#3d8c78",
    most="#8cc4b4",
    little="#cfe6de",
    rest="#eeeeee",
    coral="#c24d31",
    amber="#96620f",
    blue="#3f6a8d",
    wash=18,
)


def draw_report(report: Report) -> bytes:
    drawn = draw_pain(report.pain, PAPER)
    chart = BytesIO(drawn.png(large=True))
    shape = drawn.wide / drawn.high
    for size in SIZES:
        with closing(_Page(report, chart, shape, size)) as page:
            if page.pages_count == 1 or size == SIZES[-1]:
                return bytes(page.output())
    raise AssertionError("the last size is returned")


def draw_history(history: History) -> bytes:
    """As many pages as it takes."""
    with closing(Paper(history, SIZES[0])) as paper:
        return bytes(paper.output())


class Paper(FPDF):
    """A4, with a head, and sections below each other."""

    def __init__(self, said: Report | History, size: float) -> None:
        super().__init__(format="A4")
        self.size = size
        self.high = size * 0.47
        self.set_creation_date(SOME_DAY)
        self.set_title(said.title)
        self.set_margin(MARGIN)
        self.set_auto_page_break(auto=True, margin=MARGIN)
        for style, weight in (("", ""), ("B", "Semibold")):
            self.add_font(SANS, style, font_files_ttf[f"SourceSansPro{weight}"])
        self.add_page()
        self._line(said.title, size * 1.9, bold=True)
        self._line(said.who, size * 1.15)
        self._line(said.what, size, colour=MUTED)
        for section in said.sections:
            self._section(section)

    def close(self) -> None:
        """The library leaves the files of its fonts open."""
        for each in self.fonts.values():
            if isinstance(each, TTFFont):
                each.ttfont.close()

    def _line(
        self, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK
    ) -> None:
        self.set_font(SANS, "B" if bold else "", size)
        self.set_text_color(*colour)
        self.multi_cell(0, size * 0.47, self._known(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _section(self, section: Section) -> None:
        self.ln(self.high * 0.6)
        self._line(section.title, self.size * 1.25, bold=True)
        self.set_draw_color(*LINE)
        self.line(MARGIN, self.get_y() + 0.3, WIDE - MARGIN, self.get_y() + 0.3)
        self.ln(1)
        if not section.head:
            for (line,) in section.rows:
                self._line(line, self.size)
            return
        self._row(section.head, head=True)
        for row in section.rows:
            self._row(row)

    def _row(self, cells: Sequence[str], *, head: bool = False) -> None:
        self.set_font(SANS, "B" if head else "", self.size)
        self.set_text_color(*(MUTED if head else INK))
        top, x, low = self.get_y(), MARGIN, self.get_y()
        for cell, share in zip(cells, COLUMNS, strict=True):
            self.set_xy(x, top)
            self.multi_cell(share * ROOM - 2, self.high, self._known(cell), align="L", new_y=YPos.NEXT)
            low = max(low, self.get_y())
            x += share * ROOM
        self.set_xy(MARGIN, low)

    def _known(self, text: str) -> str:
        """Letters that the font has; a name in another script is shown as far as it goes."""
        self.set_font(SANS, self.font_style, self.font_size_pt)
        known = self.current_font.cmap  # type: ignore[union-attr]
        return "".join(each if ord(each) in known else "?" for each in text)


class _Page(Paper):
    def __init__(self, report: Report, chart: BytesIO, shape: float, size: float) -> None:
        super().__init__(report, size)
        self.ln(self.high * 0.6)
        high = CHART_HIGH * size / SIZES[0]
        wide = high * shape
        self.image(chart, x=(WIDE - wide) / 2, w=wide, h=high, alt_text=report.pain.title)
        self.ln(self.high * 0.4)
        self._line(report.footer, size * 0.95, colour=MUTED)
