"""A desk group with topics, through the unchanged `telegram.Bot` over a real socket."""

import pytest
from telegram import Bot, ReplyParameters
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.tryout import groups, local_telegram, running
from bot.tryout.groups import DESK_RIGHTS

ANNA, SAM, KIM = 2001, 1001, 1002


@pytest.fixture
def group(world):
    """Anna's, with Kim; the bot keeps topics there and has heard of nothing yet."""
    world.newcomer("Kim")
    made = groups.create(world, "Desk", ANNA, [KIM])
    groups.set_bot(world, made, ANNA, "administrator")
    world.updates.clear()
    return made


@pytest.fixture
async def topic(bot, group, world):
    made = await bot.create_forum_topic(group.id, "Sam")
    world.updates.clear()
    return made.message_thread_id


def allow(world, group, *rights):
    groups.set_bot(world, group, ANNA, "administrator", frozenset(rights))
    world.updates.clear()


# Who is in it -------------------------------------------------------------------------------------


async def test_the_bot_hears_that_it_was_added_and_what_it_may(bot, world):
    made = groups.create(world, "Desk", ANNA)
    groups.set_bot(world, made, ANNA, "administrator")
    groups.set_bot(world, made, ANNA, "administrator", DESK_RIGHTS - {"can_manage_topics"})
    groups.set_bot(world, made, ANNA, "kicked")
    added, service, changed, removed = await bot.get_updates()
    change = added.my_chat_member
    assert (change.chat.id, change.chat.type, change.chat.is_forum) == (made.id, "supergroup", True)
    assert str(made.id).startswith("-100")
    assert (change.from_user.id, change.old_chat_member.status) == (ANNA, "left")
    assert change.new_chat_member.status == "administrator"
    assert change.new_chat_member.can_manage_topics is True
    assert service.message.new_chat_members == ((await bot.get_me()),)
    assert changed.my_chat_member.new_chat_member.can_manage_topics is False
    assert removed.my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(made.id, "x")


async def test_a_group_the_bot_is_not_in(bot, world):
    made = groups.create(world, "Desk", ANNA)
    groups.say(world, made, ANNA, "just us")
    assert await bot.get_updates() == ()
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(made.id, "x")


async def test_the_bot_leaves(bot, group):
    assert await bot.leave_chat(group.id)
    change = (await bot.get_updates())[-1].my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("administrator", "left")
    with pytest.raises(Forbidden, match="not a member"):
        await bot.send_message(group.id, "x")


async def test_members_and_administrators(bot, group, world):
    assert (await bot.get_chat_member(group.id, ANNA)).status == "creator"
    assert (await bot.get_chat_member(group.id, KIM)).status == "member"
    assert (await bot.get_chat_member(group.id, SAM)).status == "left"
    mine = await bot.get_chat_member(group.id, (await bot.get_me()).id)
    assert (mine.can_manage_topics, mine.can_pin_messages, mine.can_promote_members) == (True, True, False)
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 42)
    assert {one.user.id for one in await bot.get_chat_administrators(group.id)} == {ANNA, world.me.id}
    assert await bot.get_chat_member_count(group.id) == 3
    assert (await bot.get_chat(group.id)).is_forum is True
    world.say(SAM, "/start")
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(SAM)


async def test_people_come_and_go(bot, group, world):
    await bot.get_updates(allowed_updates=["message", "chat_member"], offset=-1)
    groups.add_member(world, group, SAM, ANNA)
    groups.remove_member(world, group, KIM, ANNA)
    joined, came, left, went = await bot.get_updates()
    assert joined.chat_member.new_chat_member.user.id == SAM
    assert [user.first_name for user in came.message.new_chat_members] == ["Sam"]
    assert left.chat_member.new_chat_member.status == "left"
    assert went.message.left_chat_member.id == KIM
    assert (await bot.get_chat_member(group.id, KIM)).status == "left"


async def test_changes_of_members_come_only_if_asked_for(bot, group, world):
    groups.add_member(world, group, SAM, ANNA)
    assert [update.message.new_chat_members[0].id for update in await bot.get_updates()] == [SAM]


# What is written in it ----------------------------------------------------------------------------


