"""A desk in a group: a topic for each client, made when it is needed; what is internal stays there."""

import asyncio
import html
import re
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.clock import AdjustableClock
from bot.desks import Wanted
from bot.pace import Pace
from bot.run import running
from bot.store import Message, Store, StoredClient, Topic
from bot.telegram import NotSent, Refused, Sent, Unknown
from bot.topics import APART
from bot.tryout import User, groups, local_telegram
from bot.tryout import running as serving
from bot.tryout.groups import DESK_RIGHTS
from content.library import built_in
from flows.effects import Alert, Button, Say
from tests.bot.conftest import ANNA, NOON, SAM, House, echo

KIM, LEE, BEN = 1002, 1003, 2002
G = -1_000_000_000_001
PACK = built_in()


# --- the outbox: topics, budget, order ------------------------------------------------------------------


@pytest.fixture
def desk(bench):
    """Anna's desk is the group."""
    bench.store.save_group(G, topics=True)
    bench.store.set_desk(G, ANNA)
    return bench


def tells(bench, who, text="hurts", level="amber"):
    """A client gives reason for an alert."""
    bench.hears(f"{text} {who}", Alert(level, text), who=who)


def calls(bench):
    return [(one.where, one.thread, one.action, one.text) for one in bench.sent]


def test_a_topic_is_made_before_the_first_message_and_never_again(desk):
    tells(desk, SAM)
    desk.telegram += [Sent(70)]
    desk.delivers()
    tells(desk, SAM, "again")
    desk.later(hours=21)
    tells(desk, SAM, "later")
    desk.delivers()
    assert calls(desk) == [
        (G, None, "topic", "desk-topic-name"),
        (G, 70, "send", "hurts"),
        (G, 70, "send", "later"),
    ]
    assert desk.store.client_in(G, 70) == SAM


def test_without_a_desk_in_a_group_nothing_is_different(bench):
    tells(bench, SAM)
    bench.delivers()
    assert calls(bench) == [(ANNA, None, "send", "hurts")]


def test_what_is_about_nobody_goes_to_general(desk):
    desk.store.queue(Message(ANNA, "the digest"), desk.now)
    desk.delivers()
    assert calls(desk) == [(G, None, "send", "the digest")]


def test_topics_are_made_apart_and_what_has_one_goes_on(desk):
    tells(desk, SAM)
    desk.delivers()
    tells(desk, KIM)
    tells(desk, LEE)
    tells(desk, SAM, "worse", "red")
    assert desk.delivers() == ["worse"], "the second topic must wait"
    assert desk.store.next_not_before(desk.now) == desk.now + APART
    desk.later(seconds=5)
    assert desk.delivers() == ["desk-topic-name", "hurts"]
    desk.later(seconds=5)
    assert desk.delivers() == ["desk-topic-name", "hurts"]


def test_names_that_are_alike_have_different_numbers(desk):
    names = []
    desk.coach.desks.topic_name = lambda name, number: names.append((name, number)) or "x"
    for who in (SAM, KIM):
        tells(desk, who)
        desk.delivers()
        desk.later(seconds=5)
    assert names == [("Sam", 1), ("Sam", 2)]


def test_a_deleted_topic_is_made_anew_and_says_so(desk):
    tells(desk, SAM)
    desk.telegram += [Sent(70)]
    desk.delivers()
    desk.later(hours=21)
    tells(desk, SAM, "worse")
    desk.telegram += [Refused("no_topic", "Bad Request: message thread not found"), Sent(71)]
    desk.delivers()
    assert calls(desk)[2:] == [
        (G, 70, "send", "worse"),
        (G, None, "topic", "desk-topic-name"),
        (G, 71, "send", "worse"),
        (G, 71, "send", "desk-topic-again"),
    ]
    assert desk.store.topic(G, SAM) == Topic(71, 1)


