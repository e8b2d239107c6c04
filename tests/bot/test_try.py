"""A newcomer's evening with `limber try`: from /start to a recorded session, clicked in a real browser."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page, expect, sync_playwright

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

LOOKS = 10
BUTTON_STAYS = 3000.0
"""Milliseconds."""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    command = [
        sys.executable,
        "-m",
        "bot",
        "try",
        "--port",
        "0",
        "--no-browser",
        "--database",
        str(tmp_path / "try.db"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                yield found[0]
                break
        else:
            raise AssertionError("limber try gave no address")
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        yield page
        browser.close()
        assert errors == []


class GoneError(Exception):
    """A button that was there a moment ago."""


class Phone:
    """The client's phone on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.phone = page.locator("section.phone").first

    def text(self) -> str:
        return self.phone.locator(".list").inner_text()

    def last(self) -> str:
        return self.phone.locator(".message.in article").last.inner_text()

    def tap(self, label: str, within: float | None = None) -> None:
        """Raises `GoneError` when there is no such button within so many milliseconds."""
        with self.answered():
            try:
                self.phone.get_by_role("button", name=label, exact=True).last.click(timeout=within)
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

        An answer may come in two steps, the old card and then the new one.
        """
        for _ in range(LOOKS):
            with suppress(GoneError):
                return self._answer()
        raise AssertionError(f"no answer to {self.last()!r}")

    def _answer(self) -> str:
        asked = self.last()
        for words, answer in ANSWERS.items():
            if words in asked:
                if answer.startswith("["):
                    self.tap(answer[1:-1], BUTTON_STAYS)
                else:
                    self.say(answer)
                return answer
        label = next(
            label for label in LIKED if self.phone.get_by_role("button", name=label, exact=True).count()
        )
        self.tap(label, BUTTON_STAYS)
        return label


def look_at_pictures(phone: Phone) -> None:
    """The chart is shown and changes in place; the report is a file to keep."""
    phone.say("/progress")
    chart = phone.phone.locator(".message.in img.media").last
    expect(chart).to_be_visible()
    first = chart.get_attribute("src")
    assert chart.evaluate("(node) => node.naturalWidth") == 1080
    count = phone.phone.locator(".message.in").count()
    phone.tap("Pain")
    expect(chart).not_to_have_attribute("src", first or "")
    assert phone.phone.locator(".message.in").count() == count
    phone.tap("For my doctor (PDF)")
    report = phone.phone.locator(".message.in a.file").last
    expect(report).to_contain_text(re.compile(r"Limber report \d{4}-\d\d-\d\d\.pdf"))
    with phone.page.expect_download() as download:
        report.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")


@needs_browser
@pytest.mark.browser
@pytest.mark.processes
def test_from_start_to_a_recorded_session(page: Page, tmp_path: Path) -> None:
    phone = Phone(page)
    phone.tap("Start")
    for _ in range(120):
        if phone.answer() == "Start tonight":
            break
    assert "I'll write at 21:50" in phone.text()

    page.get_by_role("button", name="Next prompt").click()
    expect(phone.phone.locator(".list")).to_contain_text("Stretch time, Sam")
    expect(page.locator("#time")).to_have_text("21:50")
    phone.tap("Start")
    phone.tap("3")
    phone.tap("I'm warm")
    for _ in range(30):
        if "How does the back feel" in phone.last():
            break
        running = phone.phone.get_by_role("button", name=re.compile(r"^Start \d+ seconds$"))
        if running.count():
            phone.tap(running.last.inner_text())
            with phone.answered():
                page.get_by_role("button", name="Next prompt").click()
        else:
            phone.tap("Done")
    phone.tap("Better")
    phone.tap("2")
    expect(phone.phone.locator(".list")).to_contain_text("/today")

    look_at_pictures(phone)

    page.get_by_role("button", name="Next prompt").click()
    expect(phone.phone.locator(".message.in article").last).to_contain_text("How is the back right now")
    with sqlite3.connect(tmp_path / "try.db") as database:
        kinds = [row[0] for row in database.execute("SELECT kind FROM facts WHERE client = 1001")]
    assert {"consent", "finding", "plan", "session", "pain", "slot"} <= set(kinds)


@needs_browser
@pytest.mark.browser
@pytest.mark.processes
def test_typed_words_that_may_be_a_sign_are_asked_about_and_a_plain_one_stops_everything(page: Page) -> None:
    phone = Phone(page)
    trainer = page.locator("section.phone").nth(1).locator(".list")
    phone.tap("Start")
    phone.say("my bum is numb, maybe the new chair")
    expect(phone.phone.locator(".message.in article").last).to_contain_text("because of what you wrote")
    phone.tap("No")
    expect(phone.phone.locator(".message.in article").last).to_contain_text("not for emergencies")
    phone.say("since this morning I can't feel when I pee")
    expect(phone.phone.locator(".message.in article").last).to_contain_text("Please get medical help now")
    expect(trainer).to_contain_text("emergency sign")
    expect(trainer).to_contain_text("I can't feel when I pee")
    phone.tap("I can't reach anyone")
    expect(trainer).to_contain_text("cannot reach anyone")
