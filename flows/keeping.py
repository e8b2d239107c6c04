"""How long what is kept is kept, in days, by kind. The operator's settings say so; these are the defaults."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Keeping:
    messages: int = 30
    """Words of messages that the bot has said."""
    typed: int = 365
    """What clients and trainers wrote to each other, and what trainers were told of."""
    alerts: int = 30
    """Alerts that somebody has seen to."""
    questions: int = 365
    """When a question was asked and answered."""
    broadcasts: int = 180
    """Messages to many that are over, and whom they were for."""
    failed: int = 30
    """What could not be read, for the operator to look into."""
    left: int = 730
    """All that is known of a client with whom nothing happens any more."""
