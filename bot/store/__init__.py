"""The database: its schema, and the few questions asked of it."""

from bot.store.lock import AlreadyRunning, NoFolder, only_process
from bot.store.rows import (
    Action,
    Card,
    Counts,
    Fact,
    Invitation,
    Message,
    Prompt,
    Role,
    State,
    StoredClient,
    StoredTrainer,
    Update,
)
from bot.store.store import Store, Unavailable

__all__ = [
    "Action",
    "AlreadyRunning",
    "Card",
    "Counts",
    "Fact",
    "Invitation",
    "Message",
    "NoFolder",
    "Prompt",
    "Role",
    "State",
    "Store",
    "StoredClient",
    "StoredTrainer",
    "Unavailable",
    "Update",
    "only_process",
]
