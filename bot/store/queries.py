"""Every statement that runs while the bot does, each with its purpose. Times are UTC milliseconds."""

# --- clients and trainers ---

_CLIENT = "SELECT id, state, trainer, blocked, name, standing FROM clients"

CLIENT = f"{_CLIENT} WHERE id = :id"
"""One client."""

CLIENT_OF = f"""
    {_CLIENT} WHERE id = :id AND (trainer = :trainer OR :owner)
"""
"""One client, if they are this trainer's; the owner's are all."""

IDS_OF = "SELECT id FROM clients WHERE trainer = :trainer OR :owner ORDER BY id"
"""Whose trainer somebody is; the owner's are all."""

COUNT_OF = "SELECT count(*) FROM clients WHERE trainer = :trainer OR :owner"
"""How many they are."""

THERE_OF = """
    SELECT count(*) FROM clients WHERE (trainer = :trainer OR :owner) AND standing != :left
"""
"""How many of them have not left."""

_LIST = """
    ORDER BY instr(:urgent_first, ' ' || standing || ' '), name, id
"""
PART_OF = f"""
    {_CLIENT} WHERE id IN (
        SELECT id FROM clients WHERE trainer = :trainer OR :owner {_LIST} LIMIT :count OFFSET :first
    )
    {_LIST}
"""
"""Some of a trainer's list. Only theirs are read whole."""

CALLED = f"""
    {_CLIENT} WHERE id IN (
        SELECT id FROM clients WHERE (trainer = :trainer OR :owner) AND instr(' ' || name, ' ' || :name)
        {_LIST} LIMIT :count
    )
    {_LIST}
"""
"""The first ones of the list with that name."""

COUNT_CALLED = """
    SELECT count(*) FROM clients WHERE (trainer = :trainer OR :owner) AND instr(' ' || name, ' ' || :name)
"""
"""How many there are with that name."""

SAVE_CLIENT = """
    INSERT INTO clients (id, trainer, state, blocked, name, standing, created_at, updated_at)
    VALUES (:id, :trainer, :state, :blocked, :name, :standing, :now, :now)
    ON CONFLICT (id) DO UPDATE SET
        state = :state, trainer = :trainer, blocked = :blocked, name = :name, standing = :standing,
        updated_at = :now
"""
"""A client after a turn, also their first."""

SAVE_STATE = """
    UPDATE clients SET state = :state, updated_at = :now
    WHERE id = :id AND trainer IS :trainer AND blocked = :blocked AND name = :name AND standing = :standing
"""
"""A client after a turn that changes nothing of what lists go by: no index is written."""

REMOVE_CLIENT = "DELETE FROM clients WHERE id = :id"
"""With facts and prompts."""
CLIENT_IDS = "SELECT min(id), max(id) FROM clients"
"""From where to where they reach."""

ADD_CLIENT = """
    INSERT INTO clients (id, trainer, state, blocked, name, standing, created_at, updated_at)
    VALUES (:id, :trainer, :state, :blocked, :name, :standing, :created_at, :now)
"""
"""One of many clients that come with a past."""

NAMES_OF = """
    SELECT coalesce(json_extract(state, '$.name'), name), coalesce(json_extract(state, '$.initial'), '')
    FROM clients WHERE id = :id
"""
"""What a client is called, and the initial of their last name."""

FORGET = (
    REMOVE_CLIENT,
    """
    DELETE FROM outbox WHERE chat = :id OR about = :id OR topic = :id OR source_chat = :id
    """,
    "DELETE FROM inbox WHERE chat = :id AND state != 'done'",
    "UPDATE inbox SET chat = NULL WHERE chat = :id",
    "DELETE FROM pace WHERE chat = :id",
    # `note.1001` and `visit.1001.RF01`: the words that were awaited are about nobody now.
    "UPDATE trainers SET awaits = '' WHERE instr(awaits || '.', '.' || :id || '.')",
    """
    UPDATE outbox SET buttons = '[]'
    WHERE chat NOT IN (SELECT id FROM clients) AND (
        instr(buttons, '.' || :id || '.') OR instr(buttons, '.' || :id || '"')
            OR instr(buttons, ':' || :id || '"')
    )
    """,
)
"""Everything that is known of one person; facts, prompts, alerts, questions and topics go with the client."""

_OF_SEVERAL = "chat NOT IN (SELECT id FROM clients) AND coalesce(about, topic) IS NULL"
"""For trainers, and about none of their clients alone: another's own words may hold the name too."""

NAMING = (
    f"""
    UPDATE outbox SET text = '', buttons = '[]'
    WHERE {_OF_SEVERAL} AND state NOT IN ('queued', 'sending')
        AND (instr(text, :name) OR instr(buttons, :name))
    """,
    "UPDATE inbox SET body = NULL WHERE state != 'waiting' AND instr(body, :name)",
    "UPDATE broadcasts SET shown = '' WHERE instr(shown, :name)",
)
"""What was said to trainers, or by them, in which somebody is named among others."""

NAMING_STILL = f"""
    SELECT id, text FROM outbox
    WHERE {_OF_SEVERAL} AND state IN ('queued', 'sending') AND instr(text, :name)
"""
"""What names them and is still to be said."""

REWORD = "UPDATE outbox SET text = :text WHERE id = :id"
"""Other words, whatever has become of it."""

SECRETS = "SELECT name, secret FROM forgotten_secrets ORDER BY rowid"
"""What digests were made with: the database's own first."""

TAKE_OVER = (
    "INSERT INTO forgotten_secrets (name, secret) VALUES (:name, :secret) ON CONFLICT (name) DO NOTHING"
)
"""That of another database."""

FORGOTTEN = "SELECT digest, at FROM forgotten ORDER BY at, digest"
"""Who was forgotten, without a word of who it was."""

REMEMBER_FORGOTTEN = """
    INSERT INTO forgotten (digest, at) VALUES (:digest, :at)
    ON CONFLICT (digest) DO UPDATE SET at = max(at, excluded.at)
"""
"""Somebody was forgotten, or forgotten again."""

ALL_CLIENTS = "SELECT id, created_at FROM clients ORDER BY id"
"""Who there is, and since when."""

DROP_FLEETING = """
    DELETE FROM outbox WHERE key >= 'forgotten.' AND key < 'forgotten/' AND state NOT IN ('queued', 'sending')
"""
"""What was said last of all to somebody, and of them, once it is said."""

ANY_FLEETING = "SELECT EXISTS (SELECT 1 FROM outbox WHERE key >= 'forgotten.' AND key < 'forgotten/')"
"""Whether such words are still to be said."""

TRAINER = "SELECT id, name, owner, awaits, digest, asked_at FROM trainers WHERE id = :id"
"""One trainer."""

CLIENT_COUNTS = "SELECT trainer, count(*) FROM clients GROUP BY trainer"
"""How many clients each trainer has, and how many are nobody's and so the owner's."""

