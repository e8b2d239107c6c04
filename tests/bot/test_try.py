"""A newcomer's evening with `limber try`: from /start to a recorded session, clicked in a real browser."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bot.browser import Phone, chromium, needs_browser, trying_out


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with trying_out(tmp_path / "try.db") as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        yield page
        assert errors == []


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