def test_where_no_topic_can_be_had_all_goes_to_general_until_it_can(desk):
    tells(desk, SAM)
    desk.telegram += [Refused("rejected", "Bad Request: not enough rights to create a topic")]
    desk.delivers()
    assert calls(desk)[-1] == (G, None, "send", "hurts")
    desk.store.save_group(G, topics=True)
    desk.later(hours=21)
    tells(desk, SAM, "more")
    desk.telegram += [Sent(70)]
    desk.delivers()
    assert calls(desk)[-1] == (G, 70, "send", "more")


def test_a_topic_of_unknown_fate_is_made_again_and_nothing_is_lost(desk):
    tells(desk, SAM)
    desk.telegram += [Unknown("ReadTimeout")]
    assert desk.delivers() == ["desk-topic-name"]
    desk.later(seconds=5)
    assert desk.delivers() == ["desk-topic-name", "hurts", "desk-topic-again"]


def test_a_topic_that_stays_unknown_is_asked_for_less_and_less_often_and_then_no_more(desk):
    tells(desk, SAM)
    desk.telegram += [Unknown("ReadTimeout")] * 20
    for _ in range(120):
        for message in desk.outbox.claim():
            unknown = message.action == "topic"
            desk.sent.append(message)
            desk.outbox.conclude(message, desk.telegram.popleft() if unknown else Sent(5))
        desk.later(seconds=5)
    assert [one.action for one in desk.sent] == ["topic"] * 5 + ["send"]
    assert desk.sent[-1].thread is None, "General"


def test_a_clock_that_is_set_back_holds_up_no_topic(desk):
    tells(desk, SAM)
    desk.telegram += [Sent(70)]
    desk.delivers()
    desk.clock._start -= timedelta(hours=5)
    tells(desk, KIM)
    desk.telegram += [Sent(71)]
    desk.later(seconds=5)
    assert desk.delivers() == ["desk-topic-name", "hurts"]


@pytest.mark.parametrize("wait", [40, None])
def test_a_topic_that_must_wait_waits_with_its_message(desk, wait):
    tells(desk, SAM)
    desk.telegram += [NotSent(wait)]
    assert desk.delivers() == ["desk-topic-name"]
    assert desk.delivers() == []
    desk.later(seconds=41)
    assert desk.delivers() == ["desk-topic-name", "hurts"]


def test_twenty_a_minute_topics_with_them_and_the_most_urgent_first(desk):
    tells(desk, SAM)
    desk.delivers()
    for number in range(25):
        desk.store.queue(Message(ANNA, f"note {number}", about=SAM), desk.now)
    assert len(desk.delivers()) == 18, "with the topic and the alert twenty"
    desk.store.queue(Message(ANNA, "a tip", urgency="broadcast"), desk.now)
    tells(desk, SAM, "numb", "red")
    desk.later(seconds=59)
    assert desk.delivers() == []
    desk.later(seconds=2)
    assert desk.delivers() == ["numb", *(f"note {number}" for number in range(18, 25)), "a tip"]


def test_a_warning_sign_goes_before_all_else_that_waits_in_a_full_group(desk):
    tells(desk, SAM, "numb", "red")
    desk.delivers()
    for number in range(40):
        desk.store.queue(Message(ANNA, f"amber {number}", urgency="alert", about=SAM), desk.now)
    desk.delivers()
    tells(desk, SAM, "a leg gives way", "red")
    desk.later(seconds=61)
    assert desk.delivers()[0] == "a leg gives way"


def test_a_full_group_holds_up_no_private_chat(desk):
    for number in range(25):
        desk.store.queue(Message(ANNA, f"{number}"), desk.now)
    desk.hears("hi", who=KIM)
    assert "hi to Sam" in desk.delivers()


