"""The defences of the threat model, each taken away: the test of its row must notice.

In: nothing. Out: for each row's test a context in which its defence is missing.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from unittest.mock import patch

import telegram

from bot import backups, coach, group_inbox, inbox, invitations, people, safe, secrecy, updates, webhook
from bot.figures import ready
from bot.floods import Floods, Room
from bot.serving import server
from bot.store import Store, keys, queries
from bot.tryout import app, botapi, media
from content import poses, reading, unseen, weights, wording
from content.library import built_in
from flows import desk, journey, privacy, safety, talk
from flows.desk import clearing
from flows.events import Tapped
from tests.threats.site import ANNA, EVE, OWNER

SABOTAGE: dict[str, Callable[[], AbstractContextManager[None]]] = {}
"""By the name of the row's test."""


def removes(test: str):
    """A function that yields while the defence that this test looks after is missing."""

    def of(made: Callable[[], Iterator[None]]) -> None:
        assert test not in SABOTAGE, test
        SABOTAGE[test] = lambda: without(made)

    return of


@contextmanager
def without(made: Callable[[], Iterator[None]]) -> Iterator[None]:
    """Nothing that was said before is remembered in it, nor what was said in it afterwards."""
    forget = built_in().wording._remembered.cache_clear
    forget()
    try:
        with contextmanager(made)():
            yield
    finally:
        forget()
        ready.index.cache_clear()


def instead(test: str, *patches: Callable[[], AbstractContextManager[object]]) -> None:
    """The same in short: what stands instead meanwhile."""

    @removes(test)
    def made():
        with ExitStack() as stack:
            for one in patches:
                stack.enter_context(one())
            yield


def worded(name: str, before: str, after: str):
    """A statement of the store's with something else in it."""
    statement = getattr(queries, name)
    assert before in statement, (name, before)
    return patch.object(queries, name, statement.replace(before, after))


def nothing(*_, **__):
    return None


# --- buttons and links ---

instead(
    "test_a_button_about_anothers_client_shows_nothing",
    lambda: patch.object(Store, "client_of", lambda self, _, client: self.client(client)),
)


def _anybody_is_a_trainer():
    whole = Store.trainer
    return patch.object(Store, "trainer", lambda self, person: whole(self, person) or whole(self, ANNA))


@removes("test_a_trainers_button_in_a_clients_hand_does_nothing")
def _the_button_says_who_somebody_is():
    def hear(self, person, event):
        trainers = isinstance(event, Tapped) and event.data.startswith("d.")
        return heard(self, replace(person, id=ANNA) if trainers else person, event)

    heard = coach.Coach._hear
    with patch.object(coach.Coach, "_hear", hear):
        yield


instead(
    "test_an_update_that_is_sent_again_changes_nothing",
    lambda: worded("RECEIVE", "DO NOTHING", "DO UPDATE SET state = 'waiting', body = excluded.body"),
)


@removes("test_an_old_button_answers_no_new_question")
def _old_buttons_count():
    def tapped(talk, data):
        tap(talk, f"{journey.CARD}{talk.client.asking}:{data.partition(':')[2]}")

    tap = journey._tapped
    with patch.object(journey, "_tapped", tapped):
        yield


instead(
    "test_a_link_that_was_made_up_lets_nobody_in",
    lambda: worded("INVITATION", "digest = :digest", "(:digest IS NOT NULL)"),
)
instead("test_a_link_lets_one_person_in_once", lambda: patch.object(invitations.Invitations, "use", nothing))
instead(
    "test_a_link_is_over_after_seven_days", lambda: worded("INVITATION", "expires_at > :now", "(:now > 0)")
)
instead(
    "test_a_link_in_a_stolen_database_is_no_link",
    lambda: patch.object(invitations, "digest", lambda code: code),
)

# --- groups and rights ---

instead(
    "test_in_a_group_that_is_nobodys_desk_nothing_is_heard",
    lambda: patch.object(updates.Chat, "is_private", property(lambda _: True)),
)


@removes("test_in_a_trainers_group_others_are_not_heard")
def _whoever_is_in_the_group_is_heard():
    def member(self, group, person):
        keeper = self._store.trainer(self._store.keeper(group))
        return group_inbox._Member(keeper, keeper)

    with patch.object(group_inbox.GroupInbox, "_member", member), _anybody_is_a_trainer():
        yield


