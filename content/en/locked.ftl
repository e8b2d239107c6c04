# When a sign or the gate stands in the way. Reviewed against the levels of red_flags.yaml.

emergency =
    ⚠️ <b>Please get medical help now.</b>

    You told me about { $signs }.

    That needs a doctor within hours: today, not tomorrow. Seen early, it can often be treated.

    Call <b>{ $emergency }</b> or go to an emergency department. Don't drive yourself if a leg is weak or you feel faint.

    Tell them: “back pain, and { $signs }.”

    All exercises and reminders are stopped. Your trainer is being told.
crisis =
    I'm glad you told me. This matters more than any exercise.

    Please don't stay alone with it. Someone to talk to, right now: <b>{ $crisis }</b>

    If you might act on these thoughts, call <b>{ $emergency }</b> now, or go to the nearest emergency department.

    Your trainer is being told, so that a person knows. Everything else can wait.
getting-help = I'm getting help
not-alone = I'm talking to someone
was-a-mistake = That was a mistake
professional-helps = A professional is helping me
has-been-looked-at = A professional has looked at it
emergency-follow-up = { $name }, have you reached someone? Please don't wait with this.
help-is-coming =
    Good. That is the right thing to do.

    I'll stay quiet now. When a professional has looked at it, tell me here and we'll see how to go on.
crisis-help-is-coming =
    Good. I'm glad that you are not alone with it.

    I'll stay quiet now. Write to me whenever you like, and your trainer reads it if you want.
urgent =
    <b>Please have this looked at { $pace ->
        [same_day] today
       *[days] in the next few days
    }, before anything else.</b>

    You told me about { $signs }. I can't judge what is behind it. A doctor can.

    { $pace ->
        [same_day] Ring your doctor or a medical advice line today.
       *[days] Ring your doctor's practice and say exactly this.
    } If it suddenly gets worse, or you feel very unwell, call <b>{ $emergency }</b>.

    Until then no tests and no exercises. Your trainer is being told.
clearance = <b>Has a professional looked at exactly this: { $sign }?</b>
clearance-yes-fine = Yes, and I may exercise
clearance-yes-with-help = Yes, and we agreed that I go on here
clearance-not-this = Not at this one
clearance-still-waiting = Not yet, I'm waiting
unlocked =
    { $trainer } has noted that a professional looked at it. Good.

    Before we go on I ask a few things again.
one-unlocked = { $trainer } has noted that a professional looked at one thing. The rest still stands: please don't wait with it.
locked-first = That can wait. This comes first:
locked-toast = Everything is stopped until a professional has looked at it.

professional-first =
    <b>I can't give you stretches yet.</b> This is a rule for everyone here: someone who can examine you comes first.

    { $why }

    Worth asking there:
    { $questions }

    <b>Don't wait</b> with numbness between the legs, trouble with bladder or bowel, or a leg getting weak. That is an emergency.
bullet = • { $text }
why-sign = • Somebody who can examine you should know of this first: { $sign }.
why-condition = • { $advice }
why-gate-not-seen = • Nobody has looked at this episode yet.
why-gate-not-cleared = • I need a recent “exercise is fine” from someone who examined you, with nothing new since.
remind-me = Ask me again in { $days } days
have-been-now = I have been there now
waiting-for-visit =
    Done. I'll ask again in { $days } days, once, and stay quiet until then.

    If you've been there earlier, tap here or tell me.
gate-reminder = Hello { $name }, I said that I'd ask once more. No rush if it hasn't worked out yet.
urgent-follow-up = { $name }, has a doctor been able to look at it?

reach-nobody = I can't reach anyone
emergency-nobody =
    Then call <b>{ $emergency }</b>: that line is always answered. Say that you are alone and cannot get there yourself.

    If you can, unlock your door, and ask a neighbour or anyone near to stay with you.
crisis-nobody =
    Then please call <b>{ $crisis }</b>, or <b>{ $emergency }</b>. Somebody answers, at night too.

    If you can, go to where other people are. Put away what you could hurt yourself with, or ask someone to.
clearance-date =
    <b>When was that, about { $sign }?</b>
    Only a look since it came up counts.
visit-0 = Today
visit-1 = Yesterday
visit-2 = 2 or 3 days ago
visit-4 = 4 to 7 days ago
visit-8 = Longer ago
visit-too-early = That was before you told me about it. Please have it looked at as it is now.
