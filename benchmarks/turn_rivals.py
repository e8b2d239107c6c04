"""What a user would pick instead, and the Telegram that all candidates talk to.

In: an update as JSON text. Out: it is handled, and its answers are sent to a Telegram that answers at once.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from warnings import filterwarnings

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PersistenceInput,
    PicklePersistence,
    filters,
)
from telegram.warnings import PTBUserWarning
from telegram.request import BaseRequest, RequestData

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
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
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
    steps = [MessageHandler(filters.TEXT & ~filters.COMMAND, _step), CallbackQueryHandler(_step)]
    begins = [CommandHandler(["today", "pain", "test", "plan"], _step), MessageHandler(filters.TEXT, _step)]
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


# --- aiogram ---


def has_aiogram() -> bool:
    return find_spec("aiogram") is not None


@asynccontextmanager
async def aiogram_fsm() -> AsyncIterator[Take]:
    from aiogram import Bot, Dispatcher, types  # noqa: PLC0415 - it need not be there
    from aiogram.client.session.base import BaseSession  # noqa: PLC0415
    from aiogram.fsm.context import FSMContext  # noqa: PLC0415
    from aiogram.fsm.state import State, StatesGroup  # noqa: PLC0415

    class Coaching(StatesGroup):
        talking = State()

    class AtOnceSession(BaseSession):
        async def close(self) -> None: ...

        async def make_request(self, bot: Any, method: Any, timeout: Any = None) -> Any:
            del timeout
            for name, value in method.model_dump(warnings=False).items():  # as its own session encodes it
                self.prepare_value(value, bot=bot, files={}) if value is not None else name
            text = answer(method.__api_method__).decode()
            return self.check_response(bot=bot, method=method, status_code=200, content=text).result

        async def stream_content(self, *_: Any, **__: Any) -> Any:
            yield b""

    bot, dispatcher = Bot(TOKEN, session=AtOnceSession()), Dispatcher()

    async def step(message: types.Message, state: FSMContext) -> None:
        await _move(state, Coaching.talking)
        await message.answer(message.text or "")

    async def step_tap(query: types.CallbackQuery, state: FSMContext) -> None:
        await _move(state, Coaching.talking)
        await query.answer()
        if isinstance(query.message, types.Message):
            await query.message.edit_text(query.data or "")

    dispatcher.message.register(step)
    dispatcher.callback_query.register(step_tap)

    async def take(body: str) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(body))

    yield take


async def _move(state: Any, to: Any) -> None:
    await state.update_data(asking=(await state.get_data()).get("asking", 0) + 1)
    await state.set_state(to)
