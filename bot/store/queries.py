"""Every statement that runs while the bot does, each with its purpose. Times are UTC milliseconds."""

# --- clients and trainers ---

CLIENT = "SELECT id, state, trainer, blocked FROM clients WHERE id = :id"
"""One client."""

CLIENT_OF = """
    SELECT id, state, trainer, blocked FROM clients WHERE id = :id AND (trainer = :trainer OR :owner)
"""
"""One client, if they are this trainer's; the owner's are all."""

IDS_OF = "SELECT id FROM clients WHERE trainer = :trainer OR :owner ORDER BY id"
"""Whose trainer somebody is; the owner's are all."""

SAVE_CLIENT = """
    INSERT INTO clients (id, trainer, state, blocked, created_at, updated_at)
    VALUES (:id, :trainer, :state, :blocked, :now, :now)
    ON CONFLICT (id) DO UPDATE SET
        state = :state, trainer = :trainer, blocked = :blocked, updated_at = :now
"""
"""A client after a turn, also their first."""

REMOVE_CLIENT = "DELETE FROM clients WHERE id = :id"
"""With facts and prompts."""

FORGET = (
    REMOVE_CLIENT,
    "DELETE FROM outbox WHERE chat = :id OR about = :id",
    "DELETE FROM inbox WHERE chat = :id AND state != 'done'",
)
"""Everything that is known of one person; facts and prompts go with the client."""

TRAINER = "SELECT id, name, owner, awaits FROM trainers WHERE id = :id"
"""One trainer."""

CLIENT_COUNTS = "SELECT trainer, count(*) FROM clients GROUP BY trainer"
"""How many clients each trainer has, and how many are nobody's and so the owner's."""

TRAINERS = "SELECT id, name, owner, awaits FROM trainers ORDER BY owner DESC, joined_at, id"
"""All trainers, the owner first."""

SAVE_TRAINER = """
    INSERT INTO trainers (id, name, owner, joined_at) VALUES (:id, :name, 0, :now)
    ON CONFLICT (id) DO NOTHING
"""
"""Somebody becomes a trainer; who is one already stays as they are."""

NAME_TRAINER = "UPDATE trainers SET name = :name WHERE id = :id AND name != :name"
"""The owner is known by a number until they first write."""

AWAIT = "UPDATE trainers SET awaits = :what WHERE id = :id"
"""What somebody's next typed words are for."""

SET_OWNER = "UPDATE trainers SET owner = (id IS :id) WHERE owner != (id IS :id)"
"""The owner is who the settings say, and nobody else."""

REMOVE_TRAINER = "DELETE FROM trainers WHERE id = :id"
"""A trainer leaves; their clients fall to the owner."""

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

DUE = """
    SELECT client, kind, occasion, due_at, expires_at FROM prompts
    WHERE due_at <= :now ORDER BY due_at LIMIT :limit
"""
"""What has become due, longest due first."""

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

# --- inbox ---

RECEIVE = """
    INSERT INTO inbox (update_id, chat, body, received_at) VALUES (:update_id, :chat, :body, :now)
    ON CONFLICT (update_id) DO NOTHING
"""
"""An update, unless it has come before."""

NEXT_UPDATE = """
    SELECT update_id, chat, body, attempts FROM inbox AS one
    WHERE state = 'waiting' AND retry_at <= :now AND NOT EXISTS (
        SELECT 1 FROM inbox AS earlier
        WHERE earlier.state = 'waiting' AND earlier.chat = one.chat AND earlier.place < one.place
    )
    ORDER BY place LIMIT 1
"""
"""The longest waiting update; one that must be retried holds up its own chat alone."""

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
        deadline, expires_at, created_at
    ) VALUES (
        :chat, :about, :action, :target, :urgency, :must_arrive, :silent, :card, :key, :text, :buttons,
        :picture, :deadline, :expires_at, :now
    )
    ON CONFLICT (chat, key) DO NOTHING
"""
"""Something to say, unless its key was used before."""

QUEUED = """
    SELECT
        one.id, one.chat, one.about, one.action, one.target, one.urgency, one.must_arrive, one.silent,
        one.card, one.key, one.text, one.buttons, one.picture, one.attempts, one.expires_at, one.created_at,
        target.message_id, target.state AS target_state
    FROM outbox AS one LEFT JOIN outbox AS target ON target.id = one.target
    WHERE one.state = 'queued' AND one.not_before <= :now
        AND one.chat NOT IN (SELECT value FROM json_each(:resting))
    ORDER BY one.urgency, one.deadline, one.id LIMIT :limit
"""
"""What to send next, most urgent first, leaving out chats that rest."""

ANY_SENDABLE = """
    SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'sending') OR EXISTS (
        SELECT 1 FROM outbox WHERE state = 'queued' AND not_before <= :now
            AND chat NOT IN (SELECT value FROM json_each(:held))
    )
"""
"""Whether something is on its way, or could be."""

NEXT_NOT_BEFORE = "SELECT min(not_before) FROM outbox WHERE state = 'queued' AND not_before > :now"
"""When a message that was put off may go."""

CLAIM = "UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = :id AND state = 'queued'"
"""Taken for sending. Committed before the call, so that a crash leaves a trace."""

PUT_OFF = "UPDATE outbox SET not_before = :not_before WHERE id = :id AND state = 'queued'"
"""Not now."""

REQUEUE = "UPDATE outbox SET state = 'queued' WHERE id = :id AND state = 'sending'"
"""Not sent, or not surely and repeatable."""

END = """
    UPDATE outbox SET state = :state, why = :why, ended_at = :now,
        message_id = CASE WHEN action = 'send' THEN :message_id END
    WHERE id = :id AND state IN ('queued', 'sending', 'unknown')
