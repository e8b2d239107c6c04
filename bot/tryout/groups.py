"""Groups: supergroups with topics, in which several people and the bot write.

What people do there. What the bot does there is in `topics` and `botapi`; both change the same `Chat`. A
group's id is negative, as on Telegram. The bot hears everything as an administrator; as a mere member only
commands, replies to it and what Telegram writes itself (its privacy mode).
"""

from collections.abc import Iterable
from typing import Literal

from bot.tryout.world import (
    RIGHTS,
    Chat,
    Json,
    Member,
    Message,
    Refusal,
    Topic,
    User,
    World,
    bad_request,
    typed,
)

FIRST_ID = -1_000_000_000_001
DESK_RIGHTS = frozenset({"can_manage_topics", "can_delete_messages", "can_pin_messages", "can_invite_users"})
"""What a bot that keeps a desk of topics asks for."""
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)
"""Of the icons of topics: Telegram takes no other."""
MAX_NAME = 128

BotStatus = Literal["administrator", "member", "left", "kicked"]


def create(world: World, title: str, creator: int, members: Iterable[int] = ()) -> Chat:
    """A forum without the bot. `creator` and `members` are ids of people with a phone."""
    group = Chat(FIRST_ID - sum(chat.id < 0 for chat in world.chats.values()), title, None, "group")
    group.started = True
    group.members[creator] = Member(world.phone(creator).person, "creator")
    for user in members:
        group.members.setdefault(user, Member(world.phone(user).person, "member"))
    world.chats[group.id] = group
    world.tell("chats")
    return group


def of(world: World, group_id: int) -> Chat:
    group = world.chats.get(group_id)
    if group is None or group.role != "group":
        raise Refusal(404, f"There is no group with the id {group_id} here.")
    return group


def member(group: Chat, user: int) -> Member:
    """Somebody who is in the group now."""
    found = group.members.get(user)
    if found is None or not found.here:
        raise Refusal(403, "Only members can do this in the group.")
    return found


# Who is in it -------------------------------------------------------------------------------------


def set_bot(
    world: World, group: Chat, by: int, status: BotStatus, rights: frozenset[str] = DESK_RIGHTS
) -> None:
    """Somebody adds the bot, removes it, or changes what it may do there."""
    who = member(group, by).user
    known = group.members.get(world.me.id)
    before = known or Member(world.me, "left")
    after = Member(world.me, status, rights & set(RIGHTS) if status == "administrator" else frozenset())
    if after == before:
        return
    group.members[world.me.id] = after
    _tell_of_change(world, "my_chat_member", group, who, (before, after))
    if after.here and not before.here:
        _service(world, group, who, {"new_chat_members": [world.me.json()]})
    world.tell("chats")


def add_member(world: World, group: Chat, user: int, by: int) -> None:
    joining, who = world.phone(user).person, member(group, by).user
    before = group.members.get(user) or Member(joining, "left")
    if before.here:
        return
    group.members[user] = Member(joining, "member")
    _tell_of_change(world, "chat_member", group, who, (before, group.members[user]))
    _service(world, group, who, {"new_chat_members": [joining.json()]})
    world.tell("chats")


def remove_member(world: World, group: Chat, user: int, by: int) -> None:
    before, who = member(group, user), member(group, by).user
    group.members[user] = Member(before.user, "left")
    _tell_of_change(world, "chat_member", group, who, (before, group.members[user]))
    _service(world, group, who, {"left_chat_member": before.user.json()})
    world.tell("chats")


def _tell_of_change(world: World, kind: str, group: Chat, who: User, change: tuple[Member, Member]) -> None:
    me = group.members.get(world.me.id)
    if kind == "chat_member" and not (me and me.status == "administrator"):
        return
    shown: Json = {"chat": group.json(), "from": who.json(), "date": int(world.clock.now().timestamp())}
    world.push(kind, shown | {"old_chat_member": change[0].json(), "new_chat_member": change[1].json()})


# What is written in it ----------------------------------------------------------------------------


def say(
    world: World, group: Chat, by: int, text: str, *, thread: int | None = None, reply_to: int | None = None
) -> Message:
    return sent(world, group, by, typed(text), thread=thread, reply_to=reply_to)


def sent(
    world: World,
    group: Chat,
    by: int,
    content: Json,
    *,
    thread: int | None = None,
    reply_to: int | None = None,
) -> Message:
    """A member sends something; `thread` None is the General topic."""
    who = member(group, by)
    if reply_to is not None:
        if reply_to not in group.messages:
            raise bad_request("message to be replied not found")
        thread = group.messages[reply_to].thread
    topic = thread_of(group, thread)
    if topic:
        check_open(topic, who)
    message = Message(world.next_id(), who.user, world.clock.now(), content, reply_to=reply_to, thread=thread)
    world.put(group, message)
    if hears(world, group, message):
        world.push("message", world.message_json(group, message))
    return message