async def test_several_people_write_in_a_topic(bot, group, topic, world):
    first = groups.say(world, group, ANNA, "Who takes this?", thread=topic)
    groups.say(world, group, KIM, "I do", reply_to=first.id)
    groups.say(world, group, KIM, "And in General")
    one, two, three = [update.message for update in await bot.get_updates()]
    assert (one.from_user.id, one.chat.id, one.message_thread_id) == (ANNA, group.id, topic)
    assert one.is_topic_message is True
    assert one.reply_to_message.forum_topic_created.name == "Sam", "as Telegram has it"
    assert (two.from_user.first_name, two.reply_to_message.message_id) == ("Kim", first.id)
    assert two.message_thread_id == topic
    assert (three.message_thread_id, three.is_topic_message) == (None, None)


async def test_the_bot_writes_copies_and_edits_in_a_topic(bot, group, topic, world):
    sent = await bot.send_message(group.id, "x", message_thread_id=topic)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    edited = await bot.edit_message_text("y", group.id, sent.message_id)
    assert (edited.text, edited.message_thread_id) == ("y", topic)
    said = world.say(SAM, "help")
    copy = await bot.copy_message(group.id, SAM, said.id, message_thread_id=topic)
    assert group.messages[copy.message_id].thread == topic
    reply = await bot.send_message(group.id, "z", reply_parameters=ReplyParameters(copy.message_id))
    assert reply.message_thread_id == topic, "a reply goes where its question is"
    photo = await bot.send_document(group.id, b"x", message_thread_id=topic)
    assert photo.message_thread_id == topic
    assert await bot.get_updates(offset=-1) != (), "what Sam said"
    assert all(update.message.chat.id == SAM for update in await bot.get_updates()), "none of its own"


async def test_taps_come_from_whoever_tapped(bot, group, topic, world):
    sent = await bot.send_message(group.id, "x", message_thread_id=topic)
    groups.tap(world, group, KIM, sent.message_id, "take")
    query = (await bot.get_updates())[-1].callback_query
    assert (query.from_user.id, query.data, query.message.message_thread_id) == (KIM, "take", topic)
    assert await query.answer("Yours")


async def test_edits_and_reactions_in_the_group(bot, group, topic, world):
    said = groups.say(world, group, ANNA, "a", thread=topic)
    groups.rewrite(world, group, ANNA, said.id, "b")
    edited = (await bot.get_updates())[-1].edited_message
    assert (edited.text, edited.message_thread_id) == ("b", topic)
    await bot.set_message_reaction(group.id, said.id, "👌")
    assert group.messages[said.id].reaction == "👌"


async def test_a_mere_member_hears_only_what_is_meant_for_it(bot, group, world):
    groups.set_bot(world, group, ANNA, "member")
    sent = await bot.send_message(group.id, "x")
    groups.say(world, group, ANNA, "among us")
    groups.say(world, group, ANNA, "/desk@limber_local_bot")
    groups.say(world, group, ANNA, "to you", reply_to=sent.message_id)
    updates = await bot.get_updates()
    assert [update.message.text for update in updates if update.message] == [
        "/desk@limber_local_bot",
        "to you",
    ]
    assert updates[1].message.entities[0].length == len("/desk@limber_local_bot")


async def test_who_is_not_in_the_group_does_nothing_there(group, world):
    with pytest.raises(Exception, match="Only members"):
        groups.say(world, group, SAM, "hello")


# Topics -------------------------------------------------------------------------------------------


async def test_the_life_of_a_topic(bot, group):
    made = await bot.create_forum_topic(group.id, " Sam  B. ", icon_color=0x8EEE98)
    assert (made.name, made.icon_color) == ("Sam B.", 0x8EEE98)
    thread = made.message_thread_id
    icon = (await bot.get_forum_topic_icon_stickers())[0].custom_emoji_id
    assert await bot.edit_forum_topic(group.id, thread, "Sam C.", icon_custom_emoji_id=icon)
    assert await bot.close_forum_topic(group.id, thread)
    assert await bot.reopen_forum_topic(group.id, thread)
    created, edited, closed, reopened = [update.message for update in await bot.get_updates()]
    assert (created.message_id, created.message_thread_id) == (thread, thread)
    assert (created.forum_topic_created.name, created.from_user) == ("Sam B.", await bot.get_me())
    assert (edited.forum_topic_edited.name, edited.forum_topic_edited.icon_custom_emoji_id) == (
        "Sam C.",
        icon,
    )
    assert closed.forum_topic_closed
    assert reopened.forum_topic_reopened
    assert {message.message_thread_id for message in (edited, closed, reopened)} == {thread}
    assert await bot.delete_forum_topic(group.id, thread)
    assert (group.topics, [message for message in group.messages.values() if message.thread]) == ({}, [])


