"""The local Telegram: a stand-in for the Bot API, a chat page in the browser, and a clock to put forward."""

from bot.tryout.app import local_telegram, running
from bot.tryout.world import User, World

__all__ = ["User", "World", "local_telegram", "running"]
