"""Judges what is sent: every call when it leaves, when it arrives, and when the coach hears of it.

In: calls on their way, and the committed rows that they come from. Out: complaints.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.soak import hours
from bot.soak.eye import ALERT, BROADCAST, PROMPT, REPLY, Eye, Known, Row
from bot.soak.faults import Faults
from bot.soak.promises import Court, Promise
from bot.soak.server import Server
from bot.soak.wire import Answer, Call
from bot.store.columns import from_ms
from bot.tryout.parameters import Parameters

ROWS = ("send", "copy", "edit", "setMessageReaction")
"""How the names of the methods begin that come from the outbox."""
WORDS = frozenset({"send", "edit", "caption"})
REST = 5.0
"""Seconds after which a private chat bears the next message, whatever came before."""
LEAP = timedelta(hours=15)
"""More than any clock is ever wrong by, and a sleep: a hold is counted by a clock that sleeps too."""
PATIENCE = 60.0
"""Seconds that a message may wait for its turn when nothing is wrong."""
ANSWERS_WAIT = 3.0
A_MOMENT = timedelta(seconds=0.5)
"""Within which what became of a call is on disk."""
UNCHANGED = b"message is not modified"
"""Telegram's words for an edit that has been made before: no refusal."""
STOPPED = "the bot stopped while sending"
"""Why a message is unknown of which nobody knows even whether its call had begun."""


