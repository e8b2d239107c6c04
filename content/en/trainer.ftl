# What trainers read.

alert-emergency =
    🔴 <b>{ $name }: emergency sign</b> ({ $codes })
    { $signs }
    Told to get help now. All exercises and reminders are stopped. If you can, ring and ask whether they have reached someone.
    Tap below only when a professional has looked at it.
alert-urgent =
    🔴 <b>{ $name }: needs a doctor soon</b> ({ $codes })
    { $signs }
    Told to see a doctor. Tests and exercises are stopped until a professional has looked at it.
alert-withdrawn =
    <b>{ $name }</b> says this was a mistake: { $signs }
    I'm asking again, slowly. Until then all stays stopped. What was said stays in the records.
alert-cleared = <b>{ $name }</b>: a professional has looked at { $code }, says { $by ->
        [client] the client
       *[other] { $by }
    }.
alert-cleared-at-desk = <b>{ $name }</b>: { $who } has looked at { $code } on { $on }, says { $by }.
alert-told-not-to = <b>{ $name }</b> was told not to exercise. No plan is given.
alert-not-seen = { $name } stopped at the gate: nobody has looked at the back yet. A reminder is set.
alert-dose-rest =
    🟡 <b>{ $name }</b>: pain { $score } of 10 with { $exercise }.
    It rests for now, and begins again one step lower.
alert-dose-dropped =
    🟡 <b>{ $name }</b>: { $exercise } was too much twice within a week (last: { $score } of 10).
    It is out of the plan until you bring it back.
alert-flare =
    🟡 <b>{ $name }</b>: a flare. Pain { $score } of 10, usually { $usual }.
    Nothing is stretched for now; warning signs are asked about before the next session.
alert-flare-lasts =
    🟡 <b>{ $name }</b>: the flare has lasted more than a week (now { $score } of 10).
    Exercise waits until a professional has looked at it.
alert-undone = { $name } took the last change of the plan back (a slip, they say).
alert-high-pain =
    🟡 <b>{ $name }</b>: pain { $score } of 10.
    Told to leave the exercises today, and when to ring a doctor.
alert-plan =
    { $name } has done the tests. { $stretches ->
        [none] Nothing to stretch.
       *[other] Stretches: { $stretches }.
    }
alert-left = { $name } has blocked the bot.
alert-back = { $name } is back.

desk-welcome =
    Hello { $name }. You look after { $clients ->
        [0] nobody yet
        [one] one client
       *[other] { $clients } clients
    }.

    /clients shows who needs you first. Alerts come here by themselves; reply to one to write to that client.
    /invite makes a link for somebody new.
    /broadcast sends one message to many.
    /picture puts your own photo or video in the place of a drawn one.
    /desk tells how a group can be your desk.
desk-clients =
    <b>Your clients: { $count }</b>, who needs you first{ $pages ->
        [1] { "" }
       *[other] { " " }· page { $page } of { $pages }
    }

    { $lines }
desk-no-clients = Nobody has started yet.
desk-line =
    { $mark } <b>{ $name }</b> · { $state } · { $evenings }{ $trend ->
        [none] { "" }
       *[other] { " " }· { $trend }
    } · last seen { $seen }
desk-mark =
    { $state ->
        [emergency] 🔴
        [urgent] 🔴
        [doubt] 🟡
        [dropped] 🟡
        [flare] 🟡
       *[other] ·
    }
desk-state =
    { $state ->
        [emergency] emergency
        [urgent] needs a doctor
        [doubt] has not said yet whether a warning sign is meant
        [dropped] an exercise waits for you to bring it back
        [flare] a flare
        [waiting] waiting for a professional
        [coaching] coaching
        [asked_again] going through the safety questions again
        [quiet] has not answered for long
        [paused] paused
        [stopped] stopped
        [blocked] has blocked the bot
        [left] marked as left
        [education] nothing tight
       *[starting] starting
    }
desk-evenings =
    { $prescribed ->
        [0] no evenings yet
       *[other] { $done } of { $prescribed } evenings
    }
desk-never = never
desk-clear = { $name }: { $code } was looked at
desk-cannot-clear = There is nothing of that kind to lift any more.
desk-how-to-reply = Not sent to anyone. Reply to a client's message to write to that client. /clients shows everyone.
desk-change-unread = I read your message as it was first, so this change reaches nobody. What I asked for still waits: write it as a new message. Another message to many begins with /broadcast.
desk-asked-long-ago = Not sent to anyone, and not noted: I asked more than { $minutes } minutes ago, so this may be meant for somebody else. Tap a button of the question, or begin again. To write to a client, reply to a message about them.

