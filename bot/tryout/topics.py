"""The Bot API's methods for forums: topics, and who is a member."""

from bot.tryout import groups
from bot.tryout.parameters import Parameters, chat_of
from bot.tryout.world import Chat, Json, Topic, World, bad_request

ICONS = {
    "5434144690511290129": "📰",
    "5312536423851630001": "💡",
    "5379748062124056162": "❗️",
    "5237699328843200968": "✅",
}
"""Some of the icons that every bot may use: custom emoji id → emoji."""


def forum_of(chat: Chat) -> Chat:
    if chat.role != "group":
        raise bad_request("the chat is not a forum")
    return chat


def _topic(world: World, given: Parameters, why: str, right: str = "can_manage_topics") -> tuple[Chat, Topic]:
    """The topic, if the bot may change it: it has the right, or began the topic itself."""
    group = forum_of(chat_of(world, given))
    topic = group.topics.get(given.number("message_thread_id"))
    may = group.members[world.me.id].may(right)
    if topic is not None and not may and topic.creator.id != world.me.id:
        raise bad_request(f"not enough rights to {why} the topic")
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return group, topic


def create_topic(world: World, given: Parameters) -> object:
    group = forum_of(chat_of(world, given))
    if not group.members[world.me.id].may("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    color = given.number("icon_color") if given.text("icon_color") else None
    icon = _icon(given) or None
    topic = groups.create_topic(world, group, world.me, given.text("name"), color=color, icon=icon)
    return {"message_thread_id": topic.id} | topic.json()


def edit_topic(world: World, given: Parameters) -> object:
    group, topic = _topic(world, given, "edit")
    if given.text("name") or "icon_custom_emoji_id" in given.values:
        groups.edit_topic(world, group, world.me, topic, name=given.text("name") or None, icon=_icon(given))
    return True


def _icon(given: Parameters) -> str | None:
    if "icon_custom_emoji_id" not in given.values:
        return None
    icon = given.text("icon_custom_emoji_id")
    if icon and icon not in ICONS:
        raise bad_request("DOCUMENT_INVALID")
    return icon


def close_topic(world: World, given: Parameters) -> object:
    group, topic = _topic(world, given, "close or open")
    groups.close_topic(world, group, world.me, topic, closed=True)
    return True


def reopen_topic(world: World, given: Parameters) -> object:
    group, topic = _topic(world, given, "close or open")
    groups.close_topic(world, group, world.me, topic, closed=False)
    return True


def delete_topic(world: World, given: Parameters) -> object:
    groups.delete_topic(world, *_topic(world, given, "delete", "can_delete_messages"))
    return True


def unpin_all_in_topic(world: World, given: Parameters) -> object:
    group = forum_of(chat_of(world, given))
    check_pinning(world, group)
    thread = given.number("message_thread_id")
    group.pinned = [number for number in group.pinned if group.messages[number].thread != thread]
    world.tell("pinned", chat=group.id, pinned=group.pinned)
    return True


def icon_stickers(_: World, __: Parameters) -> object:
    return [
        {
            "file_id": f"icon{number}",
            "file_unique_id": f"uicon{number}",
            "type": "custom_emoji",
            "width": 100,
            "height": 100,
            "is_animated": False,
            "is_video": False,
            "emoji": emoji,
            "custom_emoji_id": number,
        }
        for number, emoji in ICONS.items()
    ]


def check_pinning(world: World, chat: Chat) -> None:
    if chat.role == "group" and not chat.members[world.me.id].may("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


# Members ------------------------------------------------------------------------------------------


def get_member(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    user = given.number("user_id")
    if user in chat.members:
        return chat.members[user].json()
    known = world.me if user == world.me.id else world.users.get(user)
    if known is None:
        raise bad_request("user not found")
    private = chat.role != "group" and user in {chat.id, world.me.id}
    return {"user": known.json(), "status": "member" if private else "left"}


def get_administrators(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    if chat.role != "group":
        raise bad_request("there are no administrators in the private chat")
    shown: list[Json] = [
        one.json()
        for one in chat.members.values()
        if one.status in {"creator", "administrator"} and (not one.user.is_bot or one.user.id == world.me.id)
    ]
    return shown


def count_members(world: World, given: Parameters) -> object:
    chat = chat_of(world, given)
    return 2 if chat.role != "group" else sum(one.here for one in chat.members.values())


def leave(world: World, given: Parameters) -> object:
    group = chat_of(world, given)
    if group.role != "group":
        raise bad_request("chat member status can't be changed in private chats")
    groups.set_bot(world, group, world.me.id, "left")
    return True
