"""A newcomer to `limber try` sees how it is done: in the self-tests, on the plan, and in the first session.

python -m tests.bot.pictured FILE     the moving picture of it that the README shows, anew
"""

import sys
import tempfile
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.bot.both_sides import SIZE, window
from tests.bot.browser import Phone, chromium, trying_out

Look = Callable[[str, Page], None]
"""Looks at the window, at a moment that has this name."""
WIDTH = 300
"""Pixels, in the README."""
FPS = 8
"""At most."""
SECONDS = {"self-test": 3.0, "plan": 3.0, "asked": 1.5, "warm": 1.5, "stretch": 7.0, "hold": 4.0}
"""How long the film stays at each moment."""
QUALITY = 60


def play(browser: Browser, address: str, look: Look) -> None:
    """The clip of each moment plays when it is looked at."""
    sam = window(browser, address, "sam")
    with sam.answered():
        sam.phone.get_by_role("button", name="Start", exact=True).click()
    while not sam.phone.locator("video").count():
        sam.answer()
    seen(sam, "Test 1 of")
    look("self-test", sam.page)
    while not sam.phone.get_by_role("button", name="Show me how").count():
        sam.answer()
    sam.tap("Show me how")
    seen(sam, "1 of")
    look("plan", sam.page)
    sam.tap("Back to the plan")
    sam.tap("Start tonight")
    with sam.answered():
        sam.page.get_by_role("button", name="Next prompt").click()
    expect(sam.phone.locator(".message.in").last).to_contain_text("Stretch time")
    look("asked", sam.page)
    sam.tap("Start")
    sam.tap("3")
    look("warm", sam.page)
    sam.tap("I'm warm")
    seen(sam, "working side")
    look("stretch", sam.page)
    sam.phone.get_by_role("button", name="Start 60 seconds").click()
    seen(sam, "I'll write when the time is up")
    look("hold", sam.page)
    sam.page.close()


def seen(sam: Phone, words: str) -> None:
    """The newest message has these words, and a clip that moves."""
    newest = sam.phone.locator(".message.in").last
    expect(newest).to_contain_text(words)
    clip = newest.locator("video")
    expect(clip).to_be_visible()
    node = clip.element_handle()
    sam.page.wait_for_function("(node) => !node.paused && node.videoWidth >= 480", arg=node)
    before = clip.evaluate("(node) => node.currentTime")
    sam.page.wait_for_function("([node, before]) => node.currentTime !== before", arg=[node, before])


def main(target: Path) -> None:
    """Each moment for a while, at the size of a phone, as quick as it was."""
    frames: list[Image.Image] = []
    shown: list[int] = []
    width, height = SIZE
    small = (WIDTH, round(WIDTH * height / width))

    def look(moment: str, page: Page) -> None:
        begun = before = time.monotonic()
        while before < begun + SECONDS[moment]:
            shot = Image.open(BytesIO(page.screenshot(scale="css")))
            page.wait_for_timeout(max(1000 / FPS - 1000 * (time.monotonic() - before), 0))
            now = time.monotonic()
            frames.append(shot.convert("RGB").resize(small, Image.Resampling.LANCZOS))
            shown.append(round(1000 * (now - before)))
            before = now

    with (
        tempfile.TemporaryDirectory() as place,
        trying_out(Path(place) / "try.db") as address,
        chromium() as browser,
    ):
        play(browser, address, look)
    first, *others = frames
    first.save(target, save_all=True, append_images=others, duration=shown, loop=0, quality=QUALITY, method=6)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
