# The workout: stretches for training days, and push and release.

workout =
    <b>Workout</b>: { $names }. About { $minutes } minutes.

    It works only when you are warm: { $from } to { $to } minutes of brisk walking, stairs or cycling. <b>Are you warm?</b>
workout-not-yet = Not yet
workout-warming =
    Then move for { $minutes } minutes: walk fast, climb stairs, swing your arms. You should feel warm, not tired.

    I'll write when the time is up.
workout-helper =
    One of these goes better in twos: { $names }. The other person holds against you, and only you decide how far.

    Agree on a stop word first. <b>Is somebody there to help?</b>
workout-together = Yes, we are two
workout-alone = No, just me
workout-partner = Straight on, within { $seconds } seconds of the stretch.
dose-rounds =
    { $rounds ->
        [one] one round
       *[other] { $rounds } rounds
    } of push and release, then hold { $seconds } s
start-rounds = Start, { $seconds } seconds in all
holding-rounds =
    { $switch ->
        [yes] 🔔 <b>Change sides.</b> You have { $ready } seconds.
       *[no] You have { $ready } seconds to get into place.
    } Push { $push } s, let go { $relax } s, { $rounds ->
        [1] once
        [2] two times
        [3] three times
        [4] four times
        [5] five times
       *[other] { $rounds } times
    }. Then hold { $hold } s. Push with a third of your strength, and keep breathing.

    { $feel }

    Count the rounds yourself. I'll write when the time is up.
coaching-workout = ✓ Your workout counts too.
workout-flare = Not now: your back is in a flare, and in this programme we let that calm down first. An easy walk is fine.
workout-nothing = There is nothing for a workout now: it is only for what is stretched at present.
workout-after-waking = Let the back wake up first: in this programme there is no workout soon after getting up. From { $time } it is fine.
workout-before-bed =
    A workout this near to bed wakes you up. Tomorrow before { $time } is better.{ $evening ->
        [open] { " " }Tonight's stretches are there if you like.
       *[done] { "" }
    }