def test_a_restart_keeps_topics_and_the_budget(desk):
    for who in (SAM, KIM):
        tells(desk, who)
        desk.delivers()
        desk.later(seconds=5)
    other = desk.restarted()
    for number in range(20):
        other.store.queue(Message(ANNA, f"{number}", about=SAM), other.now)
    assert len(other.delivers()) == 16, "two topics and two alerts count still"
    assert {one.thread for one in other.sent} == {501}
    other.store.close()


def test_a_crash_while_a_topic_is_made_loses_nothing(desk):
    tells(desk, SAM)
    assert [one.action for one in desk.outbox.claim()] == ["topic"]
    other = desk.restarted()
    assert other.delivers() == ["desk-topic-name", "hurts"]
    other.store.close()


def test_what_the_group_does_not_take_goes_to_the_private_chat(desk):
    tells(desk, SAM)
    desk.telegram += [Sent(70), Refused("rejected", "Bad Request: not enough rights to send text messages")]
    desk.delivers()
    assert calls(desk)[1:] == [(G, 70, "send", "hurts"), (ANNA, None, "send", "hurts")]


def test_when_the_bot_was_removed_the_desk_is_the_private_chat_again(desk):
    tells(desk, SAM)
    desk.telegram += [Sent(70), Refused("gone", "Forbidden: bot was kicked from the supergroup chat")]
    desk.delivers()
    assert calls(desk)[2:] == [(ANNA, None, "send", "hurts"), (ANNA, None, "send", "desk-group-lost")]
    assert desk.store.keeper(G) is None


def test_what_waits_for_a_group_that_is_no_desk_any_more_goes_home(desk):
    tells(desk, SAM)
    desk.store.remove_desk(G)
    assert desk.delivers() == ["hurts"]
    assert desk.sent[0].where == ANNA


@pytest.mark.parametrize("held", [0, 10])
def test_a_card_that_the_group_refuses_takes_its_changes_home(desk, held):
    """In the group the card's number would be another message's."""
    desk.store.queue(Message(ANNA, "card", card=True, key="c"), desk.now)
    [card] = desk.outbox.claim()
    desk.store.queue(
        Message(ANNA, "changed", action="edit", target=desk.store.message_of(ANNA, "c")), desk.now
    )
    desk.outbox.conclude(card, Refused("rejected", "Bad Request: TOPIC_CLOSED"))
    desk.pace.hold(G, held)
    for _ in range(6):
        desk.delivers()
        desk.later(seconds=5)
    assert {where for where, *_ in calls(desk)} == {ANNA}
    assert calls(desk)[-1][3] == "changed"


def test_a_card_in_a_group_that_is_no_desk_any_more_is_not_changed_there(desk):
    desk.script.answers["card"] = (Say("Sam's plan", card=True, about=SAM),)
    desk.hears("hi")
    desk.delivers()
    desk.hears("card", who=ANNA)
    desk.delivers()
    card = desk.store.card(ANNA, G, SAM)
    desk.store.remove_desk(G)
    desk.store.queue(Message(ANNA, "what is new", action="edit", target=card.id, about=SAM), desk.now)
    desk.delivers()
    assert calls(desk)[-1] == (ANNA, None, "send", "what is new")


def test_a_card_takes_the_buttons_of_those_before_it_in_its_own_topic_alone(desk):
    """Who looks at one client's card has not answered what was asked about another, nor in General."""
    rows = ((Button("Yes", "yes"),),)
    for who, name in ((SAM, "Sam"), (KIM, "Kim")):
        desk.hears("hi", who=who)
        desk.script.answers[name] = (Say(f"{name}'s plan", rows, card=True, about=who),)
    desk.script.answers["all"] = (Say("To whom?", rows, card=True),)
    for words in ("Sam", "all", "Kim", "Sam"):
        desk.hears(words, who=ANNA)
        desk.delivers()
    cards = desk.store._execute("SELECT text, buttons FROM outbox WHERE card = 1 ORDER BY id")
    assert [(text, buttons != "[]") for text, buttons in cards] == [
        ("Sam's plan", False), ("To whom?", True), ("Kim's plan", True), ("Sam's plan", True)
    ]  # fmt: skip


