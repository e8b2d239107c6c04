# What is kept about somebody, the copy of it, and forgetting it.

privacy-long =
    <b>Where, and how long:</b> in the database of this bot, nowhere else. The words of messages go after { $messages } days, what you wrote to your trainer after { $typed } days, and all of it { $months ->
        [one] a month
       *[other] { $months } months
    } after we last had to do with each other.

    <b>At once:</b> /export gives you all of it as files. /forget deletes all of it.
privacy-yours =
    <b>About you I keep now:</b>
    { $lines }
privacy-since = ✓ That you agreed, on { $date }, and to which words
privacy-answers = ✓ Your answers about your health, and your times and city
privacy-tests = { $count ->
        [one] ✓ The result of { $count } self-test
       *[other] ✓ The results of { $count } self-tests
    }
privacy-plan = ✓ Your plan since { $date }, with sessions and pain scores
privacy-signs = ✓ The warning signs you named
privacy-activities = { $count ->
        [one] ✓ { $count } activity in your own words
       *[other] ✓ { $count } activities in your own words
    }
privacy-notes = { $count ->
        [one] ✓ { $count } note of your trainer
       *[other] ✓ { $count } notes of your trainer
    }
privacy-contact = ✓ Your first name with the first letter of your last name, your Telegram number { $number }, and the messages between us
privacy-export = Export
privacy-forget = Forget me

export-history = What is kept about you, to read. Keep it in a safe place: these are health details.
export-archive = The same in full, for other programs: each table as JSON and CSV. The file README.txt in it says what is what.

forget-ask =
    <b>Delete everything that I keep about you?</b>

    <b>What goes, for good:</b> your answers, tests, plan, sessions, pain scores, messages and reminders. /export gives you a copy first.

    <b>What I cannot delete:</b> this chat. Telegram keeps it, on your phone and on its servers. A bot can take back only its own messages, and only for 48 hours; you can delete the whole chat yourself. What your trainer has read stays in their Telegram. Older backups go in time; you are not brought back from one.

    If you are sure, type <b>{ $word }</b>.
forget-word = FORGET ME
forget-keep = Keep everything
forget-kept = Nothing was deleted.
forget-mistyped = That was not quite it, so nothing was deleted. Type <b>{ $word }</b> if you are sure.
forget-over = That question is over, and nothing was deleted. /forget asks again.
forget-done =
    Everything that I kept about you is deleted. Your trainer hears that, and no more.

    This chat is yours to delete: open its menu and choose “Delete chat”.
    { $locked ->
        [yes]

            Please still have the warning sign looked at by a professional.
       *[no] {""}
    }
    All the best. If you write again, we begin anew.
desk-client-forgot =
    <b>{ $name }</b> wanted everything deleted that was kept about them, and it is. Nothing more comes. What stands in your own chats is yours to delete.
somebody = somebody

consent-again =
    What I keep, or who sees it, has changed since you agreed:

    { $privacy }

    <b>Is that fine with you?</b> Until you say so, all stays as it was.
consent-fine = Yes, that is fine

history-file = limber-{ $date }.pdf
history-title = What is kept about you
history-who = { $name } · Telegram number { $number } · { $date }
history-what = Everything you told, tested and did, as it was noted. The archive beside it has the same in full, and the messages.
history-kind =
    { $kind ->
        [alert] What your trainer was told of
        [answer] Answers
        [clearance] Cleared by a professional
        [consent] What you agreed to
        [dose] Changes of the dose
        [experiment] Techniques tried
        [finding] Self-tests
        [floss] Flossing
        [lock] Stopped for a warning sign
        [measure] How it goes
        [message] What you and your trainer wrote
        [note] Notes of your trainer
        [pain] Pain
        [plan] Plans
        [red_flag] Warning signs
        [retest] Re-tests
        [session] Sessions
        [slot] Evenings and flossings
        [tip] Tips
       *[other] { $kind }
    }
history-none = Nothing yet.
archive-file = limber-{ $date }.zip
