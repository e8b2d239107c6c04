"""A guided session, screen by screen: the evening, flossing, the workout, and the steps that they share."""

from flows.screens.session import evening, flossing, steps, workout
from flows.screens.session.steps import (
    STEPS,
    fall_asleep,
    finish,
    hear_pain,
    hold_ended,
    hold_still,
    watch_idle,
)

SCREENS = {**evening.SCREENS, **steps.SCREENS, **flossing.SCREENS, **workout.SCREENS}

__all__ = ["SCREENS", "STEPS", "fall_asleep", "finish", "hear_pain", "hold_ended", "hold_still", "watch_idle"]
