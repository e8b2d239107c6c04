"""The page, driven in a real browser against an echo-like bot: what a person sees and does."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaAnimation,
    ReplyKeyboardMarkup,
    Update,
)

from bot.clock import AdjustableClock
from bot.tryout import local_telegram, running
from bot.tryout.phones import Coach
from tests.bot.browser import chromium, needs_browser
from tests.bot.tryout.test_botapi import png

Window = Callable[..., Page]
LOOP = Path(__file__).with_name("loop.mp4")
"""A square that goes from left to right within a second: H.264, 64 pixels wide."""
EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)

pytestmark = [pytest.mark.browser, needs_browser]


async def answer(bot: Bot, update: Update, hold: threading.Event) -> None:
    """Echoes; `/start` greets with buttons; a tap is answered once `hold` is set.

    "invite" gives a link to the bot, "clip" a clip whose caption a tap changes; a file is acknowledged and
    comes back as a copy.
    """
    if query := update.callback_query:
        await asyncio.to_thread(hold.wait, 10)
        if query.data == "hold":
            await query.answer()
            clip = InputMediaAnimation(query.message.animation.file_id, caption="Hold")
            await query.edit_message_media(clip)
        elif query.data == "alarm":
            await query.answer("Please rest.", show_alert=True)
        else:
            await query.answer("Saved: done")
            await query.edit_message_text("Well done")
    elif update.message and update.message.text == "/start":
        rows = [
            [InlineKeyboardButton("Done", callback_data="done", style="success")],
            [InlineKeyboardButton("It hurts", callback_data="alarm", style="danger")],
        ]
        await bot.send_message(
            update.message.chat.id, "<b>Hello</b>", parse_mode="HTML", reply_markup=InlineKeyboardMarkup(rows)
        )
        await bot.send_message(
            update.message.chat.id, "And now?", reply_markup=ReplyKeyboardMarkup([["Tonight", "Floss"]])
        )
    elif update.message and update.message.text == "invite":
        link = "https://t.me/limber_local_bot?start=abc-123"
        rows = [
            [InlineKeyboardButton("Share", url=f"https://t.me/share/url?url={quote(link, safe='')}&text=Hi")],
            [
                InlineKeyboardButton(
                    "For a group", url="https://t.me/limber_local_bot?startgroup=desk&admin=x"
                )
            ],
        ]
        await update.message.reply_text(f"Here you are: {link}", reply_markup=InlineKeyboardMarkup(rows))
    elif update.message and update.message.text == "clip":
        rows = [[InlineKeyboardButton("Hold", callback_data="hold")]]
        await update.message.reply_animation(
            LOOP.read_bytes(), caption="Kneel", reply_markup=InlineKeyboardMarkup(rows)
        )
    elif update.message and update.message.effective_attachment:
        await update.message.set_reaction("👌")
        await update.message.copy(update.message.chat.id, message_thread_id=update.message.message_thread_id)
    elif update.message and update.message.text:
        quoted = update.message.reply_to_message
        await update.message.reply_text(f"{(quoted and quoted.text) or 'echo'}: {update.message.text}")


async def live(clock: AdjustableClock, ready, hold: threading.Event, stop: threading.Event) -> None:
    coach = Coach(lambda: clock.now() + timedelta(hours=2), lambda _: "Europe/Berlin")
    async with running(local_telegram(clock, coach=coach)) as url, Bot("1:x", base_url=f"{url}/bot") as bot:
        await bot.set_my_commands([("today", "What is on today")])
        ready(url)
        offset = 0
        while not stop.is_set():
            for update in await bot.get_updates(offset, timeout=0):
                offset = update.update_id + 1
                await answer(bot, update, hold)
            await asyncio.sleep(0.02)


@contextmanager
def echo_bot(hold: threading.Event) -> Iterator[str]:
    """The stand-in and the bot, in a thread of their own: Playwright's calls block this one."""
    urls: list[str] = []
    ready, stop = threading.Event(), threading.Event()

    def announce(url):
        urls.append(url)
        ready.set()

    thread = threading.Thread(
        target=lambda: asyncio.run(live(AdjustableClock(EVENING, running=False), announce, hold, stop))
    )
    thread.start()
    try:
        assert ready.wait(10)
        yield urls[0]
    finally:
        hold.set()
        stop.set()
        thread.join(20)


