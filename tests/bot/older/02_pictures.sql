BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'limber','beginning','2026-01-01');
INSERT INTO "_sqlite_migrations" VALUES(2,'limber','pictures','2026-01-01');
CREATE TABLE clients (
        id INTEGER PRIMARY KEY,
        trainer INTEGER REFERENCES trainers (id) ON DELETE SET NULL,
        state TEXT NOT NULL CHECK (json_valid(state)),
        blocked INTEGER NOT NULL DEFAULT 0 CHECK (blocked IN (0, 1)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "clients" VALUES(1,1,'{"name": "Sam"}',1,1,1);
INSERT INTO "clients" VALUES(2,2,'{"name": "Sam"}',0,2,2);
INSERT INTO "clients" VALUES(3,3,'{"name": "Sam"}',1,3,3);
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
    ;
INSERT INTO "inbox" VALUES(1,1,1,'body 1','waiting',1,1,1);
INSERT INTO "inbox" VALUES(2,2,2,'body 2','waiting',2,2,2);
INSERT INTO "inbox" VALUES(3,3,3,'body 3','waiting',3,3,3);
CREATE TABLE invitations (
        code TEXT PRIMARY KEY,
        expires_at INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "invitations" VALUES('code 1',1);
INSERT INTO "invitations" VALUES('code 2',2);
INSERT INTO "invitations" VALUES('code 3',3);
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
        message_id INTEGER, picture TEXT CHECK (picture IS NULL OR json_valid(picture)),
        UNIQUE (chat, key)
    ) STRICT
    ;
INSERT INTO "outbox" VALUES(1,1,1,'send',1,1,1,1,1,'key 1','text 1','[]','queued','why 1',1,1,1,1,1,1,1,'["calendar", "2026-03-02", false]');
INSERT INTO "outbox" VALUES(2,2,2,'send',2,0,0,0,1,'key 2','text 2','[]','queued','why 2',2,2,2,2,2,2,2,'["calendar", "2026-03-02", false]');
INSERT INTO "outbox" VALUES(3,3,3,'send',3,1,1,1,1,'key 3','text 3','[]','queued','why 3',3,3,3,3,3,3,3,'["calendar", "2026-03-02", false]');
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
CREATE TABLE trainers (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        owner INTEGER NOT NULL DEFAULT 0 CHECK (owner IN (0, 1)),
        code TEXT NOT NULL UNIQUE,
        joined_at INTEGER NOT NULL
    ) STRICT
    ;
INSERT INTO "trainers" VALUES(1,'name 1',1,'code 1',1);
INSERT INTO "trainers" VALUES(2,'name 2',0,'code 2',2);
INSERT INTO "trainers" VALUES(3,'name 3',1,'code 3',3);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX clients_of_trainer ON clients (trainer);
CREATE INDEX facts_of_client ON facts (client, kind, at);
CREATE INDEX prompts_due ON prompts (due_at);
CREATE INDEX inbox_waiting ON inbox (place) WHERE state = 'waiting';
CREATE INDEX inbox_waiting_of_chat ON inbox (chat, place) WHERE state = 'waiting';
CREATE INDEX inbox_age ON inbox (received_at);
CREATE INDEX outbox_queue ON outbox (urgency, deadline, id, not_before, chat) WHERE state = 'queued';
CREATE INDEX outbox_of_chat ON outbox (chat, state);
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';
CREATE INDEX outbox_cards ON outbox (chat, id) WHERE card = 1;
CREATE INDEX outbox_messages ON outbox (chat, message_id) WHERE message_id IS NOT NULL;
CREATE INDEX outbox_targets ON outbox (target) WHERE target IS NOT NULL;
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX outbox_words ON outbox (ended_at) WHERE text != '';
COMMIT;
PRAGMA user_version = 2;
