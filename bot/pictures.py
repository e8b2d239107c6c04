"""The picture that goes with a message: read from the client's facts, worded, drawn; or a ready-made file.

Reading and wording take milliseconds and happen in the loop; drawing happens in a thread beside it.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot import charts, shown
from bot.exporting import archive, page_of
from bot.figures.ready import album_of
from bot.store import Message, Store
from bot.telegram import Upload
from content.library import Pack
from flows.charts import Facts, History, Report, calendar, mobility, pain, report
from flows.client import Client
from flows.effects import Figure, OwnPicture, Picture, Record


class Artist:
    def __init__(
        self, store: Store, pack: Pack, load: Callable[[str], Client], clips: Path | None = None
    ) -> None:
        """`clips` is the folder of those that count a hold."""
        self._store = store
        self._pack = pack
        self._load = load
        self._album = album_of(pack.further)
        self._clips = clips

    async def draw(self, message: Message) -> Upload:
        """Of the client whose chat it is, or whom the message is about."""
        if message.picture is None:
            raise ValueError("a message without a picture")
        if isinstance(message.picture, Figure):
            return await asyncio.to_thread(shown.read, message.picture, self._album, self._clips)
        if isinstance(message.picture, OwnPicture):
            return Upload(message.picture.name, b"", words_first=True, own=message.picture)
        number = message.chat if message.about is None else message.about
        stored = self._store.client(number)
        if stored is None:
            raise LookupError("nobody to draw")
        if message.picture.kind in {"history", "archive"}:
            return await self._copy_of(number, self._load(stored.state), message.picture)
        records = [
            Record(fact.kind, fact.name, fact.value, fact.local_date)  # type: ignore[arg-type]  # kinds of the store are more
            for fact in self._store.facts(number)
        ]
        return await asyncio.to_thread(
            _worded(message.picture, self._load(stored.state), records, self._pack)
        )

    async def _copy_of(self, number: int, client: Client, picture: Picture) -> Upload:
        """Of all that is kept of them: to be read, or for programs."""
        page = page_of(self._store, number, client, picture.on, self._pack)
        drawn = await asyncio.to_thread(_history, page)
        if picture.kind == "history":
            return Upload(page.file, drawn)
        return Upload(page.archive, archive(self._store, number, drawn, pdf=page.file))


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
        case _:
            page = report(client, facts, pack)
            return lambda: Upload(page.file, _pdf(page))


def _history(page: History) -> bytes:
    from bot.report import draw_history  # noqa: PLC0415 - as below

    return draw_history(page)


def _pdf(page: Report) -> bytes:
    # What sets type is loaded when somebody wants a report: a fifth of the memory that a start takes.
    from bot.report import draw_report  # noqa: PLC0415

    return draw_report(page)