TRAINERS = """
    SELECT id, name, owner, awaits, digest, asked_at FROM trainers ORDER BY owner DESC, joined_at, id
"""
"""All trainers, the owner first."""

SAVE_TRAINER = """
    INSERT INTO trainers (id, name, owner, joined_at) VALUES (:id, :name, 0, :now)
    ON CONFLICT (id) DO NOTHING
"""
"""Somebody becomes a trainer; who is one already stays as they are."""

NAME_TRAINER = "UPDATE trainers SET name = :name WHERE id = :id AND name != :name"
"""The owner is known by a number until they first write."""

AWAIT = "UPDATE trainers SET awaits = :what, asked_at = :now WHERE id = :id"
"""What somebody's next typed words are for, and since when."""

SET_OWNER = "UPDATE trainers SET owner = (id IS :id) WHERE owner != (id IS :id)"
"""The owner is who the settings say, and nobody else."""

REMOVE_TRAINER = "DELETE FROM trainers WHERE id = :id"
"""A trainer leaves; their clients fall to the owner."""

HURRY_COPIES = """
    UPDATE outbox SET not_before = 0 WHERE state = 'queued' AND not_before > 0 AND id IN (
        SELECT message FROM recipients JOIN broadcasts ON broadcasts.id = recipients.broadcast
        WHERE broadcasts.trainer = :trainer
    )
"""
"""What somebody's broadcasts have held back is looked at now: a paused one of theirs goes on no more."""

INVITE = """
    INSERT INTO invitations (digest, role, trainer, expires_at) VALUES (:digest, :role, :trainer, :expires_at)
"""
"""A code that lets one person in."""

INVITATION = """
    SELECT role, trainer FROM invitations WHERE digest = :digest AND expires_at > :now
"""
"""What a code is for, as long as it works."""

USE_INVITATION = "DELETE FROM invitations WHERE digest = :digest AND expires_at > :now"
"""Each invitation works once."""

BOT_NAME = "SELECT name FROM bot"
"""The bot's user name, once Telegram has told it."""

NAME_BOT = "INSERT INTO bot (id, name) VALUES (1, :name) ON CONFLICT (id) DO UPDATE SET name = :name"
"""Telegram has told it, or has another one now."""

# --- facts ---

RECORD = """
    INSERT INTO facts (client, kind, name, value, local_date, at, content_version)
    VALUES (:client, :kind, :name, :value, :local_date, :at, :version)
"""
"""One more fact."""

FACTS = """
    SELECT kind, name, value, local_date, at, content_version FROM facts WHERE client = :client ORDER BY id
"""
"""All facts of a client, oldest first."""

# --- prompts ---

SCHEDULE = """
    INSERT INTO prompts (client, kind, occasion, due_at, expires_at)
    VALUES (:client, :kind, :occasion, :due_at, :expires_at)
    ON CONFLICT (client, kind) DO UPDATE SET
        occasion = :occasion, due_at = :due_at, expires_at = :expires_at, attempts = 0
"""
"""The next time of a kind takes the place of the one before."""

UNSCHEDULE = "DELETE FROM prompts WHERE client = :client AND (kind = :kind OR :kind IS NULL)"
"""One kind, or all."""

DUE = "SELECT client, due_at, expires_at FROM prompts WHERE due_at <= :now ORDER BY due_at LIMIT :limit"
"""Whose prompts have become due, longest due first: read from the index alone."""

FIRST_DUE = f"""
    SELECT prompts.client, kind, occasion, due_at, expires_at
    FROM prompts JOIN (
        SELECT client, min(iif(expires_at > :now, expires_at, :never)) AS deadline, min(due_at) AS since
        FROM ({DUE}) GROUP BY client ORDER BY deadline, since LIMIT :most
    ) AS one ON one.client = prompts.client
    WHERE due_at <= :now ORDER BY deadline, since, prompts.client, due_at LIMIT :most
"""
"""What of it comes first: whoever's deadline is next, and last those for whom it has passed. One client's
come in the order in which they were due."""

DUE_OF = """
    SELECT client, kind, occasion, due_at, expires_at FROM prompts
    WHERE client = :client AND due_at < :before ORDER BY due_at
"""
"""What is due for one client by then."""

NEXT_DUE = "SELECT min(due_at) FROM prompts"
"""When the next prompt is due."""

TAKE_PROMPT = """
    DELETE FROM prompts
    WHERE client = :client AND kind = :kind AND occasion = :occasion AND due_at = :due_at
"""
"""Takes a due prompt, if it is still the one that was found."""

POSTPONE_PROMPT = """
    UPDATE prompts SET due_at = :due_at, attempts = attempts + 1
    WHERE client = :client AND kind = :kind RETURNING attempts
"""
"""A prompt whose turn failed is tried again later."""

# --- alerts ---

ADD_ALERT = """
    INSERT INTO alerts (client, kind, text, buttons, state, told, raised_at, due_at)
    VALUES (:client, :kind, :text, :buttons, :state, :told, :now, :due_at) RETURNING id
"""
"""A trainer is told of something, or will be."""

LAST_ALERT = """
    SELECT max(raised_at) FROM alerts
    WHERE client = :client AND kind = :kind AND state = 'done' AND told > 0
"""
"""When the same was last told at once."""

_ALERT = "SELECT id, client, kind, text, buttons, state, told, handed_over, messages, due_at FROM alerts"

ALERT = f"{_ALERT} WHERE id = :id"
"""One alert."""

OPEN_ALERTS = f"{_ALERT} WHERE client = :client AND state = 'open' AND id <= :newest ORDER BY id"
"""A client's red alerts that nobody has taken, up to one of them."""

DUE_ALERTS = f"{_ALERT} WHERE due_at <= :now ORDER BY due_at, id LIMIT :limit"
"""What is to be told again, and what a digest is due with."""

NEXT_ALERT = "SELECT min(due_at) FROM alerts"
"""When something is to be told next."""

TOLD_ALERT = """
    UPDATE alerts SET told = :told, handed_over = :handed_over, messages = :messages, due_at = :due_at
    WHERE id = :id
"""
"""An open alert was told once more."""

END_ALERT = "UPDATE alerts SET state = 'done', due_at = NULL WHERE id = :id"
"""Somebody has it."""

NEXT_DIGEST = """
    SELECT min(due_at) FROM alerts WHERE state = 'digest' AND EXISTS (
        SELECT 1 FROM clients
        WHERE clients.id = alerts.client AND coalesce(clients.trainer, :owner) = :trainer
    )
"""
"""When a trainer's digest comes, if something waits for it."""

DIGEST_ALERTS = f"""
    {_ALERT} WHERE state = 'digest' AND due_at <= :now AND EXISTS (
        SELECT 1 FROM clients
        WHERE clients.id = alerts.client AND coalesce(clients.trainer, :owner) = :trainer
    ) ORDER BY id
"""
"""What a trainer's digest has to say."""

