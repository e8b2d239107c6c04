# When a sign or the gate stands in the way. Reviewed against the levels of red_flags.yaml.

emergency =
    ⚠️ <b>Please get medical help now.</b> What you told me can't wait, day or night. The sooner you are seen, the more can be done.

    Call <b>{ $emergency }</b>, or have someone take you to an emergency department. Don't drive yourself. If you feel faint, can hardly breathe, have chest pain or can't stand: call, and stay where you are.

    Tell them: “Back pain, and { $signs }.” Say when it began.

    No exercises now: they are stopped, and so are all reminders. Your trainer is being told, but nobody watches this chat round the clock. Don't wait for an answer here.
crisis =
    I'm glad you told me. You don't have to get through this alone.

    I'm a program, so please talk to a person now. Call <b>{ $crisis }</b>. Ask someone you trust to stay with you.

    If you might act on these thoughts, or have hurt yourself or taken something, call <b>{ $emergency }</b> now, or have someone take you to an emergency department.

    Your trainer is being told, so that a person knows. Nobody watches this chat round the clock, so please don't wait for an answer here. Everything else can wait.
getting-help = I'm getting help
not-alone = I'm talking to someone
was-a-mistake = That was a mistake
professional-helps = A professional is helping me
has-been-looked-at = A professional has looked at it
emergency-follow-up = { $name }, have you reached someone? Please don't wait with this.
help-is-coming =
    Good. That is the right thing to do.

    If help doesn't come, or you get worse, call <b>{ $emergency }</b> at once.

    I'll stay quiet now. When a professional has looked at it, tell me here and we'll see how to go on.
crisis-help-is-coming =
    Good. I'm glad that you are not alone with it.

    If it gets heavier, call <b>{ $crisis }</b>. If you might act on it, call <b>{ $emergency }</b> at once. Nobody watches this chat round the clock.

    I'll stay quiet now. If you write, I can pass it on to your trainer.
urgent =
    <b>Please have this looked at { $pace ->
        [same_day] today
       *[days] in the next few days
    }, before anything else.</b>

    { $pace ->
        [same_day] Ring your doctor or a medical advice line now. If nobody can see you today, have someone take you to an emergency department.
       *[days] Ring your doctor's practice today, or as soon as it opens, and ask to be seen soon.
    }

    Tell them: “Back pain, and { $signs }.” Say when it began. I can't judge what is behind it. A doctor can.

    Call <b>{ $emergency }</b> at once if
    • it gets worse fast, or you get a fever or feel very ill
    • you have chest pain or can hardly breathe
    • a leg goes weak, you go numb between the legs, or your bladder or bowel changes.

    Until you are seen: no tests, no exercises. Your trainer is being told, but nobody watches this chat round the clock. Don't wait for an answer here.
clearance = <b>Has a professional looked at exactly this: { $sign }?</b>
clearance-yes-fine = Yes, they have looked at it
clearance-yes-with-help = Yes, and we agreed that I go on here
clearance-not-this = No, not at this one
clearance-still-waiting = Not yet, I'm waiting
unlocked =
    { $trainer } has noted that a professional looked at it. Good.

    Before we go on I ask a few things again.
one-unlocked = { $trainer } has noted that a professional looked at one thing. The rest still stands: please don't wait with it.
locked-first = Please, this comes first:
locked-toast = Everything is stopped until a professional has looked at it.

professional-first =
    <b>I can't give you tests or stretches yet.</b> This is a rule for everyone here: someone who can examine you comes first.

    { $why }

    Worth asking there:
    { $questions }

    <b>Don't wait</b> with numbness between the legs, trouble with bladder or bowel, or a leg getting weak. That is an emergency: call the emergency number. /help shows it.
bullet = • { $text }
why-sign = • Somebody who can examine you should know of this first: { $sign }.
why-condition = • { $advice }
why-gate-not-seen = • Nobody has looked at this back pain yet.
why-gate-not-cleared = • I need a recent “exercise is fine” from someone who examined you, with nothing new since. If they said no exercise, please keep to that.
remind-me = Ask me again in { $days } days
have-been-now = I have been there now
waiting-for-visit =
    Done. I'll ask again in { $days } days, once, and stay quiet until then.

    If you've been there earlier, tap here or tell me.

    <b>Don't wait for me</b> with numbness between the legs, trouble with bladder or bowel, or a leg getting weak. That is an emergency: call the emergency number. /help shows it.
gate-reminder = Hello { $name }, I said that I'd ask once more. If it hasn't worked out yet, just say so.
urgent-follow-up = { $name }, has a doctor been able to look at it?

reach-nobody = I can't reach anyone
emergency-nobody =
    Then call <b>{ $emergency }</b> now. That line is open day and night. Say that you are alone and can't get there by yourself.

    If you can, unlock your door, and ask a neighbour or anyone near to stay with you.
crisis-nobody =
    Then please call <b>{ $emergency }</b> now. That line is open day and night. Say what you told me. You can also try again: <b>{ $crisis }</b>

    If you can, go to where other people are. Move away from anything that you could hurt yourself with, or ask someone to take it.
clearance-date =
    <b>When did they look at it: { $sign }?</b>
    Only a visit since you told me counts.
visit-0 = Today
visit-1 = Yesterday
visit-2 = 2 or 3 days ago
visit-4 = 4 to 7 days ago
visit-8 = Longer ago
visit-too-early = That was before you told me about it. It may have changed since, so please have it looked at as it is now.