alert-doubt =
    🟡 <b>{ $name }</b> wrote something that may be a warning sign: { $signs }
    I asked whether it is so, and have no answer yet. Nothing is prompted until then. If you can, ask them yourself.
alert-sign-unanswered =
    🟡 <b>{ $name }</b> named a warning sign: { $signs }
    I asked whether it is new, and have no answer yet. Nothing is prompted until then. If you can, ask them yourself.
alert-week-rules-out = { $name } is in week { $week } of pregnancy. Out of the plan: { $gone }
alert-health-news =
    🟡 <b>{ $name }</b> has news about their health: { $what }
    The lists about the body are open to them, and what this rules out leaves the plan.
alert-health-stops =
    🟡 <b>{ $name }</b> ticked what stops the programme: { $what }
    Nothing is prompted until that has changed.
alert-health-changed =
    { $name } went through the lists about the body.{ $learned ->
        [none] { "" }
       *[other] { " " }New: { $learned }.
    }{ $over ->
        [none] { "" }
       *[other] { " " }No more: { $over }.
    }{ $gone ->
        [none] { " " }Nothing leaves the plan.
       *[other] { " " }Out of the plan: { $gone }.
    }{ $new ->
        [none] { "" }
       *[other] { " " }New in it: { $new }.
    }
alert-called =
    🟡 <b>{ $name }</b> calls for help, and named no warning sign.
    Told to call the emergency number. Please ring them if you can.
alert-nobody =
    🔴 <b>{ $name } cannot reach anyone.</b>
    { $signs }
    Told to call the emergency number. Please ring them if you can.
alert-something-new =
    🟡 <b>{ $name }</b> has a new, different pain or an injury, says the weekly check.
    Stretches wait until a professional has examined it.
alert-words = “{ $words }”
alert-measures-worse =
    🟡 <b>{ $name }</b>: worse than at the start, week { $week }.
    { $lines }
alert-week-worse = 🟡 <b>{ $name }</b>: pain { $before } last week, { $now } this week on average.

# Who is let in.

desk-invite = Whom shall the link let in?
desk-invite-client = A client of mine
desk-invite-trainer = Another trainer
desk-link-client =
    A link for one client. It works once, within { $days } days:
    { $link }

    Send it to the person themselves. Whoever opens it first becomes your client.
desk-link-trainer =
    A link for one trainer. It works once, within { $days } days:
    { $link }

    Whoever opens it first becomes a trainer, with clients of their own. So send it to that person alone.
desk-no-link-yet = Telegram has not told me my own name yet, so I can't make a link. Please try again in a minute.
desk-owner-only = Only the owner sees who the trainers are.
desk-not-yours = That is not possible any more.
desk-alone = You are the only trainer. /invite makes a link for another one.
desk-trainers =
    <b>Trainers beside you</b>

    { $lines }
desk-trainer-line = <b>{ $name }</b> · { $clients ->
        [0] no clients
        [one] one client
       *[other] { $clients } clients
    }
desk-dismiss = Remove { $name }
desk-dismiss-sure =
    Remove <b>{ $name }</b>? { $clients ->
        [0] No clients are affected.
        [one] One client becomes yours.
       *[other] { $clients } clients become yours.
    }
desk-dismiss-yes = Yes, remove
desk-dismiss-no = No
desk-dismiss-kept = <b>{ $name }</b> stays. Nothing has changed.
desk-dismissed-by-you = <b>{ $name }</b> is no trainer here any more. { $clients ->
        [0] { "" }
        [one] One client is yours now.
       *[other] { $clients } clients are yours now.
    }
desk-dismissed = You are no trainer here any more. Your clients are looked after by the owner of this bot.
desk-client-came = <b>{ $name }</b> has opened your link and starts now. Reply to this message to write to them.
desk-client-moved-here = <b>{ $name }</b> has opened your link. They are coached here already, and are your client from now on: /clients shows how they are. Reply to this message to write to them.
desk-client-moved = <b>{ $name }</b> has opened another trainer's link, and is their client from now on.
trainer-changed = { $trainer } is your trainer from now on, and sees what you tell me.
invitation-over = This link works no longer: it has been used, or its { $days } days are over. Ask for a new one.
invitation-not-needed = This link works no longer: it has been used, or its { $days } days are over. You are here already, so all goes on as before.
invitation-not-for-you = You are a trainer here already. The link is not used up: you can send it on.
invitation-not-for-clients = You are being coached here, and a trainer's messages are not checked for warning signs. So this link needs another Telegram account. It has not been used up.
by-invitation = This coach works by invitation: ask your trainer for a link. I can't help here before that. If you have a medical emergency, call your local emergency number now.
