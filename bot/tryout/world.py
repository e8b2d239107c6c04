"""The world behind the local Telegram: people, their chats with one bot, and what the bot has yet to hear.

In memory alone. The bot's side of it (`botapi`) and the phones' side (`phones`) both act here; what
changes is told to every listener, so that open pages follow. Messages are kept as Telegram shows them:
`content` is Telegram's own JSON of a message (`text`, `entities`, `photo`, `caption` …). What happens in
groups is in `groups`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from bot.clock import Clock
from bot.tryout.faults import Faults
from bot.tryout.html import found_in, utf16_length

Json = dict[str, object]
"""An object of Telegram's JSON."""

MAX_TEXT = 4096
ONLY_IF_ASKED_FOR = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds of updates that come only when `allowed_updates` names them."""
QUERY_LIVES = timedelta(minutes=5)
"""How long Telegram waits for the answer to a tap before the query is too old."""


class Refusal(Exception):  # noqa: N818 -- what Telegram answers when it will not
    """Telegram says no: `code` and `description` as it words them."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code, self.description, self.retry_after = code, description, retry_after


def bad_request(why: str) -> Refusal:
    return Refusal(400, f"Bad Request: {why}")


RIGHTS = (
    "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip
"""What an administrator of a supergroup may be allowed, beside `can_manage_chat`, which all have."""


@dataclass(frozen=True, slots=True)
class User:
    id: int
    first_name: str
    username: str | None = None
    is_bot: bool = False

    def json(self) -> Json:
        shown: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            shown["username"] = self.username
        if not self.is_bot:
            shown["language_code"] = "en"
        return shown


@dataclass(slots=True)
class Message:
    id: int
    sender: User
    date: datetime
    content: Json
    keyboard: Json | None = None
    """The buttons under it (an InlineKeyboardMarkup)."""
    reply_to: int | None = None
    edited: datetime | None = None
    reaction: str | None = None
    silent: bool = False
    editable: bool = True
    """A message that came with a reply keyboard cannot be edited by the bot that sent it."""
    thread: int | None = None
    """The topic of a forum; None is its General topic, and every other chat."""
    service: bool = False
    """What Telegram writes itself: a topic was created, somebody joined."""


@dataclass(slots=True)
class Member:
    """Somebody in a group. `rights` are those of an administrator; a creator has all."""

    user: User
    status: Literal["creator", "administrator", "member", "left", "kicked"]
    rights: frozenset[str] = frozenset()

    @property
    def here(self) -> bool:
        return self.status not in {"left", "kicked"}

    def may(self, right: str) -> bool:
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def json(self) -> Json:
        shown: Json = {"user": self.user.json(), "status": self.status}
        match self.status:
            case "creator":
                return shown | {"is_anonymous": False}
            case "administrator":
                own: Json = {right: right in self.rights for right in RIGHTS}
                return shown | {"can_be_edited": False, "is_anonymous": False, "can_manage_chat": True} | own
            case "kicked":
                return shown | {"until_date": 0}
            case _:
                return shown


@dataclass(slots=True)
class Topic:
    """A topic of a forum. Its id is that of the service message that began it."""

    id: int
    name: str
    color: int
    creator: User
    icon: str | None = None
    closed: bool = False

    def json(self) -> Json:
        icon: Json = {"icon_custom_emoji_id": self.icon} if self.icon else {}
        return {"name": self.name, "icon_color": self.color} | icon


@dataclass(slots=True)
class Chat:
    """`user` is the person of a private chat; a group has none, and a negative id. Groups are forums."""

    id: int
    title: str
    user: User | None
    role: Literal["client", "trainer", "group"]
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    reply_keyboard: Json | None = None
    members: dict[int, Member] = field(default_factory=dict)
    """Who is in a group, or was."""
    topics: dict[int, Topic] = field(default_factory=dict)

    @property
    def person(self) -> User:
        if self.user is None:
            raise bad_request("a group cannot speak by itself")
        return self.user

    def json(self) -> Json:
        if self.user is None:
            return {"id": self.id, "type": "supergroup", "title": self.title, "is_forum": True}
        shown: Json = {"id": self.id, "type": "private", "first_name": self.user.first_name}
        return shown | ({"username": self.user.username} if self.user.username else {})


@dataclass(frozen=True, slots=True)
class File:
    id: str
    kind: str
    """Under which key a message shows it: photo, animation, video, voice, document."""
    name: str
    mime: str
    data: bytes
    shown: Json
    """Telegram's description of it, without the ids and the size."""

    @property
    def path(self) -> str:
        return f"{self.kind}s/{self.id}/{self.name}"

    def json(self) -> Json:
        return {"file_id": self.id, "file_unique_id": f"u{self.id}", "file_size": len(self.data)} | self.shown


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the Bot API that spoke to a chat: what tests look at."""

    at: datetime
    method: str
    chat: int
    code: int
    """200, or the error code that was answered."""


class World:
    def __init__(
        self, clock: Clock, *, clients: Iterable[User], trainer: User, token: str | None, first_id: int
    ) -> None:
        self.clock = clock
        self.token = token
        """The bot's token; None takes the first well-formed one that calls."""
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self.profile: dict[tuple[str, str], str] = {}
        """(name | description | short_description, language) → what the bot set."""
        self.commands: dict[tuple[str, str], list[Json]] = {}
        """(scope, language) → commands; a scope is written `default`, `chat 1001` …"""
        self.menu_button: Json = {"type": "commands"}
        self.webhook: Json = {"url": ""}
        """As getWebhookInfo tells it."""
        self.secret = ""
        """What is shown at the webhook; told to nobody else."""
        self.updates: deque[tuple[int, Json]] = deque()
        """What the bot has not confirmed, with each one's update_id."""
        self.allowed_updates: tuple[str, ...] = ()
        self.faults = Faults()
        self.calls: deque[Call] = deque(maxlen=100_000)
        self._queries: dict[str, tuple[datetime, int, int]] = {}
        self._listeners: set[Callable[[Json], None]] = set()
        self._last_id = first_id - 1
        self._news = asyncio.Event()
        self.polls = 0
        self.closed = False
        for client in clients:
            self.add(client, "client")
        self.add(trainer, "trainer")

    # People ---------------------------------------------------------------------------------------

    @property
    def me(self) -> User:
        number = int((self.token or "0:").split(":")[0])
        return User(number, self.profile.get(("name", "")) or "Limber", "limber_local_bot", is_bot=True)

    def add(
        self, user: User, role: Literal["client", "trainer"] = "client", *, started: bool = False
    ) -> Chat:
        """A person with a phone. Until `started`, the bot may not write to them."""
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, user.first_name, user, role, started=started)
        self.tell("chats")
        return self.chats[user.id]

    def newcomer(self, name: str, role: Literal["client", "trainer"] = "client") -> Chat:
        """One more person, with the next free id of their kind."""
        taken = [chat.id for chat in self.chats.values() if chat.role == role]
        first = 1000 if role == "client" else 2000
        return self.add(User(max(taken, default=first) + 1, name), role)

    def phone(self, chat_id: int) -> Chat:
        """A person's chat with the bot, for what the person does there."""
        chat = self.chats.get(chat_id)
        if chat is None or chat.user is None:
            raise Refusal(404, f"There is nobody with the id {chat_id} here.")
        return chat

    # What a phone does ----------------------------------------------------------------------------

    def say(self, chat_id: int, text: str, reply_to: int | None = None) -> Message:
        """A person types. Writing to the bot starts the chat."""
        return self.sent(chat_id, typed(text), reply_to)

    def sent(self, chat_id: int, content: Json, reply_to: int | None = None) -> Message:
        """A person sends something: a text, or a file that is already in `files`."""
        chat = self.phone(chat_id)
        if chat.blocked:
            raise bad_request(f"{chat.title} has blocked the bot: unblock it first")
        if reply_to is not None and reply_to not in chat.messages:
            raise bad_request("message to be replied not found")
        chat.started = True
        message = Message(self.next_id(), chat.person, self.clock.now(), content, reply_to=reply_to)
        self.put(chat, message)
        self.push("message", self.message_json(chat, message))
        return message

    def rewrite(self, chat_id: int, message_id: int, text: str) -> None:
        """A person edits what they typed, or a caption."""
        chat = self.phone(chat_id)
        message = chat.messages.get(message_id)
        if (
            message is None
            or message.sender != chat.person
            or not message.content.keys() & {"text", "caption"}
        ):
            raise bad_request("only your own texts and captions can be edited")
        if "text" in message.content:
            message.content = typed(text)
        else:
            kept = {key: value for key, value in message.content.items() if "caption" not in key}
            message.content = kept | as_caption(text)
        self.changed(chat, message)
        self.push("edited_message", self.message_json(chat, message))

    def tap(self, chat_id: int, message_id: int, data: str) -> str:
        """A person presses a button, also one that the message no longer shows: phones are late.

        Returns the id of the query, by which `answer` events name it.
        """
        chat = self.phone(chat_id)
        return self.tapped(chat, chat.person, message_id, data)

    def tapped(self, chat: Chat, who: User, message_id: int, data: str) -> str:
        message = chat.messages.get(message_id)
        if message is None or message.sender.id != self.me.id:
            raise bad_request("there is no such message of the bot")
        query = str(self.next_id())
        self._queries[query] = (self.clock.now(), chat.id, message_id)
        shown: Json = {"id": query, "from": who.json(), "chat_instance": str(chat.id), "data": data}
        self.push("callback_query", shown | {"message": self.message_json(chat, message)})
        return query

    def block(self, chat_id: int) -> None:
        self._set_blocked(self.phone(chat_id), "member", "kicked")

    def unblock(self, chat_id: int) -> None:
        self._set_blocked(self.phone(chat_id), "kicked", "member")

    def _set_blocked(self, chat: Chat, before: str, after: str) -> None:
        blocked = after == "kicked"
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        shown: Json = {"chat": chat.json(), "from": chat.person.json()}
        shown["date"] = int(self.clock.now().timestamp())
        members: Json = {"old_chat_member": self._member(before), "new_chat_member": self._member(after)}
        self.push("my_chat_member", shown | members)
        self.tell("chats")

    # What the bot does ----------------------------------------------------------------------------

    def reachable(self, chat_id: object) -> Chat:
        """The chat, if the bot may write there."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.role == "group":
            self._check_membership(chat)
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def _check_membership(self, group: Chat) -> None:
        me = group.members.get(self.me.id)
        if me is not None and me.status == "kicked":
            raise Refusal(403, "Forbidden: bot was kicked from the supergroup chat")
        if me is None or not me.here:
            raise Refusal(403, "Forbidden: bot is not a member of the supergroup chat")

    def put(self, chat: Chat, message: Message) -> None:
        chat.messages[message.id] = message
        self.show(chat, message)

    def changed(self, chat: Chat, message: Message) -> None:
        message.edited = self.clock.now()
        self.show(chat, message)

    def delete(self, chat: Chat, message: Message) -> None:
        del chat.messages[message.id]
        if message.id in chat.pinned:
            chat.pinned.remove(message.id)
        self.tell("deleted", chat=chat.id, message_id=message.id)

    def answer(self, query: str, text: str, *, alert: bool) -> None:
        asked, chat_id, message_id = self._queries.get(query, (None, 0, 0))
        if asked is None or self.clock.now() - asked > QUERY_LIVES:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self.tell("answer", chat=chat_id, message_id=message_id, query=query, text=text, alert=alert)

    async def updates_from(self, offset: int, limit: int, wait: float) -> list[Json]:
        """What the bot has not confirmed yet. A second caller ends the first one's wait, as on Telegram."""
        self.polls += 1
        mine = self.polls
        self._wake()
        if offset >= 0:
            while self.updates and self.updates[0][0] < offset:
                self.updates.popleft()
        else:
            while len(self.updates) > -offset:
                self.updates.popleft()
        loop = asyncio.get_running_loop()
        until = loop.time() + wait
        while not self.updates and not self.closed and (left := until - loop.time()) > 0:
            news = self._news
            try:
                await asyncio.wait_for(news.wait(), left)
            except TimeoutError:
                break
            if self.polls != mine:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        return [update for _, update in islice(self.updates, limit)]

    # What is shown --------------------------------------------------------------------------------

    def message_json(self, chat: Chat, message: Message) -> Json:
        """The message as Telegram gives it to the bot.

        In a topic, what replies to nothing replies to the service message that began the topic.
        """
        shown = self._bare_json(chat, message)
        reply_to = message.reply_to
        if reply_to not in chat.messages and message.thread != message.id:
            reply_to = message.thread
        if reply_to in chat.messages:
            shown["reply_to_message"] = self._bare_json(chat, chat.messages[reply_to])
        return shown

    def _bare_json(self, chat: Chat, message: Message) -> Json:
        shown: Json = {
            "message_id": message.id,
            "from": message.sender.json(),
            "chat": chat.json(),
            "date": int(message.date.timestamp()),
        }
        if message.edited:
            shown["edit_date"] = int(message.edited.timestamp())
        if message.keyboard:
            shown["reply_markup"] = message.keyboard
        if message.thread:
            shown |= {"message_thread_id": message.thread, "is_topic_message": True}
        return shown | message.content

    def page_json(self, chat: Chat, message: Message) -> Json:
        """The same with what only a phone shows."""
        return self.message_json(chat, message) | {"reaction": message.reaction, "silent": message.silent}

    def commands_of(self, chat: Chat) -> list[Json]:
        """What the Menu button of a chat lists: the narrowest scope wins, then the person's language."""
        kind = "all_group_chats" if chat.role == "group" else "all_private_chats"
        scopes = (f"chat {chat.id}", kind, "default")
        choices = ((scope, language) for scope in scopes for language in ("en", ""))
        return next((self.commands[choice] for choice in choices if choice in self.commands), [])

    def show(self, chat: Chat, message: Message) -> None:
        self.tell("message", chat=chat.id, message=self.page_json(chat, message))

    def tell(self, kind: str, **what: object) -> None:
        for listener in self._listeners:
            listener({"type": kind} | what)

    def listen(self, listener: Callable[[Json], None]) -> Callable[[], None]:
        """Calls `listener` at every change until the returned function is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    # ----------------------------------------------------------------------------------------------

    def next_id(self) -> int:
        self._last_id += 1
        return self._last_id

    def close(self) -> None:
        """Ends every wait, so that the server can stop."""
        self.closed = True
        self._wake()
        self.tell("closed")

    def _member(self, status: str) -> Json:
        until: Json = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.me.json(), "status": status} | until

    def push(self, kind: str, what: Json) -> None:
        allowed = kind in self.allowed_updates
        if not allowed and (self.allowed_updates or kind in ONLY_IF_ASKED_FOR):
            return
        number = self.next_id()
        self.updates.append((number, {"update_id": number, kind: what}))
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()


def as_caption(text: str) -> Json:
    if not text:
        return {}
    content = typed(text)
    return {"caption": content["text"]} | (
        {"caption_entities": content["entities"]} if "entities" in content else {}
    )


def typed(text: str) -> Json:
    """What somebody types, as a message shows it; refused if it is empty or too long."""
    text = text.strip()
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request("message is too long")
    entities = [entity.json() for entity in found_in(text)]
    return {"text": text} | ({"entities": entities} if entities else {})
