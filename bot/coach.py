"""One turn: load the client, hear the event, keep what follows. All of it in one transaction.

In: a person, an event, and a claim on where it came from (a row of the inbox, a due prompt), which is taken
in the same transaction: what was taken before changes nothing. Out: rows in the store, and the toast that
answers a tap. What a turn queued is sent by the outbox afterwards.
"""

import logging
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Protocol, assert_never, overload

from bot import broadcasts, forgetting, preparing
from bot.alerts import Alerts, Digests
from bot.desks import Desks, Happening
from bot.floods import Floods, Room
from bot.own_clients import OwnClients
from bot.own_pictures import OwnPictures
from bot.people import DESK, FrontDoor, OutOfReach, Person, There
from bot.relay import Relay
from bot.spreading import MINUTE, begin_of, due_within, is_planned
from bot.store import Broadcast, Fact, Message, Prompt, Store, StoredClient, StoredTrainer, Unavailable
from content.library import Pack
from flows import client as clients
from flows import desk, everyday, journey, schedule
from flows.client import Client
from flows.desk import Colleague, Listed, Roster, Trainer, audience, moments
from flows.desk.audience import Member
from flows.effects import (
    Alert,
    Amend,
    Answered,
    Asked,
    Await,
    CancelBroadcasts,
    CancelPrompts,
    Dismiss,
    Draft,
    Edit,
    Effect,
    Forget,
    Invite,
    Pass,
    Prepare,
    Record,
    Remind,
    Say,
    Schedule,
    SetDigest,
    SetPicture,
    Steer,
    Take,
    Tell,
    Toast,
    Unschedule,
)
from flows.events import Attached, CameBack, Due, Event, Left, Said, Tapped
from flows.journey import Heard
from flows.stored import Texts

log = logging.getLogger(__name__)


class Hear(Protocol):
    """The journey. `answered`: how long the trainer took for the last answers, newest first."""

    def __call__(
        self, client: Client, event: Event, pack: Pack, answered: Sequence[timedelta] = (), /
    ) -> Heard: ...


_TEXTS = Texts()


@dataclass(frozen=True, slots=True)
class Flows:
    """The pure functions that a turn calls, so that a test can put its own in their place."""

    new: Callable[[int, str], Client] = clients.new
    load: Callable[[str], Client] = _TEXTS.load
    dump: Callable[[Client], str] = _TEXTS.dump
    forget: Callable[[int], None] = _TEXTS.forget
    listed: Callable[[Client], Listed] = desk.listed
    has_begun: Callable[[Client], bool] = clients.has_begun
    hear: Hear = journey.hear
    desk: Callable[[Trainer, Said | Tapped | Attached, Roster, Pack], tuple[Effect, ...]] = desk.hear
    may_prompt: Callable[[Client, datetime], bool] = schedule.may_prompt
    member: Callable[[Client, datetime, Pack], Member] = audience.member
    chance: Callable[[Client, str, datetime, datetime, Pack], datetime] = moments.chance
    spread: Callable[[int, Schedule], datetime] = due_within
    may_be_sign: Callable[[Client, str, Pack], bool] = everyday.may_be_sign
    digests: Digests = field(default_factory=Digests)


class _Late(Sequence[timedelta]):
    """Read when it is first looked at: hardly any turn tells how long answers take."""

    def __init__(self, read: Callable[[], Sequence[timedelta]]) -> None:
        self._read = read

    @cached_property
    def _all(self) -> Sequence[timedelta]:
        return self._read()

    @overload
    def __getitem__(self, place: int) -> timedelta: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[timedelta]: ...

    def __getitem__(self, place: int | slice) -> timedelta | Sequence[timedelta]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)


