"""A guided session, screen by screen: the evening, flossing, the workout, and the steps that they share."""

from flows.screens.session import evening, flossing, steps, workout
from flows.screens.session.steps import (
    STEPS,
    break_off,
    fall_asleep,
    finish,
    hold_ended,
    hold_still,
    watch_idle,
)

SCREENS = {**evening.SCREENS, **steps.SCREENS, **flossing.SCREENS, **workout.SCREENS}

__all__ = ["SCREENS", "STEPS", "break_off", "fall_asleep", "finish", "hold_ended", "hold_still", "watch_idle"]
