"""What is wrong with a content file, said to whoever wrote it: file, line, place, what to do instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right. `where` is the place within the file: `self_tests[0].sitting`."""

    file: str
    line: int
    where: str
    problem: str
    suggestion: str | None = None
    """What to do, ready to follow a dash: `did you mean "nerve"?`."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line} {self.where}".rstrip()
        return f"{place}: {self.problem}" + (f" – {self.suggestion}" if self.suggestion else "")


class ContentError(ValueError):
    """Content that cannot be used; `faults` says why, each with its line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))

    def __reduce__(self) -> "tuple[type[ContentError], tuple[tuple[Fault, ...]]]":
        """As it comes from another process."""
        return type(self), (self.faults,)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a misspelt one was meant to be, or None when nothing comes near."""
    return next(iter(get_close_matches(word[:80], sorted(set(known)), n=1, cutoff=0.6)), None)


def meant(word: str, known: Iterable[str]) -> str | None:
    """The suggestion for a misspelt word, if there is one to make."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else None


def shown(value: object) -> str:
    """A value as a fault quotes it: in double quotes when it is text, never longer than a line."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:56]} …"  # noqa: PLR2004