MOVE_DIGEST = """
    UPDATE alerts SET state = iif(:due_at IS NULL, 'done', 'digest'), due_at = :due_at
    WHERE state = 'digest' AND EXISTS (
        SELECT 1 FROM clients
        WHERE clients.id = alerts.client AND coalesce(clients.trainer, :owner) = :trainer
    )
"""
"""A trainer wants the digest at another time, or none."""

HURRY_ALERTS = """
    UPDATE alerts SET due_at = 0 WHERE state = 'open' AND client IN (
        SELECT id FROM clients WHERE trainer = :trainer
    )
"""
"""Their trainer goes: whoever comes next is told at once."""

HURRY_ALERTS_OF = "UPDATE alerts SET due_at = 0 WHERE state = 'open' AND client = :client"
"""One client goes to another trainer, who is told at once."""

SOME_CLIENTS = f"""
    {_CLIENT}
    WHERE coalesce(trainer, :owner) = :trainer ORDER BY id LIMIT :limit
"""
"""A sample of a trainer's own clients: enough to tell where they live."""

POSTPONE_ALERT = "UPDATE alerts SET due_at = :due_at WHERE id = :id"
"""An alert that could not be told is tried again later."""

SET_DIGEST = "UPDATE trainers SET digest = :at WHERE id = :id"
"""The same, from now on."""

# --- inbox ---

RECEIVE = """
    INSERT INTO inbox (update_id, chat, body, received_at, round)
    VALUES (
        :update_id, :chat, :body, :now,
        max(
            coalesce(
                (SELECT round + 1 FROM inbox WHERE state = 'waiting' AND chat = :chat
                 ORDER BY place DESC LIMIT 1),
                0
            ),
            coalesce(
                (SELECT round FROM inbox WHERE state = 'waiting' ORDER BY round, place LIMIT 1), 0
            )
        )
    )
    ON CONFLICT (update_id) DO NOTHING
"""
"""An update, unless it has come before. In each round everybody who waits is heard once."""

NEXT_UPDATE = """
    SELECT update_id, chat, body, attempts FROM inbox AS one
    WHERE state = 'waiting' AND (retry_at <= :now OR retry_at > :latest) AND NOT EXISTS (
        SELECT 1 FROM inbox AS earlier
        WHERE earlier.state = 'waiting' AND earlier.chat = one.chat AND earlier.place < one.place
    )
    ORDER BY round, place LIMIT 1
"""
"""The longest waiting update of the earliest round: who sends a thousand holds up nobody.
One that must be retried holds up its own chat alone, and not beyond `latest`: the clock was set back then."""

NEXT_RETRY = "SELECT min(retry_at) FROM inbox WHERE state = 'waiting' AND retry_at > :now"
"""When a failed update is tried again."""

FINISH_UPDATE = """
    UPDATE inbox SET state = 'done', body = NULL WHERE update_id = :update_id AND state = 'waiting'
"""
"""Taken, together with what follows from it. The number stays, the words go."""

RETRY_UPDATE = "UPDATE inbox SET attempts = attempts + 1, retry_at = :retry_at WHERE update_id = :update_id"
"""A failed update waits a little."""

SET_UPDATE_ASIDE = "UPDATE inbox SET attempts = attempts + 1, state = 'failed' WHERE update_id = :update_id"
"""An update that failed too often blocks nobody any more."""

# --- outbox ---

QUEUE = """
    INSERT INTO outbox (
        chat, about, action, target, urgency, must_arrive, silent, card, key, text, buttons, picture,
        copied, deadline, expires_at, created_at, source_chat, source_message, source_kind,
        source_edited_at, topic, place
    ) VALUES (
        :chat, :about, :action, :target, :urgency, :must_arrive, :silent, :card, :key, :text, :buttons,
        :picture, :copied, :deadline, :expires_at, :now, :source_chat, :source_message, :source_kind,
        :source_edited_at, :topic,
        CASE
            WHEN :target IS NOT NULL THEN (SELECT place FROM outbox WHERE id = :target)
            ELSE nullif(coalesce(:place, (SELECT desks.chat FROM desks WHERE trainer = :chat)), :chat)
        END
    )
    ON CONFLICT (chat, key) DO NOTHING
"""
"""Something to say, unless its key was used before. It goes where it is told to, or to the person's desk; a
change, to where the message is."""

QUEUED = """
    SELECT id, coalesce(place, chat) FROM outbox WHERE state = 'queued' AND not_before <= :now
    ORDER BY urgency, deadline, id
"""
"""What to send next, most urgent first, and where to: read off the index alone, as far as is needed."""

QUEUED_MESSAGE = """
    SELECT
        one.id, one.chat, one.about, one.action, one.target, one.urgency, one.must_arrive, one.silent,
        one.card, one.key, one.text, one.buttons, one.picture, one.copied, one.attempts,
        one.expires_at, one.created_at,
        target.message_id, target.state AS target_state, one.source_chat, one.source_message, one.source_kind,
        one.place, one.topic
    FROM outbox AS one LEFT JOIN outbox AS target ON target.id = one.target
    WHERE one.id = :id
"""
"""One message, whole, with the state of the card that it edits."""

ANY_SENDABLE = """
    SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'sending') OR EXISTS (
        SELECT 1 FROM outbox WHERE state = 'queued' AND not_before <= :now
            AND coalesce(place, chat) NOT IN (SELECT value FROM json_each(:held))
    )
"""
"""Whether something is on its way, or could be."""

NEXT_NOT_BEFORE = """
    SELECT min(not_before) FROM outbox WHERE state = 'queued' AND not_before > 0 AND not_before > :now
"""
"""When a message that was put off may go; 0 is at once."""

CLAIM = "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = :id AND state = 'queued'"
"""Taken for sending. Committed before the call, so that a crash leaves a trace."""

PUT_OFF = "UPDATE outbox SET not_before = :not_before WHERE id = :id AND state = 'queued'"
"""Not now."""

REQUEUE = "UPDATE outbox SET state = 'queued', ended_at = :now WHERE id = :id AND state = 'sending'"
"""Not sent, or not surely and repeatable: this call has ended, another one will follow."""

END = """
    UPDATE outbox SET state = :state, why = :why, ended_at = :now,
        message_id = CASE WHEN action IN ('send', 'copy') THEN :message_id END
    WHERE id = :id AND state IN ('queued', 'sending', 'unknown')
"""
"""A message's fate. Only a new message has a number of its own."""

RECENT = """
    SELECT coalesce(place, chat), ended_at AS until, attempts
    FROM outbox WHERE ended_at > :since AND attempts > 0 AND state != 'sending'
    UNION ALL SELECT coalesce(place, chat), :now, attempts FROM outbox WHERE state = 'sending'
    UNION ALL SELECT chat, made_at, 1 FROM topics WHERE made_at > :since
    ORDER BY until
"""
"""Calls that count for Telegram's limits still, also those of processes before this one, and of what waits to
be tried again. Of the tries of one message only the last one's end is known: they may lie close together.
"""

