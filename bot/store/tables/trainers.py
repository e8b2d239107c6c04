"""Trainers, who lets them in, and the bot's own name."""

from datetime import datetime

from bot.store import columns, queries
from bot.store.columns import to_ms
from bot.store.connection import Connection
from bot.store.rows import Invitation, Role, StoredTrainer


class TrainerTable(Connection):
    def trainer(self, trainer: int) -> StoredTrainer | None:
        return self._one(columns.trainer, queries.TRAINER, id=trainer)

    def trainers(self) -> list[StoredTrainer]:
        """The owner first."""
        return self._all(columns.trainer, queries.TRAINERS)

    def client_counts(self) -> dict[int | None, int]:
        """How many clients each trainer has; None has those who are the owner's."""
        return dict(self._execute(queries.CLIENT_COUNTS).fetchall())

    def add_trainer(self, trainer: int, name: str, now: datetime) -> None:
        self._execute(queries.SAVE_TRAINER, id=trainer, name=name, now=to_ms(now))

    def name_trainer(self, trainer: int, name: str) -> None:
        self._execute(queries.NAME_TRAINER, id=trainer, name=name)

    def set_awaits(self, trainer: int, what: str, now: datetime) -> None:
        self._execute(queries.AWAIT, id=trainer, what=what, now=to_ms(now))

    def set_owner(self, trainer: int | None) -> None:
        """The owner is this trainer, and nobody else."""
        self._execute(queries.SET_OWNER, id=trainer)

    def remove_trainer(self, trainer: int) -> bool:
        self._execute(queries.HURRY_ALERTS, trainer=trainer)
        self._execute(queries.HURRY_COPIES, trainer=trainer)
        return self._changed(queries.REMOVE_TRAINER, id=trainer)

    def invite(self, digest: str, role: Role, trainer: int | None, expires_at: datetime) -> None:
        """Whoever brings the code of this digest first is let in."""
        self._execute(queries.INVITE, digest=digest, role=role, trainer=trainer, expires_at=to_ms(expires_at))

    def invitation(self, digest: str, now: datetime) -> Invitation | None:
        return self._one(Invitation, queries.INVITATION, digest=digest, now=to_ms(now))

    def use_invitation(self, digest: str, now: datetime) -> bool:
        """False if it is used up, or has run out."""
        return self._changed(queries.USE_INVITATION, digest=digest, now=to_ms(now))

    def bot_name(self) -> str:
        """The bot's user name; empty until Telegram has told it."""
        return self._one(str, queries.BOT_NAME) or ""

    def name_bot(self, name: str) -> None:
        self._execute(queries.NAME_BOT, name=name)
