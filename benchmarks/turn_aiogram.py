"""The same turn with aiogram and its state machine, kept in memory. It needs the package."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.methods import TelegramMethod
from aiogram.types import CallbackQuery, Message

from benchmarks.turn_rivals import TOKEN, Take, answer

Result = TypeVar("Result")


class Coaching(StatesGroup):
    talking = State()


class AtOnce(BaseSession):
    """A request that is encoded as for the network, and answered without one."""

    async def close(self) -> None: ...

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Result],
        timeout: int | None = None,  # noqa: ASYNC109 - theirs
    ) -> Result:
        del timeout
        for value in method.model_dump(warnings=False).values():
            if value is not None:
                self.prepare_value(value, bot=bot, files={})
        text = answer(method.__api_method__).decode()
        return self.check_response(bot=bot, method=method, status_code=200, content=text).result

    async def stream_content(self, *_: object, **__: object) -> AsyncIterator[bytes]:
        yield b""


async def _move(state: FSMContext) -> None:
    known = await state.get_data()
    await state.update_data(asking=known.get("asking", 0) + 1)
    await state.set_state(Coaching.talking)


async def _said(message: Message, state: FSMContext) -> None:
    await _move(state)
    await message.answer(message.text or "")


async def _tapped(query: CallbackQuery, state: FSMContext) -> None:
    await _move(state)
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(query.data or "")


@asynccontextmanager
async def states() -> AsyncIterator[Take]:
    bot, dispatcher = Bot(TOKEN, session=AtOnce()), Dispatcher()
    dispatcher.message.register(_said)
    dispatcher.callback_query.register(_tapped)

    async def take(body: str) -> None:
        await dispatcher.feed_raw_update(bot, json.loads(body))

    yield take
