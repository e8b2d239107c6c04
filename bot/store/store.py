"""The questions asked of the database.

In: plain values and aware datetimes. Out: the values of `rows.py`. What belongs together is written inside
`with store.transaction():`; a call outside of one stands for itself.
"""

from bot.store.tables.alerts import AlertTable
from bot.store.tables.broadcasts import BroadcastTable
from bot.store.tables.clients import ClientTable
from bot.store.tables.groups import GroupTable
from bot.store.tables.inbox import InboxTable
from bot.store.tables.outbox import OutboxTable
from bot.store.tables.pictures import PictureTable
from bot.store.tables.prompts import PromptTable
from bot.store.tables.questions import QuestionTable
from bot.store.tables.replies import ReplyTable
from bot.store.tables.trainers import TrainerTable
from bot.store.tables.upkeep import UpkeepTable


class Store(
    ClientTable,
    TrainerTable,
    PromptTable,
    AlertTable,
    InboxTable,
    OutboxTable,
    PictureTable,
    ReplyTable,
    QuestionTable,
    GroupTable,
    BroadcastTable,
    UpkeepTable,
):
    """All tables, over one connection."""
