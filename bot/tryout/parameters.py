"""The parameters of one call, however they came: query string, form, upload or JSON.

Telegram takes a number as text and an object as JSON inside text; so do we.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.requests import Request

from bot.tryout.world import Chat, Json, World, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    values: Mapping[str, object]
    uploads: Mapping[str, Upload]

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(float(self.text(name) or default))
        except (ValueError, OverflowError):
            raise bad_request(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1", "yes"}

    def object(self, name: str) -> object:
        """Anything in JSON; None where nothing was given."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return loaded(value) if value else None
        except ValueError:
            what = "reply keyboard markup" if name == "reply_markup" else name
            raise bad_request(f"can't parse {what} JSON object") from None

    def fields(self, name: str) -> Json:
        """An object in JSON, empty where nothing was given."""
        value = self.object(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {name} JSON object")
        return value


def loaded(text: str | bytes) -> object:
    """JSON, or ValueError: also for half a sign of UTF-16, and for what is nested without end."""
    try:
        value: object = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deep") from None
    return value


def whole(text: str) -> int | None:
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else None


def chat_of(world: World, given: Parameters, name: str = "chat_id") -> Chat:
    """The chat that a call names, if the bot may write there."""
    if not given.text(name):
        raise bad_request("chat_id is empty")
    return world.reachable(whole(given.text(name)))


async def parameters_of(request: Request) -> Parameters:
    values: dict[str, object] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            body: object = loaded(await request.body() or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise bad_request("can't parse JSON object")
        values |= body
    elif request.method == "POST":
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    uploads[name] = Upload(value.filename or "file", await value.read())
                else:
                    values[name] = value
    return Parameters(values, uploads)
