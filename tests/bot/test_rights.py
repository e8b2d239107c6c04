"""Trainers, clients and outsiders against each other: nobody sees or changes what is not theirs.

The real desk and the real journey hear what anybody may send: links that were used, made up or meant for
others, taps that were forged or seen on another phone, replies about foreign clients. What should have come
of it is told by a model of a few lines beside it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import telegram
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.broadcasts import Broadcasts
from bot.coach import Coach, Flows
from bot.inbox import Worker, keep
from bot.invitations import CODE, OPENED, VALID
from bot.people import Person
from bot.store import Message, Topic
from content.library import built_in
from flows import client as clients
from flows.effects import Figure, OwnPicture
from flows.events import Attached, Event, Said, Source, Tapped
from tests.bot.conftest import ANNA, SAM, Bench

BEN, CLEO, KIM, EVE = 2002, 2003, 1002, 6666
NAMES = {
    ANNA: "Annabel",
    BEN: "Benedikt",
    CLEO: "Cleopatra",
    SAM: "Samantha",
    KIM: "Kimberley",
    EVE: "Evelyn",
}
"""Names that no wording has in it: whoever reads one has learnt of that person."""
ANYBODY = st.sampled_from(list(NAMES))
NUMB = "I leak pee since this morning, and it feels numb down there"
GROUPS = (-1001, -1002)
APART = ("d.invite.", "d.dismiss.", "d.pic_drawn.")
"""What buttons carry that are left to the rules that know what comes of them."""
ITEMS = ("open_book", "thomas_test")
TEXTS = (
    "hello",
    "/start",
    "/help",
    "/clients",
    "/client sam",
    "/trainers",
    "/invite",
    "/digest 07:30",
    "/broadcast",
    "/templates",
    "/picture open book",
    "Hi {name}",
    "is swimming ok?",
    NUMB,
)


def person(who: int) -> dict[str, object]:
    return {"id": who, "is_bot": False, "first_name": NAMES[who]}


def chat(group: int) -> dict[str, object]:
    return {"id": group, "type": "supergroup", "title": "x", "is_forum": True}


class Rights(RuleBasedStateMachine):
    @initialize(open_to_all=st.booleans())
    def begin(self, open_to_all):
        self.folder = TemporaryDirectory()
        self.bench = Bench(Path(self.folder.name) / "limber.db")
        self.store = self.bench.store
        self.store._execute("PRAGMA synchronous = OFF")
        self.store.name_bot("limber_bot")
        self.coach = Coach(self.store, built_in(), Flows(), lambda: None, owner=ANNA, open_to_all=open_to_all)
        self.coach.door.invitations.code = self.new_code
        flows = Flows()
        self.broadcasts = Broadcasts(
            self.store,
            built_in(),
            self.bench.clock,
            load=flows.load,
            member=flows.member,
            chance=flows.chance,
            counted=self.coach.counted,
            queued=lambda: None,
            stepped=lambda: None,
        )
        self.open = open_to_all
        self.trainers = {ANNA}
        self.hosts: dict[int, int] = {}
        """Whose client somebody is."""
        self.links: dict[str, tuple[str, int, int]] = {}
        """Codes that still work: for what, by whom, and until which day."""
        self.codes: list[str] = []
        self.day = 0
        self.messages = 0
        self.updates = 0
        self.desks: dict[int, int] = {}
        """Groups, and whose desks they are."""
        self.pictures: dict[tuple[int, str], str] = {}
        """Whose own picture of what is which file."""
        self.worker = Worker(telegram.Bot("1:x"), self.store, self.coach, self.bench.clock, lambda: None)
        for group in GROUPS:
            self.store.save_group(group, topics=True)
        self.read: set[tuple[int, int]] = set()
        """Messages, and on whose phone."""
        self.buttons: set[str] = set()
        """What those that have been shown carried."""
        for who, by, role in ((BEN, ANNA, "trainer"), (CLEO, ANNA, "trainer"), (SAM, BEN, "client")):
            self.asks(by, role)
            self.opens(who, self.codes[-1])

    def teardown(self):
        if hasattr(self, "bench"):
            self.store.close()
            self.folder.cleanup()

    # --- what anybody may do ---

    @rule(who=ANYBODY, text=st.sampled_from(TEXTS))
    def types(self, who, text):
        self.arrives(who)
        self.happens(who, Said(self.bench.now, text))
        if text == "/invite" and who in self.trainers - {ANNA}:  # the owner is asked for whom
            self.links[self.codes[-1]] = ("client", who, self.day + VALID.days)

    @rule(who=ANYBODY)
    def sends_a_picture(self, who):
        self.arrives(who)
        self.happens(who, Attached(self.bench.now, "photo"))

    @rule(who=ANYBODY, about=ANYBODY, how=st.sampled_from(["", "photo", "voice"]))
    def replies(self, who, about, how):
        """As if to a message that told of somebody, whether or not there is one."""
        self.arrives(who)
        self.messages += 1
        now, source = self.bench.now, Source(who, self.messages, how)
        text = "rest today"
        self.happens(who, Attached(now, how, source, about) if how else Said(now, text, about, source))

    @rule(who=ANYBODY, to=ANYBODY, number=st.integers(1, 9))
    def changes(self, who, to, number):
        """As if a message had been passed on to somebody, whether or not it was."""
        self.arrives(who)
        source = Source(who, number, edited_at=self.bench.now)
        self.happens(who, Said(self.bench.now, "rest today, all day", source=source, passed_to=to))

    @rule(who=ANYBODY, role=st.sampled_from(["client", "trainer"]))
    def asks_for_a_link(self, who, role):
        self.asks(who, role)

    def asks(self, who: int, role: str) -> None:
        self.arrives(who)
        before = len(self.codes)
        self.happens(who, Tapped(self.bench.now, f"d.invite.{role}"))
        allowed = who in self.trainers and (role == "client" or who == ANNA)
        assert len(self.codes) == before + allowed
        if allowed:
            self.links[self.codes[-1]] = (role, who, self.day + VALID.days)

    @rule(who=ANYBODY, data=st.data())
    def opens_a_link(self, who, data):
        """Also one that was used, that is over, or that a trainer made who has left."""
        works = self.links and data.draw(st.booleans())
        self.opens(who, data.draw(st.sampled_from(sorted(self.links) if works else self.codes)))

    def opens(self, who: int, code: str) -> None:
        role, by, until = self.links.get(code, ("", 0, 0))
        good = self.day < until and who not in self.trainers
        if good and role == "trainer" and not self.has_begun(who):
            self.trainers.add(who)
            self.hosts.pop(who, None)
            del self.links[code]
        elif good and role == "client" and self.hosts.get(who) != by:
            self.hosts[who] = by
            del self.links[code]
        self.happens(who, Said(self.bench.now, f"/start {code}"))

    @rule(who=ANYBODY, code=st.from_regex(CODE, fullmatch=True) | st.text(max_size=30))
    def makes_a_link_up(self, who, code):
        if not OPENED.fullmatch(f"/start {code}"):
            self.arrives(who)
        self.happens(who, Said(self.bench.now, f"/start {code}"))

    @rule(who=ANYBODY, whom=ANYBODY, how=st.sampled_from(["", ".yes", ".no", ".yes.yes"]))
    def tries_to_remove_a_trainer(self, who, whom, how):
        self.removes(who, whom, how)

    @rule(whom=st.sampled_from([BEN, CLEO]))
    def the_owner_removes_a_trainer(self, whom):
        self.removes(ANNA, whom, ".yes")

    def removes(self, who: int, whom: int, how: str) -> None:
        self.arrives(who)
        if who == ANNA and whom in self.trainers - {ANNA} and how == ".yes":
            self.trainers.discard(whom)
            self.links = {code: link for code, link in self.links.items() if link[1] != whom}
            self.desks = {group: one for group, one in self.desks.items() if one != whom}
            self.hosts = {one: ANNA if host == whom else host for one, host in self.hosts.items()}
            self.pictures = {of: file for of, file in self.pictures.items() if of[0] != whom}
        self.happens(who, Tapped(self.bench.now, f"d.dismiss.{whom}{how}"))

    @rule(who=ANYBODY, about=ANYBODY, sign=st.sampled_from(["RF01", "RF02", "RF99"]))
    def clears(self, who, about, sign):
        self.arrives(who)
        self.happens(who, Tapped(self.bench.now, f"d.clear.{about}.{sign}"))

    @precondition(lambda self: self.buttons)
    @rule(who=ANYBODY, data=st.data())
    def taps_what_stood_on_any_phone(self, who, data):
        """All but what is `APART`."""
        self.arrives(who)
        self.happens(who, Tapped(self.bench.now, data.draw(st.sampled_from(sorted(self.buttons)))))

    # --- in groups ---

    @rule(who=ANYBODY, group=st.sampled_from(GROUPS), text=st.sampled_from(["/desk", "/desk", "/desk off"]))
    def wants_a_desk(self, who, group, text):
        keeper = self.desks.get(group)
        if who in self.trainers and keeper in {None, who}:
            self.desks.pop(group, None)
            if text == "/desk":
                self.desks = {one: other for one, other in self.desks.items() if other != who} | {group: who}
        self.writes(who, group, text)

    @rule(
        who=ANYBODY,
        group=st.sampled_from(GROUPS),
        text=st.sampled_from([*TEXTS, "> rest today", "> /clients", "> "]),
        topic=st.none() | ANYBODY,
        data=st.data(),
    )
    def writes_in_a_group(self, who, group, text, topic, data):
        """Also in topics of clients who are somebody else's by now, and as a reply to what stands there."""
        if topic is not None:
            self.store.save_topic(group, topic, Topic(topic, 1), self.bench.now)
        there = self.shown_in(group)
        reply = data.draw(st.none() | st.sampled_from(there)) if there else None
        self.writes(who, group, text, topic, reply)

    @precondition(lambda self: self.buttons)
    @rule(who=ANYBODY, group=st.sampled_from(GROUPS), data=st.data())
    def taps_in_a_group(self, who, group, data):
        there = self.shown_in(group)
        number = data.draw(st.sampled_from(there)) if there else 1
        button = data.draw(st.sampled_from(sorted(self.buttons)))
        message = {"message_id": number, "date": 0, "chat": chat(group), "text": "x"}
        tap = {"id": "1", "from": person(who), "chat_instance": "1", "data": button, "message": message}
        self.arrives_from(who, {"callback_query": tap})

    def writes(self, who: int, group: int, text: str, topic: int | None = None, reply: int | None = None):
        self.messages += 1
        message = {"message_id": self.messages + 10**6, "date": 0, "from": person(who), "chat": chat(group)}
        message |= {"text": text}
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
        if reply is not None:
            message["reply_to_message"] = {"message_id": reply, "date": 0, "chat": chat(group)}
        self.arrives_from(who, {"message": message})

    def arrives_from(self, who: int, update: dict[str, object]) -> None:
        def take() -> None:
            self.updates += 1
            keep(self.store, [{"update_id": self.updates, **update}], self.bench.now)
            found = self.store.next_update(self.bench.now)
            assert found
            arrival = self.worker._read(found, self.bench.now)
            self.worker._turn(found, arrival, self.bench.now)

        self.only_what_is_theirs(who, take)

    def shown_in(self, group: int) -> list[int]:
        """Numbers of what stands in the group: all that was to go there has gone."""
        rows = self.store._execute("SELECT id FROM outbox WHERE place = :group ORDER BY id", group=group)
        numbers = [number for (number,) in rows]
        for number in numbers:
            self.store.end(number, "sent", self.bench.now, message_id=number)
        return numbers

    @rule(days=st.integers(1, 9))
    def waits(self, days):
        self.bench.later(days=days)
        self.day += days

    @rule(who=ANYBODY, other=ANYBODY)
    def writes_to_many(self, who, other):
        """Somebody does, as far as that leads; somebody else taps on in their place."""
        for text in ("/broadcast", "Hi {name}"):
            self.types(who, text)
        self.messages_to_many_go_on()
        for step in (".to.everyone", ".example", ".send.now"):
            for data in sorted(data for data in self.buttons if data.endswith(step)):
                for one in (other, who):
                    self.arrives(one)
                    self.happens(one, Tapped(self.bench.now, data))

    @rule(who=ANYBODY, other=ANYBODY, item=st.sampled_from(ITEMS))
    def shows_an_own_picture(self, who, other, item):
        """Somebody sends one; somebody else taps "Use this" first, then they do."""
        self.types(who, f"/picture {item}")
        self.messages += 1
        before, file = set(self.buttons), f"file-{who}-{self.messages}"
        source = Source(who, self.messages, "photo")
        self.happens(who, Attached(self.bench.now, "photo", source, file=file))
        uses = sorted(one for one in self.buttons - before if one.startswith("d.pic_use."))
        assert len(uses) == (who in self.trainers)
        for data in uses:
            for one in (other, who):
                if one == who:
                    self.pictures[who, item] = file
                self.arrives(one)
                self.happens(one, Tapped(self.bench.now, data))

    @rule(who=ANYBODY, item=st.sampled_from(ITEMS))
    def takes_an_own_picture_back(self, who, item):
        self.arrives(who)
        self.pictures.pop((who, item), None)
        self.happens(who, Tapped(self.bench.now, f"d.pic_drawn.{item}"))

    @rule()
    def messages_to_many_go_on(self):
        before = self.stored_hosts()
        while self.broadcasts.step():
            pass
        self.looks(before)

    # --- what must hold ---

    @invariant()
    def who_is_who(self):
        if not hasattr(self, "bench"):
            return
        assert {one.id for one in self.store.trainers()} == self.trainers
        stored = {who: self.store.client(who) for who in NAMES}
        assert {who: one.trainer or ANNA for who, one in stored.items() if one is not None} == self.hosts

    @invariant()
    def whose_desk_is_where(self):
        if hasattr(self, "bench"):
            assert {one: self.store.keeper(one) for one in GROUPS if self.store.keeper(one)} == self.desks

    @invariant()
    def whose_picture_is_seen_by_whom(self):
        """A client sees what their trainer shows; a trainer sees nobody else's."""
        if not hasattr(self, "bench"):
            return
        for who in NAMES:
            for item in ITEMS:
                seen = self.coach.pictures.shown(who, Figure(item))
                host = None if who in self.trainers else self.hosts.get(who, ANNA)
                file = seen.file_id if isinstance(seen, OwnPicture) else None
                assert file == self.pictures.get((host, item))

    def happens(self, who: int, event: Event) -> None:
        """A turn."""
        self.only_what_is_theirs(who, lambda: self.coach.turn(Person(who, NAMES[who]), event, lambda: True))

    def only_what_is_theirs(self, who: int, what: Callable[[], object]) -> None:
        """After it only what is theirs is changed, and told only to whom it belongs."""
        before, hosts = self.states(), dict(self.stored_hosts())
        what()
        changed = {one for one, state in self.states().items() if before.get(one) != state}
        assert changed <= {one for one in NAMES if who in {one, ANNA, hosts.get(one)}}
        assert who == ANNA or who in self.trainers or changed <= {who}
        self.looks(hosts)

    def looks(self, before: Mapping[int, int]) -> None:
        """At what was queued since the last look, when these were their trainers."""
        after = self.stored_hosts()
        sees = {one: {one, ANNA, before.get(one), after.get(one)} for one in NAMES}
        for message, _ in self.store.queued(self.bench.now, (), 10_000):
            if (message.id, message.chat) not in self.read:
                self.only_for_them(message, sees)
                told_there = message.place is not None and message.action in {"send", "copy"}
                assert not told_there or self.store.keeper(message.place) == message.chat, message
            self.read.add((message.id, message.chat))
            shown = {button.data for row in message.rows for button in row}
            self.buttons |= {data for data in shown if not data.startswith(APART)}

    @staticmethod
    def only_for_them(message: Message, sees: Mapping[int, set[int | None]]) -> None:
        """A client is told of to their trainer and the owner, a trainer to their clients and the owner."""
        assert message.about is None or message.chat in sees[message.about], message
        for named in (one for one, name in NAMES.items() if name in message.text and one != ANNA):
            clients = {one for one in NAMES if named in sees[one]}
            assert message.chat in sees[named] | clients, message

    # --- how it is done ---

    def arrives(self, who: int) -> None:
        """Whoever writes is somebody's client from then on, where the door is open."""
        if self.open and who not in self.trainers:
            self.hosts.setdefault(who, ANNA)

    def has_begun(self, who: int) -> bool:
        stored = self.store.client(who)
        return stored is not None and clients.has_begun(clients.load(stored.state))

    def new_code(self) -> str:
        """Real ones are by chance; these sort alike each time, and nobody makes them up."""
        self.codes.append(f"i_{len(self.codes):04}-of-this-very-play")
        return self.codes[-1]

    def states(self) -> dict[int, str]:
        return {who: one.state for who in NAMES if (one := self.store.client(who)) is not None}

    def stored_hosts(self) -> dict[int, int]:
        return {who: one.trainer or ANNA for who in NAMES if (one := self.store.client(who)) is not None}


