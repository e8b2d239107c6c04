"""A practice that lives for months in minutes: clients, trainers, and the coach with its store on disk.

In: a database, how many clients, a seed. Out: the database as it would be after so many days. Clients do what
those of `flows/simulation` do, and it comes into the inbox as Telegram's updates; turns are the coach's own,
and what it says is sent by the outbox to a Telegram that counts messages, loses an answer now and then, and
does not reach whoever has blocked the bot. Not real are time, Telegram's pace and the disk's: nobody waits.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path
from random import Random
from typing import TypeVar, cast

from benchmarks.practice_trainers import PracticeTrainer
from bot.app import TIDY_EVERY, App
from bot.clock import AdjustableClock
from bot.coach import Flows
from bot.inbox import keep
from bot.outbox import Outbox
from bot.pace import Pace
from bot.populating import FIRST_ID
from bot.rounds import Rounds
from bot.settings import Settings
from bot.store import Message, Store
from bot.tally import Tally
from bot.telegram import Bot, NotSent, Outcome, Refused, Sent, Unknown, Upload
from bot.upkeep import tidy
from bot.uploads import Uploads
from content.invented import invented
from content.library import Pack, built_in
from flows import journey
from flows.client import Client
from flows.effects import Effect, Figure, OwnPicture, Record, Say
from flows.events import CameBack, Cleared, Due, Event, Left, Managed, Said, Tapped
from flows.explorer.world import Doing, carried_out
from flows.journey import Heard
from flows.keeping import Keeping
from flows.simulation.life import CLEARED, CLEARED_AFTER, DAY, Life, life
from flows.values import changed

BEGINS = datetime.fromisoformat("2026-01-05T00:00:00+00:00")
ARRIVE_WITHIN = 28
"""Days in which everybody becomes a client."""
PER_TRAINER = 60
FIRST_TRAINER = FIRST_ID - 1_000_000
GROUP = -1_002_000_000_001
"""The desk of one of the trainers; the others have theirs in private."""
STEPS = 300
"""That are on disk together: what is there in the end does not tell."""
LOST, HELD = 2000, 10_000
"""Of so many calls, one has an outcome that nobody knows, or is told to wait."""
WAIT = 20
"""Seconds."""
CLIENTS_OWN = (Said, Tapped, Left, CameBack)

Json = dict[str, object]


class QuickStore(Store):
    """Waits for no disk: what is written is the same."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._execute("PRAGMA synchronous = OFF")

    def carry_over(self) -> None:
        """All of the log is in the database when this returns."""
        self._execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


class NoBot:
    """Answers to taps are not kept anywhere."""

    async def answer_callback_query(self, *_: object, **__: object) -> bool:
        return True


@dataclass(slots=True)
class PracticeClient(Life):
    """Does what the simulated do, with the real coach. What it makes of it, `follows` is told."""

    practice: "Practice" = field(kw_only=True)
    id: int = field(kw_only=True)
    code: str = field(kw_only=True)
    """Of the trainer's link."""
    newest: int = 0
    """The last message on the phone."""

    def begin(self, days: int) -> None:
        self._plan_ahead(days)
        self._plan(self.begins, "say", f"/start {self.code}")

    def next(self) -> tuple[datetime, Callable[[], None]] | None:
        """The coach's own bells are in the store."""
        found: list[tuple[datetime, int, Callable[[], None]]] = []
        if self.person.again is not None:
            found.append((self.person.again.at, 0, self._tap_again))
        if self.person.looks_at is not None:
            found.append((self.person.looks_at, 2, self._look))
        if self.ahead:
            found.append((self.ahead[0][0], 3, self._live))
        if not found:
            return None
        at, _, happen = min(found, key=lambda one: one[:2])
        return at, happen

    def at(self, now: datetime) -> None:
        self.world = changed(self.world, now=now, step=None, queued=())

    def _do(self, doing: Doing) -> tuple[Effect, ...]:
        """As an update, or by what a trainer taps. What follows is heard by `follows`."""
        match doing.event:
            case Said(text=text):
                self.practice.types(self.id, self.name, text)
            case Tapped(data=data):
                self.practice.taps(self.id, self.name, data, self.newest)
            case Left() | CameBack():
                self.practice.comes_or_goes(self.id, self.name, gone=isinstance(doing.event, Left))
            case Cleared(code=code):
                self.practice.trainer_of(self).clears(self.id, code)
            case Managed(action=action, about=about):
                self.practice.trainer_of(self).manages(self.id, action, about)
        return ()

    @property
    def name(self) -> str:
        return self.world.client.name

    def follows(self, event: Event, heard: Heard) -> None:
        """The coach has had a turn with this client."""
        before, now = self.world, event.at
        falls_due = event.kind if isinstance(event, Due) else ""
        doing = Doing("", event, now, falls_due=falls_due)
        after = carried_out(before, doing, heard, self.pack)
        self.world = changed(after, step=None, queued=())
        for effect in heard.effects:
            if isinstance(effect, Record) and effect.kind == "session":
                self.counter.tally.sessions += 1
        if isinstance(event, CLIENTS_OWN):
            self.past.last_word = now
            self._look_after_locks(before.client, heard.client)
        elif not self.absent and not self.world.client.blocked:
            self._hears(heard, now)

    def _look_after_locks(self, before: Client, after: Client) -> None:
        known = {lock.code for lock in before.locks}
        for lock in after.locks:
            if lock.code not in known and self.random.random() < CLEARED:
                self._plan(self.world.now + self.random.randint(*CLEARED_AFTER) * DAY, "clear", lock.code)

    def _hears(self, heard: Heard, now: datetime) -> None:
        """The phone rings, in the middle of a talk or out of the blue."""
        if not any(isinstance(one, Say) and not one.silent and one.to is None for one in heard.effects):
            return
        if self.past.last_word is not None and now - self.past.last_word < DAY / 24:
            self.person.goes_on(self.world)
        else:
            self.person.rings(self.world)