RECOVER = (
    "UPDATE outbox SET state = 'queued', ended_at = :now WHERE state = 'sending' AND must_arrive",
    """
    UPDATE outbox SET state = 'unknown', why = 'the bot stopped while sending', ended_at = :now
    WHERE state = 'sending' RETURNING id
    """,
)
"""What a crash left on its way: repeated if it must arrive, otherwise shown as unknown."""

REDIRECT = """
    UPDATE outbox SET chat = :to, card = 0,
        key = CASE WHEN key GLOB 'alert.*' AND NOT EXISTS (
            SELECT 1 FROM outbox AS other WHERE other.chat = :to AND other.key = outbox.key
        ) THEN key END,
        place = (SELECT desks.chat FROM desks WHERE desks.trainer = :to)
    WHERE chat = :trainer AND state = 'queued' AND action IN ('send', 'copy')
        AND about IS NOT NULL AND (about = :client OR :client IS NULL)
"""
"""What is queued for one trainer about a client, or about all of theirs, is for another. It is nobody's
card there, and its key, which was the first one's, holds nothing back. That of a red alert stays: a reply
takes it."""

CANCEL_CHAT = """
    UPDATE outbox SET state = 'cancelled', why = :why, ended_at = :now
    WHERE chat = :chat AND state = 'queued' AND (action IN ('send', 'copy') OR :urgency = 0)
        AND (urgency >= :urgency OR NOT must_arrive)
"""
"""Takes back what is queued for a chat: from an urgency on downwards, and what need not arrive, such as a
prompt that was snoozed; from the highest urgency, edits too."""

CARD = """
    SELECT id, state, buttons, picture IS NOT NULL, about, EXISTS (
        SELECT 1 FROM outbox AS change
        WHERE change.target = outbox.id AND change.state = 'queued' AND change.action IN ('edit', 'caption')
    ) FROM outbox
    WHERE chat = :chat AND card = 1 AND state IN ('queued', 'sending', 'sent')
        AND coalesce(place, chat) = coalesce(
            :place, (SELECT desks.chat FROM desks WHERE desks.trainer = :chat), :chat
        )
        AND (place IS NULL OR coalesce(about, topic) IS :topic)
    ORDER BY id DESC LIMIT 1
"""
"""The card that edits change: the newest that is, or will be, in that place; in a group, in that topic."""

REWRITE_QUEUED = """
    UPDATE outbox SET text = :text, buttons = :buttons, picture = :picture, urgency = min(urgency, 1),
        must_arrive = 1, deadline = 0, expires_at = NULL
    WHERE id = :id AND state = 'queued'
"""
"""A card that is still here says something else, which is an answer now whatever it was before."""

REWRITE_EDIT = """
    UPDATE outbox SET text = :text, buttons = :buttons, picture = :picture
    WHERE target = :target AND state = 'queued' AND action IN ('edit', 'caption')
"""
"""Two edits of one card become one."""

SET_BUTTONS = "UPDATE outbox SET buttons = :buttons WHERE id = :id"
"""What buttons a card shows, once its edits are through."""

OLD_CARDS = """
    SELECT id, state, buttons, picture IS NOT NULL, about FROM outbox WHERE state = 'sent' AND buttons != '[]'
        AND place IS :place AND (place IS NULL OR coalesce(about, topic) IS :topic)
        AND id IN (
            SELECT id FROM outbox WHERE chat = :chat AND card = 1 AND id < :id ORDER BY id DESC
            LIMIT iif(:place IS NULL, 20, 200)
        )
"""
"""Cards before this one in the same place, in a group in the same topic, that still have buttons: one of the
last, as each takes them from those before it. So many are looked at, and not those of months."""

STRIP_EDIT = """
    UPDATE outbox SET buttons = '[]' WHERE target = :target AND state = 'queued' AND action = 'edit'
"""
"""An edit under way takes the buttons with it."""

BECOME_CARD = """
    UPDATE outbox SET action = 'send', target = NULL, state = 'queued',
        card = coalesce((SELECT changed.card FROM outbox AS changed WHERE changed.id = outbox.target), 1)
    WHERE id = :id AND action IN ('edit', 'caption') AND state IN ('queued', 'sending')
"""
"""An edit that has nothing to change any more is sent as a new message: its words are not lost."""

DROP_PICTURE = """
    UPDATE outbox SET picture = NULL, card = (card OR action = 'edit'),
        target = CASE WHEN action = 'edit' THEN NULL ELSE target END, action = 'send'
    WHERE id = :id AND picture IS NOT NULL
"""
"""A picture that cannot be had: its caption is sent as words, as a new card where it was to change one."""

FILE_ID = "SELECT file_id FROM uploads WHERE digest = :digest"
"""What Telegram calls a file that was uploaded."""

KEEP_FILE = """
    INSERT INTO uploads (digest, file_id) VALUES (:digest, :file_id)
    ON CONFLICT (digest) DO UPDATE SET file_id = excluded.file_id
"""
"""A file that needs no uploading any more."""

FORGET_FILE = "DELETE FROM uploads WHERE digest = :digest AND file_id = :file_id"
"""A file that Telegram knows by that id no longer."""

OWN_PICTURE = """
    SELECT item, kind, file_id FROM own_pictures
    WHERE item = :item AND NOT EXISTS (SELECT 1 FROM trainers WHERE id = :chat)
        AND trainer = coalesce((SELECT trainer FROM clients WHERE id = :chat), :owner)
"""
"""What a client's trainer shows them in place of one drawn picture. Trainers see the drawn ones."""

OWN_PICTURES = "SELECT item, kind, file_id FROM own_pictures WHERE trainer = :trainer"
"""All that a trainer shows in place of drawn ones."""

SET_OWN_PICTURE = """
    INSERT INTO own_pictures (trainer, item, kind, file_id, since)
    VALUES (:trainer, :item, :kind, :file_id, :since)
    ON CONFLICT (trainer, item)
        DO UPDATE SET kind = excluded.kind, file_id = excluded.file_id, since = excluded.since
"""
"""In place of the one before, if there was one."""

DROP_OWN_PICTURE = "DELETE FROM own_pictures WHERE trainer = :trainer AND item = :item"
"""The drawn one is shown again."""

FORGET_OWN_PICTURE = "DELETE FROM own_pictures WHERE item = :item AND file_id = :file_id RETURNING trainer"
"""Telegram takes that id no longer; one that has come in its place stays."""

SET_PICTURE = "UPDATE outbox SET picture = :picture WHERE id = :id AND picture IS NOT NULL"
"""Another picture goes with the same words."""

MESSAGE_OF_KEY = "SELECT id FROM outbox WHERE chat = :chat AND key = :key"
"""A message that was queued, by its key."""

_SHOWN = """
    ((chat = :chat AND place IS NULL AND message_id = :message_id)
        OR (place = :chat AND message_id = :message_id))
"""
"""The message of that number, in a private chat or a group."""

