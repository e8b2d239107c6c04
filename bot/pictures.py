"""The picture that goes with a message: read from the client's facts, worded, drawn.

Reading and wording take milliseconds and happen in the loop; drawing happens in a thread beside it.
"""

import asyncio
from collections.abc import Callable

from bot import charts
from bot.store import Message, Store
from bot.telegram import Upload
from content.library import Pack
from flows.charts import Facts, Report, calendar, mobility, pain, report
from flows.client import Client
from flows.effects import Picture, Record


class Artist:
    def __init__(self, store: Store, pack: Pack, load: Callable[[str], Client]) -> None:
        self._store = store
        self._pack = pack
        self._load = load

    async def draw(self, message: Message) -> Upload:
        """Of the client whose chat it is, or whom the message is about."""
        if message.picture is None:
            raise ValueError("a message without a picture")
        number = message.chat if message.about is None else message.about
        stored = self._store.client(number)
        if stored is None:
            raise LookupError("nobody to draw")
        records = [
            Record(fact.kind, fact.name, fact.value, fact.local_date)  # type: ignore[arg-type]  # kinds of the store are more
            for fact in self._store.facts(number)
        ]
        return await asyncio.to_thread(
            _worded(message.picture, self._load(stored.state), records, self._pack)
        )


def _worded(picture: Picture, client: Client, records: list[Record], pack: Pack) -> Callable[[], Upload]:
    """Everything but the drawing is done when this returns."""
    facts = Facts(records, picture.on)
    colours = charts.theme(night=picture.night)
    match picture.kind:
        case "calendar":
            practice = calendar(facts, pack)
            return lambda: Upload("calendar.png", charts.draw_calendar(practice, colours).png())
        case "pain":
            trend = pain(facts, pack)
            return lambda: Upload("pain.png", charts.draw_pain(trend, colours).png())
        case "mobility":
            shifts = mobility(facts, client.answers, pack)
            return lambda: Upload("mobility.png", charts.draw_mobility(shifts, colours).png())
        case "report":
            page = report(client, facts, pack)
            return lambda: Upload(page.file, _pdf(page))


def _pdf(page: Report) -> bytes:
    # What sets type is loaded when somebody wants a report: a fifth of the memory that a start takes.
    from bot.report import draw_report  # noqa: PLC0415

    return draw_report(page)