class Sending:
    def __init__(self, court: Court, eye: Eye, server: Server, faults: Faults, owner: int) -> None:
        self._court = court
        self._eye = eye
        self._server = server
        self._faults = faults
        self._owner = owner
        self.calls: defaultdict[int, list[tuple[Call, list[Answer]]]] = defaultdict(list)
        """By row."""
        self._holds: dict[int, datetime] = {}
        """Until when a chat must wait …"""
        self._may_hold: dict[int, datetime] = {}
        """… and until when the coach may think so: it cannot tell how long, if its clock leaps."""
        self._lost: Counter[int] = Counter()
        """How often in a row the coach has not heard what became of a call to a chat."""
        self._last: dict[int, datetime] = {}
        """When something was last under way to a chat."""
        self._under_way: set[int] = set()
        """Chats that the outbox has a call on its way to."""
        self.answered_at: dict[int, datetime] = {}
        """When a chat last got something, or Telegram refused what it was to get."""
        self.gone: set[int] = set()
        """Chats that Telegram said cannot be reached, and from which nobody was heard since."""
        self._held_until = self._awake
        """Nobody may be reached until then, as far as the coach knows."""

    # --- it leaves ---

    def departs(self, method: str, given: Parameters, as_claimed: Mapping[int, Known | None]) -> Call:
        """`as_claimed`: clients as they were when the coach looked whether the message may go. Between that
        and the call there are some milliseconds, in which it hears others, and them.
        """
        chat = given.number("chat_id")
        if not method.startswith(ROWS):
            return Call(method, given, None, chat, self._now)
        row = self._eye.sending(chat)
        call = Call(method, given, row.id if row else None, chat, self._now)
        self._court.trace.note(f"-> {method} to {chat}: {row}")
        if row is None or not _is_of(row, given):
            self._court.complain(
                Promise.MARKED,
                f"{method} to {chat} left, and on disk {row or 'nothing'} is on its way",
            )
            return call
        self._judge_again(row)
        self._judge_turn(row)
        if row.urgency in {PROMPT, BROADCAST} and row.action in {"send", "copy"}:
            self._judge_prompt(row, as_claimed.get(row.id, self._eye.client(chat)))
        self.calls[row.id].append((call, []))
        self._under_way.add(chat)
        self._last[chat] = self._now
        return call

    @property
    def _now(self) -> datetime:
        return self._court.clocks.now()

    @property
    def _awake(self) -> datetime:
        """Time in which the machine did not sleep: pauses are counted by it."""
        return self._now - self._court.clocks.slept

    def _judge_again(self, row: Row) -> None:
        """It has left before."""
        answers = [answer for _, heard in self.calls[row.id] for answer in heard or ["lost"]]
        if not row.must_arrive and {"done", "lost"} & set(answers):
            self._court.complain(
                Promise.AT_MOST_ONCE,
                f"{row} leaves again after {answers}",
            )
        if row.must_arrive and "done" in answers:
            self._court.complain(
                Promise.COPIES,
                f"{row} leaves again after {answers}",
            )

    def _judge_turn(self, row: Row) -> None:
        until = self._holds.get(row.chat, self._now)
        if until > self._now:
            self._court.complain(
                Promise.RETRY_AFTER,
                f"{row} leaves {until - self._now} too early",
            )
        if self._court.seconds_in_peace() < 1:
            return  # the clock may have leapt between the two
        now = self._court.machine.now()
        first = self._eye.should_go_first(row, now)
        if first is not None:
            self._court.complain(
                Promise.CHAT_ORDER,
                f"{row} leaves before {first}",
            )
        if row.urgency == BROADCAST:
            for reply in self._eye.replies_before(now, ANSWERS_WAIT):
                if self._is_free(reply.chat):
                    self._court.complain(Promise.ANSWERS_FIRST, f"{row} leaves before {reply}")

    def _is_free(self, chat: int) -> bool:
        """Telegram would take something for that chat, as far as the coach knows."""
        last = self._last.get(chat)
        rested = last is None or (self._now - last).total_seconds() > REST
        return rested and self._may_hold.get(chat, self._now) <= self._now and chat not in self._under_way

    def _judge_prompt(self, row: Row, found: Known | None) -> None:
        now = self._court.machine.now()
        if row.expires_at is not None and from_ms(row.expires_at) <= now:
            self._court.complain(Promise.SENSE, f"{row} leaves at {now}")
        if found is None:
            return
        client, _, blocked = found
        paused = client.paused_until is not None and now < client.paused_until
        for why, is_so in (
            ("blocked", blocked or client.blocked), ("stopped", client.stopped), ("paused", paused),
            ("locked", bool(client.locks)), ("in doubt", bool(client.doubtful)), ("gone", client.left),
            ("gone, as Telegram has said", row.chat in self.gone),
        ):  # fmt: skip
            if is_so:
                self._court.complain(
                    Promise.LEFT_ALONE,
                    f"{row} leaves for {row.chat}, who is {why}",
                )
        if hours.is_night(client.settings, now):
            self._court.complain(
                Promise.QUIET_HOURS,
                f"{row} leaves for {row.chat} at {hours.local(now, client.settings.zone)}",
            )

    # --- it arrives ---

    def arrives(self, call: Call) -> None:
        code, _ = call.answer
        self._court.trace.note(f"   {call.method} to {call.chat} arrives: {code}")
        self.answered_at[call.chat] = self._now
        if call.row is None or code != 200:  # noqa: PLR2004 - Telegram's OK
            if code == 403:  # noqa: PLR2004 - Telegram's Forbidden
                self._court.trace.fault("403")
            return
        if self._server.too_often(call.method, call.chat) is not None:
            self._court.complain(Promise.LIMITS, f"{call.method} to {call.chat} is one too many")
        row = self._eye.row(call.row)
        if row is None:
            return
        if not row.must_arrive and self._accepted(row.id) > 1:
            self._court.complain(
                Promise.AT_MOST_ONCE,
                f"{row} has arrived twice",
            )
        if row.urgency == PROMPT and row.key is None and row.action == "send":
            self._court.complain(Promise.ONE_A_DATE, f"{row} has no occasion")
        if row.about is not None and row.action in {"send", "copy"} and row.chat != row.about:
            self._judge_reach(row, row.about)
        self._judge_wait(row)

    def _accepted(self, row: int) -> int:
        return sum(call.arrived and call.answer[0] == 200 for call, _ in self.calls[row])  # noqa: PLR2004

    def _judge_reach(self, row: Row, client: int) -> None:
        found = self._eye.client(client)
        if found is not None and row.chat not in {found[1] or self._owner, self._owner}:
            self._court.complain(
                Promise.OWN_CLIENTS,
                f"{row} tells {row.chat} of {client}, who is {found[1]}'s",
            )

    def _judge_wait(self, row: Row) -> None:
        """From when it could go."""
        if row.urgency not in {ALERT, REPLY, PROMPT} or row.action != "send" or len(self.calls[row.id]) > 1:
            return
        if self._may_hold.get(row.chat, self._now) > self._now:
            return  # a hold is kept by the machine's clock: set back before a restart, it lasts longer
        waited = (self._court.machine.now() - from_ms(max(row.created_at, row.not_before))).total_seconds()
        held = (self._awake - self._held_until).total_seconds()
        if min(waited, held, self._court.seconds_in_peace()) > PATIENCE:
            self._court.complain(Promise.NO_WAITING, f"{row} has waited for {waited:.0f} s")

    # --- the coach hears of it ---

    def hears(self, call: Call, answer: Answer) -> None:
        self._court.trace.note(f"<- {call.method} to {call.chat}: {answer}")
        if answer in {"not reached", "lost", "wait"}:
            pause = timedelta(seconds=max(call.retry_after, PATIENCE))
            self._held_until = max(self._held_until, self._awake + pause)
        if call.row is None:
            return
        if answer == "refused":
            self.answered_at[call.chat] = self._now
        if answer == "refused" and call.answer[0] == 403 and not self._faults.disk_full:  # noqa: PLR2004
            self.gone.add(call.chat)
        self._under_way.discard(call.chat)
        self._last[call.chat] = self._now
        if answer == "wait" and not self._faults.disk_full:
            until = call.told_at + timedelta(seconds=call.retry_after)
            self._holds[call.chat] = max(until, self._holds.get(call.chat, until))
            self._may_hold[call.chat] = self._holds[call.chat] + LEAP
        self._lost[call.chat] = self._lost[call.chat] + 1 if answer == "lost" else 0
        if answer == "lost":  # it asks less and less often
            until = self._now + timedelta(seconds=min(2.0 ** self._lost[call.chat], PATIENCE))
            self._may_hold[call.chat] = max(until, self._may_hold.get(call.chat, until))
        for known, heard in self.calls[call.row]:
            if known is call:
                heard.append("lost" if self._faults.disk_full else answer)

    def killed(self) -> None:
        """What the coach heard in its last moment, and had no time to write down, is lost with it."""
        for row in self._eye.all_sending():
            if self._now - self._last.get(row.chat, self._now) < A_MOMENT:
                for _, heard in self.calls[row.id][-1:]:
                    heard[-1:] = ["lost"]
                self._holds.pop(row.chat, None)  # if that was to wait
                self.gone.discard(row.chat)  # if that was a refusal

    def starts(self) -> None:
        """What the life before left on its way may have left just now, for all that is on disk."""
        for row in self._eye.all_sending():
            self._last[row.chat] = self._now

    def clock_leapt(self) -> None:
        """Who must wait until when was written down by the clock as it was."""
        self._holds.clear()

    # --- in the end ---

    def verdict(self, spoke_at: Mapping[int, datetime]) -> None:
        """When there has been time for everything. `spoke_at`: when each wrote last who can be reached."""
        for chat, wrote_at in spoke_at.items():
            answered_at = self.answered_at.get(chat)
            if answered_at is None or answered_at < wrote_at:
                self._court.complain(Promise.ANSWERED, f"{chat} wrote at {wrote_at}, and heard nothing since")
        for row in self._eye.rows():
            complaint = self._wrong(row)
            if complaint:
                self._court.complain(Promise.FATE, complaint)
            if row.state in {"queued", "sending"} and not self._waits(row):
                self._court.complain(Promise.ARRIVES, f"{row} to {row.chat} is {row.state} in the end")

    def _waits(self, row: Row) -> bool:
        """It may: for the morning, or because its chat was told to wait."""
        return (
            from_ms(row.not_before) > self._court.machine.now() - timedelta(seconds=PATIENCE)
            or self._may_hold.get(row.chat, self._now) > self._now
        )

    def _wrong(self, row: Row) -> str:  # noqa: PLR0911 - a table
        left = self.calls[row.id]
        answers = [answer for _, heard in left for answer in heard or ["lost"]]
        arrived = self._accepted(row.id)
        sure = "lost" not in answers
        match row.state:
            case "sent" if row.action == "send" and not arrived:
                return f"{row} is said to be sent, and never arrived ({answers})"
            case "sent" if answers[-1:] == ["refused"] and UNCHANGED not in left[-1][0].answer[1]:
                return f"{row} is said to be sent, and was refused"
            case "refused" | "expired" | "cancelled" if arrived and sure:
                return f"{row} is said to be {row.state} ({row.why}), and has arrived"
            case "refused" if "refused" not in answers:
                return f"{row} is said to be refused, and was not ({answers})"
            case "unknown" if sure and row.why != STOPPED:
                return f"{row} is said to be unknown, and is not ({answers})"
            case "unknown" if row.must_arrive:
                return f"{row} must arrive, and was given up"
        return ""


def _is_of(row: Row, given: Parameters) -> bool:
    """The call says what the row says."""
    if row.action not in WORDS:
        return True
    caption = given.fields("media").get("caption", "")
    words = [given.text(name) for name in ("text", "caption") if name in given.values] or [str(caption)]
    return row.text in words