instead("test_a_strangers_desk_is_none", _anybody_is_a_trainer)


@removes("test_a_clients_command_is_no_trainers")
def _whoever_comes_is_made_a_trainer():
    def enter(self, person, event):
        if person.id == EVE:
            self._store.add_trainer(person.id, person.name, event.at)
        return come(self, person, event)

    come = people.FrontDoor.enter
    with patch.object(people.FrontDoor, "enter", enter):
        yield


@removes("test_a_trainer_reads_nothing_of_anothers_client")
def _every_trainer_is_the_owner():
    own = coach.OwnClients
    with patch.object(coach, "OwnClients", lambda store, _, load: own(store, store.trainer(OWNER), load)):
        yield


@removes("test_what_a_trainer_types_lifts_no_sign")
def _a_typed_day_lifts():
    def sure(desk, sign, who, on):
        passed.append(clearing._lifted(desk, sign, who, on))
        return "", ()

    def written(desk, words):
        clearing.written_day(desk, words)
        return passed.pop()

    passed = []
    with patch.object(clearing, "_sure", sure), patch.dict(desk.AWAITED, {clearing.VISIT: written}):
        yield


instead("test_a_client_becomes_no_trainer", lambda: patch.object(people.FrontDoor, "_refusal", lambda *_: ""))

# --- text ---

instead(
    "test_tags_in_names_and_words_are_shown_as_they_are",
    lambda: patch.object(wording.html, "escape", lambda text, **_: text),
)
instead(
    "test_what_is_chosen_within_a_mark_breaks_out_of_no_tag",
    lambda: patch.object(updates, "_safe", lambda mark: mark),
)
instead(
    "test_a_name_reverses_and_hides_nothing",
    lambda: patch.object(unseen, "seen", lambda text: text),
    lambda: patch.object(wording, "seen", lambda text: text),
    lambda: patch.object(updates, "seen", lambda text: text),
)
instead(
    "test_a_warning_sign_is_read_through_unseen_signs",
    lambda: patch.object(safety, "readings", lambda text: [text]),
)
instead(
    "test_a_huge_message_reaches_the_trainer_within_telegrams_limit",
    lambda: patch.object(talk, "QUOTED", 10**6),
)
instead(
    "test_what_no_telegram_makes_is_set_aside_at_once",
    lambda: patch.object(inbox, "Unreadable", type("Never", (Exception,), {})),
)
instead(
    "test_half_a_sign_stops_nothing",
    lambda: patch.object(inbox, "_body", lambda update: json.dumps(update, ensure_ascii=False)),
)

# --- floods ---

instead("test_of_a_flood_one_answer_says_so", lambda: patch.object(Floods, "room", lambda *_: Room.free))
instead(
    "test_a_flood_holds_up_nobody",
    lambda: worded("NEXT_UPDATE", "ORDER BY round, place", "ORDER BY place"),
)
instead(
    "test_a_warning_sign_in_a_flood_is_heard",
    lambda: patch.object(coach.Coach, "_may_be_sign", lambda *_: False),
)

# --- content ---


def _everything_is_read():
    return patch.object(reading._Builder, "_refuse", nothing)


instead("test_a_bomb_of_aliases_is_refused", _everything_is_read)
instead("test_a_tag_builds_nothing", _everything_is_read)
instead("test_deep_nesting_is_refused", lambda: patch.object(reading, "MAX_DEPTH", 10**9))
instead("test_a_file_without_end_is_refused", lambda: patch.object(reading, "MAX_BYTES", 10**9))
instead("test_a_packed_bomb_is_not_unpacked", lambda: patch.object(weights, "MOST_BYTES", 1 << 40))
instead(
    "test_a_link_out_of_a_pack_is_not_followed",
    lambda: patch.object(reading, "leads_out", lambda *_: False),
)
instead(
    "test_a_folder_out_of_a_pack_is_not_followed", lambda: patch.object(poses, "leads_out", lambda *_: False)
)


def _every_picture_is_held():
    return patch.object(ready, "_is_held", lambda *_: True)


