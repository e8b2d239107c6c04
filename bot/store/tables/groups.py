"""Groups that are a trainer's desk, and their topics."""

from datetime import datetime

from bot.store import queries
from bot.store.columns import from_ms, to_ms
from bot.store.connection import Connection, as_int
from bot.store.rows import Topic


class GroupTable(Connection):
    def save_group(self, chat: int, *, topics: bool) -> None:
        """The bot is in this group; `topics`: it may make some."""
        self._execute(queries.SAVE_GROUP, chat=chat, topics=topics)
        if topics:
            self._execute(queries.RETRY_TOPICS, chat=chat)

    def may_make_topics(self, chat: int) -> bool:
        return self._row(queries.GROUP, chat=chat) == (1,)

    def remove_group(self, chat: int) -> None:
        """The bot is there no more; it is nobody's desk either."""
        self.remove_desk(chat)
        self._execute(queries.REMOVE_GROUP, chat=chat)

    def set_desk(self, chat: int, trainer: int) -> None:
        """In place of the trainer's group before."""
        before = self.desk_of(trainer)
        if before != chat:
            if before is not None:
                self.remove_desk(before)
            self._execute(queries.SET_DESK, chat=chat, trainer=trainer)

    def remove_desk(self, chat: int) -> None:
        self._execute(queries.REMOVE_DESK, chat=chat)

    def keeper(self, chat: int) -> int | None:
        """The trainer whose desk this group is."""
        return self._one(as_int, queries.KEEPER, chat=chat)

    def desk_of(self, trainer: int) -> int | None:
        """The group that is this trainer's desk."""
        return self._one(as_int, queries.DESK_OF, trainer=trainer)

    def reader(self, chat: int, client: int) -> int | None:
        """Who is told what became of something that was written about the client in this group."""
        row = self._row(queries.READER, chat=chat, client=client)
        return None if row is None or row[0] is None else as_int(row[0])

    def topic(self, chat: int, client: int) -> Topic | None:
        """None if there never was one."""
        return self._one(Topic, queries.TOPIC, chat=chat, client=client)

    def client_in(self, chat: int, thread: int) -> int | None:
        """The client whose topic this is."""
        return self._one(as_int, queries.CLIENT_IN, chat=chat, thread=thread)

    def last_topic(self, chat: int) -> tuple[datetime | None, int]:
        """When one was made there last, and the greatest number."""
        row = self._row(queries.LAST_TOPIC, chat=chat)
        if row is None or row[0] is None:
            return None, 0
        return from_ms(as_int(row[0])), as_int(row[1])

    def save_topic(self, chat: int, client: int, topic: Topic, now: datetime) -> None:
        """Made, or tried, now."""
        self._execute(
            queries.SAVE_TOPIC,
            chat=chat,
            client=client,
            thread=topic.thread,
            number=topic.number,
            now=to_ms(now),
        )

    def lose_topic(self, chat: int, client: int, thread: int) -> None:
        self._execute(queries.LOSE_TOPIC, chat=chat, client=client, thread=thread)

    def move_home(self, message: int) -> None:
        """To the private chat, instead of a group."""
        self._execute(queries.MOVE_HOME, id=message)
