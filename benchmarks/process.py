"""`limber run` as a process of its own, against a stand-in for Telegram in this one."""

import asyncio
import logging
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOKEN = "123456:local"
OWNER = 2001
LIMIT = 30
"""Messages a second, Telegram's and ours."""


def quieten() -> None:
    """The server would tell of each connection that breaks with a process."""
    logging.getLogger("uvicorn.error").addFilter(lambda _: False)  # its level is set anew when it starts


async def start(url: str, database: Path, transport: str = "httpx") -> asyncio.subprocess.Process:
    """What it logs goes into the file `log` beside the database."""
    settings = {
        "TOKEN": TOKEN, "API_URL": url, "DATABASE": str(database), "OWNER": str(OWNER), "RATE": str(LIMIT),
        "TRANSPORT": transport, "ENCRYPT": "no",
    }  # fmt: skip
    with (database.parent / "log").open("a") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            cwd=database.parent,
            env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
            | {f"LIMBER_{name}": value for name, value in settings.items()},
            stderr=log,
        )  # fmt: skip