def test_a_trainer_who_is_removed_loses_the_desk(desk):
    desk.store.add_trainer(BEN, "Ben", desk.now)
    desk.store.save_group(G - 1, topics=True)
    desk.store.set_desk(G - 1, BEN)
    desk.hears(desk.start_by("client", BEN))
    desk.delivers()
    tells(desk, SAM)
    desk.store.redirect(BEN, ANNA)
    desk.store.remove_trainer(BEN)
    assert desk.store.keeper(G - 1) is None
    desk.sent.clear()
    desk.delivers()
    assert {one.where for one in desk.sent} == {G}


def test_who_is_forgotten_leaves_no_topic(desk):
    tells(desk, SAM)
    desk.delivers()
    desk.store.forget(SAM)
    assert desk.store.topic(G, SAM) is None


def words(key, **values):
    """As a phone shows them."""
    return html.unescape(re.sub(r"<[^>]+>", "", PACK.say(key, **values)))


# --- the whole bot, over HTTP ---------------------------------------------------------------------------


class Practice(House):
    """Anna, the owner, with a group; Ben, another trainer, and Eve, who is nobody, are in it."""

    group: groups.Chat
    eve: int

    def writes(self, who, text, thread=None, reply_to=None):
        return groups.say(self.world, self.group, who, text, thread=thread, reply_to=reply_to).id

    async def hears(self, who, text, thread=None, reply_to=None):
        """Somebody writes in the group, and the bot has done what follows; the message's number."""
        number = self.writes(who, text, thread, reply_to)
        await self.settled()
        return number

    async def settled(self):
        """Also what waits between two topics."""
        for _ in range(3):
            await super().settled()
            await asyncio.sleep(0)
            self.clock.jump(timedelta(seconds=6))
        await super().settled()

    def read(self, thread=None):
        """The bot's words in a topic, or in General."""
        mine = [one for one in self.group.messages.values() if one.sender == self.world.me]
        return [one.content["text"] for one in mine if one.thread == thread and "text" in one.content]

    def topics(self):
        return {topic.name: number for number, topic in self.group.topics.items()}

    def last(self, thread):
        mine = [one for one in self.group.messages.values() if one.sender == self.world.me]
        return [one for one in mine if one.thread == thread][-1]

    def reactions(self, number):
        return self.group.messages[number].reaction


@asynccontextmanager
async def practice(database, *, desk=True, clients=((SAM, "Sam", ANNA),)):
    clock = AdjustableClock(NOON, running=False)
    people = [User(SAM, "Sam"), User(KIM, "Kim"), User(BEN, "Ben"), User(3001, "Eve")]
    app = local_telegram(clock, clients=people, trainer=User(ANNA, "Anna"), first_id=100)
    async with serving(app) as url:
        settings = echo.settings_for(url, database, owner=ANNA)
        async with running(settings, clock, PACK, pace=Pace(1000, echo.impatient())) as bot:
            house = Practice(app.state.world, bot, None, clock)
            house.eve = 3001
            while not bot.store.bot_name():
                await asyncio.sleep(0)
            bot.store.add_trainer(BEN, "Ben", NOON)
            house.group = groups.create(house.world, "Desk", ANNA, [BEN, house.eve])
            groups.set_bot(house.world, house.group, ANNA, "administrator")
            if desk:
                await house.hears(ANNA, "/desk")
            for who, _, host in clients:
                await house.says(
                    f"/start {bot.coach.door.invitations.make('client', host, clock.now())}", who
                )
            yield house


async def test_a_desk_is_made_and_a_client_gets_a_topic(database):
    async with practice(database) as house:
        assert house.read()[0] == words("desk-group-on")
        (name,) = house.topics()
        assert name == "Sam · C1"
        assert house.read(house.topics()[name]) == [words("desk-client-came", name="Sam")]
        assert house.heard(ANNA) == []


