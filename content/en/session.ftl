# A guided session, and flossing.

pain-before =
    { $exercises ->
        [one] One step
       *[other] { $exercises } steps
    }, about { $minutes } minutes. You need some floor and a cushion.

    <b>How is the back right now?</b>
pain-saved = Saved: pain { $score }
warm-up =
    <b>Warm up first.</b>
    Walk or march on the spot for { $minutes } minutes, or stretch after a warm shower.
i-am-warm = I'm warm
short-warm-up = First walk on the spot for { $seconds } seconds.
session-dots = { $dots } { $done } of { $total }
exercise-title =
    { $dots }
    <b>{ $name }</b> · { $dose }{ $side ->
        [L] { " " }· working side: <b>LEFT</b>
        [R] { " " }· working side: <b>RIGHT</b>
       *[none] { "" }
    }{ $sets ->
        [1] { "" }
       *[other] { " " }· set { $set } of { $sets }
    }
feel = <i>{ $text }</i>
start-clock = Start { $seconds } seconds
start-last = The last one: hold { $seconds } s
holding =
    { $switch ->
        [yes] 🔔 <b>Change sides.</b> You have { $ready } seconds.
       *[no] You have { $ready } seconds to get into place.
    } Then { $how ->
        [rolling] keep going slowly
       *[holding] hold
    } for { $seconds } seconds and breathe out long.

    { $feel }

    Put the phone down. I'll write when the time is up.
done-early = Done
done = Done
skip = Skip
how-much-does-it-hurt = Stop there. <b>How much does it hurt?</b>
left-out-tonight = Left out this time.
pause-hold = ⏸ Pause
no-clock-runs = Take your time. No clock is running, it starts when you tap.
hold-paused =
    ⏸ <b>Paused.</b> Take your time.

    When you go on, you have { $ready } seconds again, then the { $seconds } seconds start anew.
was-away =
    I was away for a moment, sorry. Your last hold counts.

    { $again ->
        [side] <b>Go on with the { $side ->
            [L] LEFT
           *[R] RIGHT
        } side?</b>
       *[next] Next is { $name }. <b>Go on?</b>
    }
go-on = Go on
stop-here = Stop here
session-feel =
    { $dots }
    { $part ->
        [all] That was all. Lie still a moment.
        [some] A part counts too. Lie still a moment.
       *[none] No stretch this time, and that is fine.
    }

    <b>How does the back feel compared with before?</b>
better = Better
same = Same
worse = Worse
pain-after = <b>And as a number, 0 to 10?</b>
session-idle =
    I'll stop the clock here. You did { $done } of { $total }.

    <b>What shall I count?</b>
count-all = All of it
count-so-far = The { $done } so far
count-none =
    { $kind ->
        [workout] Nothing
       *[other] Nothing tonight
    }
too-soon-after-waking = Let the back wake up first: in this programme nothing is stretched or flossed soon after getting up. From { $time } it is fine.
