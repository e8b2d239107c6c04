# What a trainer reads of alerts: who has taken one, what nobody has taken, and the daily digest.

alert-take = Take it
alert-card = Card
alert-taken =
    { $text }

    ✓ taken by { $by } { $at }
alert-noted = Noted: you have it. I won't ring again for this.
alert-taken-already = Somebody has this already.
alert-not-yours = Not taken: this is no client of yours any more.
alert-again =
    <b>Nobody has taken this yet.</b> Reminder { $times }.

    { $text }
alert-for-owner =
    <b>{ $trainer } has not taken this yet.</b> You get it too, so that somebody sees it.

    { $text }
alert-unreached =
    <b>I can't reach { $trainer } here.</b> So this comes to you.

    { $text }

alert-pain-jump =
    🟡 <b>{ $name }</b>: pain { $score } of 10, about { $mean } the week before. Clearly more, for { $days } days now.
    The doses follow the scores by themselves. A word from you may help.
alert-twice-worse =
    🟡 <b>{ $name }</b> felt worse after { $sessions } sessions in a row.
    The doses follow the scores by themselves. A word from you may help.
alert-test-hurt =
    🟡 <b>{ $name }</b>: the test “{ $test }” hurt, and was stopped.
    What it looks at is left alone. Please have a look at it.

digest =
    <b>Your digest</b>, who needs you first:

    { $lines }
digest-entry = • { $text }
digest-more =
    { $count ->
        [one] … and one more note. /clients shows everyone.
       *[other] … and { $count } more notes. /clients shows everyone.
    }
digest-is-at = Quiet notes come once a day, at { $at }. Write /digest 07:30 to move it, /digest off to end it.
digest-is-off = There is no digest. Quiet notes are not sent; /clients shows how everyone is doing. Write /digest 07:30 to have one.
digest-not-a-time = I did not understand the time. Write it like this: /digest 07:30, or /digest off.