IS_KNOWN = f"SELECT 1 FROM outbox WHERE {_SHOWN}"
"""Whether it is known which message has that number."""

KEY_OF_MESSAGE = f"SELECT key FROM outbox WHERE {_SHOWN} AND key IS NOT NULL"
"""The key of a message on the phone."""

CHAT_OF_MESSAGE = "SELECT chat FROM outbox WHERE id = :id"
"""Whom a message is for."""

STATE_OF_MESSAGE = "SELECT state FROM outbox WHERE id = :id"
"""What has become of a message."""

TEXT_OF_MESSAGE = "SELECT text FROM outbox WHERE id = :id"
"""What it says now."""

ABOUT = f"SELECT about FROM outbox WHERE {_SHOWN} AND about IS NOT NULL"
"""Which client a trainer's message told of."""

ASKS = f"""
    SELECT 1 FROM outbox WHERE {_SHOWN} AND about IS NULL AND id >= coalesce((
        SELECT id FROM outbox AS newer
        WHERE newer.chat = outbox.chat AND newer.card = 1 AND newer.state IN ('queued', 'sending', 'sent')
        ORDER BY id DESC LIMIT 1
    ), 0)
"""
"""Whether a trainer's message, which tells of no client, is their newest card, or came after it."""

# --- what people write to each other ---

IS_REPLY = f"SELECT 1 FROM outbox WHERE {_SHOWN} AND source_chat IS NOT NULL AND about IS NULL"
"""Whether a message to a client is what a trainer wrote."""

PASSED = """
    SELECT id, chat, about, action, state FROM outbox
    WHERE source_chat = :chat AND source_message = :message AND action IN ('send', 'copy') ORDER BY id
"""
"""What passes a person's message on."""

NEWER = """
    UPDATE outbox SET source_edited_at = :edited_at
    WHERE source_chat = :chat AND source_message = :message AND action IN ('send', 'copy')
        AND source_edited_at <= :edited_at
"""
"""Notes when the message was changed, unless something newer is known."""

BEARERS = """
    SELECT id, chat, about, action, state FROM outbox
    WHERE source_chat = :chat AND source_message = :message AND text != ''
        AND action IN ('send', 'copy') ORDER BY id
"""
"""Those of them that carry its words."""

REWORD_QUEUED = "UPDATE outbox SET text = :text, buttons = :buttons WHERE id = :id AND state = 'queued'"
"""What was not sent yet says what its message says now; whose turn it is stays as it was."""

REPLIES_WAITING = """
    SELECT DISTINCT source_chat, source_message FROM outbox
    WHERE chat = :chat AND state = 'queued' AND source_chat IS NOT NULL AND about IS NULL
        AND action IN ('send', 'copy')
"""
"""A trainer's words that have not reached this client."""

ALL_SENT = """
    SELECT NOT EXISTS (
        SELECT 1 FROM outbox WHERE source_chat = :chat AND source_message = :message
            AND action IN ('send', 'copy') AND state != 'sent'
    )
"""
"""Whether everything that passes a message on has arrived."""

# --- questions ---

ASK = """
    INSERT INTO questions (client, trainer, asked_at, due_at) VALUES (:client, :trainer, :now, :due_at)
    ON CONFLICT (client) WHERE answered_at IS NULL DO UPDATE SET
        trainer = :trainer, asked_at = :now, due_at = :due_at, reminders = 0
    WHERE due_at IS NULL
"""
"""The client waits from here on, unless a question before this one is to be reminded of still."""

REMIND = "UPDATE questions SET due_at = :due_at WHERE client = :client AND answered_at IS NULL"
"""When the waiting is told of again."""

ANSWER = """
    UPDATE questions SET answered_at = :now, due_at = NULL WHERE client = :client AND answered_at IS NULL
"""
"""The client waits no longer."""

REDIRECT_QUESTION = """
    UPDATE questions SET trainer = :to
    WHERE trainer = :trainer AND answered_at IS NULL AND (client = :client OR :client IS NULL)
"""
"""Another trainer is the one who answers."""

SETTLE_QUESTION = "DELETE FROM questions WHERE client = :client AND answered_at IS NULL"
"""It needed no answer, and says nothing about the time one takes."""

WORDS_SINCE = """
    SELECT value FROM facts
    WHERE client = :client AND kind = 'message' AND name = 'to_trainer' AND at >= :since ORDER BY id
"""
"""What was asked, in the client's words."""

ANSWER_TIMES = """
    SELECT answered_at - asked_at FROM questions
    WHERE trainer IS :trainer AND answered_at IS NOT NULL ORDER BY answered_at DESC LIMIT :limit
"""
"""How long this trainer's clients waited, newest first."""

QUESTIONS_DUE = """
    SELECT id, client, trainer, asked_at, reminders, due_at FROM questions
    WHERE due_at <= :now ORDER BY due_at LIMIT :limit
"""
"""Whose waiting is to be told of, longest due first."""

NEXT_QUESTION = "SELECT min(due_at) FROM questions WHERE due_at IS NOT NULL"
"""When a waiting is told of next."""

TAKE_QUESTION = """
    UPDATE questions SET due_at = NULL, reminders = reminders + 1, attempts = 0
    WHERE id = :id AND due_at = :due_at AND answered_at IS NULL
"""
"""Takes it, if it is still the one that was found."""

POSTPONE_QUESTION = """
    UPDATE questions SET due_at = :due_at, attempts = attempts + 1 WHERE id = :id RETURNING attempts
"""
"""A reminder whose turn failed is tried again later."""

_UNKNOWN = """
    SELECT id, state, buttons, picture IS NOT NULL, about FROM outbox
    WHERE state = 'unknown' AND action = 'send'
"""
UNKNOWN_OF_CHAT = f"""
    {_UNKNOWN} AND chat = :chat AND place IS NULL UNION ALL {_UNKNOWN} AND place = :chat
"""
"""Messages of unknown fate that a tap may prove to have arrived."""

SENT_AGAIN = """
    SELECT 1 FROM outbox AS other JOIN outbox AS one ON one.id = :id
    WHERE other.chat = :chat AND other.action = 'send' AND other.created_at > one.created_at - 86400000
        AND (other.state = 'sent' AND other.attempts > 1
            OR other.state IN ('queued', 'sending') AND other.attempts > 0)
    LIMIT 1
"""
"""Whether a copy of something else, from a day before that message on, may be on the phone with a number that
nobody knows. Its buttons may have changed since."""

# --- desks in groups ---

SAVE_GROUP = """
    INSERT INTO groups (chat, topics) VALUES (:chat, :topics)
    ON CONFLICT (chat) DO UPDATE SET topics = :topics
"""
"""The bot is in it, and may or may not make topics."""

RETRY_TOPICS = "DELETE FROM topics WHERE chat = :chat AND thread = 0"
"""Topics that could not be had can be had now."""

