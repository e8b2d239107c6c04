"""Running the coach and checking the pictures need neither numpy nor an encoder: only drawing them does."""

import subprocess
import sys

import pytest

BLOCKED = "import sys; sys.modules['numpy'] = sys.modules['av'] = None; "


def run(code):
    return subprocess.run([sys.executable, "-c", BLOCKED + code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "module",
    [
        "bot.run",
        "bot.tryout.run",
        "bot.figures.checking",
        "bot.figures.ready",
        "bot.figures.wanted",
        "bot.figures.holds",
        "bot.cli",
    ],
)
def test_it_is_not_imported(module):
    done = run(f"import {module}")
    assert done.returncode == 0, done.stderr


def test_content_is_checked():
    done = run("import bot.cli; sys.argv = ['limber', 'check']; bot.cli.main()")
    assert done.stdout == "The content is fine.\n"


def test_drawing_says_what_to_install():
    done = run("import bot.cli; sys.argv = ['limber', 'render']; bot.cli.main()")
    assert done.returncode == 2
    assert done.stderr == "limber render: numpy is missing; install it with: pip install 'limber[render]'\n"
