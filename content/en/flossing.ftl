# Flossing: how it is done, what the leg answers, and what that changes.

floss-relief =
    { $when ->
        [after] The leg was upset lately. So { $minutes } minutes of this again: <b>{ $posture }</b>.
       *[before] First { $minutes } minutes of this: <b>{ $posture }</b>. It is there to calm the leg.
    }

    Tap when you're ready.
ready = Ready
not-now = Not now
floss-title =
    <b>{ $name }{ $side ->
        [L] , LEFT leg
        [R] , RIGHT leg
       *[none] { "" }
    }</b> · { $reps } slow times, count along
floss-stop = <i>Stop sign: { $text }</i>
gets-stronger = It gets stronger
leg-now = <b>How is the leg now?</b>
floss-done-leg-now =
    ✓ Counted. <b>How is the leg now?</b>
easier = Easier
leg-further = <b>Does it reach further down the leg than before?</b>
further-down = Further down
not-further = No, as far as before
leg-noted = Noted.

leg-settled = <b>Has the leg settled?</b> It was worse after flossing.
settled-soon = Within { $minutes } minutes
settled-later =
    { $minutes ->
        [60] Within an hour
       *[other] Within { $minutes } minutes
    }
not-settled = Not yet
settled-noted = Good, that was short. Nothing changes, and tomorrow we floss again.

floss-now =
    { $why ->
        [reds] Flossing stopped on { $on }: the leg didn't like it. Show it to the person who examined you.
        [plateau] Flossing ended on { $on }: it changed nothing. Some people don't respond, and that is no fault of yours.
        [graduated] Flossing ended on { $on }: the nerve is calm.
        [paused] Flossing rests until { $until }, then it starts gently.
        [today] No more flossing today: the leg got worse.
        [pain] No flossing today: it hurts too much.
        [leg] Flossing rests while the leg hurts this much.
       *[other] Flossing today: { $done } of { $times }, { $reps } repeats each.
    }
floss-not-now =
    { $why ->
        [reds] Flossing has stopped: the leg got worse twice. Please ask the person who examined you before any more of it.
        [plateau] Flossing has ended: two weeks of it changed nothing. Some people don't respond, and that is no fault of yours.
        [graduated] Flossing has ended: the nerve is calm, so there is nothing left to floss.
        [paused] Flossing rests until { $until }, because the leg got worse.
        [today] No more flossing today, because the leg got worse. Tomorrow is another day.
        [pain] No flossing today, because of the pain you told me about. Tomorrow is another day.
        [leg] Flossing rests while the leg hurts this much. When it is less, tell me: /pain.
        [enough] That was { $most } times today. A nerve has had enough then, and more is not better.
       *[none] Flossing isn't in your plan: it is only for a nerve that tested irritable.
    }{ $why ->
        [none] { "" }
       *[other] { " " }If the leg complains: <b>{ $posture }</b>.
    }

floss-off-today =
    That is enough flossing for today, because the leg got worse. Now { $minutes } minutes of this: <b>{ $posture }</b>.
    { $time ->
        [later] Tomorrow we see how the leg is.
       *[other] About { $time } I'll ask whether it has settled.
    }
floss-amber =
    { $why ->
        [unknown] I don't know how the leg went on, so I play it safe:
       *[lasts] The leg took a while to settle, so we do less:
    } { $reps } repeats for now, and <b>{ $posture }</b> afterwards too. Nothing goes up for two days.
floss-red =
    { $why ->
        [further] It reached further down the leg.
        [points] That is a big step up.
        [morning] The leg is worse this morning.
       *[lasts] More than an hour is too long.
    } So flossing rests until { $until }, with only <b>{ $posture }</b>.

    Then we start again gently: { $exercise }, { $reps } repeats. Your trainer hears from me.
floss-stopped =
    { $again ->
        [yes] The leg got worse for the second time in { $days } days. So flossing stops here.
       *[no] The leg got worse, and there is no gentler way left. So flossing stops here.
    }

    Please ask the person who examined you to look at it before any more of it. <b>{ $posture }</b> is still fine. Your trainer hears from me, and I have a few questions.
floss-up =
    { $days } good days with the leg. So one thing goes up: { $step ->
        [reps] { $reps } repeats again, each time.
        [exercise] from now on <b>{ $exercise }</b>.
       *[times] { $times } times a day instead of { $before }.
    }{ $unprompted ->
        [0] { "" }
       *[other] { " " }I write { $prompts } times; for the others there is /floss, at least { $gap } hours apart.
    }
floss-too-much = That was { $done } times today, and { $times } are in your plan. More is not better: a nerve likes little and often. Please leave it at that for today.
floss-ended =
    { $why ->
        [graduated] Leg pain at 0 or 1 for { $days } days, and the nerve test is quiet. So flossing ends here. In { $weeks } weeks we test once more.
       *[plateau] Leg pain { $start } at the start, { $leg } now: flossing has changed little. So it ends here. Some people don't respond, and that is no fault of yours.
    }
    { $why ->
        [graduated] { "" }
       *[plateau] Your trainer hears about it. If the leg complains: <b>{ $posture }</b>.
    }

# What trainers read.

alert-floss-red =
    🟡 <b>{ $name }</b>: the leg got worse after flossing. { $why ->
        [further] It reaches further down than before.
        [points] At least three points more.
        [morning] Worse this morning.
       *[lasts] Not settled after an hour.
    }
    Flossing pauses for { $hours } hours, then half of it, lying down.
alert-floss-stopped =
    🟡 <b>{ $name }</b>: the leg got worse after flossing{ $again ->
        [yes] , the second time in { $days } days
       *[no] , and nothing gentler is allowed
    }. { $why ->
        [further] It reaches further down than before.
        [points] At least three points more.
        [morning] Worse this morning.
       *[lasts] Not settled after an hour.
    }
    Flossing has stopped for good. Told to see the person who examined them. The warning signs are asked about.
alert-floss-too-much = { $name } flossed { $done } times in a day, again, and { $times } are in the plan. I said that more is not better.
alert-floss-graduated = <b>{ $name }</b>: leg pain 0 or 1 for { $days } days, nerve test negative. Flossing has ended.
alert-floss-plateau = 🟡 <b>{ $name }</b>: two weeks of flossing, leg pain { $start } then, { $leg } now. Flossing has ended; please have another look.
settled-too-late = I have counted that day already, on the safe side. Tell me how the leg is now: /pain takes a number.