GROUP = "SELECT topics FROM groups WHERE chat = :chat"
"""Whether the bot may make topics there."""

REMOVE_GROUP = "DELETE FROM groups WHERE chat = :chat"
"""The bot is in it no more."""

SET_DESK = "INSERT INTO desks (chat, trainer) VALUES (:chat, :trainer)"
"""Of a trainer without one, in a group that is nobody's."""

REMOVE_DESK = "DELETE FROM desks WHERE chat = :chat"
"""With what is known of its topics."""

KEEPER = "SELECT trainer FROM desks WHERE chat = :chat"
"""Whose desk a group is."""

DESK_OF = "SELECT chat FROM desks WHERE trainer = :trainer"
"""The group of a trainer."""

READER = """
    SELECT coalesce(
        (
            SELECT trainers.id FROM desks JOIN trainers ON trainers.id = desks.trainer
            WHERE desks.chat = :chat AND (clients.trainer = trainers.id OR trainers.owner)
        ),
        clients.trainer,
        (SELECT id FROM trainers WHERE owner)
    )
    FROM clients WHERE id = :client
"""
"""Who is told what became of something written about a client in a group: its trainer, if that is the
client's still, or whoever the client has now."""

TOPIC = "SELECT thread, number FROM topics WHERE chat = :chat AND client = :client"
"""A client's topic."""

CLIENT_IN = "SELECT client FROM topics WHERE chat = :chat AND thread = :thread"
"""Whose topic it is."""

LAST_TOPIC = "SELECT max(made_at), max(number) FROM topics WHERE chat = :chat"
"""When one was made last, and how many there have been."""

SAVE_TOPIC = """
    INSERT INTO topics (chat, client, thread, number, made_at)
    SELECT :chat, :client, :thread, :number, :now
    WHERE EXISTS (SELECT 1 FROM desks WHERE chat = :chat)
        AND EXISTS (SELECT 1 FROM clients WHERE id = :client)
    ON CONFLICT (chat, client) DO UPDATE SET thread = :thread, made_at = :now
"""
"""It was made, unless desk or client have gone meanwhile."""

LOSE_TOPIC = "UPDATE topics SET thread = NULL WHERE chat = :chat AND client = :client AND thread = :thread"
"""Somebody has deleted it."""

MOVE_HOME = "UPDATE outbox SET place = NULL WHERE id = :id OR (target = :id AND state = 'queued')"
"""A message goes to its trainer's private chat after all, and so does what changes it."""

# --- broadcasts ---

_BROADCAST = """
    id, trainer, state, text, kind, copied, audience, choice, start_at, cursor, queueing, round, forgiven,
    forgiven_of, shown_at, shown, card
"""
"""Its columns."""

DRAFT = f"""
    SELECT {_BROADCAST} FROM broadcasts WHERE trainer = :trainer AND state = 'draft'
"""
"""What a trainer is about to send."""

DROP_DRAFT = "DELETE FROM broadcasts WHERE trainer = :trainer AND state IN ('counting', 'draft')"
"""A new one takes the place of the one before."""

SAVE_DRAFT = """
    INSERT INTO broadcasts (trainer, text, kind, copied, created_at)
    VALUES (:trainer, :text, :kind, :copied, :now)
"""
"""Written, and sent to nobody yet."""

NEXT_CLIENTS = """
    SELECT clients.id, clients.state, clients.trainer, clients.blocked, clients.name, clients.standing
    FROM clients JOIN trainers ON trainers.id = :trainer
    WHERE clients.id > :cursor AND (clients.trainer = trainers.id OR trainers.owner)
    ORDER BY clients.id LIMIT :limit
"""
"""The next of a trainer's clients, in the order of their numbers; the owner has all."""

COUNT_CLIENT = """
    INSERT INTO recipients (broadcast, client, name, groups, why, asleep)
    VALUES (:id, :client, :name, :groups, :why, :asleep)
    ON CONFLICT (broadcast, client) DO NOTHING
"""
"""One who may get it, or is left out."""

COUNTED = """
    SELECT groups, why, asleep, count(*) FROM recipients WHERE broadcast = :id GROUP BY 1, 2, 3
"""
"""How many are alike."""

LONGEST_NAMES = """
    SELECT name FROM recipients WHERE broadcast = :id AND (
        length(name) = (SELECT max(length(name)) FROM recipients WHERE broadcast = :id)
        OR name GLOB '*[' || char(0x10000) || '-' || char(0x10FFFF) || ']*'
    )
"""
"""Those with most characters, and those with some that Telegram counts as two: which is longest, SQL cannot
tell."""

SET_AUDIENCE = "UPDATE broadcasts SET audience = :audience WHERE id = :id"
"""For whom it is."""

NEXT_EXAMPLE = """
    SELECT client, name, groups, why, asleep FROM recipients
    WHERE broadcast = :id AND why = '' AND instr(groups, :group)
    ORDER BY client <= :after, client LIMIT 1
"""
"""Somebody who gets it: the next one after a client, and after the last one the first."""

PAGE_OF_CLIENTS = """
    SELECT client, name, groups, why, asleep FROM recipients
    WHERE broadcast = :id AND why = '' ORDER BY name COLLATE NOCASE, client LIMIT :limit OFFSET :offset
"""
"""Some of those whom it may reach, by name."""

PICK = """
    UPDATE recipients SET groups =
        CASE WHEN instr(groups, ' picked ') THEN replace(groups, ' picked ', ' ') ELSE groups || 'picked ' END
    WHERE broadcast = :id AND client = :client AND why = ''
"""
"""Chosen by hand, or not any more."""

SEND_OFF = """
    UPDATE broadcasts SET state = 'waiting', start_at = :start_at, choice = :choice, cursor = 0, queueing = 1
    WHERE id = :id AND trainer = :trainer AND state = 'draft' AND audience != ''
"""
"""Sent off once, by whoever wrote it. From here on nobody joins, and nobody is picked."""

SHOW_ON = """
    UPDATE broadcasts SET card = (SELECT id FROM outbox WHERE chat = trainer AND key = :key) WHERE id = :id
"""
"""The message that shows how it goes."""

BROADCAST = f"SELECT {_BROADCAST} FROM broadcasts WHERE id = :id"
"""One broadcast."""

AT_WORK = f"""
    SELECT {_BROADCAST} FROM broadcasts
    WHERE state IN ('counting', 'waiting', 'running', 'cancelling') ORDER BY start_at, id
"""
"""What is counted, waits for its time, is being sent, or is taken back."""

MOVE_BROADCAST = """
    UPDATE broadcasts SET state = :to WHERE id = :id AND state IN (SELECT value FROM json_each(:states))
"""
"""From one of these states into another."""

SHOWN = "UPDATE broadcasts SET shown_at = :now, shown = :text WHERE id = :id"
"""When its card was last changed, and into what."""

MOVE_CURSOR = "UPDATE broadcasts SET cursor = :cursor, queueing = :queueing WHERE id = :id"
"""Whom it has come to."""

