"""The settings: from the environment, or from a file `.env` in the working directory.

In: variables that begin with LIMBER_. Out: `Settings`, or `BadSettings` with one line that names the setting.
"""

import os
import re
from dataclasses import fields
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import AnyHttpUrl, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.keeping import Keeping

PREFIX = "LIMBER_"
FILE = Path(".env")
PORTS = 1 << 16


Days = Annotated[int, Field(ge=1, le=36_500)]
"""How long something is kept."""


class BadSettings(Exception):  # noqa: N818 - it says what is the case
    """A setting is wrong; the message is for the operator and shows no value."""


class Packs(BaseSettings):
    """The setting of those who need no bot: they do not stumble over what is wrong with another."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=FILE,
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    content: Annotated[tuple[Path, ...], NoDecode] = ()
    """Further content packs, separated by commas."""

    @field_validator("content", mode="before")
    @classmethod
    def _separated_by_commas(cls, value: object) -> object:
        return [one.strip() for one in value.split(",") if one.strip()] if isinstance(value, str) else value


class Settings(Packs):
    token: SecretStr | None = None
    """The bot's token, from BotFather. Never printed."""
    api_url: AnyHttpUrl = AnyHttpUrl("https://api.telegram.org")
    """Base of a Bot API server: methods are called at `URL/bot<token>/METHOD`."""
    database: Path = Path("limber.db")
    """The SQLite file, with all that is known of anybody."""
    key_file: Path | None = None
    """Key of the encrypted database, apart from it; otherwise `~/.config/limber/limber.key`."""
    encrypt: bool = True
    """A new database is encrypted, and one that is not is refused. `no` is for a disk that is encrypted."""
    backups: Path | None = None
    """Folder of the backups that are made while the bot runs."""
    backup_hours: Annotated[int, Field(ge=1, le=168)] = 24
    """A backup every so many hours."""
    backups_daily: Annotated[int, Field(ge=1, le=366)] = 7
    """Of so many days the last one is kept."""
    backups_weekly: Annotated[int, Field(ge=0, le=520)] = 4
    """And of so many weeks before those."""
    owner: Annotated[int, Field(gt=0)] | None = None
    """Telegram id of the owner, who is also a trainer."""
    open: bool = True
    """Who comes without an invitation may start too, and belongs to the owner."""
    clips: Path | None = None
    """Folder of the clips that count a hold, which `limber render --timed` filled."""
    rate: Annotated[int, Field(ge=1, le=1000)] = 30
    """Messages per second to Telegram, all chats together."""
    transport: Literal["httpx", "aiohttp"] = "httpx"
    """The library of HTTP that talks to Telegram."""
    keep_messages: Days = 30
    """Words of messages that the bot has said; 30 at most, for then the whole message goes."""
    keep_typed: Days = 365
    """What clients and trainers wrote to each other, and what trainers were told of."""
    keep_alerts: Days = 30
    """Alerts that somebody has seen to."""
    keep_questions: Days = 365
    """When a question was asked and answered."""
    keep_broadcasts: Days = 180
    """Messages to many that are over, and whom they were for."""
    keep_failed: Days = 30
    """What could not be read, for the operator to look into."""
    keep_left: Days = 730
    """All that is known of a client with whom nothing happens any more: who has left, or is silent."""
    keep_before: Days = 30
    """The database as it was before an update or a restore, beside it."""
    webhook_url: AnyHttpUrl | None = None
    """Where Telegram reaches the bot; without it the bot asks Telegram."""
    listen: Annotated[str, Field(pattern=r"^[^\s:]+:\d{1,5}$")] | None = None
    """`host:port` for the webhook, /health, /ready and /metrics."""
    heartbeat_url: Annotated[AnyHttpUrl | None, Field(repr=False)] = None
    """An address that is called every minute while all is well; whoever keeps it tells when that ends."""
    log: Literal["text", "json"] = "text"
    """How the log is written: lines to read, or one JSON object per line."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """From how important on something is logged."""

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None and not re.fullmatch(r"\d+:[\w-]+", token.get_secret_value()):
            raise ValueError("is no bot token: it looks like 123456:ABC…, as BotFather gave it")
        return token

    @field_validator("listen")
    @classmethod
    def _is_a_port(cls, listen: str | None) -> str | None:
        if listen is not None and not 0 < int(listen.rpartition(":")[2]) < PORTS:
            raise ValueError("is no address to listen at: it looks like 127.0.0.1:8080")
        return listen

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("webhook_url")
    @classmethod
    def _is_safe(cls, url: AnyHttpUrl | None) -> AnyHttpUrl | None:
        if url is not None and (url.scheme != "https" or url.query or url.username):
            raise ValueError("is no address for Telegram: it looks like https://coach.example.org/telegram")
        return url

    @property
    def address(self) -> tuple[str, int] | None:
        """Host and port of `listen`."""
        host, _, port = (self.listen or "").rpartition(":")
        return (host, int(port)) if host else None

    @property
    def keeps(self) -> Keeping:
        return Keeping(**{one.name: getattr(self, f"keep_{one.name}") for one in fields(Keeping)})

    @property
    def api_base(self) -> str:
        return str(self.api_url).rstrip("/")

    @property
    def api_is_local(self) -> bool:
        """The Bot API server runs on this machine: no proxy leads to it."""
        host = self.api_url.host or ""
        try:
            return ip_address(host.strip("[]")).is_loopback
        except ValueError:
            return host == "localhost"


def load() -> Settings:
    """The settings, or `BadSettings`."""
    values_in(FILE)  # says it in one line if it cannot be read
    try:
        # systemd puts what a unit loads as a credential into a folder of its own.
        return Settings(_secrets_dir=os.environ.get("CREDENTIALS_DIRECTORY"))
    except ValidationError as fault:
        first = fault.errors()[0]
        name = str(first["loc"][0]).upper()
        wrong = first["msg"].removeprefix("Value error, ")
        raise BadSettings(f"{PREFIX}{name}: {wrong}") from None


def packs() -> Packs:
    """That setting alone, or `BadSettings`."""
    values_in(FILE)
    return Packs()


def values_in(file: Path) -> dict[str, str | None]:
    """What stands in a file of settings; nothing where there is none. Raises `BadSettings`."""
    try:
        return dotenv_values(file) if file.is_file() else {}
    except OSError as fault:
        raise BadSettings(
            f"{file.absolute()}: cannot be read ({fault.strerror}). It belongs to the user who runs Limber: "
            f"chown USER {file}; chmod 600 {file}"
        ) from None
    except UnicodeDecodeError as fault:
        line = fault.object.count(b"\n", 0, fault.start) + 1
        raise BadSettings(
            f"{file.absolute()}:{line}: is not in UTF-8. Write that line again, or save the file as UTF-8."
        ) from None
