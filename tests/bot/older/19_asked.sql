BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'limber','beginning','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(2,'limber','pictures','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(3,'limber','desk','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(4,'limber','invitations','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(5,'limber','broadcasts','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(6,'limber','alerts','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(7,'limber','talking','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(8,'limber','desk_groups','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(9,'limber','roster','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(10,'limber','waiting','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(11,'limber','uploads','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(12,'limber','own_pictures','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(13,'limber','leaner_outbox','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(14,'limber','deadlines','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(15,'limber','rounds','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(16,'limber','small','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(17,'limber','forgotten','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(18,'limber','retention','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(19,'limber','asked','2026-01-01');
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
    ;
INSERT INTO "alerts" VALUES(1,1,'kind 1','text 1','[]','open',1,1,'[]',1,1);
INSERT INTO "alerts" VALUES(2,2,'kind 2','text 2','[]','open',2,0,'[]',2,2);
INSERT INTO "alerts" VALUES(3,3,'kind 3','text 3','[]','open',3,1,'[]',3,3);
CREATE TABLE bot (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL
    ) STRICT
    ;
INSERT INTO "bot" VALUES(1,'name 1');
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
    ;
INSERT INTO "broadcasts" VALUES(1,1,'text 1','kind 1',1,'draft','audience 1','choice 1',1,1,1,1,1,1,1,1,'shown 1',1);
INSERT INTO "broadcasts" VALUES(2,2,'text 2','kind 2',2,'draft','audience 2','choice 2',2,2,2,0,2,2,2,2,'shown 2',1);
INSERT INTO "broadcasts" VALUES(3,3,'text 3','kind 3',3,'draft','audience 3','choice 3',3,3,3,1,3,3,3,3,'shown 3',1);
CREATE TABLE clients (
        id INTEGER PRIMARY KEY,
        trainer INTEGER REFERENCES trainers (id) ON DELETE SET NULL,
        state TEXT NOT NULL CHECK (json_valid(state)),
        blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    , name TEXT NOT NULL DEFAULT '', standing TEXT NOT NULL DEFAULT '') STRICT
    ;
INSERT INTO "clients" VALUES(1,1,'{"name": "Sam"}',1,1,1,'name 1','standing 1');
INSERT INTO "clients" VALUES(2,2,'{"name": "Sam"}',0,2,2,'name 2','standing 2');
INSERT INTO "clients" VALUES(3,3,'{"name": "Sam"}',1,3,3,'name 3','standing 3');
CREATE TABLE desks (
        chat INTEGER PRIMARY KEY,
        trainer INTEGER NOT NULL UNIQUE REFERENCES trainers (id) ON DELETE CASCADE
    ) STRICT
    ;
INSERT INTO "desks" VALUES(1,1);
INSERT INTO "desks" VALUES(2,2);
INSERT INTO "desks" VALUES(3,3);
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
    ;
INSERT INTO "facts" VALUES(1,1,'kind 1','name 1','value 1','2026-03-02',1,'content_version 1');
INSERT INTO "facts" VALUES(2,2,'kind 2','name 2','value 2','2026-03-02',2,'content_version 2');
INSERT INTO "facts" VALUES(3,3,'kind 3','name 3','value 3','2026-03-02',3,'content_version 3');
CREATE TABLE forgotten (digest TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
INSERT INTO "forgotten" VALUES('digest 1',1);
INSERT INTO "forgotten" VALUES('digest 2',2);
INSERT INTO "forgotten" VALUES('digest 3',3);
CREATE TABLE forgotten_secrets (name TEXT PRIMARY KEY, secret TEXT NOT NULL) STRICT;
INSERT INTO "forgotten_secrets" VALUES('74960e4e','341e74292dc170cba02bc45cdd7aa7ae03ce88d5306dc3f2cbe4c594ad804b7d');
CREATE TABLE groups (
        chat INTEGER PRIMARY KEY,
        topics INTEGER NOT NULL CHECK (topics IN (0, 1))
    ) STRICT
    ;
INSERT INTO "groups" VALUES(1,1);
INSERT INTO "groups" VALUES(2,0);
INSERT INTO "groups" VALUES(3,1);
CREATE TABLE inbox (
        place INTEGER PRIMARY KEY,
        update_id INTEGER NOT NULL UNIQUE,
        chat INTEGER,
        body TEXT,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
        attempts INTEGER NOT NULL DEFAULT 0,
        retry_at INTEGER NOT NULL DEFAULT 0,
        received_at INTEGER NOT NULL
    , round INTEGER NOT NULL DEFAULT 0) STRICT
    ;
INSERT INTO "inbox" VALUES(1,1,1,'body 1','waiting',1,1,1,1);
INSERT INTO "inbox" VALUES(2,2,2,'body 2','waiting',2,2,2,2);
INSERT INTO "inbox" VALUES(3,3,3,'body 3','waiting',3,3,3,3);
CREATE TABLE invitations (
        digest TEXT PRIMARY KEY,
        role TEXT NOT NULL CHECK (role IN ('client', 'trainer')),
        trainer INTEGER REFERENCES trainers (id) ON DELETE CASCADE,
        expires_at INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "invitations" VALUES('digest 1','client',1,1);
INSERT INTO "invitations" VALUES('digest 2','client',2,2);
INSERT INTO "invitations" VALUES('digest 3','client',3,3);
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
        message_id INTEGER, picture TEXT CHECK (picture IS NULL OR json_valid(picture)), copied TEXT CHECK (copied IS NULL OR json_valid(copied)), source_chat INTEGER, source_message INTEGER, source_kind TEXT NOT NULL DEFAULT '', source_edited_at INTEGER NOT NULL DEFAULT 0, place INTEGER, topic INTEGER,
        UNIQUE (chat, key)
    ) STRICT
    ;
INSERT INTO "outbox" VALUES(1,1,1,'send',1,1,1,1,1,'key 1','text 1','[]','queued','why 1',1,1,1,1,1,1,1,'["calendar", "2026-03-02", false]','[2001, 7]',1,1,'source_kind 1',1,1,1);
INSERT INTO "outbox" VALUES(2,2,2,'send',2,0,0,0,1,'key 2','text 2','[]','queued','why 2',2,2,2,2,2,2,2,'["calendar", "2026-03-02", false]','[2001, 7]',2,2,'source_kind 2',2,2,2);
INSERT INTO "outbox" VALUES(3,3,3,'send',3,1,1,1,1,'key 3','text 3','[]','queued','why 3',3,3,3,3,3,3,3,'["calendar", "2026-03-02", false]','[2001, 7]',3,3,'source_kind 3',3,3,3);
CREATE TABLE own_pictures (
        trainer INTEGER NOT NULL REFERENCES trainers (id) ON DELETE CASCADE,
        item TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('photo', 'video', 'animation')),
        file_id TEXT NOT NULL,
        since INTEGER NOT NULL,
        PRIMARY KEY (trainer, item)
    ) STRICT, WITHOUT ROWID
;
INSERT INTO "own_pictures" VALUES(1,'item 1','photo','file_id 1',1);
INSERT INTO "own_pictures" VALUES(2,'item 2','photo','file_id 2',2);
INSERT INTO "own_pictures" VALUES(3,'item 3','photo','file_id 3',3);
CREATE TABLE pace (
        chat INTEGER PRIMARY KEY,
        until INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "pace" VALUES(1,1);
INSERT INTO "pace" VALUES(2,2);
INSERT INTO "pace" VALUES(3,3);
CREATE TABLE prompts (
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        occasion TEXT NOT NULL,
        due_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (client, kind)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "prompts" VALUES(1,'kind 1','occasion 1',1,1,1);
INSERT INTO "prompts" VALUES(2,'kind 2','occasion 2',2,2,2);
INSERT INTO "prompts" VALUES(3,'kind 3','occasion 3',3,3,3);
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
    ;
INSERT INTO "questions" VALUES(1,1,1,1,1,1,1,1);
INSERT INTO "questions" VALUES(2,2,2,2,2,2,2,2);
INSERT INTO "questions" VALUES(3,3,3,3,3,3,3,3);
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
    ;
INSERT INTO "recipients" VALUES(1,1,'name 1','groups 1','why 1',1,1);
INSERT INTO "recipients" VALUES(2,2,'name 2','groups 2','why 2',0,2);
INSERT INTO "recipients" VALUES(3,3,'name 3','groups 3','why 3',1,3);
CREATE TABLE templates (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        trainer INTEGER NOT NULL REFERENCES trainers (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        kind TEXT NOT NULL,
        copied INTEGER,
        created_at INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "templates" VALUES(1,1,'text 1','kind 1',1,1);
INSERT INTO "templates" VALUES(2,2,'text 2','kind 2',2,2);
INSERT INTO "templates" VALUES(3,3,'text 3','kind 3',3,3);
CREATE TABLE topics (
        chat INTEGER NOT NULL REFERENCES desks (chat) ON DELETE CASCADE,
        client INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
        thread INTEGER,
        number INTEGER NOT NULL,
        made_at INTEGER NOT NULL,
        PRIMARY KEY (chat, client)
    ) STRICT, WITHOUT ROWID
    ;
INSERT INTO "topics" VALUES(1,1,1,1,1);
INSERT INTO "topics" VALUES(2,2,2,2,2);
INSERT INTO "topics" VALUES(3,3,3,3,3);
CREATE TABLE "trainers" (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        owner INTEGER NOT NULL DEFAULT 0 CHECK (owner IN (0, 1)),
        joined_at INTEGER NOT NULL,
        awaits TEXT NOT NULL DEFAULT ''
    , digest TEXT NOT NULL DEFAULT '', asked_at INTEGER NOT NULL DEFAULT 0) STRICT
    ;
INSERT INTO "trainers" VALUES(1,'name 1',1,1,'awaits 1','digest 1',1);
INSERT INTO "trainers" VALUES(2,'name 2',0,2,'awaits 2','digest 2',2);
INSERT INTO "trainers" VALUES(3,'name 3',1,3,'awaits 3','digest 3',3);
CREATE TABLE uploads (digest TEXT PRIMARY KEY, file_id TEXT NOT NULL) STRICT;
INSERT INTO "uploads" VALUES('digest 1','file_id 1');
INSERT INTO "uploads" VALUES('digest 2','file_id 2');
INSERT INTO "uploads" VALUES('digest 3','file_id 3');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX inbox_waiting_of_chat ON inbox (chat, place) WHERE state = 'waiting';
CREATE INDEX inbox_age ON inbox (received_at);
CREATE INDEX outbox_of_chat ON outbox (chat, state);
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';
CREATE INDEX outbox_cards ON outbox (chat, id) WHERE card = 1;
CREATE INDEX outbox_messages ON outbox (chat, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX outbox_targets ON outbox (target) WHERE target IS NOT NULL;
CREATE INDEX invitations_of_trainer ON invitations (trainer);
CREATE INDEX broadcasts_at_work ON broadcasts (start_at)
    WHERE state IN ('counting', 'waiting', 'running', 'cancelling')
    ;
CREATE INDEX broadcasts_of_trainer ON broadcasts (trainer, state);
CREATE INDEX broadcasts_cards ON broadcasts (card) WHERE card IS NOT NULL;
CREATE INDEX recipients_of_client ON recipients (client);
CREATE INDEX recipients_messages ON recipients (message) WHERE message IS NOT NULL;
CREATE INDEX templates_of_trainer ON templates (trainer);
CREATE INDEX outbox_broadcasts ON outbox (key, state, not_before) WHERE urgency = 3;
CREATE INDEX facts_messages ON facts (at, client) WHERE kind = 'message';
CREATE INDEX alerts_due ON alerts (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX alerts_of_client ON alerts (client, kind, raised_at);
CREATE INDEX alerts_open ON alerts (client) WHERE state = 'open';
CREATE INDEX alerts_digest ON alerts (client) WHERE state = 'digest';
CREATE INDEX alerts_done ON alerts (raised_at) WHERE state = 'done';
CREATE INDEX outbox_sources ON outbox (source_chat, source_message) WHERE source_chat IS NOT NULL
    ;
CREATE UNIQUE INDEX questions_open ON questions (client) WHERE answered_at IS NULL;
CREATE INDEX questions_of_client ON questions (client);
CREATE INDEX questions_due ON questions (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX questions_answered ON questions (trainer, answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX topics_of_client ON topics (client);
CREATE INDEX topics_made ON topics (made_at);
CREATE INDEX outbox_queue ON outbox (urgency, deadline, id, not_before, chat, place)
    WHERE state = 'queued'
    ;
CREATE INDEX outbox_of_place ON outbox (place, state) WHERE place IS NOT NULL;
CREATE INDEX outbox_place_messages ON outbox (place, message_id)
    WHERE place IS NOT NULL AND message_id IS NOT NULL
    ;
CREATE INDEX clients_of_trainer ON clients (trainer, standing, name);
CREATE INDEX clients_listed ON clients (standing, name);
CREATE INDEX outbox_waiting ON outbox (not_before) WHERE state = 'queued' AND not_before > 0;
CREATE INDEX prompts_due ON prompts (due_at, expires_at);
CREATE INDEX inbox_waiting ON inbox (round, place) WHERE state = 'waiting';
CREATE INDEX facts_of_client ON facts (client);
CREATE INDEX outbox_ended ON outbox (ended_at, urgency) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_words ON outbox (ended_at) WHERE ended_at IS NOT NULL AND text != '';
CREATE INDEX facts_alerts ON facts (at) WHERE kind = 'alert';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('broadcasts',3);
INSERT INTO "sqlite_sequence" VALUES('templates',3);
INSERT INTO "sqlite_sequence" VALUES('alerts',3);
COMMIT;
PRAGMA user_version = 19;