NEXT_RECIPIENTS = """
    SELECT recipients.client, clients.state, clients.trainer, clients.blocked, clients.name, clients.standing,
        clients.trainer IS broadcasts.trainer OR trainers.owner, outbox.state
    FROM recipients
        JOIN broadcasts ON broadcasts.id = recipients.broadcast
        JOIN trainers ON trainers.id = broadcasts.trainer
        JOIN clients ON clients.id = recipients.client
        LEFT JOIN outbox ON outbox.id = recipients.message
    WHERE recipients.broadcast = :id AND recipients.client > broadcasts.cursor
        AND recipients.why = '' AND instr(recipients.groups, ' ' || broadcasts.audience || ' ')
    ORDER BY recipients.client LIMIT :limit
"""
"""The next ones whom it is for: whether they are still the trainer's, and what became of an earlier copy."""

QUEUE_COPY = """
    INSERT INTO outbox (
        chat, action, urgency, must_arrive, silent, card, key, text, copied, buttons, deadline, not_before,
        expires_at, created_at
    ) VALUES (
        :client, 'send', 3, 0, 0, 0, :key, :text, :copied, '[]', 0, :not_before, :expires_at, :now
    )
    ON CONFLICT (chat, key) DO NOTHING
"""
"""One client's copy; a key lets nobody have two."""

MARK_QUEUED = """
    UPDATE recipients SET message = (SELECT id FROM outbox WHERE chat = recipients.client AND key = :key)
    WHERE broadcast = :id AND client = :client
"""
"""Its row in the outbox tells what becomes of it."""

LEAVE_OUT = "UPDATE recipients SET why = :why WHERE broadcast = :id AND client = :client"
"""Somebody whom it must not reach any more."""

ANY_TO_SEND = """
    SELECT EXISTS (
        SELECT 1 FROM outbox WHERE urgency = 3 AND key = :key AND state IN ('queued', 'sending')
    )
"""
"""Whether a copy is still to go, or on its way."""

ANY_QUEUED = "SELECT EXISTS (SELECT 1 FROM outbox WHERE urgency = 3 AND key = :key AND state = 'queued')"
"""Whether a copy is still to go."""

COPY = """
    SELECT broadcasts.state, clients.trainer IS broadcasts.trainer OR trainers.owner
    FROM recipients
        JOIN broadcasts ON broadcasts.id = recipients.broadcast
        JOIN trainers ON trainers.id = broadcasts.trainer
        JOIN clients ON clients.id = recipients.client
    WHERE recipients.message = :message
"""
"""Where the broadcast stands that a message is a copy of, and whether its client is still the trainer's."""

HOLD_COPY = "UPDATE outbox SET not_before = :until WHERE id = :message AND state = 'queued'"
"""One that may not go while the broadcast is held."""

RELEASE = """
    UPDATE outbox SET not_before = :now, expires_at = :expires_at WHERE id IN (
        SELECT id FROM outbox WHERE urgency = 3 AND key = :key AND state = 'queued' AND not_before >= :held
        LIMIT :limit
    )
"""
"""Copies that were held may go; the time they were held does not count."""

ANY_HELD = """
    SELECT EXISTS (
        SELECT 1 FROM outbox WHERE urgency = 3 AND key = :key AND state = 'queued' AND not_before >= :held
    )
"""
"""Whether some are still held."""

TAKE_BACK = """
    UPDATE outbox SET state = 'cancelled', why = 'taken back', ended_at = :now WHERE id IN (
        SELECT id FROM outbox WHERE urgency = 3 AND key = :key AND state = 'queued' LIMIT :limit
    )
"""
"""The next copies that are taken back."""

REFUSED = """
    SELECT why FROM outbox WHERE urgency = 3 AND key = :key AND state = 'refused'
"""
"""Why copies were refused."""

TRIED = """
    SELECT count(*) FROM outbox WHERE urgency = 3 AND key = :key AND state IN ('sent', 'unknown', 'refused')
"""
"""How many copies Telegram was given."""

FORGIVE = "UPDATE broadcasts SET forgiven = :refused, forgiven_of = :tried WHERE id = :id"
"""What was refused before its trainer had it go on counts no more."""

AGAIN = """
    UPDATE broadcasts SET state = 'running', round = round + 1, cursor = 0, queueing = 1, choice = 'now',
        forgiven = 0, forgiven_of = 0
    WHERE id = :id AND state IN ('done', 'cancelled')
"""
"""Sent off once more, to those for whom it is unknown."""

CANCEL_BROADCASTS_OF = """
    UPDATE outbox SET state = 'cancelled', why = 'wants no more of these', ended_at = :now
    WHERE chat = :chat AND state = 'queued' AND urgency = 3
        AND EXISTS (SELECT 1 FROM recipients WHERE message = outbox.id)
"""
"""A client wants no more of them; what else is sent with little urgency is none of them."""

AUDIENCE = """
    SELECT count(*), coalesce(sum(recipients.why != ''), 0)
    FROM recipients JOIN broadcasts ON broadcasts.id = recipients.broadcast
    WHERE recipients.broadcast = :id AND instr(recipients.groups, ' ' || broadcasts.audience || ' ')
"""
"""How many are in its group, and how many of them are left out."""

COPIES = """
    SELECT state, count(*) FROM outbox
    WHERE urgency = 3 AND key IN (SELECT value FROM json_each(:keys)) AND state NOT IN ('refused', 'unknown')
    GROUP BY state
"""
"""How many copies have what behind them; read off the index alone, beside messages on their way."""

FAILED_COPIES = """
    SELECT outbox.state, outbox.why, 1, recipients.name
    FROM outbox JOIN recipients ON recipients.message = outbox.id
    WHERE outbox.urgency = 3 AND outbox.key IN (SELECT value FROM json_each(:keys))
        AND outbox.state IN ('refused', 'unknown')
    ORDER BY recipients.name
"""
"""By name whom it was refused for, or who may not have it, unless it was sent to them again."""

LEFT_OUT_BY_NAME = """
    SELECT recipients.client, recipients.name, recipients.groups, recipients.why, recipients.asleep
    FROM recipients JOIN broadcasts ON broadcasts.id = recipients.broadcast
    WHERE recipients.broadcast = :id AND recipients.why != ''
        AND instr(recipients.groups, ' ' || broadcasts.audience || ' ')
    ORDER BY recipients.name COLLATE NOCASE, recipients.client LIMIT :limit
"""
"""Some of those whom it was not for, and why."""

REPLIES = """
    SELECT count(DISTINCT facts.client)
    FROM facts
        CROSS JOIN recipients ON recipients.client = facts.client AND recipients.broadcast = :id
        JOIN outbox ON outbox.id = recipients.message
    WHERE facts.kind = 'message' AND facts.name = 'to_trainer' AND facts.at >= :since
        AND outbox.ended_at <= facts.at AND outbox.state IN ('sent', 'unknown')
"""
"""How many wrote to their trainer after they had it."""

