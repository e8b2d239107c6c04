"""What clients and trainers write to each other."""

from bot.store import columns, queries
from bot.store.columns import to_ms
from bot.store.connection import Connection, as_int
from bot.store.rows import Passed
from flows.effects import Rows
from flows.events import Source


class ReplyTable(Connection):
    def is_reply(self, chat: int, message_id: int) -> bool:
        """Whether this message to a client is what a trainer wrote."""
        return self._row(queries.IS_REPLY, chat=chat, message_id=message_id) is not None

    def passed(self, source: Source) -> list[Passed]:
        """What passes a person's message on, oldest first."""
        return self._all(Passed, queries.PASSED, chat=source.chat, message=source.message)

    def is_newer(self, source: Source) -> bool:
        """Whether this is the newest that is known of the message, which then stays known."""
        edited_at = 0 if source.edited_at is None else to_ms(source.edited_at)
        return self._changed(queries.NEWER, chat=source.chat, message=source.message, edited_at=edited_at)

    def bearers(self, source: Source) -> list[Passed]:
        """Those messages that carry its words."""
        return self._all(Passed, queries.BEARERS, chat=source.chat, message=source.message)

    def reword_queued(self, message: int, text: str, rows: Rows) -> None:
        self._execute(queries.REWORD_QUEUED, id=message, text=text, buttons=columns.dump_rows(rows))

    def replies_waiting(self, client: int) -> list[Source]:
        """What trainers wrote that has not reached this client."""
        return [
            Source(as_int(chat), as_int(message))
            for chat, message in self._execute(queries.REPLIES_WAITING, chat=client).fetchall()
        ]

    def all_sent(self, source: Source) -> bool:
        """Whether everything that passes this message on has arrived."""
        row = self._row(queries.ALL_SENT, chat=source.chat, message=source.message)
        return row is not None and bool(row[0])
