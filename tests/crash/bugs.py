"""Deliberate faults, each of which a kill or a power cut at the right moment brings to light.

In: nothing. Out: for each a context in which the coach has it.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

from bot.coach import Coach
from bot.outbox import Outbox
from bot.store import Store, queries
from tests.crash.recording import Connection

BUGS: dict[str, Callable[[], AbstractContextManager[None]]] = {}


def bug(made: Callable[[], Iterator[None]]) -> Callable[[], Iterator[None]]:
    """A function that yields while the coach has the fault; its name says what is wrong."""
    BUGS[made.__name__.replace("_", " ")] = contextmanager(made)
    return made


@bug
def a_call_is_written_down_after_it() -> Iterator[None]:
    claim, conclude = Store.claim, Outbox.conclude

    def late(outbox, message, outcome):
        claim(outbox._store, message.id)
        conclude(outbox, message, outcome)

    with patch.object(Store, "claim", lambda *_: True), patch.object(Outbox, "conclude", late):
        yield


@bug
def an_update_is_finished_before_its_turn() -> Iterator[None]:
    def once(coach, claim, what):
        if not claim():
            return None
        with coach._store.transaction():
            return what()

    with patch.object(Coach, "_once", once):
        yield


@bug
def an_update_is_finished_after_its_turn() -> Iterator[None]:
    def once(coach, claim, what):
        with coach._store.transaction():
            toast = what()
        claim()
        return toast

    with patch.object(Coach, "_once", once):
        yield


@bug
def what_was_on_its_way_is_sent_again() -> Iterator[None]:
    again = "UPDATE outbox SET state = 'queued', ended_at = :now WHERE state = 'sending'"
    with patch.object(queries, "RECOVER", (again,)):
        yield


@bug
def what_was_on_its_way_is_taken_for_sent() -> Iterator[None]:
    sent = "UPDATE outbox SET state = 'sent', ended_at = :now WHERE state = 'sending'"
    with patch.object(queries, "RECOVER", (sent,)):
        yield


# --- of the disk ---


def synchronous(how: str) -> AbstractContextManager[object]:
    return patch.object(Connection, "reworded", staticmethod(lambda one: one.replace("= FULL", f"= {how}")))


@bug
def a_commit_does_not_wait_for_the_disk() -> Iterator[None]:
    with synchronous("NORMAL"):
        yield


@bug
def nobody_waits_for_the_disk() -> Iterator[None]:
    with synchronous("OFF"):
        yield
