"""A newcomer plays both sides of `limber try`, in two windows: the trainer's phone, and the client's.

python -m tests.bot.both_sides FOLDER     the picture of it that docs/quickstart.md shows, anew
"""

import re
import sys
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.bot.browser import Phone, chromium, trying_out

Look = Callable[[str, Page], None]
"""Looks at a window, at a moment that has this name."""
SIZE = 390, 800
GAP = 16
LINK = re.compile(r"t\.me")
NEWS = "Hi {name}, the pool is closed on Monday. See you on Tuesday!"


def play(browser: Browser, address: str, look: Look) -> None:
    """Invited, coached, worse, answered; then a message to everybody, one of whom has blocked the bot."""
    anna, sam = (window(browser, address, name) for name in ("anna", "sam"))
    invited(anna, sam)
    coached(sam)
    worse(anna, sam, look)
    kim = another(browser, address, anna)
    broadcast(anna, sam, kim, look)
    for phone in (anna, sam, kim):
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
    links = anna.phone.get_by_role("button", name=LINK)
    before = links.count()
    anna.say("/invite")
    anna.tap("A client of mine")
    expect(links).to_have_count(before + 1)


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


def another(browser: Browser, address: str, anna: Phone) -> Phone:
    """Kim comes by a link too."""
    link_for_a_client(anna)
    anna.phone.get_by_role("button", name=LINK).last.click()
    anna.page.get_by_role("dialog").get_by_role("button", name="Somebody new").click()
    anna.page.get_by_label("First name").fill("Kim")
    with anna.answered():
        anna.page.get_by_role("button", name="Add").click()
    kim = window(browser, address, "kim")
    expect(kim.phone.locator(".message.in").last).to_contain_text("Hi Kim")
    return kim


def broadcast(anna: Phone, sam: Phone, kim: Phone, look: Look) -> None:
    """Kim blocks the bot before it goes out: the report names her."""
    anna.say("/broadcast")
    anna.say(NEWS)
    anna.tap("Everyone · 2")
    expect(anna.phone.locator(".list")).to_contain_text(re.compile(r"As \w+ will see it"))
    anna.tap("Send now")
    expect(anna.phone.locator(".list")).to_contain_text("2 people get it. It begins in 30 seconds.")
    kim.phone.get_by_label("More").click()
    with anna.answered():
        kim.page.get_by_role("button", name="Block the bot").click()
    with sam.answered():
        anna.page.get_by_role("button", name="Next prompt").click()
    expect(sam.phone.locator(".message.in").last).to_contain_text("Hi Sam, the pool is closed on Monday.")
    expect(anna.phone.locator(".list")).to_contain_text("1 of 1 delivered · 1 left out")
    anna.tap("List")
    expect(anna.phone.locator(".message.in").last).to_contain_text("Kim")
    look("broadcast", anna.page)


def main(target: Path) -> None:
    """Three moments beside each other, at the size of a phone."""
    shots: list[Image.Image] = []

    def look(_: str, page: Page) -> None:
        expect(page.get_by_role("status")).to_be_hidden(timeout=10_000)
        shots.append(Image.open(BytesIO(page.screenshot())).resize(SIZE, Image.Resampling.LANCZOS))

    with (
        tempfile.TemporaryDirectory() as place,
        trying_out(Path(place) / "try.db") as address,
        chromium() as browser,
    ):
        play(browser, address, look)
    width, height = SIZE
    beside = Image.new("RGB", (len(shots) * (width + GAP) - GAP, height), "white")
    for number, shot in enumerate(shots):
        beside.paste(shot, (number * (width + GAP), 0))
    beside.quantize(256, method=Image.Quantize.MAXCOVERAGE).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
