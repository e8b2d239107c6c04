"""Whether what a trainer writes is what the desk has asked for, or is meant for somebody else.

A name, a day, a note, a time, a message to many or a picture is asked for; what comes next is taken for it.
But not for ever, and in a chat with others most of what is written is for them.
"""

from datetime import datetime, timedelta

from content.library import Pack
from flows.desk import broadcasting, clearing, moments, own_pictures
from flows.past_dates import past_date


def is_over(asked_at: datetime | None, at: datetime, pack: Pack) -> bool:
    """Whether nobody thinks of the question any more. None is the moment itself."""
    return asked_at is not None and at - asked_at > timedelta(minutes=pack.talking.asked_minutes)


def is_meant(awaits: str, text: str, at: datetime, pack: Pack) -> bool:
    """Among others, without a reply: of a message and a picture nothing follows that was not looked at. All
    else could be talk, but for a time or a day and no more.
    """
    what = awaits.partition(".")[0]
    if what == broadcasting.WHEN:
        return moments.read(text, pack) is not None
    if what == clearing.VISIT:
        return past_date(text, pack, at.date()) is not None
    return what == broadcasting.MESSAGE or own_pictures.is_for(awaits)
