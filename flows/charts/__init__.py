"""What the pictures of progress show: facts in, charts as values out, every word of them from the content.

Drawing them is `bot/charts.py`'s and `bot/report.py`'s.
"""

from flows.charts.calendar import Calendar, Day, Level, Week, calendar
from flows.charts.captions import calendar_caption, mobility_caption, pain_caption
from flows.charts.facts import Facts
from flows.charts.history import Entry, History, history
from flows.charts.mobility import Mobility, Row, Shift, mobility
from flows.charts.pain import Mark, Pain, pain
from flows.charts.report import Report, Section, report

__all__ = [
    "Calendar",
    "Day",
    "Entry",
    "Facts",
    "History",
    "Level",
    "Mark",
    "Mobility",
    "Pain",
    "Report",
    "Row",
    "Section",
    "Shift",
    "Week",
    "calendar",
    "calendar_caption",
    "history",
    "mobility",
    "mobility_caption",
    "pain",
    "pain_caption",
    "report",
]
