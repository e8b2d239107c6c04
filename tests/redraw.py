"""Puts into docs/ what is generated, as it is now: `python -m tests.redraw`."""

from tests.docs import command_help, journey_told

for each in (command_help, journey_told):
    each.WHERE.write_text(each.page(), encoding="utf-8")
