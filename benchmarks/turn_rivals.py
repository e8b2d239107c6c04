"""What a user would pick instead, and the Telegram that all candidates talk to.

In: an update as JSON text. Out: it is handled, and its answers are sent to a Telegram that answers at once.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from warnings import filterwarnings

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

TOKEN = "123456:A-token-of-nobody"
CHAT = {"id": 1, "type": "private", "first_name": "Sam"}
ME = {"id": 123456, "is_bot": True, "first_name": "Limber", "username": "limber_bot"}
SENT = {"message_id": 1, "date": 1_772_000_000, "chat": CHAT, "from": ME, "text": "a"}
ANSWERS = {"getMe": ME, "answerCallbackQuery": True}
"""What a method gives; all others give a message."""
TALKING = 1
"""The state of a conversation in its middle."""

Take = Callable[[str], Awaitable[None]]
Context = ContextTypes.DEFAULT_TYPE
Handlers = list[BaseHandler[Update, Context, object]]


def answer(method: str) -> bytes:
    return json.dumps({"ok": True, "result": ANSWERS.get(method, SENT)}).encode()


class AtOnce(BaseRequest):
    """A request that is encoded as for the network, and answered without one."""

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: object, **__: object
    ) -> tuple[int, bytes]:
        del method
        if request_data is not None:
            request_data.json_parameters  # noqa: B018 - what the library's own request encodes
        return 200, answer(url.rpartition("/")[2])


# --- python-telegram-bot ---


async def _echo(update: Update, _: Context) -> None:
    assert update.message
    await update.message.reply_text(update.message.text or "")


async def _echo_tap(update: Update, _: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer()
    await query.edit_message_text(query.data or "")


@asynccontextmanager
async def echo() -> AsyncIterator[Take]:
    """The library's first example, which also answers taps."""
    app = Application.builder().token(TOKEN).request(AtOnce()).get_updates_request(AtOnce()).build()
    app.add_handlers([MessageHandler(filters.TEXT, _echo), CallbackQueryHandler(_echo_tap)])
    async with app:

        async def take(body: str) -> None:
            await app.process_update(Update.de_json(json.loads(body), app.bot))

        yield take


async def _step(update: Update, context: Context) -> int:
    assert context.user_data is not None
    context.user_data["asking"] = context.user_data.get("asking", 0) + 1
    await (_echo if update.message else _echo_tap)(update, context)
    return TALKING


@asynccontextmanager
async def conversation(file: Path, known: Mapping[int, dict[str, Any]]) -> AsyncIterator[Take]:
    """Everybody known is in the middle of one. `known` is what is kept of each, by their id."""
    keeps = PersistenceInput(bot_data=False, chat_data=False, user_data=True, callback_data=False)
    pickle = PicklePersistence(file, store_data=keeps, on_flush=True)
    app = (
        Application.builder()
        .token(TOKEN)
        .request(AtOnce())
        .get_updates_request(AtOnce())
        .persistence(pickle)
        .build()
    )
    filterwarnings("ignore", "If 'per_message=False'", PTBUserWarning)  # just that is meant
    steps: Handlers = [MessageHandler(filters.TEXT & ~filters.COMMAND, _step), CallbackQueryHandler(_step)]
    begins: Handlers = [
        CommandHandler(["today", "pain", "test", "plan"], _step),
        MessageHandler(filters.TEXT, _step),
    ]
    talk: ConversationHandler[Context] = ConversationHandler(
        entry_points=begins,
        states={TALKING: steps},
        fallbacks=begins,
        name="coaching",
        persistent=True,
        per_message=False,
        allow_reentry=True,
    )
    for person, data in known.items():
        await pickle.update_user_data(person, data)
        await pickle.update_conversation("coaching", (person, person), TALKING)
    app.add_handler(talk)
    async with app:

        async def take(body: str) -> None:
            await app.process_update(Update.de_json(json.loads(body), app.bot))
            await app.update_persistence()
            await pickle.flush()

        yield take