async def test_a_link_makes_a_desk_too(database):
    async with practice(database, desk=False, clients=()) as house:
        await house.hears(ANNA, f"/start@{house.world.me.username} desk")
        assert house.app.store.keeper(house.group.id) == ANNA


async def test_a_command_for_another_bot_is_none(database):
    async with practice(database, desk=False, clients=()) as house:
        await house.hears(ANNA, "/desk@another_bot")
        assert house.read() == []


@pytest.mark.parametrize(
    ("who", "rights", "said"),
    [
        (3001, DESK_RIGHTS, "desk-group-no-trainer"),
        (SAM, DESK_RIGHTS, "desk-group-no-trainer"),
        (ANNA, DESK_RIGHTS - {"can_manage_topics"}, "desk-group-no-right"),
    ],
)
async def test_refusals(database, who, rights, said):
    async with practice(database, desk=False) as house:
        groups.add_member(house.world, house.group, SAM, ANNA)
        groups.set_bot(house.world, house.group, ANNA, "administrator", frozenset(rights))
        await house.hears(who, "/desk")
        assert house.read() == [words(said)]
        assert house.app.store.keeper(house.group.id) is None


async def test_a_group_is_one_trainers_desk_alone(database):
    async with practice(database) as house:
        await house.hears(BEN, "/desk")
        await house.hears(BEN, "/desk off")
        assert house.read()[1:] == [words("desk-group-taken")] * 2
        assert house.app.store.keeper(house.group.id) == ANNA


async def test_a_reply_reaches_the_client_with_a_sign_of_delivery_and_follows_its_edits(database):
    async with practice(database) as house:
        (thread,) = house.topics().values()
        number = await house.hears(ANNA, "Welcome, Sam!", thread, house.last(thread).id)
        assert house.heard()[-1] == words("from-trainer", trainer="Anna", text="Welcome, Sam!")
        assert house.reactions(number) == words("desk-delivered-reaction")
        groups.rewrite(house.world, house.group, ANNA, number, "Good day, Sam!")
        await house.settled()
        assert house.heard()[-1] == words("from-trainer-changed", trainer="Anna", text="Good day, Sam!")
        assert house.heard(ANNA) == []


async def test_an_arrow_in_a_topic_reaches_its_client(database):
    async with practice(database) as house:
        (thread,) = house.topics().values()
        number = await house.hears(ANNA, "> Welcome, Sam!", thread)
        assert house.heard()[-1] == words("from-trainer", trainer="Anna", text="Welcome, Sam!")
        groups.rewrite(house.world, house.group, ANNA, number, "> 5 < 6")
        await house.settled()
        assert house.heard()[-1] == words("from-trainer-changed", trainer="Anna", text="5 < 6")


async def test_pictures_go_both_ways(database):
    async with practice(database) as house:
        (thread,) = house.topics().values()
        sent = {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}]}
        number = groups.sent(
            house.world, house.group, ANNA, sent | {"caption": "> like this"}, thread=thread
        ).id
        await house.settled()
        copy = list(house.world.chats[SAM].messages.values())[-1]
        assert copy.content["caption"] == words("from-trainer", trainer="Anna", text="like this")
        assert house.reactions(number) == words("desk-delivered-reaction")
        house.world.sent(SAM, sent | {"caption": "so?"}, reply_to=copy.id)
        await house.settled()
        asked = list(house.group.messages.values())[-1]
        assert (asked.thread, asked.content["caption"].splitlines()) == (thread, ["💬 Sam:", "so?"])


async def test_one_message_to_many_is_written_in_general_if_it_is_words(database):
    async with practice(database) as house:
        await house.hears(ANNA, "/broadcast")
        groups.sent(
            house.world, house.group, ANNA, {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}}
        )
        await house.settled()
        assert house.read()[-1] == words("broadcast-in-private")
        (thread,) = house.topics().values()
        await house.hears(ANNA, "internal, in a topic", thread)
        assert house.app.store.draft(ANNA) is None
        await house.hears(ANNA, "Happy New Year, {name}!")
        assert house.app.store.draft(ANNA).text == "Happy New Year, {name}!"
        assert house.heard(ANNA) == []