@pytest.fixture
def hold():
    event = threading.Event()
    event.set()
    return event


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def window(browser, hold) -> Iterator[Window]:
    """Opens the page in windows of their own; what goes wrong in any of them fails the test."""
    faults: list[str] = []
    pages: list[Page] = []

    with echo_bot(hold) as url:

        def open_window(path: str = "", width: int = 1280, height: int = 800) -> Page:
            page = browser.new_page(viewport={"width": width, "height": height})
            pages.append(page)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
            page.on(
                "request",
                lambda asked: None if asked.url.startswith((url, "data:")) else faults.append(asked.url),
            )
            page.goto(f"{url}/{path}")
            return page

        yield open_window
        for page in pages:
            page.close()
        assert faults == []


@pytest.fixture
def page(window) -> Page:
    return window()


@pytest.fixture
def sam(page):
    phone = page.get_by_role("region", name="Sam's phone")
    phone.get_by_role("button", name="Start", exact=True).click()
    expect(phone.get_by_text("And now?")).to_be_visible()
    expect(phone.get_by_label("Message from Sam")).to_be_visible()
    return phone


def test_text_is_shown_as_it_was_typed_never_as_markup(page, sam):
    field = sam.get_by_label("Message from Sam")
    field.fill("<img src=x onerror=alert(1)> & so on")
    field.press("Enter")
    expect(sam.get_by_text("echo: <img src=x onerror=alert(1)> & so on")).to_be_visible()
    expect(sam.locator("article b").first).to_have_text("Hello")
    expect(page.locator("article img")).to_have_count(0)


def test_a_tap_spins_until_it_is_answered_and_edits_in_place(page, sam, hold):
    hold.clear()
    button = sam.get_by_role("button", name="Done")
    button.click()
    expect(button).to_have_class("success waiting")
    hold.set()
    expect(sam.get_by_role("status")).to_have_text("Saved: done")
    expect(sam.get_by_text("Well done")).to_be_visible()
    expect(sam.locator("article", has_text="Well done")).to_contain_text("edited")
    expect(button).to_have_count(0)


def test_an_alert_is_a_box_to_close(page, sam):
    sam.get_by_role("button", name="It hurts").click()
    box = page.get_by_role("dialog")
    expect(box).to_contain_text("Please rest.")
    box.get_by_role("button", name="OK").click()
    expect(box).to_be_hidden()


def test_buttons_of_the_keyboard_and_of_the_menu_send_their_text(page, sam):
    sam.get_by_role("button", name="Tonight").click()
    expect(sam.get_by_text("echo: Tonight")).to_be_visible()
    sam.get_by_role("button", name="Menu").click()
    sam.get_by_role("button", name="/today").click()
    expect(sam.get_by_text("echo: /today")).to_be_visible()


def test_a_reply_quotes_what_it_replies_to(page, sam):
    sam.locator(".message", has_text="And now?").hover()
    sam.locator(".message", has_text="And now?").get_by_role("button", name="Reply").click()
    page.keyboard.type("fine")
    page.keyboard.press("Enter")
    expect(sam.get_by_text("And now?: fine")).to_be_visible()


def say(phone, who, text):
    field = phone.get_by_label(f"Message from {who}")
    field.fill(text)
    field.press("Enter")


def test_ones_own_message_can_be_edited(page, sam):
    say(sam, "Sam", "forty")
    mine = sam.locator(".message.out", has_text="forty")
    mine.hover()
    mine.get_by_role("button", name="Edit").click()
    field = sam.get_by_label("Message from Sam")
    expect(field).to_have_value("forty")
    field.fill("fourteen")
    field.press("Enter")
    expect(sam.locator(".message.out", has_text="fourteen")).to_contain_text("edited")
    expect(field).to_have_value("")
    expect(sam.locator(".message.in").last.get_by_role("button", name="Edit")).to_have_count(0)