TEMPLATES = "SELECT id, text, kind, copied FROM templates WHERE trainer = :trainer ORDER BY id DESC LIMIT 20"
"""What a trainer keeps, the newest first."""

KEEP = """
    INSERT INTO templates (trainer, text, kind, copied, created_at)
    SELECT trainer, text, kind, copied, :now FROM broadcasts WHERE id = :id AND NOT EXISTS (
        SELECT 1 FROM templates
        WHERE templates.trainer = broadcasts.trainer AND templates.text = broadcasts.text
            AND templates.copied IS broadcasts.copied
    )
"""
"""One more, unless it is kept already."""

DROP_TEMPLATE = "DELETE FROM templates WHERE id = :id AND trainer = :trainer"
"""Not kept any more."""

# --- pace ---

HOLD = """
    INSERT INTO pace (chat, until) VALUES (:chat, :until)
    ON CONFLICT (chat) DO UPDATE SET until = max(until, :until)
"""
"""Telegram told us to wait."""

IS_HELD = """
    SELECT 1 FROM outbox JOIN pace ON pace.chat = coalesce(outbox.place, outbox.chat)
    WHERE outbox.id = :id AND until > :now
"""
"""Whether a message waits for that."""

HOLDS = "SELECT chat, until FROM pace WHERE until > :now"
"""Who must still wait."""

# --- upkeep ---

TIDY = (
    # Telegram repeats an update for a day at most, and may start numbering anew after a week of silence.
    """
    DELETE FROM inbox WHERE place IN (
        SELECT place FROM inbox WHERE state = 'done' AND received_at < :updates LIMIT :most
    )
    """,
    """
    DELETE FROM inbox WHERE place IN (
        SELECT place FROM inbox WHERE state = 'failed' AND received_at < :failed LIMIT :most
    )
    """,
    # Words are of no use once said; keys and message numbers are, for a while.
    """
    UPDATE outbox SET text = '' WHERE id IN (
        SELECT id FROM outbox
        WHERE ended_at < :messages AND text != '' AND state NOT IN ('queued', 'sending') LIMIT :most
    )
    """,
    """
    DELETE FROM outbox WHERE id IN (
        SELECT message FROM recipients JOIN broadcasts ON broadcasts.id = broadcast
        WHERE message IS NOT NULL AND broadcasts.created_at < :broadcasts
            AND broadcasts.state IN ('done', 'cancelled') LIMIT :most
    )
    """,
    "DELETE FROM pace WHERE until <= :now",
    "DELETE FROM invitations WHERE expires_at <= :now",
    """
    DELETE FROM alerts WHERE id IN (
        SELECT id FROM alerts WHERE state = 'done' AND raised_at < :alerts LIMIT :most
    )
    """,
    """
    DELETE FROM facts WHERE id IN (
        SELECT id FROM facts WHERE kind = 'message' AND at < :typed LIMIT :most
    )
    """,
    """
    DELETE FROM facts WHERE id IN (
        SELECT id FROM facts WHERE kind = 'alert' AND at < :typed LIMIT :most
    )
    """,
    """
    DELETE FROM questions WHERE id IN (
        SELECT id FROM questions WHERE answered_at < :questions LIMIT :most
    )
    """,
    # Recipients first: there may be thousands; and those whose copy is gone, or nobody would find it again.
    """
    DELETE FROM recipients WHERE (broadcast, client) IN (
        SELECT broadcast, client FROM recipients JOIN broadcasts ON broadcasts.id = broadcast
        WHERE state IN ('done', 'cancelled', 'draft') AND broadcasts.created_at < :broadcasts
            AND message IS NULL LIMIT :most
    )
    """,
    """
    DELETE FROM broadcasts
    WHERE state IN ('done', 'cancelled', 'draft') AND created_at < :broadcasts
        AND NOT EXISTS (SELECT 1 FROM recipients WHERE broadcast = broadcasts.id)
    """,
)
"""Takes away what has served its time, so much of each at most; `flows/keeping.py` says how long that is."""

QUIET_CLIENTS = """
    SELECT id, updated_at < :before FROM clients WHERE id > :after ORDER BY id LIMIT :limit
"""
"""The next clients in the order of their numbers, and whether nothing has happened with them since."""

AFTER_RESTORE = (
    """
    UPDATE outbox SET state = 'unknown', why = 'a backup was brought back', ended_at = :now
    WHERE state = 'queued' AND NOT must_arrive
    """,
    """
    UPDATE broadcasts SET state = 'cancelled', queueing = 0
    WHERE state IN ('waiting', 'running', 'paused', 'stopped', 'cancelling')
    """,
    """
    INSERT INTO sqlite_sequence (name, seq)
    SELECT column1, 0 FROM (VALUES ('alerts'), ('broadcasts'), ('templates'))
    WHERE column1 NOT IN (SELECT name FROM sqlite_sequence)
    """,
    "UPDATE sqlite_sequence SET seq = seq + 1000000",
)
"""What may have been said since the backup was made, and is said at most once, is not said again; who is to
have a broadcast that was on its way is for its trainer to say. Numbers that buttons may carry since then are
not given to anything else."""

LET_GO = """
    DELETE FROM outbox WHERE id IN (
        SELECT id FROM outbox
        WHERE ended_at < :now - 2592000000 AND urgency != 3 AND state NOT IN ('queued', 'sending')
            AND (key IS NULL OR key NOT LIKE 'internal-%') AND id < (SELECT max(id) FROM outbox)
        ORDER BY ended_at LIMIT :limit
    )
"""
"""What was said, or changed, thirty days ago. Until then it is found by its number on the phone: of whom it
told, which card is the newest. With its words alone taken away its page would be as large as before. Copies
of a broadcast stay, as its report does, and what is said once in each topic; and the last number, so none
is given twice."""

COUNTS = """
    SELECT
        (SELECT count(*) FROM clients),
        (SELECT count(*) FROM inbox WHERE state = 'waiting'),
        (SELECT count(*) FROM inbox WHERE state = 'failed'),
        (SELECT count(*) FROM outbox WHERE state = 'queued'),
        (SELECT count(*) FROM outbox WHERE state = 'unknown')
"""
"""How much lies where."""

QUEUES = """
    SELECT
        (SELECT count(*) FROM inbox WHERE state = 'waiting'),
        (SELECT count(*) FROM outbox WHERE state = 'sending'),
        (SELECT count(*) FROM prompts WHERE due_at <= :now),
        (SELECT min(received_at) FROM inbox WHERE state = 'waiting'),
        (SELECT count(*) FROM inbox WHERE state = 'failed'),
        (SELECT count(*) FROM clients)
"""
"""How long the queues are, and how much there is. No table is read whole that grows with what is said."""

QUEUED_BY_URGENCY = "SELECT urgency, count(*) FROM outbox WHERE state = 'queued' GROUP BY urgency"
"""The same of what is to be said."""