async def test_in_private_a_trainer_learns_how_and_ends_it(database):
    async with practice(database) as house:
        await house.says("/desk", ANNA)
        await house.says("/desk off", ANNA)
        await house.says("/desk", ANNA)
        assert house.heard(ANNA) == [
            words("desk-group-is"),
            words("desk-group-off"),
            words("desk-group-how", bot=house.app.store.bot_name()),
        ]
        assert house.app.store.desk_of(ANNA) is None


async def test_a_client_who_types_the_command_is_answered_like_any_other(database):
    async with practice(database) as house:
        await house.says("/desk", SAM)
        assert house.heard()[-1] not in {words("desk-group-is"), words("desk-group-how", bot="none")}


async def test_a_restart_finds_the_topics_again(database):
    async with practice(database) as house:
        thread = house.topics()["Sam · C1"]
    with Store(database) as store:
        assert store.topic(G, SAM) == Topic(thread, 1)


async def test_internal_talk_stays_internal_and_is_whispered_about_once(database):
    async with practice(database) as house:
        (thread,) = house.topics().values()
        before = house.heard()
        first = await house.hears(ANNA, "Ben, can you take him on Thursday?", thread)
        await house.hears(ANNA, "I mean it", thread)
        await house.hears(ANNA, "and this answers a colleague", thread, first)
        await house.hears(ANNA, "General talk")
        assert house.heard() == before
        assert house.read(thread)[1:] == [words("desk-group-internal")]
        assert len(house.read()) == 1


async def test_a_reply_to_what_tells_of_no_client_is_said_to_reach_nobody(database):
    async with practice(database) as house:
        await house.hears(ANNA, "/clients")
        shown, before = house.last(None).id, house.heard()
        for who in (BEN, house.eve):
            await house.hears(who, "rest today", reply_to=shown)
        assert house.last(None).id == shown
        await house.hears(ANNA, "rest today", reply_to=shown)
        assert house.read()[-1] == words("desk-how-to-reply")
        assert house.heard() == before


async def test_outsiders_do_nothing_and_see_no_answer(database):
    async with practice(database) as house:
        (thread,) = house.topics().values()
        groups.add_member(house.world, house.group, KIM, ANNA)
        told = house.last(thread)
        sam, topic, general = house.heard(), house.read(thread), house.read()
        for who in (house.eve, BEN, KIM):
            for text in ("> You are ill", "/clients", "hello", f"/client@{house.world.me.username} Sam"):
                await house.hears(who, text, thread)
                await house.hears(who, text, thread, told.id)
                await house.hears(who, text)
        assert (house.heard(), house.read(thread), house.read()) == (sam, topic, general)
        assert [house.heard(who) for who in (house.eve, BEN, KIM)] == [[], [], []]


async def test_outsiders_taps_are_answered_kindly_and_change_nothing(database):
    async with practice(database) as house:
        await house.hears(ANNA, "/client Sam")
        (thread,) = house.topics().values()
        card = house.last(thread)
        state = house.app.store.client(SAM).state
        answers = []
        house.world.answer = lambda query, text, *, alert: answers.append(text)
        for who in (house.eve, BEN):
            groups.tap(house.world, house.group, who, card.id, f"d.leave.{SAM}")
            await house.settled()
        assert answers == [words("desk-group-not-yours")] * 2
        assert house.app.store.client(SAM).state == state
        groups.tap(house.world, house.group, ANNA, card.id, f"d.leave.{SAM}")
        await house.settled()
        assert house.app.store.client(SAM).state != state
        assert "marked as left" in house.group.messages[card.id].content["text"]