Somebody = PracticeClient | PracticeTrainer
Row = TypeVar("Row")


class Practice(App):
    """The bot of `limber run`, without its loops: what is due is taken here, one after the other."""

    store: QuickStore

    def __init__(self, store: QuickStore, clock: AdjustableClock, clients: int, seed: int, days: int) -> None:
        settings = Settings(_env_file=None, owner=FIRST_TRAINER)
        ticks = count()
        pace = Pace(1000, lambda: next(ticks) * 600.0)  # nothing waits for Telegram's limits
        pack = built_in()
        flows = Flows(hear=self._hear_client)
        bot, tally = cast("Bot", NoBot()), Tally()
        super().__init__(settings, clock, pack, store, bot, flows=flows, pace=pace, tally=tally)
        self.outbox = Outbox(
            store,
            self.coach,
            clock,
            pace=pace,
            draw=_drawn,
            send=Uploads(store, self._send).send,
            stepped=lambda: None,
        )
        self.clock = clock
        self.random = Random(f"practice:{seed}")
        self.coach.door.invitations.code = self._code
        self.turns = 0
        self.messages = 0
        self._updates = count(1)
        self._numbers = count(1)
        self._order = count()
        self._agenda: list[tuple[datetime, int, Somebody, int]] = []
        self._plans: dict[int, int] = {}
        """By person: the number of the plan that counts."""
        self._touched: dict[int, Somebody] = {}
        self._tidy_at = clock.now() + TIDY_EVERY
        self.trainers = self._furnish(clients, pack)
        self.clients = self._people(clients, seed, days, pack)

    def _code(self) -> str:
        return f"i_{self.random.getrandbits(88):022x}"

    def _furnish(self, clients: int, pack: Pack) -> dict[int, PracticeTrainer]:
        """Trainers, one of them with a group, and what they have set up."""
        now = self.clock.now()
        self.store.name_bot("limber_bot")
        trainers = {}
        for number in range(max(2, -(-clients // PER_TRAINER))):
            who = FIRST_TRAINER + number
            name = invented().names[-1 - number]
            self.store.add_trainer(who, name, now)
            trainers[who] = PracticeTrainer(who, name, self, Random(self.random.random()))
        last = max(trainers)
        self.store.save_group(GROUP, topics=True)
        self.store.set_desk(GROUP, last)
        exercise = pack.exercises.exercises[0].id
        self.store.set_own_picture(last, OwnPicture(exercise, "video", "own-video"), now)
        return trainers

    def _people(self, clients: int, seed: int, days: int, pack: Pack) -> dict[int, PracticeClient]:
        people = {}
        trainers = list(self.trainers.values())
        for number in range(1, clients + 1):
            begins = self.clock.now() + self.random.random() * min(ARRIVE_WITHIN, days / 4) * DAY
            one = life(number, seed, pack, begins=begins)
            given = {each.name: getattr(one, each.name) for each in fields(Life)}
            trainer = trainers[number % len(trainers)]
            code = self._code()
            who = PracticeClient(**given, practice=self, id=FIRST_ID + number, code=code)
            trainer.clients.append(who.id)
            trainer.expects(begins, code)
            who.begin(days)
            people[who.id] = who
        everybody: list[Somebody] = [*people.values(), *trainers]
        for each in everybody:
            self.touch(each)
        return people

    def trainer_of(self, client: PracticeClient) -> PracticeTrainer:
        stored = self.store.client(client.id)
        return self.trainers[(stored.trainer if stored else None) or FIRST_TRAINER]

    # --- what people do ---

    def types(self, who: int, name: str, text: str, *, place: Json | None = None, to: int = 0) -> None:
        command: Json = {"offset": 0, "length": len(text.split(maxsplit=1)[0]), "type": "bot_command"}
        message = self._message(who, name, next(self._numbers), place) | {"text": text}
        message |= {"entities": [command]} if text.startswith("/") else {}
        message |= {"reply_to_message": self._message(who, name, to, place)} if to else {}
        self._comes({"message": message})

    def taps(self, who: int, name: str, data: str, message: int, *, place: Json | None = None) -> None:
        card = self._message(who, name, message, place)
        query = {"id": str(next(self._numbers)), "from": _person(who, name), "chat_instance": "1"}
        self._comes({"callback_query": query | {"data": data, "message": card}})

    def comes_or_goes(self, who: int, name: str, *, gone: bool) -> None:
        status = {"status": "kicked" if gone else "member"}
        change = {"chat": _chat(who), "from": _person(who, name), "new_chat_member": status}
        self._comes({"my_chat_member": change})

    def _message(self, who: int, name: str, number: int, place: Json | None) -> Json:
        when = int(self.clock.now().timestamp())
        message: Json = {"message_id": number, "from": _person(who, name), "chat": _chat(who), "date": when}
        return message | (place or {})

    def _comes(self, update: Json) -> None:
        keep(self.store, [{"update_id": next(self._updates)} | update], self.clock.now())
        found = self.store.next_update(self.clock.now())
        assert found is not None
        self.worker.take(found)
        self.turns += 1

    # --- what is said ---

    async def _send(self, message: Message, file: Upload | None, file_id: str) -> Outcome:
        self.messages += 1
        client, trainer = self.clients.get(message.chat), self.trainers.get(message.chat)
        if client is not None and client.world.client.blocked:
            return Refused("gone", "Forbidden: bot was blocked by the user")
        if self.random.randrange(HELD) == 0:
            return NotSent(WAIT)
        number = message.message_id or next(self._numbers)
        if client is not None and message.action in {"send", "copy"}:
            client.newest = number
        if trainer is not None:
            trainer.notices(message, number)
            self.touch(trainer)
        if self.random.randrange(LOST) == 0:
            return Unknown("no answer")
        return Sent(number, f"file-{file.name}" if file is not None and not file_id else "")

    def _hear_client(
        self, client: Client, event: Event, pack: Pack, answered: Sequence[timedelta] = (), /
    ) -> Heard:
        heard = journey.hear(client, event, pack, answered)
        who = self.clients.get(client.id)
        if who is not None:
            who.follows(event, heard)
            self.touch(who)
        return heard

    # --- time ---

    def touch(self, who: Somebody) -> None:
        """Something has changed for them: what they do next is looked at anew."""
        self._touched[who.id] = who

    def _plan(self) -> None:
        for who in self._touched.values():
            plan = self._plans[who.id] = next(self._order)
            step = who.next()
            if step is not None:
                heappush(self._agenda, (step[0], plan, who, plan))
        self._touched.clear()

    def _soonest(self) -> tuple[datetime, Somebody] | None:
        while self._agenda:
            at, _, who, plan = self._agenda[0]
            if self._plans[who.id] == plan:
                return at, who
            heappop(self._agenda)
        return None

    async def live(self, until: datetime) -> None:
        """Whatever happens before this moment."""
        going_on = True
        while going_on:
            with self.store.transaction():
                for _ in range(STEPS):
                    going_on = await self._happens_next(until)
                    if not going_on:
                        break
        self.clock.jump_to(until)

    async def _happens_next(self, until: datetime) -> bool:
        self._plan()
        now = self.clock.now()
        person, due = self._soonest(), self._due_at(now)
        moments = [self._tidy_at, *([person[0]] if person else ()), *([due] if due else ())]
        at = max(now, min(moments))
        if at >= until:
            return False
        self.clock.jump_to(at)
        if self._tidy_at <= at:
            await tidy(self.store, Keeping(), at, rest=0)
            self._tidy_at += TIDY_EVERY
        elif due is not None and due <= at:
            self._take_due(at)
        elif person is not None:
            _, who = person
            step = who.next()
            self.touch(who)
            if step is not None:
                who.at(at)
                step[1]()
        await self.send_all()
        return True

    def _due_at(self, now: datetime) -> datetime | None:
        moments = (self.next_moment(), self.store.next_not_before(now))
        return min((each for each in moments if each is not None), default=None)

    def _take_due(self, now: datetime) -> None:
        self._take(self.prompts, self.store.due(now, 10))
        self._take(self.waiting, self.store.questions_due(now, 10))
        self._take(self.watch, self.store.due_alerts(now, 10))

    def _take(self, rounds: Rounds[Row], rows: Sequence[Row]) -> None:
        for row in rows:
            rounds.take(row)
            self.turns += 1

    async def send_all(self) -> None:
        """What is queued goes, and broadcasts take their next steps."""
        while True:
            while claimed := self.outbox.claim():
                for message in claimed:
                    await self.outbox._deliver(message)  # noqa: SLF001 - as its loop does
            if not self.broadcasts.step():
                break
        await asyncio.sleep(0)  # taps are answered


def _person(who: int, name: str) -> Json:
    return {"id": who, "is_bot": False, "first_name": name, "language_code": "en"}


def _chat(who: int) -> Json:
    return {"id": who, "type": "private"}


async def _drawn(message: Message) -> Upload:
    """Anything is as good as a picture: none is kept."""
    picture = message.picture
    if isinstance(picture, OwnPicture):
        return Upload(picture.name, b"", own=picture)
    name = "" if picture is None else picture.name
    return Upload(name, name.encode(), shared=isinstance(picture, Figure))
