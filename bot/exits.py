"""What a process of Limber's says when it ends: one number, which whoever supervises it understands.

In: what ended it. Out: an `Exit`. The table of docs/operators.md is made from this one.
"""

from enum import IntEnum

from bot.inbox import TokenRefused
from bot.serving.errors import CannotListen
from bot.settings import BadSettings
from bot.store import AlreadyRunning, NoFolder, Unavailable, Unusable
from bot.store.keys import BadKey
from bot.webhook import WebhookRefused
from content.library import ContentError


class Exit(IntEnum):
    WELL = 0
    OURS = 1
    MEND = 2
    LATER = 75
    """EX_TEMPFAIL of sysexits.h."""


MEANINGS = {
    Exit.WELL: ("It did what it was asked to, or was told to stop.", "nothing"),
    Exit.OURS: ("A fault of Limber's own. The log says where.", "starts it again"),
    Exit.MEND: ("Somebody must mend something first. One line says what.", "leaves it alone"),
    Exit.LATER: (
        "It passes, or somebody must make room: the disk is full, the database is busy.",
        "starts it again",
    ),
}
"""What each means, and what the supervisor does then."""

CAUSES: tuple[tuple[type[Exception], Exit], ...] = (
    (BadSettings, Exit.MEND),
    (ContentError, Exit.MEND),
    (TokenRefused, Exit.MEND),
    (WebhookRefused, Exit.MEND),
    (CannotListen, Exit.MEND),
    (AlreadyRunning, Exit.MEND),
    (NoFolder, Exit.MEND),
    (BadKey, Exit.MEND),
    (Unusable, Exit.MEND),
    (Unavailable, Exit.LATER),
)
"""The first that fits decides. What fits none is a fault of ours."""


def exit_of(fault: BaseException) -> Exit:
    return next((code for cause, code in CAUSES if isinstance(fault, cause)), Exit.OURS)
