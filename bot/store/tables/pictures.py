"""Pictures of messages, and the files that Telegram has."""

from datetime import datetime

from bot.store import columns, queries
from bot.store.columns import to_ms
from bot.store.connection import Connection, as_int
from flows.effects import OwnPicture, Visual


class PictureTable(Connection):
    def drop_picture(self, message: int) -> bool:
        """Its words are sent alone; False if it has no picture."""
        return self._changed(queries.DROP_PICTURE, id=message)

    def file_id(self, digest: str) -> str | None:
        """What Telegram calls a file that it has already."""
        return self._one(str, queries.FILE_ID, digest=digest)

    def keep_file(self, digest: str, file_id: str) -> None:
        self._execute(queries.KEEP_FILE, digest=digest, file_id=file_id)

    def forget_file(self, digest: str, file_id: str) -> None:
        """Telegram takes this id no longer; one that has come in its place stays."""
        self._execute(queries.FORGET_FILE, digest=digest, file_id=file_id)

    def own_picture(self, chat: int, item: str, owner: int | None) -> OwnPicture | None:
        """What is shown there in place of a drawn one. Who has no trainer of their own has the owner."""
        return self._one(OwnPicture, queries.OWN_PICTURE, chat=chat, item=item, owner=owner)

    def own_pictures(self, trainer: int) -> tuple[OwnPicture, ...]:
        return tuple(self._all(OwnPicture, queries.OWN_PICTURES, trainer=trainer))

    def set_own_picture(self, trainer: int, own: OwnPicture, now: datetime) -> None:
        """Nobody but a trainer can have one."""
        self._execute(
            queries.SET_OWN_PICTURE,
            trainer=trainer,
            item=own.item,
            kind=own.kind,
            file_id=own.file_id,
            since=to_ms(now),
        )

    def drop_own_picture(self, trainer: int, item: str) -> None:
        self._execute(queries.DROP_OWN_PICTURE, trainer=trainer, item=item)

    def forget_own_picture(self, own: OwnPicture) -> list[int]:
        """Telegram takes its file no longer. Returns the trainers whose it was."""
        return self._all(as_int, queries.FORGET_OWN_PICTURE, item=own.item, file_id=own.file_id)

    def set_picture(self, message: int, picture: Visual) -> None:
        """Another one goes with the message's words, if any goes."""
        self._execute(queries.SET_PICTURE, id=message, picture=columns.dump_picture(picture))
