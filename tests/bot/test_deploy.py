"""What is shipped for systemd and for containers: how far it is shut in."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
import yaml

from bot.exits import Exit

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "deploy" / "limber.service"
MOST_EXPOSED = 1.5
NOBODY = 65534


@pytest.mark.processes
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_unit_is_hardly_exposed():
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", UNIT], capture_output=True, text=True, check=False
    )
    found = re.search(r"exposure level for limber\.service: ([\d.]+)", done.stdout)
    assert found, done.stderr
    assert float(found[1]) <= MOST_EXPOSED


@pytest.fixture
def reachable():
    """A folder that everybody may go into: that of `tmp_path` is its user's alone."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.processes
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_the_operators_command_needs_no_right_to_the_services_folder(reachable):
    """It is the service's user's alone: whoever may use sudo cannot go into it before."""
    settings, stubs = reachable / "etc", reachable / "stubs"
    settings.mkdir(mode=0o700)
    stubs.mkdir()
    (stubs / "sudo").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (stubs / "sudo").chmod(0o755)
    script = (ROOT / "deploy" / "limber").read_text(encoding="utf-8").replace("/etc/limber", str(settings))
    done = subprocess.run(
        ["/bin/sh", "-c", script, "limber", "restore", "/a file.db"],
        cwd="/", env={"PATH": f"{stubs}:/usr/bin:/bin"}, user=NOBODY,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == ["-u", "limber"]
    assert done.stdout.splitlines()[-2:] == ["restore", "/a file.db"]


@pytest.mark.processes
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_every_line_of_the_unit():
    done = subprocess.run(["systemd-analyze", "verify", UNIT], capture_output=True, text=True, check=False)
    wrong = [
        line for line in done.stderr.splitlines()
        if "limber.service" in line and "is not executable" not in line  # it is not installed here
    ]  # fmt: skip
    assert wrong == []


def test_the_container_may_do_nothing_but_its_work():
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["limber"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service
    assert {volume.split(":")[1].split()[0] for volume in service["volumes"]} == {
        "/data",
        "/keys",
        "/backups",
    }


def test_database_key_and_backups_are_kept_apart():
    """In the container, each has a volume of its own; systemd lets the service write its three folders."""
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    places = re.findall(r"LIMBER_(?:DATABASE|KEY_FILE|BACKUPS)=/(\w+)", image)
    assert sorted(places) == ["backups", "data", "keys"]
    assert sorted(re.findall(r"^VOLUME \[(.*)\]", image, re.MULTILINE)[0].split(", ")) == [
        f'"/{place}"' for place in sorted(places)
    ]
    unit = UNIT.read_text(encoding="utf-8")
    assert "ReadWritePaths=/etc/limber -/var/backups/limber\n" in unit
    assert "StateDirectory=limber\n" in unit


def test_systemd_leaves_alone_what_somebody_must_mend():
    unit = UNIT.read_text(encoding="utf-8")
    assert re.search(r"^Restart=on-failure$", unit, re.MULTILINE)
    assert re.findall(r"^RestartPreventExitStatus=(.+)", unit, re.MULTILINE) == [str(int(Exit.MEND))]


def test_the_image_is_not_roots_and_looks_after_itself():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    words = [line.split()[0] for line in lines if line and not line.startswith((" ", "#", "&"))]
    last = len(words) - words[::-1].index("FROM") - 1
    assert {"USER", "HEALTHCHECK", "ENTRYPOINT", "VOLUME"} <= set(words[last:])
    assert "USER limber" in lines
    assert not any(line.startswith("ENV") and "TOKEN" in line for line in lines)


def test_no_secret_and_no_database_goes_into_the_image():
    left_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env*", "*.key", "*.db*", ".git"} <= set(left_out)
