"""The database: its schema, and the few questions asked of it."""

from bot.store.lock import AlreadyRunning, NoFolder, only_process
from bot.store.rows import (
    Action,
    Broadcast,
    BroadcastState,
    Card,
    Counts,
    Fact,
    Fate,
    Invitation,
    Message,
    Prompt,
    Recipient,
    Role,
    State,
    StoredClient,
    StoredTrainer,
    Template,
    Update,
)
from bot.store.store import Store, Unavailable

__all__ = [
    "Action",
    "AlreadyRunning",
    "Broadcast",
    "BroadcastState",
    "Card",
    "Counts",
    "Fact",
    "Fate",
    "Invitation",
    "Message",
    "NoFolder",
    "Prompt",
    "Recipient",
    "Role",
    "State",
    "Store",
    "StoredClient",
    "StoredTrainer",
    "Template",
    "Unavailable",
    "Update",
    "only_process",
]