def test_a_photo_and_a_voice_note_are_sent_and_come_back_as_copies(page, sam):
    sam.get_by_label("Message from Sam").fill("my back")
    picture = {"name": "back.png", "mimeType": "image/png", "buffer": png(40, 30)}
    sam.get_by_label("Send a picture or a file").set_input_files(picture)
    expect(sam.locator(".message.out", has_text="my back")).to_contain_text("👌")
    expect(sam.locator(".message.in", has_text="my back").get_by_alt_text("Picture")).to_be_visible()
    sam.get_by_role("button", name="Send a voice note").click()
    note = sam.locator(".message.in audio")
    expect(note).to_be_visible()
    page.wait_for_function("(node) => node.duration > 1", arg=note.element_handle())
    document = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    sam.get_by_label("Send a picture or a file").set_input_files(document)
    expect(sam.locator(".message.in", has_text="scan.pdf")).to_be_visible()


def test_a_clip_plays_by_itself_without_a_sound_and_goes_on_under_a_new_caption(page, sam):
    say(sam, "Sam", "clip")
    clip = sam.locator(".message.in", has_text="Kneel").locator("video")
    expect(clip).to_be_visible()
    playing = "(node) => !node.paused && node.muted && node.loop && node.autoplay && node.playsInline"
    page.wait_for_function(playing, arg=clip.element_handle())
    page.wait_for_function("(node) => node.currentTime > 0.3", arg=clip.element_handle())
    assert clip.evaluate("(node) => [node.videoWidth, node.controls]") == [64, False]
    node = clip.element_handle()
    sam.get_by_role("button", name="Hold").click()
    after = sam.locator(".message.in", has_text="Hold").locator("video")
    expect(after).to_be_visible()
    assert after.evaluate("(now, before) => now === before", node), "the same clip does not begin anew"
    page.wait_for_function("(node) => node.currentTime < 0.3", arg=node)
    page.wait_for_function("(node) => node.currentTime > 0.3", arg=node)


def test_an_empty_field_offers_a_voice_note_a_full_one_to_send(sam):
    voice, send = (
        sam.get_by_role("button", name="Send a voice note"),
        sam.get_by_role("button", name="Send", exact=True),
    )
    expect(send).to_be_hidden()
    sam.get_by_label("Message from Sam").fill("hello")
    expect(voice).to_be_hidden()
    send.click()
    expect(sam.get_by_text("echo: hello")).to_be_visible()
    expect(voice).to_be_visible()


def test_a_link_to_the_bot_is_opened_on_whichever_phone_one_likes(page, sam):
    say(sam, "Sam", "invite")
    sam.get_by_role("button", name="t.me/limber_local_bot").click()
    box = page.get_by_role("dialog")
    expect(box.get_by_role("button").first).to_contain_text("this phone")
    box.get_by_role("button", name="Anna").click()
    anna = page.get_by_role("region", name="Anna's phone")
    expect(anna.locator(".message.out")).to_contain_text("/start abc-123")
    sam.get_by_role("button", name="t.me/limber_local_bot").click()
    box.get_by_role("button", name="Somebody new").click()
    page.get_by_label("First name").fill("Kim")
    page.get_by_role("button", name="Add").click()
    kim = page.get_by_role("region", name="Kim's phone")
    expect(kim.locator(".message.out")).to_contain_text("/start abc-123")


def test_a_link_to_be_shared_is_opened_on_somebodys_phone(page, sam):
    say(sam, "Sam", "invite")
    sam.get_by_role("button", name="Share").click()
    page.get_by_role("dialog").get_by_role("button", name="Anna").click()
    anna = page.get_by_role("region", name="Anna's phone")
    expect(anna.locator(".message.out")).to_contain_text("/start abc-123")


def test_a_link_for_groups_makes_one_and_starts_the_bot_there(page):
    anna = page.get_by_role("region", name="Anna's phone")
    anna.get_by_role("button", name="Start", exact=True).click()
    say(anna, "Anna", "invite")
    anna.get_by_role("button", name="For a group").click()
    page.get_by_role("dialog").get_by_role("button", name="Desk").click()
    desk = page.get_by_role("region", name="Desk")
    expect(desk.get_by_text("Anna added Limber")).to_be_visible()
    expect(desk.locator(".message.out")).to_contain_text("/start@limber_local_bot desk")


