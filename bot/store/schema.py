"""The tables, as migrations in the order they were made. A migration that was released is never changed.

Times are integers, UTC milliseconds, and always passed in. A client's id is their Telegram id, which is
also the id of their private chat.
"""

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("limber")

BEGINNING = (
    # Who may see clients. `code` is what a client's deep link to this trainer carries.
    """
    CREATE TABLE trainers (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        owner INTEGER NOT NULL DEFAULT 0 CHECK (owner IN (0, 1)),
        code TEXT NOT NULL UNIQUE,
        joined_at INTEGER NOT NULL
    ) STRICT
    """,
    # A code that makes whoever opens its deep link first a trainer.
    """
    CREATE TABLE invitations (
        code TEXT PRIMARY KEY,
        expires_at INTEGER NOT NULL
    ) STRICT
    """,
    # A client as the flows see them, in `state`. Blocked: Telegram delivers nothing to them.
    """
    CREATE TABLE clients (
        id INTEGER PRIMARY KEY,
        trainer INTEGER REFERENCES trainers (id) ON DELETE SET NULL,
        state TEXT NOT NULL CHECK (json_valid(state)),
        blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX clients_of_trainer ON clients (trainer)",
    # What was answered, found, planned, done: appended, never changed.
    """
    CREATE TABLE facts (
        id INTEGER PRIMARY KEY,
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        local_date TEXT,
        at INTEGER NOT NULL,
        content_version TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX facts_of_client ON facts (client, kind, at)",
    # The next time that something of a kind is due for a client.
    """
    CREATE TABLE prompts (
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        occasion TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (client, kind)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX prompts_due ON prompts (due_at)",
    # Telegram's updates. A row that is done keeps its number, not its body, so that a repeat is known.
    """
    CREATE TABLE inbox (
        place INTEGER PRIMARY KEY,
        update_id INTEGER NOT NULL UNIQUE,
        chat INTEGER,
        body TEXT,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        retry_at INTEGER NOT NULL DEFAULT 0,
        received_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX inbox_waiting ON inbox (place) WHERE state = 'waiting'",
    "CREATE INDEX inbox_waiting_of_chat ON inbox (chat, place) WHERE state = 'waiting'",
    "CREATE INDEX inbox_age ON inbox (received_at)",
    # What is to be said. `urgency` 0 is the most urgent. `deadline` orders what is equally urgent: prompts by
    # when they are over, a warning sign (-1) before all else (0). `target` is the card that an edit changes,
    # `about` the client a trainer is told of.
    """
    CREATE TABLE outbox (
        id INTEGER PRIMARY KEY,
        chat INTEGER NOT NULL,
        about INTEGER,
        action TEXT NOT NULL CHECK (action IN ('send', 'copy', 'edit', 'caption', 'strip', 'react')),
        target INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
        urgency INTEGER NOT NULL CHECK (urgency BETWEEN 0 AND 3),
        must_arrive INTEGER NOT NULL CHECK (must_arrive IN (0, 1)),
        silent INTEGER NOT NULL CHECK (silent IN (0, 1)),
        card INTEGER NOT NULL CHECK (card IN (0, 1)),
        key TEXT,
        text TEXT NOT NULL,
        buttons TEXT NOT NULL CHECK (json_valid(buttons)),
        state TEXT NOT NULL DEFAULT 'queued' CHECK (
            state IN ('queued', 'sending', 'sent', 'refused', 'expired', 'cancelled', 'unknown')
        ),
        why TEXT NOT NULL DEFAULT '',
        attempts INTEGER NOT NULL DEFAULT 0,
        deadline INTEGER NOT NULL,
        not_before INTEGER NOT NULL DEFAULT 0,
        expires_at INTEGER,
        created_at INTEGER NOT NULL,
        ended_at INTEGER,
        message_id INTEGER,
        UNIQUE (chat, key)
    ) STRICT
    """,
    "CREATE INDEX outbox_queue ON outbox (urgency, deadline, id, not_before, chat) WHERE state = 'queued'",
    "CREATE INDEX outbox_of_chat ON outbox (chat, state)",
    "CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending'",
    "CREATE INDEX outbox_cards ON outbox (chat, id) WHERE card = 1",
    "CREATE INDEX outbox_messages ON outbox (chat, message_id) WHERE message_id IS NOT NULL",
    "CREATE INDEX outbox_targets ON outbox (target) WHERE target IS NOT NULL",
    "CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL",
    "CREATE INDEX outbox_words ON outbox (ended_at) WHERE text != ''",
    # Telegram's "retry after", by chat; chat 0 is the whole bot.
    """
    CREATE TABLE pace (
        chat INTEGER PRIMARY KEY,
        until INTEGER NOT NULL
    ) STRICT
    """,
)


@MIGRATIONS()
def beginning(db: Database) -> None:
    for statement in BEGINNING:
        db.execute(statement)


@MIGRATIONS()
def pictures(db: Database) -> None:
    """What is drawn when the message is sent, as JSON; NULL is a message of words alone."""
    db.execute("ALTER TABLE outbox ADD COLUMN picture TEXT CHECK (picture IS NULL OR json_valid(picture))")


@MIGRATIONS()
def desk(db: Database) -> None:
    """What a trainer's next typed words are for."""
    db.execute("ALTER TABLE trainers ADD COLUMN awaits TEXT NOT NULL DEFAULT ''")


INVITATIONS = (
    # Nobody's clients come by a code that lasts for ever any more. What refers to trainers goes on doing so.
    """
    CREATE TABLE trainers_without_code (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        owner INTEGER NOT NULL DEFAULT 0 CHECK (owner IN (0, 1)),
        joined_at INTEGER NOT NULL,
        awaits TEXT NOT NULL DEFAULT ''
    ) STRICT
    """,
    """
    INSERT INTO trainers_without_code (id, name, owner, joined_at, awaits)
    SELECT id, name, owner, joined_at, awaits FROM trainers
    """,
    "DROP TABLE trainers",
    "ALTER TABLE trainers_without_code RENAME TO trainers",
    # A code that lets whoever opens its link first in, kept as its digest. With its trainer it goes.
    "DROP TABLE invitations",
    """
    CREATE TABLE invitations (
        digest TEXT PRIMARY KEY,
        role TEXT NOT NULL CHECK (role IN ('client', 'trainer')),
        trainer INTEGER REFERENCES trainers (id) ON DELETE CASCADE,
        expires_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX invitations_of_trainer ON invitations (trainer)",
    # What Telegram has told of the bot: links carry its name.
    """
    CREATE TABLE bot (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL
    ) STRICT
    """,
)


@MIGRATIONS()
def invitations(db: Database) -> None:
    """Links let one person in, once. It runs, as all do, before foreign keys are looked after."""
    for statement in INVITATIONS:
        db.execute(statement)


BROADCASTS = (
    # `text` is Telegram HTML with `{name}` in it, `copied` a message of the trainer's chat. `cursor` is the
    # last client that was counted, then the example that was shown last, then the last whose copy was queued.
    # `card` shows the trainer how it goes. No number is used twice: buttons and keys of the outbox carry it.
    """
    CREATE TABLE broadcasts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        trainer INTEGER NOT NULL REFERENCES trainers (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        copied INTEGER,
        state TEXT NOT NULL DEFAULT 'counting' CHECK (state IN (
            'counting', 'draft', 'waiting', 'running', 'paused', 'stopped', 'cancelling', 'done', 'cancelled'
        )),
        audience TEXT NOT NULL DEFAULT '',
        choice TEXT NOT NULL DEFAULT '',
        created_at INTEGER NOT NULL,
        start_at INTEGER NOT NULL DEFAULT 0,
        cursor INTEGER NOT NULL DEFAULT 0,
        queueing INTEGER NOT NULL DEFAULT 0 CHECK (queueing IN (0, 1)),
        round INTEGER NOT NULL DEFAULT 1,
        forgiven INTEGER NOT NULL DEFAULT 0,
        forgiven_of INTEGER NOT NULL DEFAULT 0,
        shown_at INTEGER NOT NULL DEFAULT 0,
        shown TEXT NOT NULL DEFAULT '',
        card INTEGER REFERENCES outbox (id) ON DELETE SET NULL
    ) STRICT
    """,
    """
    CREATE INDEX broadcasts_at_work ON broadcasts (start_at)
    WHERE state IN ('counting', 'waiting', 'running', 'cancelling')
    """,
    "CREATE INDEX broadcasts_of_trainer ON broadcasts (trainer, state)",
    "CREATE INDEX broadcasts_cards ON broadcasts (card) WHERE card IS NOT NULL",
    # Everybody whom the trainer had when it was written: the groups they are in (each between blanks), and
    # why they are left out. Frozen when it is sent off. `message` is the row of the outbox that tells what
    # became of it.
    """
    CREATE TABLE recipients (
        broadcast INTEGER NOT NULL REFERENCES broadcasts (id) ON DELETE CASCADE,
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        groups TEXT NOT NULL,
        why TEXT NOT NULL,
        asleep INTEGER NOT NULL CHECK (asleep IN (0, 1)),
        message INTEGER REFERENCES outbox (id) ON DELETE SET NULL,
        PRIMARY KEY (broadcast, client)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX recipients_of_client ON recipients (client)",
    "CREATE INDEX recipients_messages ON recipients (message) WHERE message IS NOT NULL",
    # What a trainer means to send again.
    """
    CREATE TABLE templates (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        trainer INTEGER NOT NULL REFERENCES trainers (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        copied INTEGER,
        created_at INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX templates_of_trainer ON templates (trainer)",
    # Chat and number of the message that one is a copy of, as JSON.
    "ALTER TABLE outbox ADD COLUMN copied TEXT CHECK (copied IS NULL OR json_valid(copied))",
    "CREATE INDEX outbox_broadcasts ON outbox (key, state, not_before) WHERE urgency = 3",
    "CREATE INDEX facts_messages ON facts (at, client) WHERE kind = 'message'",
)


@MIGRATIONS()
def broadcasts(db: Database) -> None:
    """A message to many, whom it is for, and what is kept to be sent again."""
    for statement in BROADCASTS:
        db.execute(statement)


ALERTS = (
    # What trainers were told of. Open: red, and nobody has taken it; due_at is when it is told again.
    # Digest: quiet, and due_at is when its digest comes. `messages` are rows of the outbox with its buttons.
    """
    CREATE TABLE alerts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        buttons TEXT NOT NULL CHECK (json_valid(buttons)),
        state TEXT NOT NULL CHECK (state IN ('open', 'digest', 'done')),
        told INTEGER NOT NULL,
        handed_over INTEGER NOT NULL DEFAULT 0 CHECK (handed_over IN (0, 1)),
        messages TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(messages)),
        raised_at INTEGER NOT NULL,
        due_at INTEGER
    ) STRICT
    """,
    "CREATE INDEX alerts_due ON alerts (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX alerts_of_client ON alerts (client, kind, raised_at)",
    "CREATE INDEX alerts_open ON alerts (client) WHERE state = 'open'",
    "CREATE INDEX alerts_digest ON alerts (client) WHERE state = 'digest'",
    "CREATE INDEX alerts_done ON alerts (raised_at) WHERE state = 'done'",
    # When the digest comes: `07:30`, `off`, or empty for the time that the content gives.
    "ALTER TABLE trainers ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
)


@MIGRATIONS()
def alerts(db: Database) -> None:
    for statement in ALERTS:
        db.execute(statement)


TALKING = (
    # The person's own message that a row passes on, copies, or reacts to; and when it was last changed.
    "ALTER TABLE outbox ADD COLUMN source_chat INTEGER",
    "ALTER TABLE outbox ADD COLUMN source_message INTEGER",
    "ALTER TABLE outbox ADD COLUMN source_kind TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outbox ADD COLUMN source_edited_at INTEGER NOT NULL DEFAULT 0",
    """
    CREATE INDEX outbox_sources ON outbox (source_chat, source_message) WHERE source_chat IS NOT NULL
    """,
    # Questions of clients. `trainer` is who was asked; `due_at` is when the waiting is told of next.
    """
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY,
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        trainer INTEGER REFERENCES trainers (id) ON DELETE SET NULL,
        asked_at INTEGER NOT NULL,
        answered_at INTEGER,
        reminders INTEGER NOT NULL DEFAULT 0,
        due_at INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE UNIQUE INDEX questions_open ON questions (client) WHERE answered_at IS NULL",
    "CREATE INDEX questions_of_client ON questions (client)",
    "CREATE INDEX questions_due ON questions (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX questions_answered ON questions (trainer, answered_at) WHERE answered_at IS NOT NULL",
)


@MIGRATIONS()
def talking(db: Database) -> None:
    for statement in TALKING:
        db.execute(statement)


DESK_GROUPS = (
    # Groups that the bot is in, and whether it may make topics there: Telegram says so once, when it changes.
    """
    CREATE TABLE groups (
        chat INTEGER PRIMARY KEY,
        topics INTEGER NOT NULL CHECK (topics IN (0, 1))
    ) STRICT
    """,
    # Which of them is whose desk.
    """
    CREATE TABLE desks (
        chat INTEGER PRIMARY KEY,
        trainer INTEGER NOT NULL UNIQUE REFERENCES trainers (id) ON DELETE CASCADE
    ) STRICT
    """,
    # A client's topic. `thread` is Telegram's number of it: NULL while there is none (any more), 0 where none
    # can be had. `number` tells apart whose names are alike, and stays when a topic is made anew.
    """
    CREATE TABLE topics (
        chat INTEGER NOT NULL REFERENCES desks (chat) ON DELETE CASCADE,
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        thread INTEGER,
        number INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        PRIMARY KEY (chat, client)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX topics_of_client ON topics (client)",
    "CREATE INDEX topics_made ON topics (made_at)",
    # The group that a trainer's message goes to; NULL is their private chat. `chat` says whose it is.
    "ALTER TABLE outbox ADD COLUMN place INTEGER",
    # The client in whose topic it belongs there, if it is about nobody: a reply to it goes to nobody.
    "ALTER TABLE outbox ADD COLUMN topic INTEGER",
    "DROP INDEX outbox_queue",
    """
    CREATE INDEX outbox_queue ON outbox (urgency, deadline, id, not_before, chat, place)
    WHERE state = 'queued'
    """,
    "CREATE INDEX outbox_of_place ON outbox (place, state) WHERE place IS NOT NULL",
    """
    CREATE INDEX outbox_place_messages ON outbox (place, message_id)
    WHERE place IS NOT NULL AND message_id IS NOT NULL
    """,
)


@MIGRATIONS()
def desk_groups(db: Database) -> None:
    """A trainer's desk may be a group, with one topic for each client."""
    for statement in DESK_GROUPS:
        db.execute(statement)


ROSTER = (
    # What a trainer's list goes by, so that it can be read in parts. A client's next turn writes both.
    "ALTER TABLE clients ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE clients ADD COLUMN standing TEXT NOT NULL DEFAULT ''",
    "UPDATE clients SET name = lower(coalesce(json_extract(state, '$.name'), ''))",
    "DROP INDEX clients_of_trainer",
    "CREATE INDEX clients_of_trainer ON clients (trainer, standing, name)",
    "CREATE INDEX clients_listed ON clients (standing, name)",
)


@MIGRATIONS()
def roster(db: Database) -> None:
    """Who needs a trainer first, and who is called what, without reading everybody."""
    for statement in ROSTER:
        db.execute(statement)


@MIGRATIONS()
def waiting(db: Database) -> None:
    """When the next message that waits for its time may go: asked many times a second, beside thousands."""
    db.execute("CREATE INDEX outbox_waiting ON outbox (not_before) WHERE state = 'queued'")


@MIGRATIONS()
def uploads(db: Database) -> None:
    """What Telegram calls a file that goes to many, by the SHA-256 of the file: it is uploaded once."""
    db.execute("CREATE TABLE uploads (digest TEXT PRIMARY KEY, file_id TEXT NOT NULL) STRICT")


OWN_PICTURES = """
    CREATE TABLE own_pictures (
        trainer INTEGER NOT NULL REFERENCES trainers (id) ON DELETE CASCADE,
        item TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('photo', 'video', 'animation')),
        file_id TEXT NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (trainer, item)
    ) STRICT, WITHOUT ROWID
"""


@MIGRATIONS()
def own_pictures(db: Database) -> None:
    """What a trainer shows in place of a drawn picture, by what Telegram calls it."""
    db.execute(OWN_PICTURES)


LEANER_OUTBOX = (
    "DROP INDEX outbox_words",
    "CREATE INDEX outbox_words ON outbox (ended_at) WHERE ended_at IS NOT NULL AND text != ''",
    "DROP INDEX outbox_waiting",
    "CREATE INDEX outbox_waiting ON outbox (not_before) WHERE state = 'queued' AND not_before > 0",
)


@MIGRATIONS()
def leaner_outbox(db: Database) -> None:
    """A reply is in no index of what ended long ago, or may not go yet: each costs a page on disk."""
    for statement in LEANER_OUTBOX:
        db.execute(statement)


DEADLINES = (
    "DROP INDEX prompts_due",
    "CREATE INDEX prompts_due ON prompts (due_at, expires_at)",
)


@MIGRATIONS()
def deadlines(db: Database) -> None:
    """Whose prompt loses its sense first, among many that are due, is read from the index alone."""
    for statement in DEADLINES:
        db.execute(statement)


ROUNDS = (
    "ALTER TABLE inbox ADD COLUMN round INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX inbox_waiting",
    "CREATE INDEX inbox_waiting ON inbox (round, place) WHERE state = 'waiting'",
)


@MIGRATIONS()
def rounds(db: Database) -> None:
    """In which round an update is heard: everybody who waits once in each."""
    for statement in ROUNDS:
        db.execute(statement)


SMALL = (
    "DROP INDEX facts_of_client",
    "CREATE INDEX facts_of_client ON facts (client)",
    "DROP INDEX outbox_ended",
    "CREATE INDEX outbox_ended ON outbox (ended_at, urgency) WHERE ended_at IS NOT NULL",
    # Of two that would do, SQLite takes the younger one.
    "DROP INDEX outbox_words",
    "CREATE INDEX outbox_words ON outbox (ended_at) WHERE ended_at IS NOT NULL AND text != ''",
)


@MIGRATIONS()
def small(db: Database) -> None:
    """A client's facts are read whole, oldest first, as their index has them. What was said long ago is found
    beside the copies of broadcasts, which stay.
    """
    for statement in SMALL:
        db.execute(statement)


FORGOTTEN = (
    # Who was forgotten, and when, so that an older backup does not bring them back: no ids, but digests of
    # them, each with the name of the secret that it was made with.
    "CREATE TABLE forgotten (digest TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT",
    # Made with the tables, so that every backup from here on has it. The first one is the database's own;
    # others come with what was forgotten in another database.
    "CREATE TABLE forgotten_secrets (name TEXT PRIMARY KEY, secret TEXT NOT NULL) STRICT",
    """
    INSERT INTO forgotten_secrets (name, secret)
    VALUES (lower(hex(randomblob(4))), lower(hex(randomblob(32))))
    """,
)


@MIGRATIONS()
def forgotten(db: Database) -> None:
    """Whoever was forgotten stays so."""
    for statement in FORGOTTEN:
        db.execute(statement)


@MIGRATIONS()
def retention(db: Database) -> None:
    """What trainers were told of goes in time, and is found without reading all facts."""
    db.execute("CREATE INDEX facts_alerts ON facts (at) WHERE kind = 'alert'")


@MIGRATIONS()
def asked(db: Database) -> None:
    """When a trainer was asked for words: they are not waited for without end. Those of before are over."""
    db.execute("ALTER TABLE trainers ADD COLUMN asked_at INTEGER NOT NULL DEFAULT 0")
