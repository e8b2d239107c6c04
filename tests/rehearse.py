"""The operators' page, carried out: its commands, from nothing to a service that answers, and its end.

    python -m tests.rehearse          as `make rehearse` does it

What the page does to a machine is done in a folder that is thrown away: its paths lead there, `sudo` changes
nobody, and Telegram is the local one. A block of commands marked as rehearsed is run as it stands; the
service is started as its unit says. What the page says that one sees must be seen.
"""

import asyncio
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.clock import SystemClock
from bot.tryout import User, local_telegram, running

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "operators.md"
BLOCK = re.compile(
    r"<!-- rehearsed(: while it runs)? -->\n```sh\n(.*?)```\n(.*?)(?=\n#|<!-- rehearsed)", re.DOTALL
)
PLACES = ("/opt/limber", "/etc/limber", "/var/lib/limber", "/var/backups/limber", "/usr/local/bin")
ADDRESS = "127.0.0.1:8080"
SEEN = (
    (False, "The token is that of @"),
    (False, "Written: .env. Next: limber doctor, then limber run."),
    (False, "Limber can run."),
    (True, "limber-2"),
    (True, "ready"),
)
"""What the page promises that its commands say, in this order; while the service runs, or before."""
SUDO = '#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec "$@"\n'
INSTALL = """#!/bin/sh
for one; do shift; case "$one" in limber|-o|-g) ;; *) set -- "$@" "$one" ;; esac; done
exec /usr/bin/install "$@"
"""
"""Nobody can be given what has no other user."""
SAM = 1001


class Machine:
    """The folder that stands for a fresh machine."""

    def __init__(self, folder: Path, api: str) -> None:
        self.folder = folder
        self.port = free_port()
        stubs = folder / "stubs"
        for place in (*PLACES, "/stubs"):
            (folder / place.strip("/")).mkdir(parents=True, exist_ok=True)
        for name, text in (("sudo", SUDO), ("install", INSTALL)):
            (stubs / name).write_text(text)
            (stubs / name).chmod(0o755)
        own = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("LIMBER_", "PYTHON", "VIRTUAL"))
        }
        path = f"{stubs}:{folder}/usr/local/bin:{without_venv(own['PATH'])}"
        self.environment = own | {
            "PATH": path, "HOME": str(folder), "PIP_NO_COMPILE": "1",
            "LIMBER_API_URL": api, "LIMBER_LISTEN": f"127.0.0.1:{self.port}",
        }  # fmt: skip

    def here(self, text: str) -> str:
        """The same, in this folder."""
        for place in PLACES:
            text = text.replace(place, f"{self.folder}{place}")
        return text.replace(ADDRESS, f"127.0.0.1:{self.port}")

    def clone(self) -> None:
        """What `git clone` brings: the files that are kept, as they are now."""
        to = self.folder / "opt" / "limber"
        names = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT, capture_output=True, check=True,
        ).stdout.decode().split("\0")  # fmt: skip
        for name in filter(None, names):
            if name.startswith(("tests/", "benchmarks/", "docs/pictures/")) or not (ROOT / name).is_file():
                continue
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
        for name in ("limber", "limber.service"):
            file = to / "deploy" / name
            file.write_text(self.here(file.read_text(encoding="utf-8")), encoding="utf-8")

    async def carry_out(self, commands: str) -> str:
        print(commands, end="", flush=True)
        begin = time.monotonic()
        process = await asyncio.create_subprocess_exec(
            "bash", "-euo", "pipefail", "-c", self.here(commands),
            cwd=self.folder, env=self.environment, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said = (await process.communicate())[0].decode()
        print(
            "".join(f"    {line}\n" for line in said.splitlines()), f"   ({time.monotonic() - begin:.0f} s)\n"
        )
        if process.returncode:
            sys.exit(f"The page's commands ended with {process.returncode}.")
        return said

    async def service(self) -> asyncio.subprocess.Process:
        """As systemd starts it."""
        unit = (self.folder / "opt/limber/deploy/limber.service").read_text(encoding="utf-8")
        words = dict(line.split("=", 1) for line in unit.splitlines() if re.match(r"\w+=", line))
        return await asyncio.create_subprocess_exec(
            *words["ExecStart"].split(), cwd=words["WorkingDirectory"], env=self.environment
        )


async def rehearse() -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    telegram = local_telegram(SystemClock(), clients=[User(SAM, "Sam")])
    with tempfile.TemporaryDirectory(prefix="limber-rehearsal-") as folder:
        async with running(telegram) as api:
            machine = Machine(Path(folder), api)
            machine.clone()
            said = "".join(
                [await machine.carry_out(commands) for running_, commands, _ in blocks if not running_]
            )
            expect(said, while_running=False)
            service = await machine.service()
            try:
                await answered(telegram.state.world)
                await backed_up(Path(folder, "var/backups/limber"))
                said = "".join(
                    [await machine.carry_out(commands) for running_, commands, _ in blocks if running_]
                )
                expect(said, while_running=True)
                service.send_signal(signal.SIGTERM)
                code = await asyncio.wait_for(service.wait(), 30)
            finally:
                if service.returncode is None:
                    service.kill()
                    await service.wait()
    if code:
        sys.exit(f"The service ended with {code}.")
    print("The operators' page holds.")


async def answered(world) -> None:
    """Somebody writes to the bot, and is answered."""
    world.say(SAM, "/start")
    async with asyncio.timeout(60):
        while len(world.chats[SAM].messages) < 2:
            await asyncio.sleep(0.05)


async def backed_up(folder: Path) -> None:
    """The first backup is made while somebody talks."""
    async with asyncio.timeout(60):
        while not list(folder.glob("limber-*.db")):
            await asyncio.sleep(0.05)


def expect(said: str, *, while_running: bool) -> None:
    for running_, words in SEEN:
        if running_ == while_running:
            if words not in said:
                sys.exit(f"The page says that one sees {words!r}, and one does not.")
            said = said.split(words, 1)[1]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def without_venv(path: str) -> str:
    """The machine has no environment of a developer's."""
    return ":".join(
        one
        for one in path.split(":")
        if not Path(one).is_relative_to(sys.prefix) or sys.prefix == sys.base_prefix
    )


if __name__ == "__main__":
    asyncio.run(rehearse())