def test_two_windows_hold_a_phone_each(window, page):
    with page.expect_popup() as popup:
        page.get_by_role("region", name="Anna's phone").get_by_label("More").click()
        page.get_by_role("link", name="Open in a window of its own").click()
    anna = popup.value
    expect(anna.get_by_role("region")).to_have_count(1)
    expect(anna.get_by_role("region", name="Anna's phone")).to_be_visible()
    sam = window("?phone=sam", 360, 740)
    expect(sam).to_have_title("Sam · Limber")
    sam.get_by_role("button", name="Start", exact=True).click()
    expect(sam.get_by_text("And now?")).to_be_visible()
    say(sam, "Sam", "invite")
    anna.get_by_role("button", name="Start", exact=True).click()
    expect(anna.get_by_text("And now?")).to_be_visible()
    sam.get_by_role("button", name="t.me/limber_local_bot").click()
    sam.get_by_role("dialog").get_by_role("button", name="Anna").click()
    expect(anna.locator(".message.out").last).to_contain_text("/start abc-123")
    expect(sam.get_by_role("status")).to_have_text("Opened on Anna's phone.")
    assert sticking_out(sam) == []
    before = sam.locator("#time").inner_text()
    sam.get_by_role("button", name="Next prompt").click()
    expect(sam.locator("#time")).not_to_have_text(before)
    expect(anna.locator("#time")).to_have_text(sam.locator("#time").inner_text())
    anna.close()


def test_a_window_for_nobody_says_who_there_is(window):
    nobody = window("?phone=zoe")
    expect(nobody.get_by_text("There is no phone called “zoe” here.")).to_be_visible()
    nobody.get_by_role("link", name="Anna").click()
    expect(nobody.get_by_role("region", name="Anna's phone")).to_be_visible()


def test_a_second_trainer(page):
    page.get_by_role("button", name="trainer", exact=True).click()
    page.get_by_label("First name").fill("Ben")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("region", name="Ben's phone")).to_be_visible()
    expect(page.get_by_role("region", name="Sam's phone")).to_be_visible()


@pytest.fixture
def desk(page):
    page.get_by_role("button", name="desk group").click()
    return page.get_by_role("region", name="Desk")


def begin_topic(page, desk, name):
    desk.get_by_role("button", name="New topic").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Add").click()
    expect(desk.get_by_role("navigation").get_by_role("button", name=name)).to_have_attribute(
        "aria-current", "true"
    )


def test_a_topic_of_the_group_holds_its_own_messages(page, desk):
    expect(desk.get_by_text("Anna added Limber")).to_be_visible()
    begin_topic(page, desk, "Sam B.")
    expect(desk.get_by_text("Anna began the topic “Sam B.”")).to_be_visible()
    say(desk, "Anna", "hello")
    expect(desk.get_by_text("echo: hello")).to_be_visible()
    topics = desk.get_by_role("navigation")
    topics.get_by_role("button", name="General").click()
    expect(desk.get_by_text("echo: hello")).to_have_count(0)
    topics.get_by_role("button", name="Sam B.").click()
    expect(desk.get_by_text("echo: hello")).to_be_visible()
    desk.get_by_label("More").click()
    desk.get_by_role("button", name="Delete this topic").click()
    expect(topics.get_by_role("button", name="Sam B.")).to_have_count(0)
    expect(desk.get_by_text("Anna added Limber")).to_be_visible()


def test_the_page_plays_every_member_of_the_group(page, desk):
    desk.get_by_label("More").click()
    desk.get_by_role("button", name="Add Sam").click()
    expect(desk.get_by_text("Anna added Sam")).to_be_visible()
    desk.get_by_label("Write as").select_option("Sam")
    say(desk, "Sam", "it is me")
    expect(desk.locator(".message.out", has_text="it is me")).to_be_visible()
    desk.get_by_label("Write as").select_option("Anna")
    expect(desk.locator(".message.in .sender", has_text="Sam")).to_be_visible()


