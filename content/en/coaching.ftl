# At rest: commands, settings, and what is not understood.

coaching =
    { $lines }

    /today shows what is next. Tell me any time if something changes.
coaching-tonight =
    { $status ->
        [done] ✓ <b>Tonight is done.</b> Well done.
       *[partly] ✓ <b>Tonight counts.</b> A part is better than nothing.
    }
coaching-evening =
    { $day ->
        [tonight] Tonight I'll write at { $time }.
        [tomorrow] Tomorrow evening I'll write at { $time }.
       *[later] I'll write again in the evening of { $day } at { $time }.
    }
coaching-flossed =
    { $over ->
        [yes] Flossed { $done } times today. That is plenty.
       *[no] ✓ Flossed { $done } of { $of } today.
    }
coaching-floss =
    { $day ->
        [today] The next floss is today at { $time }.
       *[tomorrow] The next floss is tomorrow at { $time }.
    }
coaching-floss-paused =
    Flossing rests until { $until }. Your trainer has been told. The posture that eases your leg is fine.

    A leg that gets weak, numbness between the legs, or trouble with bladder or bowel is an emergency: don't wait for me.
welcome-back = Good to see you, { $name }. We were here:
help =
    { $coached ->
        [yes] /today what is next · /plan your plan and why · /floss floss now · /workout on training days · /pain 4 note your pain · /progress how it goes · /test test again · /settings times · /pause a break · /ask your trainer · /stop
       *[no] We are on the way to your plan, one question at a time. /ask writes to your trainer, /privacy says what I keep, /stop ends it.
    }

    You can always type instead of tapping: “yes”, “7”, “half past ten”, “later”.

    I'm no doctor. Nobody watches this chat round the clock, so it is <b>not for emergencies</b>. Numb between the legs, bladder or bowel trouble, a leg getting weak: call <b>{ $emergency }</b>.
one-back = One question back
start-over-button = Start over
start-over =
    <b>Start over from the first question?</b>
    Your plan and answers are set aside. What your trainer has seen stays.
start-over-yes = Yes, start over
start-over-no = No, carry on
no-further-back = This is as far back as it goes.
not-yet = That comes with a plan. Here is where we are:
no-such-command = I don't know that command. /help shows what I know.
not-understood-city = I don't know that place. Please type the nearest bigger city.
not-understood-type = I didn't catch that. Could you type it once more, like in the example?
not-understood-measure =
    I can't tell what that measures. Please tap what fits, or type the number in { $unit ->
        [cm] centimetres
       *[deg] degrees
    }.
not-understood-tap = I didn't catch that. Please tap an answer, or type its words.
edit-not-heard =
    A message that you change I read for warning signs only. What you answered before still stands.

    { $back ->
        [yes] To change an answer, send /back. Then answer anew.
       *[no] To put something right, write it in a new message, a pain score like this: /pain 4
    }
cannot-read =
    { $kind ->
        [photo] I can't look at pictures.
        [voice] I can't listen to voice messages.
       *[other] I can't open that.
    } Please write it in words. If something feels alarming, don't wait for me: call your emergency number.
stale-button = That card has passed. Here is where we are now.
not-for-now = That button doesn't fit any more.

today =
    <b>Today</b>

    { $lines }

    { $evening ->
        [done] ✓ Tonight's session is done.
        [partly] ✓ Tonight's session is partly done. That counts.
        [skipped] Tonight is a rest. That counts too.
        [excused] Tonight is a rest. That counts too.
        [none] { "" }
        [free] I won't write tonight: it is every second evening. You can start any time.
       *[other] Evening session at { $time }, about { $minutes } minutes.
    }
    { $floss }
today-line =
    • { $name }{ $side ->
        [L] , left
        [R] , right
        [both] , both sides
       *[none] { "" }
    }
start-session = Start now
start-floss = Floss now

progress =
    <b>How it goes</b>

    { $lines }
progress-evenings =
    { $prescribed ->
        [0] No evenings to count yet. The first one comes tonight.
       *[other] Evenings: { $done } of { $prescribed } in { $days } days, { $long_done } of { $long_prescribed } in { $long_days } days.
    }
progress-floss = Flossing: { $done } of { $prescribed } in { $days } days.
progress-pain =
    { $count ->
        [one] Pain: { $before } before your session, { $after } after it.
       *[other] Pain on average: { $before } before a session, { $after } after it, over { $count } sessions.
    }
progress-no-pain = Pain before and after shows up here from your first session on.
pain-high =
    That is a lot. Leave the exercises today, find the position that eases it, and your trainer hears from me.

    If nothing eases it by tomorrow, ring a doctor. If it came suddenly, keeps climbing or you feel very unwell, call <b>{ $emergency }</b>.
pain-how = Send me a number from 0 to 10, like this: /pain 4
pain-ask = <b>How is the back right now?</b>
pain-which = Is that the back or the leg? Send it like this: back 3, leg 5.
leg-saved = Noted: leg { $score }.

settings =
    Your clock: { $zone }, { $time } now.
    Bedtime { $bedtime }, getting up { $wake }.{ $weekends ->
        [no] { "" }
       *[yes] { " " }Weekends { $weekend_bedtime } and { $weekend_wake }.
    }
    Travelling? Change the city, and all moves with you.
change-bedtime = Change bedtime
change-wake = Change getting up
change-city = Change city
all-good = All good
pause = <b>How long shall I be quiet?</b> You can type a length or a date too.
pause-days =
    { $days ->
        [7] 1 week
        [14] 2 weeks
       *[other] { $days } days
    }
no-pause = No pause
paused =
    { $why ->
        [ill] Get well soon. I'm quiet until { $date } and ask then how you are.
       *[rest] Quiet until { $date }
    } Days off don't count against you.

    Come back whenever you like.
stopped =
    I've stopped. No more messages from me.

    Your answers are kept in case you return. All the best with your back.
come-back = Come back

ask-here = Just type your question here. I'll ask before I pass it on.
ask-how = Write it behind the command, like this: /ask May I swim tomorrow?
no-such-night = From { $bedtime } to { $wake } is hardly a night. Please check: when do you go to bed, and when do you get up?
pain-heard = I hear you. How strong is it from 0 to 10? Send it like this: /pain 4. You don't have to stretch today. Is it a new or different pain? Then tell me that too.
pain-which-number = Which number fits, from 0 (no pain) to 10 (the worst)? Tap it above, or type it. Is it a new or different pain? Then tell me that too.
painless-heard = Good to hear. /pain 0 keeps it as a score. /today shows what is next.
smalltalk = I only know about backs. If something hurts or worries you, tell me in plain words. /today shows what is next.
