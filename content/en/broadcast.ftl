# A message from a trainer to many clients: written, given its audience, sent off, and how it goes.

broadcast-ask =
    <b>Send me the message</b>: text, photo, video, voice or a file. It goes out exactly as you send it; { "{name}" } becomes each one's name.
broadcast-template = 📄 { $text }
broadcast-forget = Remove: { $text }
broadcast-templates = <b>Your templates</b>. Tap one to send it.
broadcast-no-templates = No templates yet. After a message to many, “Save as template” keeps it here.
broadcast-no-kind = That kind of message can't be sent to many. Send text, a photo, a video, a voice message or a file, or leave with /clients.
broadcast-too-long = That is { $over } characters too long, counted with the longest name among your clients. Please send a shorter one.
broadcast-to-whom = <b>To whom?</b>
broadcast-nobody-there = You have no clients yet, so nobody would get it.
broadcast-group =
    { $group ->
        [everyone] Everyone
        [active] With a plan
        [nerve] Flossing a nerve
        [stretching] Stretching
        [nothing_tight] Nothing tight
        [starting] Just starting
       *[quiet] Quiet for over { $days } days
    } · { $count }
broadcast-pick = Pick by name
broadcast-picking =
    <b>Who gets it?</b> { $count ->
        [0] Nobody is ticked yet.
        [one] One is ticked.
       *[other] { $count } are ticked.
    }{ $pages ->
        [1] { "" }
       *[other] { " " }Page { $page } of { $pages }.
    }
broadcast-client = { $picked ->
        [yes] ☑
       *[no] ☐
    } { $name }
broadcast-before = ‹ Before
broadcast-more = More ›
broadcast-groups = Other people
broadcast-picked =
    { $count ->
        [one] Only this one
       *[other] These { $count }
    }
broadcast-nobody = Nobody in that group may get it now. Choose another.
broadcast-preview =
    ⬆ As <b>{ $name }</b> will see it.
    { $left ->
        [none] { "" }
       *[other] { $everyone ->
            [one] One person
           *[other] { $everyone } people
        }, less { $left }. {""}
    }<b>{ $people ->
        [one] One person gets it.
       *[other] { $people } people get it.
    }</b>{ $asleep ->
        [0] { "" }
        [one] { " " }One is asleep now: a message at night waits for the morning.
       *[other] { " " }{ $asleep } are asleep now: a message at night waits for the morning.
    }

    When? You can also type a time. Times are on each one's own clock.
broadcast-left-out = { $why ->
        [blocked] { $count } who blocked the bot
        [stopped] { $count } who stopped
        [left] { $count } marked as left
        [locked] { $count } with a warning sign
        [doubtful] { $count } with a possible warning sign
        [paused] { $count } on a pause
       *[opted_out] { $count } who opted out
    }
broadcast-example = Next example
broadcast-test = Test to me
broadcast-now = Send now
broadcast-tomorrow = Tomorrow { $at }
broadcast-evening = In each one's evening
broadcast-drop = Cancel
broadcast-dropped = Cancelled. Nobody got it.
broadcast-tested = Sent to you, with your name in it.
broadcast-no-time = I don't read a time in that, and nothing was sent to anyone. Type the time alone, like 18:30 or tomorrow 9:00, or tap a button above. Another message begins with /broadcast.
broadcast-sent-off = Noted. How it goes is below.
broadcast-over = This one is over, nothing changed. /broadcast begins a new one.

broadcast-progress =
    { $stage ->
        [waiting] ⏳ { $everyone ->
            [one] One person gets it
           *[other] { $everyone } people get it
        }{ $when }. It begins in { $seconds } seconds.
        [paused] Paused. { $bar } { $ended } of { $everyone } · { $failed } failed
        [stopped] Stopped by itself: too many were refused, so look at the message first. { $bar } { $ended } of { $everyone } · { $failed } failed
        [cancelling] Taking back what has not gone yet …
       *[running] { $bar } { $ended } of { $everyone } · { $failed } failed{ $when }
    }
broadcast-when =
    { $choice ->
        [now] { "" }
        [evening] { " " }· in each one's evening
        [tomorrow] { " " }· tomorrow { $at }, on each one's own clock
       *[other] { " " }· at { $at }, on each one's own clock
    }
broadcast-pause = Pause
broadcast-resume = Go on
broadcast-cancel =
    { $stage ->
        [waiting] Stop
       *[other] Cancel the rest
    }
broadcast-report =
    { $stage ->
        [cancelled] Cancelled. { $delivered } of { $everyone } delivered
       *[other] ✓ { $delivered } of { $everyone } delivered
    }{ $unknown ->
        [0] { "" }
       *[other] { " " }· { $unknown } unknown
    }{ $missed ->
        [0] { "" }
       *[other] { " " }· { $missed } not sent
    }{ $left_out ->
        [0] { "" }
       *[other] { " " }· { $left_out } left out
    }{ $replies ->
        [0] { "" }
        [one] { " " }· one reply so far
       *[other] { " " }· { $replies } replies so far
    }
broadcast-failure =
    { $name }: { $blocked ->
        [yes] blocked the bot
       *[no] refused ({ $why })
    }
broadcast-failures-more = … and { $count } more.
broadcast-again =
    { $count ->
        [one] Send it again to this one
       *[other] Send it again to these { $count }
    }
broadcast-list = List
broadcast-keep = Save as template
broadcast-kept = Saved. /templates shows it.
broadcast-kept-already = It is among your /templates already.
broadcast-list-head =
    <b>{ $delivered } of { $everyone } delivered</b>{ $replies ->
        [0] { "" }
        [one] { " " }· one reply so far
       *[other] { " " }· { $replies } replies so far
    }
broadcast-unknown-one = { $name }: not known whether it arrived
broadcast-left-out-one =
    { $name }: { $why ->
        [blocked] left out, has blocked the bot
        [stopped] left out, has stopped
        [left] left out, marked as left
        [locked] left out, has a warning sign
        [doubtful] left out, may have a warning sign
        [paused] left out, on a pause
        [opted_out] left out, opted out
       *[other] not your client any more
    }