async def test_a_topic_deleted_by_hand(bot, group, topic, world):
    sent = await bot.send_message(group.id, "x", message_thread_id=topic)
    general = await bot.send_message(group.id, "General")
    groups.delete_topic(world, group, group.topics[topic])
    assert await bot.get_updates() == (), "Telegram tells nobody"
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "y", message_thread_id=topic)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.copy_message(group.id, group.id, general.message_id, message_thread_id=topic)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", group.id, sent.message_id)
    with pytest.raises(BadRequest, match=r"(?i)topic_id_invalid"):
        await bot.edit_forum_topic(group.id, topic, "y")
    assert await bot.send_chat_action(group.id, "typing", message_thread_id=topic), "as on Telegram"


async def test_a_closed_topic_takes_words_from_whoever_may_open_it(bot, group, topic, world):
    await bot.close_forum_topic(group.id, topic)
    assert await bot.send_message(group.id, "x", message_thread_id=topic)
    groups.say(world, group, ANNA, "x", thread=topic)
    with pytest.raises(Exception, match="TOPIC_CLOSED"):
        groups.say(world, group, KIM, "x", thread=topic)
    by_anna = groups.create_topic(world, group, world.users[ANNA], "Hers")
    groups.close_topic(world, group, world.users[ANNA], by_anna, closed=True)
    allow(world, group)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(group.id, "x", message_thread_id=by_anna.id)


async def test_topics_that_telegram_refuses(bot, group, topic, sam):
    with pytest.raises(BadRequest, match="Title must be non-empty"):
        await bot.create_forum_topic(group.id, " ")
    with pytest.raises(BadRequest, match="Invalid icon color specified"):
        await bot.create_forum_topic(group.id, "x", icon_color=1)
    with pytest.raises(BadRequest, match=r"(?i)document_invalid"):
        await bot.create_forum_topic(group.id, "x", icon_custom_emoji_id="1")
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await bot.edit_forum_topic(group.id, topic, "Sam")
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        await bot.reopen_forum_topic(group.id, topic)
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        await bot.create_forum_topic(sam, "x")
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(group.id, "the General topic has no number to send to", message_thread_id=1)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(sam, "x", message_thread_id=topic)
    with pytest.raises(BadRequest, match="Message can't be copied"):
        await bot.copy_message(sam, group.id, topic)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", group.id, topic)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, topic)
    elsewhere = await bot.send_message(group.id, "General")
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(
            group.id, "x", message_thread_id=topic, reply_parameters=ReplyParameters(elsewhere.message_id)
        )


async def test_without_the_right_only_its_own(bot, group, topic, world):
    by_anna = groups.create_topic(world, group, world.users[ANNA], "Hers")
    said = groups.say(world, group, ANNA, "x")
    mine = await bot.send_message(group.id, "x")
    allow(world, group)
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        await bot.create_forum_topic(group.id, "x")
    with pytest.raises(BadRequest, match="Not enough rights to edit the topic"):
        await bot.edit_forum_topic(group.id, by_anna.id, "x")
    with pytest.raises(BadRequest, match="Not enough rights to close or open the topic"):
        await bot.close_forum_topic(group.id, by_anna.id)
    with pytest.raises(BadRequest, match="Not enough rights to delete the topic"):
        await bot.delete_forum_topic(group.id, by_anna.id)
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await bot.pin_chat_message(group.id, mine.message_id)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, said.id)
    assert await bot.delete_message(group.id, mine.message_id)
    assert await bot.edit_forum_topic(group.id, topic, "Sam B.")


