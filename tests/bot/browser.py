"""`limber try` in a real browser: the process, the browser, and a phone on the page, tapped and typed on."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
needs_browser = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("CI"),
    reason="there is no chromium here; install Debian's package `chromium` to check the page",
)
ANSWERS = {
    "Which city": "Munich",
    "How old": "38",
    "back right now": "[3]",
    "a number, 0 to 10": "[2]",
}
LIKED = [
    "I agree, let's start", "Yes, that's my time", "22:30", "07:00", "Woman", "Yes, in the last 12 weeks",
    "Yes, exercise is fine", "No, nothing new", "None of these", "No, only the back", "Begin",
    "Yes, as well as ever", "No: a stretch, nothing, no change", "No, nothing or just a stretch",
    "No, or it never came", "Thigh points up, above level", "Shin hangs straight down", "Four fists or more",
    "Two fists high", "Inner thigh, as a stretch", "Straight up, or almost", "Two fists fit",
    "Ankle below the mattress top", "Well past halfway", "The head touches the wall",
    "The thumbs touch the wall",
    "Yes, all three, every time", "Start tonight",
]  # fmt: skip

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
AFTERNOON = "2026-11-25 16:00"
"""UTC, when it begins: what the coach does next depends on the time of day."""
LOOKS = 10
BUTTON_STAYS = 3000.0
BETWEEN_STEPS = 300.0
"""Milliseconds."""


@contextmanager
def trying_out(database: Path) -> Iterator[str]:
    """`limber try` in a process of its own, on a free port; gives its address."""
    command = [
        sys.executable,
        "-m",
        "bot",
        "try",
        "--port",
        "0",
        "--no-browser",
        "--database",
        str(database),
        "--at",
        AFTERNOON,
    ]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "TZ": "UTC"},
    ) as process:
        assert process.stdout is not None
        try:
            yield next(found[0] for line in process.stdout if (found := ADDRESS.search(line)))
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class GoneError(Exception):
    """A button that was there a moment ago."""


class Phone:
    """The first phone of a window: the client's, or the only one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.phone = page.locator("section.phone").first

    def text(self) -> str:
        return self.phone.locator(".list").inner_text()

    def last(self) -> str:
        return self.phone.locator(".message.in article").last.inner_text()

    def tap(self, label: str, within: float | None = None, among: Locator | None = None) -> None:
        """The newest button of this name, or that of a message. Raises `GoneError` when there is none within
        so many milliseconds.
        """
        with self.answered():
            try:
                (among or self.phone).get_by_role("button", name=label, exact=True).last.click(timeout=within)
            except Error as error:
                raise GoneError(label) from error

    def say(self, text: str) -> None:
        with self.answered():
            self.phone.locator("textarea").fill(text)
            self.phone.locator("textarea").press("Enter")

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Waits until the coach has said, or changed, something."""
        newest = ".phone:first-of-type .message.in article .text"
        look = (
            f"() => Array.from(document.querySelectorAll('{newest}'), (node) => node.textContent).join('|')"
        )
        before = self.page.evaluate(look)
        yield
        self.page.wait_for_function(f"(before) => ({look})() !== before", arg=before)

    def answer(self) -> str:
        """Answer whatever is asked, looking again when the button goes away meanwhile; returns what was done.

        An answer may come in two steps, the old card and then the new one: only the newest message counts,
        for a button that is still on an older one does nothing.
        """
        for _ in range(LOOKS):
            with suppress(GoneError):
                return self._answer()
        raise AssertionError(f"no answer to {self.last()!r}")

    def _answer(self) -> str:
        asked, newest = self.last(), self.phone.locator(".message.in").last
        for words, answer in ANSWERS.items():
            if words in asked:
                if answer.startswith("["):
                    self.tap(answer[1:-1], BUTTON_STAYS, newest)
                else:
                    self.say(answer)
                return answer
        offered = (label for label in LIKED if newest.get_by_role("button", name=label, exact=True).count())
        label = next(offered, None)
        if label is None:
            self.page.wait_for_timeout(BETWEEN_STEPS)
            raise GoneError("every button: the next card is on its way")
        self.tap(label, BUTTON_STAYS, newest)
        return label
