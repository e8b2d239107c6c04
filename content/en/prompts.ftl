# What the coach says first.

prompt-bedtime =
    Stretch time, { $name }. { $stretches ->
        [one] One stretch
       *[other] { $stretches } stretches
    }, about { $minutes } minutes.
prompt-floss =
    { $again ->
        [yes] ⚡ The pause is over. We start again gently: <b>{ $exercise }</b>, { $reps } slow repeats. Less is right for now.
       *[no] ⚡ Time to floss: { $reps } slow repeats, a few minutes. You need a high seat, or a place to lie.
    }
prompt-repeat = Still tonight? The short version is fine too.
start-now = Start
two-minute-version = Short version
did-it-already = Done already
in-minutes = In { $minutes } min
not-tonight = Not tonight
skip-this-one = Skip this one
tomorrow = Tomorrow
now = Now
snoozed = Fine. I'll come back at { $time }.
snooze-too-far = I can come back within { $hours } hours, not later. /today is always there, and skipping is fine.
no-more-snoozes = That was the last “later” for tonight. It is fine to skip.
skip-why = Fine. <b>Want to note why?</b>
no-reason = No reason
rest-counts =
    Noted. A rest is fine. See you { $day ->
        [today] at { $time }
        [tomorrow] tomorrow at { $time }
       *[later] on { $day } at { $time }
    }.
done-noted =
    ✓ { $day ->
        [today] Done for today.
       *[yesterday] Counted for last night.
    } Well done.
too-late-to-count = That one is too long ago to count now.
finish-this-first = Let's finish this first.
card-of-another-day = That was another day's card. /today has today's.
nothing-tonight = Nothing to stretch tonight. Rest is fine.