"""
"""A message's fate. Only a new message has a number of its own."""

RECENT = """
    SELECT chat, coalesce(ended_at, :now) AS until FROM outbox
    WHERE (ended_at > :since AND state IN ('sent', 'unknown', 'refused')) OR state = 'sending'
    ORDER BY until
"""
"""Calls that count for Telegram's limits still, also those of the process before this one."""

RECOVER = (
    "UPDATE outbox SET state = 'queued' WHERE state = 'sending' AND must_arrive",
    """
    UPDATE outbox SET state = 'unknown', why = 'the bot stopped while sending', ended_at = :now
    WHERE state = 'sending'
    """,
)
"""What a crash left on its way: repeated if it must arrive, otherwise shown as unknown."""

REDIRECT = """
    UPDATE outbox SET chat = :to, card = 0, key = NULL
    WHERE chat = :trainer AND state = 'queued' AND action = 'send'
        AND about IS NOT NULL AND (about = :client OR :client IS NULL)
"""
"""What is queued for one trainer about a client, or about all of theirs, is for another. It is nobody's card
there, and its key, which was the first one's, holds nothing back."""

CANCEL_CHAT = """
    UPDATE outbox SET state = 'cancelled', why = :why, ended_at = :now
    WHERE chat = :chat AND state = 'queued' AND (action = 'send' OR :urgency = 0)
        AND (urgency >= :urgency OR NOT must_arrive)
"""
"""Takes back what is queued for a chat: from an urgency on downwards, and what need not arrive, such as a
prompt that was snoozed; from the highest urgency, edits too."""

CARD = """
    SELECT id, state, buttons, picture IS NOT NULL, about FROM outbox
    WHERE chat = :chat AND card = 1 AND state IN ('queued', 'sending', 'sent') ORDER BY id DESC LIMIT 1
"""
"""The card that edits change: the newest that is, or will be, on the client's phone."""

REWRITE_QUEUED = """
    UPDATE outbox SET text = :text, buttons = :buttons, picture = :picture, urgency = min(urgency, 1),
        must_arrive = 1, deadline = 0, expires_at = NULL
    WHERE id = :id AND state = 'queued'
"""
"""A card that is still here says something else, which is an answer now whatever it was before."""

REWRITE_EDIT = """
    UPDATE outbox SET text = :text, buttons = :buttons, picture = :picture
    WHERE target = :target AND state = 'queued' AND action = 'edit'
"""
"""Two edits of one card become one."""

SET_BUTTONS = "UPDATE outbox SET buttons = :buttons WHERE id = :id"
"""What buttons a card shows, once its edits are through."""

OLD_CARDS = """
    SELECT id, state, buttons, picture IS NOT NULL, about FROM outbox
    WHERE chat = :chat AND card = 1 AND id < :id AND state = 'sent' AND buttons != '[]'
"""
"""Cards before this one that still have buttons."""

STRIP_EDIT = """
    UPDATE outbox SET buttons = '[]' WHERE target = :target AND state = 'queued' AND action = 'edit'
"""
"""An edit under way takes the buttons with it."""

BECOME_CARD = """
    UPDATE outbox SET action = 'send', target = NULL, card = 1, state = 'queued'
    WHERE id = :id AND action = 'edit' AND state IN ('queued', 'sending')
"""
"""An edit that has no card to change any more is sent as a new one: its words are not lost."""

DROP_PICTURE = """
    UPDATE outbox SET picture = NULL, card = (card OR action = 'edit'),
        target = CASE WHEN action = 'edit' THEN NULL ELSE target END, action = 'send'
    WHERE id = :id AND picture IS NOT NULL
"""
"""A picture that cannot be had: its caption is sent as words, as a new card where it was to change one."""

ABOUT = "SELECT about FROM outbox WHERE chat = :chat AND message_id = :message_id AND about IS NOT NULL"
"""Which client a trainer's message told of."""

UNKNOWN_OF_CHAT = """
    SELECT id, state, buttons, picture IS NOT NULL, about FROM outbox
    WHERE chat = :chat AND state = 'unknown' AND action = 'send' ORDER BY id DESC LIMIT 5
"""
"""Messages of unknown fate that a tap may prove to have arrived."""

# --- pace ---

HOLD = """
    INSERT INTO pace (chat, until) VALUES (:chat, :until)
    ON CONFLICT (chat) DO UPDATE SET until = max(until, :until)
"""
"""Telegram told us to wait."""

HOLDS = "SELECT chat, until FROM pace WHERE until > :now"
"""Who must still wait."""

# --- upkeep ---

TIDY = (
    # Telegram repeats an update for a day at most, and may start numbering anew after a week of silence.
    "DELETE FROM inbox WHERE state = 'done' AND received_at < :now - 172800000",
    "DELETE FROM inbox WHERE state = 'failed' AND received_at < :now - 2592000000",
    # Words are of no use once said; keys and message numbers are.
    """
    UPDATE outbox SET text = '' WHERE ended_at < :now - 2592000000 AND text != ''
    """,
    "DELETE FROM pace WHERE until <= :now",
    "DELETE FROM invitations WHERE expires_at <= :now",
)
"""Takes away what has served its time: two days for update numbers, thirty for words and failures."""

COUNTS = """
    SELECT
        (SELECT count(*) FROM clients),
        (SELECT count(*) FROM inbox WHERE state = 'waiting'),
        (SELECT count(*) FROM inbox WHERE state = 'failed'),
        (SELECT count(*) FROM outbox WHERE state = 'queued'),
        (SELECT count(*) FROM outbox WHERE state = 'unknown')
"""
"""How much lies where."""