def rewrite(world: World, group: Chat, by: int, message_id: int, text: str) -> None:
    message = group.messages.get(message_id)
    if message is None or message.sender != member(group, by).user or "text" not in message.content:
        raise bad_request("only your own text messages can be edited")
    message.content = typed(text)
    world.changed(group, message)
    if hears(world, group, message):
        world.push("edited_message", world.message_json(group, message))


def tap(world: World, group: Chat, by: int, message_id: int, data: str) -> str:
    return world.tapped(group, member(group, by).user, message_id, data)


def check_deletable(group: Chat, who: Member, message: Message) -> None:
    """One's own, or any with the right to; never the one that began a topic."""
    own = message.sender.id == who.user.id or who.may("can_delete_messages")
    if not own or message.id in group.topics:
        raise bad_request("message can't be deleted")


def hears(world: World, group: Chat, message: Message) -> bool:
    me = group.members.get(world.me.id)
    if me is None or not me.here:
        return False
    answered = group.messages.get(message.reply_to) if message.reply_to else None
    to_me = answered is not None and answered.sender.id == world.me.id
    command = str(message.content.get("text", "")).startswith("/")
    return me.status == "administrator" or message.service or command or to_me


# Topics -------------------------------------------------------------------------------------------


def thread_of(group: Chat, thread: int | None) -> Topic | None:
    """The topic; None for the General one. Refused, as by Telegram, when it is not there any more."""
    if thread is None:
        return None
    if thread not in group.topics:
        raise bad_request("message thread not found")
    return group.topics[thread]


def check_open(topic: Topic, who: Member) -> None:
    """A closed topic takes words from whoever may open it."""
    if topic.closed and topic.creator.id != who.user.id and not who.may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")


def create_topic(
    world: World, group: Chat, who: User, name: str, *, color: int | None = None, icon: str | None = None
) -> Topic:
    name = _named(name)
    if color is not None and color not in COLORS:
        raise bad_request("invalid icon color specified")
    topic = Topic(world.next_id(), name, COLORS[0] if color is None else color, who, icon)
    group.topics[topic.id] = topic
    message = Message(topic.id, who, world.clock.now(), {"forum_topic_created": topic.json()})
    _write_service(world, group, message, topic.id)
    world.tell("chats")
    return topic


def edit_topic(
    world: World, group: Chat, who: User, topic: Topic, *, name: str | None, icon: str | None = None
) -> None:
    """Another name or icon; None leaves it, an empty icon takes it away."""
    name = _named(name) if name else topic.name
    new_icon = topic.icon if icon is None else icon or None
    if (name, new_icon) == (topic.name, topic.icon):
        raise bad_request("TOPIC_NOT_MODIFIED")
    edited: Json = {"name": name} if name != topic.name else {}
    if new_icon != topic.icon:
        edited["icon_custom_emoji_id"] = new_icon or ""
    topic.name, topic.icon = name, new_icon
    _service(world, group, who, {"forum_topic_edited": edited}, topic.id)
    world.tell("chats")


def close_topic(world: World, group: Chat, who: User, topic: Topic, *, closed: bool) -> None:
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _service(world, group, who, {"forum_topic_closed" if closed else "forum_topic_reopened": {}}, topic.id)
    world.tell("chats")


def delete_topic(world: World, group: Chat, topic: Topic) -> None:
    """With all its messages. Nobody is told, as on Telegram: the next message meets no thread."""
    del group.topics[topic.id]
    for message in [message for message in group.messages.values() if message.thread == topic.id]:
        world.delete(group, message)
    world.tell("chats")


def pin(world: World, group: Chat, who: User, message: Message) -> None:
    group.pinned = [*(kept for kept in group.pinned if kept != message.id), message.id]
    pinned = world.message_json(group, message)
    pinned.pop("reply_to_message", None)
    _service(world, group, who, {"pinned_message": pinned}, message.thread)
    world.tell("pinned", chat=group.id, pinned=group.pinned)


def _named(name: str) -> str:
    name = " ".join(name.split())[:MAX_NAME]
    if not name:
        raise bad_request("title must be non-empty")
    return name


def _service(world: World, group: Chat, who: User, content: Json, thread: int | None = None) -> None:
    _write_service(world, group, Message(world.next_id(), who, world.clock.now(), content), thread)


def _write_service(world: World, group: Chat, message: Message, thread: int | None) -> None:
    """Telegram's own line in the chat. A bot hears also of what it did itself."""
    message.thread, message.service, message.editable = thread, True, False
    world.put(group, message)
    if hears(world, group, message):
        world.push("message", world.message_json(group, message))
