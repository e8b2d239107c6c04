"""The picture that goes with a message: read from the client's facts, worded, drawn; or a ready-made file.

Reading and wording take milliseconds and happen in the loop; drawing happens in a thread beside it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot import charts, shown
from bot.figures.holds import find
from bot.report import draw_report
from bot.store import Message, Store
from bot.telegram import Upload
from content.library import Pack
from flows.charts import Facts, calendar, mobility, pain, report
from flows.client import Client
from flows.effects import Figure, Picture, Record


class Artist:
    def __init__(
        self, store: Store, pack: Pack, load: Callable[[str], Client], clips: Path | None = None
    ) -> None:
        """`clips` is the folder of those that count a hold."""
        self._store = store
        self._pack = pack
        self._load = load
        self._clips = clips

    async def draw(self, message: Message) -> Upload:
        """Of the client whose chat it is, or whom the message is about."""
        if message.picture is None:
            raise ValueError("a message without a picture")
        if isinstance(message.picture, Figure):
            return await asyncio.to_thread(_read, message.picture, self._clips)
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


def _read(figure: Figure, clips: Path | None = None) -> Upload:
    if figure.hold is not None:
        try:
            data = find(clips or Path(), figure.name).read_bytes()
            return Upload(f"{figure.name}.mp4", data, shared=True, words_first=True, heard=figure.hold.chime)
        except (LookupError, OSError):  # it was there when the coach started
            figure = replace(figure, hold=None)
    ending, data = shown.read(figure)
    # What to do is longer than a phone is high: above it, the figure would be out of sight.
    return Upload(f"{figure.name}{ending}", data, shared=True, words_first=True)


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
            return lambda: Upload(page.file, draw_report(page))