def test_the_keyboard_keeps_its_place_while_messages_come(page, sam):
    sam.get_by_label("More").click()
    block = sam.get_by_role("button", name="Block the bot")
    block.focus()
    anna = page.get_by_role("region", name="Anna's phone")
    anna.get_by_role("button", name="Start").evaluate("(node) => node.onclick()")  # without a click elsewhere
    expect(anna.get_by_text("And now?")).to_be_visible()
    expect(anna.get_by_label("Message from Anna")).to_be_visible()
    expect(block).to_be_focused()


def test_the_group_in_a_small_window_of_its_own(window, page, desk):
    begin_topic(page, desk, "Sam B.")
    small = window("?phone=desk", 360, 740)
    small.get_by_role("button", name="Sam B.").click()
    say(small, "Anna", "hello")
    expect(small.get_by_text("echo: hello")).to_be_visible()
    expect(desk.get_by_text("echo: hello")).to_be_visible()
    assert sticking_out(small) == []


def test_the_chat_is_still_there_after_a_reload(page, sam):
    page.reload()
    expect(sam.get_by_text("And now?")).to_be_visible()
    expect(sam.get_by_role("button", name="Tonight")).to_be_visible()


def test_blocking_the_bot_and_coming_back(page, sam):
    sam.get_by_label("More").click()
    sam.get_by_role("button", name="Block the bot").click()
    expect(sam.get_by_label("Message from Sam")).to_be_hidden()
    sam.get_by_role("button", name="Unblock", exact=True).click()
    expect(sam.get_by_label("Message from Sam")).to_be_visible()


def test_one_more_client(page, sam):
    page.get_by_role("button", name="client", exact=True).click()
    page.get_by_label("First name").fill("Kim")
    page.get_by_role("button", name="Add").click()
    kim = page.get_by_role("region", name="Kim's phone")
    expect(kim.get_by_text("What can this bot do?")).to_be_visible()
    page.get_by_role("button", name="Sam").click()
    expect(sam.get_by_text("And now?")).to_be_visible()


def test_time_is_the_clients_own_and_can_be_put_forward(page):
    time = page.locator("#time")
    expect(time).to_have_text("21:00")
    page.get_by_role("button", name="+15 min").click()
    expect(time).to_have_text("21:15")
    page.get_by_role("button", name="Next prompt").click()
    expect(time).to_have_text("23:15")
    page.get_by_role("button", name="+1 week").click()
    expect(page.locator("#date")).to_have_text("Mon, 9 Mar 2026")


def sticking_out(page):
    """What reaches beyond the right edge, but for what scrolls sideways by itself."""
    return page.evaluate(
        "[...document.querySelectorAll('body *:not(.unseen)')]"
        ".filter((e) => !e.closest('.topics') || e.matches('.topics'))"
        ".filter((e) => e.getBoundingClientRect().right > innerWidth + 1)"
        ".map((e) => e.outerHTML.slice(0, 80))"
    )


def test_on_a_narrow_screen_one_phone_at_a_time_and_nothing_sticks_out(page, sam):
    page.set_viewport_size({"width": 390, "height": 844})
    anna = page.get_by_role("region", name="Anna's phone")
    expect(anna).to_be_hidden()
    page.get_by_role("button", name="Anna").click()
    expect(anna).to_be_visible()
    expect(sam).to_be_hidden()
    assert sticking_out(page) == []


def test_day_and_night(page):
    ground = "getComputedStyle(document.body).backgroundColor"
    day = page.evaluate(ground)
    page.get_by_role("button", name="Day or night").click()
    assert page.evaluate(ground) != day
    page.reload()
    assert page.evaluate(ground) != day, "the choice is remembered"


@pytest.mark.long
def test_everything_can_be_done_from_the_keyboard(page, sam):
    page.get_by_role("button", name="desk group").click()
    expect(page.get_by_role("region", name="Desk").get_by_label("Write as")).to_be_visible()
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, input, textarea, summary, select')]"
        ".filter((e) => e.checkVisibility())"
        ".filter((e) => !e.innerText?.trim() && !e.ariaLabel && !e.labels?.length).map((e) => e.outerHTML)"
    )
    assert nameless == []
    page.locator("[data-jump='900']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#time")).to_have_text("21:15")
