"""What each state of the journey shows, one module per part of the talk."""

from flows.screens import (
    checks,
    conditions,
    gate,
    locked,
    measures,
    morning,
    plan,
    retested,
    self_tests,
    session,
    settings,
    settings_more,
    symptoms,
    warning_signs,
    welcome,
    well,
)
from flows.talk import Screen

SCREENS: dict[str, Screen] = {
    **welcome.SCREENS,
    **gate.SCREENS,
    **warning_signs.SCREENS,
    **checks.SCREENS,
    **locked.SCREENS,
    **conditions.SCREENS,
    **symptoms.SCREENS,
    **self_tests.SCREENS,
    **plan.SCREENS,
    **retested.SCREENS,
    **session.SCREENS,
    **measures.SCREENS,
    **morning.SCREENS,
    **settings.SCREENS,
    **settings_more.SCREENS,
    **well.SCREENS,
}