class Coach:
    def __init__(
        self,
        store: Store,
        pack: Pack,
        flows: Flows,
        turned: Callable[[], None],
        *,
        owner: int | None,
        open_to_all: bool = True,
    ) -> None:
        """`turned` is called when a turn may have left something to send or to wait for.

        `open_to_all`: who comes without a link may start too, and belongs to the owner.
        """
        self._store = store
        self._pack = pack
        self._flows = flows
        self._turned = turned
        self._owner = owner
        self._floods = Floods(pack.talking.at_once, timedelta(seconds=pack.talking.then_every_seconds))
        self.door = FrontDoor(store, pack, self._has_begun, owner=owner, open_to_all=open_to_all)
        self.desks = Desks(store, pack)
        self._relay = Relay(store, pack, self._client)
        self._alerts = Alerts(store, pack, flows.digests, self._relay.queue, owner=owner)
        self.pictures = OwnPictures(store, pack, owner=owner)

    @property
    def pack(self) -> Pack:
        return self._pack

    def turn(self, person: Person, event: Event, claim: Callable[[], bool]) -> Toast | None:
        """What happens to a person, once: nothing at all if `claim` says that it has been taken."""
        return self._once(claim, lambda: self._hear(person, event))

    def room(self, person: Person, at: datetime) -> Room:
        """Whether there is room for what a person wrote at that moment. Trainers always have it."""
        return Room.free if self._store.trainer(person.id) is not None else self._floods.room(person.id, at)

    def pass_over(
        self, person: Person, event: Event, claim: Callable[[], bool], *, tell: bool
    ) -> Toast | None:
        """What there is no room for: heard all the same if it may be a warning sign. Once, too."""

        def passed() -> Toast | None:
            if isinstance(event, Said) and self._may_be_sign(person.id, event.text):
                return self._hear(person, event)
            if tell:
                self._store.queue(Message(person.id, self._pack.say("slow-down")), event.at)
            return None

        return self._once(claim, passed)

    def _may_be_sign(self, person: int, text: str) -> bool:
        client = self._client(person)
        return client is not None and self._flows.may_be_sign(client, text, self._pack)

    def happens_in_group(self, what: Happening, now: datetime, claim: Callable[[], bool]) -> Toast | None:
        """Something in a group, or about one, that is no turn of anybody's: once, too."""
        return self._once(claim, lambda: self.desks.happens(what, now))

    def _once(self, claim: Callable[[], bool], what: Callable[[], Toast | None]) -> Toast | None:
        with self._store.transaction():
            if not claim():
                return None
            toast = what()
        self._turned()
        return toast

    def topic_name(self, client: int, number: int) -> str | None:
        """None if nobody is known by that id."""
        found = self._client(client)
        return None if found is None else self.desks.topic_name(found.known_as, number)

    def may_prompt(self, chat: int, now: datetime) -> bool:
        """Whether a prompt or broadcast may go there now. Trainers are not protected from their own."""
        stored = self._store.client(chat)
        return stored is None or (
            not stored.blocked and self._flows.may_prompt(self._flows.load(stored.state), now)
        )

    def reaches(self, chat: int) -> bool:
        """A client who is not known to have blocked the bot."""
        stored = self._store.client(chat)
        return stored is not None and not stored.blocked

    def counted(self, draft: Broadcast, now: datetime) -> None:
        """A draft's clients are counted: its trainer is asked to whom it goes."""
        self._carry_out(draft.trainer, preparing.counted(self._store, draft, self._pack), now, set())

    def tell_operator(self, text: str, key: str, now: datetime) -> None:
        """Once per key. Without an owner there is only the log."""
        if self._owner is not None:
            told = Message(self._owner, text, urgency="alert", key=key, place=self._owner)
            self._store.queue(told, now)
            self._turned()

    def alert_due(self, alert: int, now: datetime) -> None:
        """A red alert is told again, or a digest comes: whatever is due with this one."""
        with self._store.transaction():
            self._alerts.due(alert, now)
        self._turned()

    def refused(self, message: Message, now: datetime) -> None:
        """An alert that its trainer cannot get goes to the owner."""
        if self._alerts.refused(message, now):
            return
        if (
            message.action in {"send", "copy"}
            and message.about is not None
            and self._owner is not None
            and self._owner != message.chat
        ):
            self._hand_over(self._owner, message, now)

    def arrived(self, message: Message, now: datetime) -> None:
        """A message has reached its chat."""
        self._relay.arrived(message, now)

    def lost(self, message: Message, why: str, now: datetime) -> None:
        """A message has not reached its chat, or may not have: `gone`, `refused`, `expired`, `unknown`."""
        self._relay.lost(message, why, now)

    def name_of_trainer(self, trainer: int | None) -> str:
        return self._alerts.name_of(trainer)

    # --- who is who ---

    def _hear(self, person: Person, event: Event) -> Toast | None:
        entry = self.door.enter(person, event)
        if entry is None:
            return None
        trainer = self._store.trainer(person.id)
        if trainer is not None and isinstance(entry.event, Said | Tapped | Attached):
            return self._hear_trainer(trainer, person, entry.event)
        if entry.let_in:
            return self._hear_client(person, entry.event, entry.host)
        if isinstance(entry.event, Said | Tapped | Attached):
            self.door.turn_away(person, event.at)
        return None

    def _hear_trainer(
        self, trainer: StoredTrainer, person: Person, event: Said | Tapped | Attached
    ) -> Toast | None:
        self._store.name_trainer(trainer.id, person.name)
        own = OwnClients(self._store, trainer, self._flows.load)
        who = Trainer(
            trainer.id,
            person.name or trainer.name,
            trainer.owner,
            trainer.awaits,
            trainer.asked_at,
            self._colleagues(trainer),
            trainer.digest,
            self._store.own_pictures(trainer.id),
        )
        effects = self._flows.desk(who, event, own, self._pack)
        return self._carry_out(trainer.id, effects, event.at, own, person.there)

    def _colleagues(self, trainer: StoredTrainer) -> tuple[Colleague, ...]:
        """The other trainers: the owner's affair alone."""
        if not trainer.owner:
            return ()
        counts = self._store.client_counts()
        others = [one for one in self._store.trainers() if one.id != trainer.id]
        return tuple(Colleague(one.id, one.name, counts.get(one.id, 0)) for one in others)

    def _hear_client(self, person: Person, event: Event, host: int | None) -> Toast | None:
        if isinstance(event, Due):
            ahead = self._planned_by_now(person.id, event.at)
        else:
            self._prompt_first(person.id, event.at)
            ahead = []
        stored = self._store.client(person.id)
        if stored is not None:
            client = self._flows.load(stored.state)
        elif isinstance(event, Said | Tapped | Attached):
            client = self._flows.new(person.id, person.name or self._pack.say("no-name"))
        else:
            return None  # nobody we have spoken with came or left
        if person.initial and not client.initial:
            client = replace(client, initial=person.initial)
        trainer = stored.trainer if stored is not None else None
        trainer = host if host is not None else trainer
        blocked = isinstance(event, Left) or (
            stored is not None
            and stored.blocked
            and not isinstance(event, Said | Tapped | Attached | CameBack)
        )
        heard = self._flows.hear(client, event, self._pack, self._answers_of(trainer))
        by, state = self._flows.listed(heard.client), self._flows.dump(heard.client)
        self._store.save_client(
            StoredClient(person.id, state, trainer, blocked, by.name, by.standing), event.at
        )
        toast = self._carry_out(person.id, heard.effects, event.at, set())
        self._keep_places(ahead, event.at)
        if blocked:
            for source in self._store.replies_waiting(person.id):
                self._relay.not_delivered(source, person.id, "gone", event.at)
            self._store.cancel(person.id, "alert", event.at, why="the client has left")
        return toast

    def _prompt_first(self, client: int, at: datetime) -> None:
        """What is planned for this minute, or should have come before, comes before anything else is heard:
        for the flows its time has passed, and they would plan the next in its place.
        """
        for row in self._planned_by_now(client, at):
            try:
                with self._store.transaction():
                    self._store.take_prompt(row)
                    self._hear_client(Person(client, ""), row.comes(at), None)
            except Unavailable:
                raise
            except Exception as fault:  # noqa: BLE001 - what it says is no reason not to hear the client
                log.warning("A prompt (%s) failed (%s) before a turn.", row.kind, type(fault).__name__)

    def _planned_by_now(self, client: int, at: datetime) -> list[Prompt]:
        """What is planned for this minute, or should have come before, and has not come."""
        return [row for row in self._store.due_of(client, begin_of(at) + MINUTE) if is_planned(row.kind)]

    def _keep_places(self, ahead: Sequence[Prompt], at: datetime) -> None:
        """What something else that was due has put the next in the place of comes nevertheless, at its own
        moment: whether it still makes sense, the flows look at then.
        """
        if not ahead:
            return
        still = self._planned_by_now(ahead[0].client, at)
        for row in ahead:
            if row not in still:
                self._store.schedule(row)

    # --- what follows ---

    def _carry_out(  # noqa: C901, PLR0912, PLR0915 - a table, one line per effect
        self,
        chat: int,
        effects: Iterable[Effect],
        at: datetime,
        reach: Container[int],
        there: There = DESK,
    ) -> Toast | None:
        """Keeps what an event of this person's led to. `reach` are the clients it may touch besides, `there`
        is where it is answered.
        """
        toast = None
        for effect in effects:
            match effect:
                case Say():
                    if effect.about is not None:
                        _within(reach, effect.about)
                    to = chat if effect.to in {None, chat} else _within(reach, effect.to)
                    self._say(to, effect, at, there if to == chat else DESK)
                case Edit():
                    if effect.about is not None:
                        _within(reach, effect.about)
                    self._edit(chat, effect, at, there)
                case Toast():
                    toast = effect
                case Schedule(kind, _, expires_at, occasion):
                    due_at = self._flows.spread(chat, effect)
                    self._store.schedule(Prompt(chat, kind, occasion, due_at, expires_at))
                case Unschedule(kind):
                    self._store.unschedule(chat, kind)
                case CancelPrompts():
                    self._store.cancel(chat, "prompt", at, why="taken back")
                case Alert():
                    self._alerts.tell(chat, effect, at)
                case Tell():
                    self._alerts.mention(chat, effect, at)
                case Record(kind, name, value, on):
                    self._store.record(chat, Fact(kind, name, value, on, at, self._pack.version))
                case Amend():
                    self._amend(chat, effect, at)
                case Asked() | Remind() | Answered():
                    self._question(chat, effect, at, reach)
                case Pass(client, event):
                    self._hear_client(Person(_within(reach, client), ""), event, None)
                case Await(what):
                    self._store.set_awaits(chat, what, at)
                case Invite(role):
                    self.door.invite(chat, role, at, there)
                case Dismiss(trainer):
                    self.door.dismiss(chat, trainer, at)
                case Draft() | Prepare() | Steer() | CancelBroadcasts():
                    next_ = self._broadcast(chat, effect, at)
                    toast = self._carry_out(chat, next_, at, reach, there) or toast
                case Take(client, newest):
                    _within(reach, client)
                    taken = self._alerts.take(effect, at)
                    if newest is not None:
                        toast = Toast(self._pack.say("alert-noted" if taken else "alert-taken-already"))
                case SetDigest():
                    self._alerts.set_digest(chat, effect, at)
                case Forget():
                    forgetting.forget(self._store, chat, self._alerts.trainer_of(chat), effect, at)
                    self._flows.forget(chat)
                case SetPicture():
                    self.pictures.set(chat, effect, at)
                case _:
                    assert_never(effect)
        return toast

    def _broadcast(
        self, chat: int, step: Draft | Prepare | Steer | CancelBroadcasts, at: datetime
    ) -> Iterable[Effect]:
        """A step of a message to many, and what the trainer is shown next."""
        match step:
            case Draft(text, kind, copied):
                self._store.save_draft(chat, text, kind, copied, at)
            case Prepare():
                trainer = self._store.trainer(chat)
                if trainer is not None:
                    return preparing.prepare(self._store, trainer, step, at, self._pack)
            case Steer():
                return broadcasts.steer(self._store, chat, step, at, self._pack)
            case CancelBroadcasts():
                self._store.cancel_broadcasts_of(chat, at)
            case _:
                assert_never(step)
        return ()

    def _say(self, chat: int, say: Say, at: datetime, there: There) -> None:
        message = Message(
            chat,
            say.text,
            say.rows,
            say.urgency,
            must_arrive=say.must_arrive,
            silent=say.silent,
            card=say.card,
            key=say.key,
            expires_at=say.expires_at,
            picture=self.pictures.shown(chat, say.picture),
            copied=None if say.copied is None else (chat, say.copied),
            about=say.about,
            source=say.source,
            place=there.chat,
            topic=there.topic,
        )
        self._relay.queue(message, at)

    def _amend(self, chat: int, amend: Amend, at: datetime) -> None:
        """What a client wrote changes with their present trainer; what a trainer wrote, with this client."""
        trainer = self._alerts.trainer_of(chat)
        theirs = {trainer, self._owner}
        copies = [
            copy
            for copy in self._store.bearers(amend.source)
            if (copy.about is None and copy.chat == chat) or (copy.about == chat and copy.chat in theirs)
        ]
        if copies:
            self._relay.amend(amend, copies, at)
        elif trainer is not None and any(one.about == chat for one in self._store.passed(amend.source)):
            # It was another's to answer, or its words are not kept any more.
            self._relay.pass_anew(amend, trainer, chat, at)

    def _question(
        self, chat: int, step: Asked | Remind | Answered, at: datetime, reach: Container[int]
    ) -> None:
        """Whether a client waits for an answer, and when that is told of."""
        match step:
            case Asked(remind_at):
                self._store.ask(chat, self._alerts.trainer_of(chat), at, remind_at)
            case Remind(due_at):
                self._store.remind(chat, due_at)
            case Answered(counts, client):
                waits = chat if client is None else _within(reach, client)
                if counts:
                    self._store.answer(waits, at)
                else:
                    self._store.settle_question(waits)
            case _:
                assert_never(step)

    def _answers_of(self, trainer: int | None) -> Sequence[timedelta]:
        """How long a trainer took for the last ones."""
        who, most = trainer or self._owner, self._pack.talking.usual_of_last
        return _Late(lambda: self._store.answer_times(who, most))

    def _has_begun(self, stored: StoredClient) -> bool:
        return self._flows.has_begun(self._flows.load(stored.state))

    def _client(self, number: int) -> Client | None:
        stored = self._store.client(number)
        return None if stored is None else self._flows.load(stored.state)

    def _edit(self, chat: int, edit: Edit, at: datetime, there: There) -> None:
        card = self._store.card(chat, there.chat, there.topic)
        picture = self.pictures.shown(chat, edit.picture)
        new = partial(
            Message,
            chat,
            edit.text,
            edit.rows,
            picture=picture,
            about=edit.about,
            place=there.chat,
            topic=there.topic,
        )
        if card is None:
            self._store.queue(new(card=True), at)
        elif card.about != edit.about:
            self._store.queue(new(card=True, silent=True), at)
        elif card.state == "queued":
            self._store.rewrite_queued(card.id, edit.text, edit.rows, picture)
        elif card.is_picture != (picture is not None):
            # Words do not take a picture's place, nor it theirs: a new card, as quiet as the edit was.
            self._store.queue(new(card=True, silent=True), at)
        else:
            self._store.set_buttons(card.id, edit.rows)
            if card.is_changing:
                self._store.rewrite_edit(card.id, edit.text, edit.rows, picture)
            else:
                self._store.queue(new(action="edit", target=card.id), at)

    def _hand_over(self, to: int, message: Message, at: datetime) -> None:
        """As it is: of what is passed on in two messages, each comes here by itself. A trainer's reply to it
        finds the client again.
        """
        told = Message(
            to,
            message.text,
            message.rows,
            message.urgency,
            action=message.action,
            silent=message.silent,
            about=message.about,
            source=message.source,
            key=message.key,
        )
        self._store.queue(told, at)


def _within(reach: Container[int], person: int) -> int:
    if person not in reach:
        raise OutOfReach("the flows wanted to reach somebody else's client")
    return person