class RightsInGroups(Rights):
    """What people do in two groups that are desks, with a client of each; in private only what fills them."""

    sends_a_picture = replies = changes = None
    asks_for_a_link = opens_a_link = makes_a_link_up = tries_to_remove_a_trainer = None
    clears = taps_what_stood_on_any_phone = writes_to_many = messages_to_many_go_on = None
    shows_an_own_picture = takes_an_own_picture_back = None

    @initialize(open_to_all=st.booleans())
    def begin(self, open_to_all):
        super().begin(open_to_all)
        self.asks(ANNA, "client")
        self.opens(KIM, self.codes[-1])
        for keeper, group, client in ((ANNA, GROUPS[0], KIM), (BEN, GROUPS[1], SAM)):
            self.wants_a_desk(keeper, group, "/desk")
            self.store.save_topic(group, client, Topic(client, 1), self.bench.now)
            self.types(client, NUMB)
            self.writes(keeper, group, "/clients")
            self.shown_in(group)


Rights.TestCase.settings = settings(max_examples=40, stateful_step_count=40)
TestNobodySeesOrChangesWhatIsNotTheirs = Rights.TestCase
RightsInGroups.TestCase.settings = settings(max_examples=40, stateful_step_count=30)
TestNobodyInAGroupSeesOrChangesWhatIsNotTheirs = RightsInGroups.TestCase