async def test_commands_are_answered_where_they_were_given(database):
    async with practice(database) as house:
        await house.hears(ANNA, "/clients")
        assert "Sam" in house.read()[-1]
        assert house.heard(ANNA) == []
        count = len(house.read())
        await house.says("/clients", ANNA)
        assert "Sam" in house.heard(ANNA)[-1]
        assert len(house.read()) == count


async def test_another_trainers_clients_never_appear_and_the_owner_may_help(database):
    """The desk is Ben's; Anna, the owner, is in the group, and sees everybody, but elsewhere."""
    clients = ((SAM, "Sam", BEN), (KIM, "Kim", ANNA))
    async with practice(database, desk=False, clients=()) as house:
        await house.hears(BEN, "/desk")
        for who, _, host in clients:
            code = house.app.coach.door.invitations.make("client", host, house.clock.now())
            await house.says(f"/start {code}", who)
        assert list(house.topics()) == ["Sam · C1"]
        (thread,) = house.topics().values()
        await house.hears(ANNA, "/clients")
        await house.hears(ANNA, "/client Kim", thread)
        await house.hears(ANNA, "> Ben is ill, I am here for you", thread)
        assert house.heard()[-1].endswith("Ben is ill, I am here for you")
        assert not any("Kim" in one for one in house.read() + house.read(thread))


async def test_a_deleted_topic_is_recreated(database):
    async with practice(database) as house:
        (thread,) = house.topics().values()
        groups.delete_topic(house.world, house.group, house.group.topics[thread])
        await house.hears(ANNA, "/client Sam")
        (again,) = house.topics().values()
        assert again != thread
        assert house.read(again)[-1] == words("desk-topic-again")
        assert len(house.read(again)) == 2


async def test_off_and_removed_lead_back_to_the_private_chat(database):
    async with practice(database) as house:
        await house.hears(ANNA, "/desk off")
        await house.says("/clients", ANNA)
        assert "Sam" in house.heard(ANNA)[-1]
        await house.hears(ANNA, "/desk")
        groups.set_bot(house.world, house.group, ANNA, "kicked")
        await house.settled()
        assert house.heard(ANNA)[-1] == words("desk-group-lost")
        assert house.app.store.desk_of(ANNA) is None


async def test_a_trainer_who_leaves_the_group_takes_the_desk_along(database):
    async with practice(database) as house:
        await house.says("/clients", ANNA)
        groups.add_member(house.world, house.group, SAM, ANNA)
        groups.remove_member(house.world, house.group, SAM, ANNA)
        await house.settled()
        assert house.app.store.desk_of(ANNA) == house.group.id, "others may come and go"
        groups.remove_member(house.world, house.group, ANNA, ANNA)
        await house.settled()
        assert house.heard(ANNA)[-1] == words("desk-group-left")
        assert house.app.store.desk_of(ANNA) is None


async def test_what_was_asked_for_is_typed_in_the_clients_topic(database):
    """A note: written in another client's topic it is internal talk there."""
    clients = ((SAM, "Sam", ANNA), (KIM, "Kim", ANNA))
    async with practice(database, clients=clients) as house:
        sam, kim = house.topics().values()
        house.app.store.set_awaits(ANNA, f"note.{SAM}", house.clock.now())
        await house.hears(ANNA, "likes swimming", kim)
        assert house.app.store.trainer(ANNA).awaits
        await house.hears(ANNA, "likes swimming", sam)
        assert not house.app.store.trainer(ANNA).awaits
        assert "likes swimming" in house.app.store.client(SAM).state


