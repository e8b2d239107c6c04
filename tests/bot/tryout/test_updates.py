"""getUpdates: nothing is lost, nothing comes twice once it is confirmed."""

import asyncio

import pytest
from telegram.error import Conflict


async def test_updates_come_again_until_they_are_confirmed(bot, world):
    for text in "abc":
        world.say(1001, text)
    first = await bot.get_updates()
    assert await bot.get_updates() == first
    assert await bot.get_updates(offset=first[1].update_id) == first[1:]
    assert await bot.get_updates(offset=first[0].update_id) == first[1:], "what is confirmed stays so"
    assert await bot.get_updates(offset=first[2].update_id + 1) == ()


async def test_limit_and_negative_offset(bot, world):
    for text in "abc":
        world.say(1001, text)
    assert [update.message.text for update in await bot.get_updates(limit=2)] == ["a", "b"]
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["c"]
    assert [update.message.text for update in await bot.get_updates()] == ["c"]


async def test_ids_rise(bot, world):
    for text in "abc":
        world.say(1001, text)
    ids = [update.update_id for update in await bot.get_updates()]
    assert ids == sorted(set(ids))


async def test_a_waiting_poll_ends_when_something_happens(bot, world):
    heard = asyncio.Event()
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    asyncio.get_running_loop().call_later(0.05, heard.set)
    await heard.wait()
    world.say(1001, "hello")
    assert [update.message.text for update in await poll] == ["hello"]


async def test_a_second_poller_ends_the_first(bot, world):
    async with type(bot)(bot.token, base_url=bot.base_url.removesuffix(bot.token)) as other:
        first = asyncio.create_task(bot.get_updates(timeout=30))
        while not world.polls:
            await asyncio.sleep(0)
        assert await other.get_updates() == ()
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first


async def test_only_allowed_kinds_come(bot, world, sam):
    await bot.get_updates(offset=-1, allowed_updates=["message"])
    world.block(sam)
    world.unblock(sam)
    world.say(sam, "x")
    assert [update.message.text for update in await bot.get_updates()] == ["/start", "x"]


async def test_blocking_edits_and_commands(bot, world, sam):
    said = world.say(sam, "/pain 4")
    world.rewrite(sam, said.id, "/pain 5")
    world.block(sam)
    world.unblock(sam)
    _, command, edited, left, back = await bot.get_updates()
    assert list(command.message.parse_entities()) == list(command.message.entities)
    assert command.message.entities[0].type == "bot_command"
    assert edited.edited_message.text == "/pain 5"
    assert [change.my_chat_member.new_chat_member.status for change in (left, back)] == ["kicked", "member"]


async def test_a_reply_carries_what_it_replies_to(bot, world, sam):
    sent = await bot.send_message(sam, "How is it?")
    world.say(sam, "4", reply_to=sent.message_id)
    assert (await bot.get_updates())[-1].message.reply_to_message.message_id == sent.message_id
