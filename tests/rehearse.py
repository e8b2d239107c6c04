"""The operators' page, carried out: from nothing to a service that answers, is backed up and restored.

    python -m tests.rehearse            as `make rehearse` does it
    python -m tests.rehearse --fresh    with every package installed anew, as on a new machine

A block of commands marked as rehearsed is run as it stands; what the page says that one sees must be seen.
Real are the environment that `venv` makes, Limber built and installed into it, each `limber` command, the
service, which is started by its unit and waited for until it says that it is ready, its stop by a signal.

Not real: all paths lead into a folder that is thrown away. `sudo` changes nobody, so that rights between
users are not tried. `systemctl` is `Systemd` below, which shuts nothing in: how far the unit does is tested
in tests/bot/test_deploy.py. Telegram is the local one. What Limber depends on, and nothing else, is lent by
the environment at hand, if pip finds the versions right; `--fresh` lends nothing.
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
from tests.supply import components

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "operators.md"
BLOCK = re.compile(r"<!-- rehearsed -->\n```sh\n(.*?)```\n", re.DOTALL)
PLACES = (
    "/opt/limber", "/etc/limber", "/etc/systemd/system", "/var/lib/limber", "/var/backups/limber",
    "/usr/local/bin",
)  # fmt: skip
ADDRESS = "127.0.0.1:8080"
SEEN = (
    "The token is that of @",
    "Written: .env. Next: limber doctor, then limber run.",
    "Limber can run.",
    "active (running)",
    "limber-2",
    "looked through.",
    "is as /var/backups/limber/by-hand.db has it. Clients: 1.",
    "✓ database: whole, encrypted, 1 clients",
    "✓ backups: the newest is 0 h old",
    "Limber can run.",
    "ready",
)
"""What the page promises that its commands say, in this order."""
SUDO = '#!/bin/sh\n[ "$1" = -u ] && shift 2\nexec "$@"\n'
INSTALL = """#!/bin/sh
for one; do shift; case "$one" in limber|-o|-g) ;; *) set -- "$@" "$one" ;; esac; done
exec /usr/bin/install "$@"
"""
"""Nobody can be given what has no other user."""
PYTHON3 = """#!/bin/sh
{python} "$@" || exit
[ "$1 $2" != "-m venv" ] || for one in "$3"/lib/python3*/site-packages; do echo {lent} > "$one/lent.pth"; done
"""
"""An environment that it makes is lent what Limber needs."""
SYSTEMCTL = """#!{python}
import socket, sys
with socket.socket(socket.AF_UNIX) as line:
    line.connect("{line}")
    line.sendall(" ".join(sys.argv[1:]).encode() + b"\\n")
    said = line.makefile().read()
sys.exit(said) if said.startswith("failed") else print(said, end="")
"""
SAM = 1001


class Machine:
    """The folder that stands for a fresh machine."""

    def __init__(self, folder: Path, api: str, *, fresh: bool = False) -> None:
        self.folder = folder
        self.port = free_port()
        stubs = folder / "stubs"
        for place in (*PLACES, "/stubs"):
            (folder / place.strip("/")).mkdir(parents=True, exist_ok=True)
        programs = {"sudo": SUDO, "install": INSTALL}
        programs["systemctl"] = SYSTEMCTL.format(python=sys.executable, line=folder / "systemd")
        if not fresh:
            python = f"{sys.base_prefix}/bin/python3.{sys.version_info.minor}"
            programs["python3"] = PYTHON3.format(python=python, lent=folder / "lent")
            lend(folder / "lent")
        for name, text in programs.items():
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


class Systemd:
    """What answers `systemctl`: starts what the unit says, waits for its word, and stops it by a signal."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.process: asyncio.subprocess.Process | None = None
        self.server: asyncio.Server | None = None

    async def listen(self) -> None:
        self.server = await asyncio.start_unix_server(self.hear, self.machine.folder / "systemd")

    async def hear(self, asked: asyncio.StreamReader, answer: asyncio.StreamWriter) -> None:
        verb = (await asked.readline()).split()[0].decode()
        said = ""
        if verb in {"stop", "restart", "disable"}:
            said = await self.stop()
        if verb in {"start", "restart", "enable"}:
            said = await self.start()
        if verb == "status":
            is_running = self.process is not None and self.process.returncode is None
            said = "     Active: active (running)\n" if is_running else "failed: it is not running"
        answer.write(said.encode())
        await answer.drain()
        answer.close()

    async def start(self) -> str:
        unit = (self.machine.folder / "etc/systemd/system/limber.service").read_text(encoding="utf-8")
        words = dict(line.split("=", 1) for line in unit.splitlines() if re.match(r"\w+=", line))
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notices:
            address = self.machine.folder / "notices"
            address.unlink(missing_ok=True)
            notices.bind(str(address))
            notices.setblocking(False)
            self.process = await asyncio.create_subprocess_exec(
                *words["ExecStart"].split(), cwd=words["WorkingDirectory"],
                env=self.machine.environment | {"NOTIFY_SOCKET": str(address)},
            )  # fmt: skip
            ended = asyncio.ensure_future(self.process.wait())
            ready = asyncio.ensure_future(asyncio.get_running_loop().sock_recv(notices, 100))
            await asyncio.wait({ended, ready}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
            is_ready = ready.done() and ready.result() == b"READY=1"
            for one in (ended, ready):
                one.cancel()
        return "" if is_ready else "failed: the service did not say that it is ready"

    async def stop(self) -> str:
        if self.process is None:
            return "failed: it is not running"
        self.process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(self.process.wait(), 30)
        return f"failed: the service ended with {code}" if code else ""

    async def end(self) -> None:
        """Whatever has happened."""
        if self.server is not None:
            self.server.close()
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


async def rehearse(*, fresh: bool) -> None:
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    telegram = local_telegram(SystemClock(), clients=[User(SAM, "Sam")])
    said = ""
    with tempfile.TemporaryDirectory(prefix="limber-rehearsal-") as folder:
        async with running(telegram) as api:
            machine = Machine(Path(folder), api, fresh=fresh)
            machine.clone()
            systemd = Systemd(machine)
            await systemd.listen()
            try:
                for commands in blocks:
                    before = systemd.process
                    said += await machine.carry_out(commands)
                    if systemd.process is not before:
                        await answered(telegram.state.world)
                        await backed_up(Path(folder, "var/backups/limber"))
                if fault := await systemd.stop():
                    sys.exit(fault)
            finally:
                await systemd.end()
    expect(said.replace(folder, ""))
    print("The operators' page holds.")


async def answered(world) -> None:
    """Somebody writes to the bot, and is answered."""
    world.say(SAM, "/start")
    heard = len(world.chats[SAM].messages)
    async with asyncio.timeout(60):
        while len(world.chats[SAM].messages) == heard:
            await asyncio.sleep(0.05)


async def backed_up(folder: Path) -> None:
    """The first backup is made while somebody talks."""
    async with asyncio.timeout(60):
        while not list(folder.glob("limber-*.db")):
            await asyncio.sleep(0.05)


def expect(said: str) -> None:
    for words in SEEN:
        if words not in said:
            sys.exit(f"The page says that one sees {words!r}, and one does not.")
        said = said.split(words, 1)[1]


def lend(folder: Path) -> None:
    """What Limber needs, and nothing else, from where it is installed already."""
    folder.mkdir()
    for there, _ in components().values():
        for top in {file.parts[0] for file in there.files or ()} - {"..", "__pycache__"}:
            if not (folder / top).exists():
                (folder / top).symlink_to(there.locate_file(top))


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
    asyncio.run(rehearse(fresh="--fresh" in sys.argv))
