# How it goes: the client's own activities, and the change since the start.

measures-prompt =
    { $first ->
        [yes] <b>What would you like to do more easily?</b>
            Up to { $most } things that your back makes hard. I'll ask about the same ones later, so that we see what changes. Two minutes.
       *[no] <b>How is it going?</b>
            The same few questions as before. One minute.
    }
measures-begin = Begin
measures-leave-out = Leave it out
measures-tomorrow = Fine. I'll ask once more tomorrow.
measures-left-out = Fine, we leave that out. Everything else goes on.
measures-over = Those questions have passed. There will be others.
measures-later = Fine. { $kept ->
        [yes] What you answered is kept.{ " " }
       *[no] { "" }
    }{ $again ->
        [yes] I'll ask once more tomorrow.
       *[no] I won't ask again this time.
    }

activity-name =
    { $count ->
        [0] <b>What does your back make hard?</b>
            Type one thing, in your own words. Like “putting on socks” or “an hour at my desk”.
       *[other] { $named }

            <b>What else?</b> Type one more. Fewer than { $most } are fine too.
    }
activity-line = ✓ { $name }
activities-enough = That's all
activity-too-long = That is a little long for me. Please say it in { $most } characters or fewer.
activity-known = You have named that one already.
activity-score =
    <b>{ $name }</b>
    How well can you do it at present?
    0 is not at all, 10 is as before the back pain.
global-change =
    <b>Your back, compared with when we began?</b>
    −5 is much worse, 0 is the same, +5 is much better.
measures-not-now = Not now

measures-noted =
    Noted. I'll ask about { $count ->
        [one] this one
       *[other] these { $count }
    } again in { $weeks ->
        [one] a week
       *[other] { $weeks } weeks
    }.
measures-none-noted = Noted. Thank you.
measures-result =
    <b>Since we began</b>
    { $lines }
measures-activity = { $name }: { $first } → { $now }
measures-activity-new = { $name }: { $now }
measures-verdict =
    { $change ->
        [better] <b>Clearly easier</b>: { $points } points on average. From { $from } on we call it a change.
        [worse] <b>Clearly harder</b>: { $points } points on average. From { $from } on we call it a change. Your trainer hears of it.
       *[none] No clear change yet: that is common. It takes { $from } points on average to tell.
    }
measures-global =
    { $change ->
        [better] Overall, you say { $score }: clearly better.
        [worse] Overall, you say { $score }: clearly worse. Your trainer hears of it.
       *[none] Overall, you say { $score }: no clear change yet.
    }
measures-pain =
    { $change ->
        [better] Pain { $first } at the start, { $now } this week: clearly less.
        [worse] Pain { $first } at the start, { $now } this week: clearly more.
       *[none] Pain { $first } at the start, { $now } this week: too close to call.
    }