@removes("test_a_packs_picture_is_no_file_of_the_operators")
def _links_are_pictures():
    ready.index.cache_clear()
    with _every_picture_is_held():
        yield


instead(
    "test_a_picture_is_called_as_nothing_outside_of_its_folder",
    lambda: patch.object(ready, "NAME", re.compile(".*")),
    _every_picture_is_held,
)
instead("test_a_picture_without_end_is_not_unpacked", lambda: patch.object(ready, "MOST_PIXELS", 1 << 60))

# --- the page of limber try ---

instead("test_another_name_of_this_computer_is_refused", lambda: patch.object(app, "HERE", re.compile(".*")))


def _everybody_is_this_computer():
    async def call(self, scope, receive, send):
        await self.app(scope, receive, send)

    return patch.object(app.ThisComputerOnly, "__call__", call)


instead("test_another_page_cannot_write", _everybody_is_this_computer)
instead("test_another_page_cannot_listen", _everybody_is_this_computer)
instead(
    "test_a_sent_file_runs_nothing_in_the_page", lambda: patch.object(media, "mime", lambda _: "text/html")
)
instead(
    "test_a_request_without_end_is_refused",
    lambda: patch.object(app, "MAX_REQUEST", 1 << 40),
    lambda: patch.object(botapi, "MAX_UPLOAD", 1 << 40),
)

# --- the webhook ---

instead(
    "test_who_does_not_know_the_secret_brings_no_update",
    lambda: patch.object(webhook.Webhook, "knows", lambda *_: True),
)
instead("test_the_webhook_reads_no_body_without_end", lambda: patch.object(server, "LARGEST_BODY", 1 << 40))
instead(
    "test_what_is_for_the_supervisor_is_not_shown_through_the_proxy",
    lambda: patch.object(server, "FORWARDED", ()),
)

# --- what is kept about a person ---


@removes("test_a_copy_goes_to_the_person_alone")
def _a_copy_goes_to_whoever_is_named():
    def say(self, to, effect, *rest):
        said(self, OWNER if effect.picture and effect.picture.kind in privacy.COPIES else to, effect, *rest)

    said = coach.Coach._say
    with patch.object(coach.Coach, "_say", say):
        yield


@removes("test_nobody_is_forgotten_without_the_typed_word")
def _asking_is_enough():
    def ask(talk):
        talk.forgotten = privacy.farewell(talk.client, talk.pack)

    with patch.object(privacy, "ask", ask):
        yield


# --- what is written ---

instead(
    "test_a_library_that_logs_the_token_logs_it_not",
    lambda: patch.object(secrecy, "_records", lambda make, _: make),
)


@removes("test_no_picture_of_an_object_shows_the_token")
def _the_librarys_own_picture():
    from bot.telegram import Bot  # noqa: PLC0415

    with patch.object(Bot, "__repr__", telegram.Bot.__repr__):
        yield


@removes("test_what_failed_is_logged_without_its_words")
def _faults_are_logged_in_full():
    def failed(self, update, fault, now):
        inbox.log.error("Update failed 5 times: %s", fault)
        self._store.set_update_aside(update.update_id)

    with patch.object(inbox.Worker, "_failed", failed):
        yield


# --- what lies on disk ---

instead(
    "test_a_stolen_database_or_backup_says_nothing",
    lambda: patch.object(safe, "key_to_be", lambda *_: None),
    lambda: patch.object(backups, "key_of", lambda *_, **__: None),
)
instead(
    "test_the_key_does_not_lie_beside_the_database",
    lambda: patch.object(safe, "refuse_beside", lambda *_: None),
)
instead(
    "test_a_key_that_others_may_read_is_refused",
    lambda: patch.multiple(keys, GROUP=0, EVERYBODY=0),
)


@removes("test_what_was_deleted_is_in_no_page")
def _what_is_deleted_stays_in_its_page():
    begin = Store.__init__

    def forgetful(self, *given):
        begin(self, *given)
        self._execute("PRAGMA secure_delete = OFF")

    with patch.object(Store, "__init__", forgetful):
        yield


instead(
    "test_a_backup_brings_nobody_back_who_was_forgotten",
    lambda: patch.object(backups, "_forget_again", lambda *_: 0),
)
