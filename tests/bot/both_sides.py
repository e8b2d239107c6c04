"""A newcomer plays both sides of `limber try`, in two windows: the trainer's phone, and the client's.

python -m tests.bot.both_sides FOLDER     the pictures of it that the README shows, anew
"""

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.bot.browser import Phone, chromium, trying_out

Look = Callable[[str, Page], None]
"""Looks at a window, at a moment that has this name."""
SIZE = 390, 800
LINK = re.compile(r"t\.me")
NEWS = "Hi {name}, the pool is closed on Monday. See you on Tuesday!"


def play(browser: Browser, address: str, look: Look) -> None:
    """Invited, coached, worse, answered; then a message to everybody, one of whom has blocked the bot."""
    anna, sam = (window(browser, address, name) for name in ("anna", "sam"))
    invited(anna, sam)
    coached(sam)
    worse(anna, sam, look)
    another_leaves(browser, address, anna)
    broadcast(anna, sam, look)
    for phone in (anna, sam):
        phone.page.close()


def window(browser: Browser, address: str, name: str) -> Phone:
    width, height = SIZE
    page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=2)
    page.goto(f"{address}/?phone={name}")
    return Phone(page)


def opens(phone: Phone, name: str) -> None:
    """The newest link on a phone, as somebody."""
    phone.phone.get_by_role("button", name=LINK).last.click()
    phone.page.get_by_role("dialog").get_by_role("button", name=name).click()


def link_for_a_client(anna: Phone) -> None:
    anna.say("/invite")
    anna.tap("A client of mine")
    expect(anna.phone.locator(".list")).to_contain_text("A link for one client")


def invited(anna: Phone, sam: Phone) -> None:
    link_for_a_client(anna)
    with sam.answered():
        opens(anna, "Sam")
    expect(anna.phone.locator(".list")).to_contain_text("Sam has opened your link")


def coached(sam: Phone) -> None:
    for _ in range(120):
        if sam.answer() == "Start tonight":
            break
    assert "I'll write at 21:50" in sam.text()


def worse(anna: Phone, sam: Phone, look: Look) -> None:
    """Much pain makes an alert; the trainer's reply to it reaches the client."""
    sam.say("/pain 9")
    alert = anna.phone.locator(".message.in", has_text="9 of 10").last
    expect(alert).to_be_visible()
    alert.hover()
    alert.get_by_role("button", name="Reply").click()
    anna.phone.locator("textarea").fill("Rest today, with heat and a short walk. I ring you at four.")
    with sam.answered():
        anna.phone.locator("textarea").press("Enter")
    expect(sam.phone.locator(".message.in").last).to_contain_text("Anna:")
    expect(sam.phone.locator(".message.in").last).to_contain_text("I ring you at four.")
    look("client", sam.page)
    look("trainer", anna.page)


def another_leaves(browser: Browser, address: str, anna: Phone) -> None:
    """Kim comes by a link too, and blocks the bot without a word."""
    link_for_a_client(anna)
    anna.phone.get_by_role("button", name=LINK).last.click()
    anna.page.get_by_role("dialog").get_by_role("button", name="Somebody new").click()
    anna.page.get_by_label("First name").fill("Kim")
    with anna.answered():
        anna.page.get_by_role("button", name="Add").click()
    kim = window(browser, address, "kim")
    expect(kim.phone.locator(".message.in").last).to_contain_text("Hi Kim")
    kim.page.close()


def broadcast(anna: Phone, sam: Phone, look: Look) -> None:
    anna.say("/broadcast")
    anna.say(NEWS)
    anna.tap("Everyone · 2")
    expect(anna.phone.locator(".list")).to_contain_text("As Kim will see it.")
    anna.tap("Send now")
    expect(anna.phone.locator(".list")).to_contain_text("2 people get it. It begins in 30 seconds.")
    with sam.answered():
        anna.page.get_by_role("button", name="Next prompt").click()
    expect(sam.phone.locator(".message.in").last).to_contain_text("Hi Sam, the pool is closed on Monday.")
    expect(anna.phone.locator(".list")).to_contain_text("2 of 2 delivered")
    look("broadcast", anna.page)


def main(folder: Path) -> None:
    with (
        tempfile.TemporaryDirectory() as place,
        trying_out(Path(place) / "try.db") as address,
        chromium() as browser,
    ):
        play(browser, address, lambda name, page: page.screenshot(path=folder / f"try_{name}.png"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