async def test_in_general_a_note_is_what_replies_to_the_question_for_it(database):
    async with practice(database) as house:
        await house.hears(ANNA, "/clients")
        older = house.last(None).id
        await house.hears(ANNA, "/picture")
        question = house.last(None).id
        house.app.store.set_awaits(ANNA, f"note.{SAM}", house.clock.now())
        tom = await house.hears(BEN, "Coffee?")
        before = house.read()
        await house.hears(ANNA, "Ben, coffee?")
        talk = await house.hears(ANNA, "with milk", reply_to=tom)
        groups.rewrite(house.world, house.group, ANNA, talk, "without milk")
        await house.settled()
        assert house.read() == before
        await house.hears(ANNA, "not this", reply_to=older)
        assert house.read()[-1] == words("desk-how-to-reply")
        assert house.app.store.trainer(ANNA).awaits == f"note.{SAM}"
        await house.hears(ANNA, "likes swimming", reply_to=question)
        state = house.app.store.client(SAM).state
        assert "likes swimming" in state
        assert not any(said in state for said in ("coffee", "milk", "not this"))


async def test_in_a_topic_what_was_asked_for_long_ago_is_said_among_trainers(database):
    async with practice(database) as house:
        (sam,) = house.topics().values()
        house.app.store.set_awaits(ANNA, f"note.{SAM}", house.clock.now() - timedelta(minutes=16))
        await house.hears(ANNA, "Ben, can you take him?", sam)
        assert house.read(sam)[-1] == words("desk-group-internal")
        assert "can you take him" not in house.app.store.client(SAM).state


async def test_in_general_a_time_sends_it_off_if_it_is_nothing_else(database):
    async with practice(database) as house:
        await house.hears(ANNA, "/broadcast")
        await house.hears(ANNA, "Please bring your mat")
        groups.tap(house.world, house.group, ANNA, house.last(None).id, button(house, "Everyone"))
        await house.settled()
        waits = house.app.store.trainer(ANNA).awaits
        await house.hears(ANNA, "Ben, shall we look at it together at 4?")
        assert (house.app.store.trainer(ANNA).awaits, waits[:8]) == (waits, "send_at.")
        await house.hears(ANNA, "16:00")
        assert house.app.store.trainer(ANNA).awaits == ""


def button(house, label):
    """What the newest message in General carries under it."""
    rows = house.last(None).keyboard["inline_keyboard"]
    return next(one["callback_data"] for row in rows for one in row if one["text"].startswith(label))


def test_a_group_without_topics_is_refused(bench):
    bench.store.save_group(G, topics=True)
    wanted = Wanted(G, ANNA, on=True, forum=False)
    bench.coach.happens_in_group(wanted, bench.now, lambda: True)
    assert bench.delivers() == ["desk-group-no-forum"]
    assert bench.sent[0].where == G
    assert bench.store.keeper(G) is None


def test_a_desk_moves_with_its_trainer_to_another_group(desk):
    desk.store.save_group(G - 1, topics=True)
    desk.coach.happens_in_group(Wanted(G - 1, ANNA, on=True, forum=True), desk.now, lambda: True)
    assert (desk.store.keeper(G), desk.store.desk_of(ANNA)) == (None, G - 1)


def test_what_happened_in_a_group_happens_once(desk):
    desk.coach.happens_in_group(Wanted(G, ANNA, on=False, forum=True), desk.now, lambda: False)
    assert desk.store.keeper(G) == ANNA


def test_what_the_operator_must_know_stays_in_private(desk):
    desk.coach.tell_operator("An update failed", "key", desk.now)
    desk.delivers()
    assert calls(desk) == [(ANNA, None, "send", "An update failed")]


def test_a_client_who_moved_away_is_not_told_of_in_the_old_group(desk):
    desk.store.add_trainer(BEN, "Ben", desk.now)
    desk.store.save_group(G - 1, topics=True)
    desk.store.set_desk(G - 1, BEN)
    desk.store.save_client(StoredClient(SAM, "{}", BEN, blocked=False), desk.now)
    assert desk.store.reader(G - 1, SAM) == BEN
    desk.store.save_client(StoredClient(SAM, "{}", ANNA, blocked=False), desk.now)
    assert desk.store.reader(G - 1, SAM) == ANNA
