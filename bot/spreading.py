"""When within its minute a prompt comes.

In: a client, and a prompt that is planned by the clock. Out: the moment at which it is due: always the same
share of its minute for the same client, whatever the day, the kind or the process, and evenly spread over all
clients. Where everybody goes to bed at half past ten, they are not all due in one instant.

The flows know of minutes alone. Nothing is moved into another one, so that no prompt comes into quiet hours,
which begin with a minute, nor past the end of its own sense. Whoever writes within the minute is prompted
first, and a timer that ends within it leaves what is planned for it in its place: `bot.coach` sees to both.
"""

from datetime import datetime, timedelta

from flows.effects import Schedule
from flows.schedule import KINDS

MINUTE = timedelta(minutes=1)
MILLISECOND = timedelta(milliseconds=1)
"""The store knows nothing shorter."""
GOLDEN = 2654435769
"""2³² divided by the golden ratio: its multiples lie evenly, however many there are, and however near each
other the numbers of clients are."""
WHOLE = 1 << 32


def due_within(client: int, row: Schedule) -> datetime:
    """The client's own moment of that minute. What a client has asked for, what a session waits for, and what
    is taken up at once after it was held back, is due when it is said to be: none of it begins with a minute
    as what is planned by the clock does.
    """
    if not is_planned(row.kind) or row.due_at != begin_of(row.due_at):
        return row.due_at
    end = min(row.due_at + MINUTE, row.expires_at)
    left = max(timedelta(), end - row.due_at)
    return row.due_at + left * share(client) // MILLISECOND * MILLISECOND


def share(client: int) -> float:
    """From 0 up to 1."""
    return client * GOLDEN % WHOLE / WHOLE


def begin_of(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def is_planned(kind: str) -> bool:
    """By the clock, not by what a client does."""
    return kind in KINDS
