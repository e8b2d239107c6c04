"""A guided session, screen by screen: the evening, flossing, the workout, and the steps that they share."""

from flows.screens.session import evening, flossing, steps, workout
from flows.screens.session.steps import fall_asleep, finish, hold_ended, watch_idle

SCREENS = {**evening.SCREENS, **steps.SCREENS, **flossing.SCREENS, **workout.SCREENS}

__all__ = ["SCREENS", "fall_asleep", "finish", "hold_ended", "watch_idle"]