async def test_with_the_right_any_message_however_old(bot, group, world, clock):
    said = groups.say(world, group, ANNA, "x")
    clock.jump_to(clock.now().replace(day=9))
    assert await bot.delete_message(group.id, said.id)


async def test_pins_are_told_in_their_topic(bot, group, topic):
    sent = await bot.send_message(group.id, "card", message_thread_id=topic)
    await bot.pin_chat_message(group.id, sent.message_id)
    told = (await bot.get_updates())[-1].message
    assert (told.pinned_message.text, told.message_thread_id) == ("card", topic)
    assert group.pinned == [sent.message_id]
    assert await bot.unpin_all_forum_topic_messages(group.id, topic)
    assert group.pinned == []


# Limits -------------------------------------------------------------------------------------------


async def test_twenty_a_minute_new_topics_with_them(clock):
    app = local_telegram(clock, strict_limits=True)
    world = app.state.world
    async with running(app) as url, Bot("1:x", base_url=f"{url}/bot") as bot:
        made = groups.create(world, "Desk", ANNA)
        groups.set_bot(world, made, ANNA, "administrator")
        topic = await bot.create_forum_topic(made.id, "Sam")
        for _ in range(19):
            await bot.send_message(made.id, "x", message_thread_id=topic.message_thread_id)
        with pytest.raises(RetryAfter) as refused:
            await bot.send_message(made.id, "x")
        assert refused.value.retry_after.total_seconds() == 60


# From the page ------------------------------------------------------------------------------------


async def test_a_group_from_the_page(phone, bot, world):
    made = (await phone.post("groups", json={"title": "Desk", "creator": ANNA})).json()["id"]
    chat, desk = f"chats/{made}", f"groups/{made}"
    await phone.post(f"{desk}/members", json={"by": ANNA, "user": SAM, "here": True})
    topic = (await phone.post(f"{desk}/topics", json={"by": ANNA, "name": "Kim"})).json()["id"]
    said = await phone.post(f"{chat}/say", json={"text": "hello", "by": SAM, "thread": topic})
    number = said.json()["message_id"]
    await phone.post(f"{chat}/edit", json={"message_id": number, "text": "good day", "by": SAM})
    await phone.post(f"{chat}/attach?kind=document&by={ANNA}&thread={topic}&name=a.txt", content=b"x")
    await phone.post(f"{desk}/pin", json={"by": ANNA, "message_id": number})
    await phone.post(f"{desk}/topics/{topic}/close", json={"by": ANNA})
    sent = await bot.send_message(made, "x")
    await phone.post(f"{chat}/tap", json={"message_id": sent.message_id, "data": "go", "by": SAM})
    shown = (await phone.get("state")).json()["chats"][-1]
    assert (shown["role"], [one["name"] for one in shown["members"]]) == ("group", ["Anna", "Limber", "Sam"])
    assert shown["topics"] == [{"id": topic, "closed": True, "name": "Kim", "icon_color": 0x6FB9F0}]
    messages = (await phone.get(f"{chat}/messages")).json()
    assert messages["pinned"] == [number]
    assert [m["text"] for m in messages["messages"] if "text" in m] == ["good day", "x"]
    updates = (await bot.get_updates())[4:]
    assert [update.effective_user.id for update in updates] == [SAM, SAM, ANNA, ANNA, ANNA, SAM]
    assert updates[2].message.document.file_name == "a.txt"
    refused = await phone.post(f"{desk}/topics/{topic}/paint", json={"by": ANNA})
    assert refused.json()["error"] == "A topic can be closed, reopened or deleted."
    await phone.post(f"{desk}/topics/{topic}/delete", json={"by": ANNA})
    assert world.chats[made].topics == {}
    await phone.post(f"{desk}/members", json={"by": ANNA, "user": SAM, "here": False})
    await phone.post(f"{desk}/bot", json={"by": ANNA, "status": "kicked"})
    gone = await phone.post(f"{chat}/say", json={"text": "x", "by": SAM})
    assert (gone.status_code, gone.json()["error"]) == (403, "Only members can do this in the group.")
    assert [one["name"] for one in (await phone.get("state")).json()["chats"][-1]["members"]] == ["Anna"]
