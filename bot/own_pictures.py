"""Trainers' own pictures: their clients see them in the place of the drawn ones.

In: what the flows want to be seen in a chat, and what Telegram says of a file. Out: the trainer's photo or
clip of it where there is one, else what is ready-made. Telegram keeps the files; here are only its ids of
them. One that it takes no longer is forgotten, and its trainer told, once.
"""

from datetime import datetime

from bot.figures.ready import album_of
from bot.people import OutOfReach
from bot.shown import available
from bot.store import Message, Store
from content.library import Pack
from flows.desk.own_pictures import lost
from flows.effects import Figure, OwnPicture, SetPicture, Visual


class OwnPictures:
    def __init__(self, store: Store, pack: Pack, *, owner: int | None) -> None:
        self._store = store
        self._pack = pack
        self._album = album_of(pack.further)
        self._owner = owner

    def shown(self, chat: int, picture: Visual | None) -> Visual | None:
        """What is to be seen in a chat; None where words go alone."""
        there = available(picture, self._album)
        if not isinstance(picture, Figure) or picture.still or picture.hold is not None:
            return there  # two positions beside each other, and what counts along, are always drawn
        own = self._store.own_picture(chat, picture.item, self._owner)
        if own is None:
            return there
        return OwnPicture(own.item, own.kind, own.file_id, there if isinstance(there, Figure) else None)

    def set(self, trainer: int, what: SetPicture, now: datetime) -> None:
        """Raises `OutOfReach` for whoever is no trainer."""
        if self._store.trainer(trainer) is None:
            raise OutOfReach("somebody who is no trainer wanted a picture of their own")
        if what.own is None:
            self._store.drop_own_picture(trainer, what.item)
        else:
            self._store.set_own_picture(trainer, what.own, now)

    def refused(self, message: Message, now: datetime, *, forgotten: bool) -> None:
        """Telegram did not take it: the drawn one goes, or the words alone. `forgotten`: it knows the file no
        longer.
        """
        own = message.picture
        if not isinstance(own, OwnPicture):
            raise TypeError("not a trainer's own picture")
        if own.figure is None:
            self._store.drop_picture(message.id)
        else:
            self._store.set_picture(message.id, own.figure)
        if forgotten:
            for trainer in self._store.forget_own_picture(own):
                self._store.queue(Message(trainer, lost(own.item, self._pack)), now)
