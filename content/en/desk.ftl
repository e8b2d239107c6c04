# One client on the trainer's desk, and what may be done for them.

desk-bars = ▁▂▃▄▅▆▇█
desk-cut = { $text }…
desk-stale = That button is out of date. /clients shows everyone.
desk-open = { $name }
desk-more = More ›
desk-before = ‹ Before
desk-list = Back to the list
desk-nobody = No client of yours is called “{ $name }”. /clients shows everyone.
desk-several = { $count } clients have a name like that{ $shown ->
        [10] { "" }, the first ones here. Type a little more of it
       *[other] { "" }
    }. Which one?
desk-card = <b>{ $name }</b> · { $state }
desk-paused-until = paused until { $date }
desk-since = Coached since { $date }
desk-seen = This week: { $evenings } · last seen { $seen }
desk-pain = Pain: { $trend } from { $first } to { $last }
desk-leg = Leg: from { $first } to { $last }
desk-plan =
    { "" }
    <b>Plan</b>
    { $lines }

desk-findings =
    { $what ->
        [tight] Tight: { $regions }
        [blocked] Tight, but not stretched: { $regions }
       *[left] No longer tight: { $regions }
    }
desk-region =
    { $name }{ $side ->
        [L] { " " }left
        [R] { " " }right
       *[none] { "" }
    }
desk-locks =
    { "" }
    <b>Stopped by:</b> { $signs }
    Only a professional's word lifts it.
desk-last-notes =
    { "" }
    <b>Notes</b>
    { $notes }
desk-note = { $date } { $by }: { $text }
desk-notes =
    <b>Notes on { $name }</b>
    { $notes }

    Write the next one now, as a message. { $name } never sees it here, but it belongs to the data they may ask for.
desk-no-notes = None yet.
desk-plan-lines =
    <b>The plan of { $name }</b>
    { $lines }

    What the safety rules leave out cannot be brought back.
desk-chart =
    <b>{ $name }</b>
    { $text }
desk-week = This week: { $evenings }
desk-no-scores = No pain scores yet.
desk-history =
    <b>The last { $days } days of { $name }</b>
    { $lines }
desk-no-history = Nothing was due or told yet.
desk-day = <b>{ $date }</b> { $parts }
desk-day-session =
    { $kind ->
        [workout] workout
       *[bedtime] evening
    }{ $status ->
        [done] { " " }done
        [partly] { " " }partly done
        [skipped] { " " }skipped
        [excused] { " " }off, excused
        [missed] { " " }without an answer
       *[open] { " " }still open
    }
desk-day-floss = flossed { $done } of { $of }
desk-day-pain =
    { $where ->
        [leg] leg
       *[back] pain
    } { $scores }
desk-day-score =
    { $score }{ $when ->
        [morning] { " " }in the morning
        [before] { " " }before
        [after] { " " }after
       *[any] { "" }
    }
desk-findings-of =
    <b>Findings of { $name }</b>
    { $lines }
desk-tested = Last tested { $date }
desk-not-tested = Not tested yet.
desk-blocked =
    • { $region }: { $why ->
        [nerve] the nerve answered that test, so it is not stretched
        [nerve_unknown] measured short, but without both nerve tests muscle and nerve can't be told apart
       *[answer] the joint was felt rather than the muscle
    }
desk-for-professional = • { $region }: tight, but every exercise for it is ruled out
desk-nerve = A nerve test was positive.
desk-conditions = Conditions: { $names }
desk-back = Back to { $name }
desk-pause = Pause 7 days
desk-resume = Resume
desk-ease = Ease
desk-plan-button = Plan
desk-notes-button = Notes
desk-findings-button = Findings
desk-charts = Charts
desk-history-button = History
desk-call = Ask to call
desk-leave = Mark left
desk-return = Is back
desk-out = Take out: { $exercise }
desk-in = Bring back: { $exercise }
desk-done =
    { $action ->
        [pause] { $name } is paused for 7 days, and knows it from you.
        [resume] The pause of { $name } is over.
        [ease] Eased by one step. { $name } knows it from you.
        [take_out] Taken out. { $name } knows it from you.
        [bring_back] Back in the plan; what hurt begins one step lower. { $name } knows it from you.
        [call] { $name } is asked to call you.
        [leave] { $name } is not prompted any more.
       *[other] { $name } is among your clients again.
    }
desk-refused =
    { $why ->
        [locked] Not now: a warning sign stops everything for { $name } until a professional has looked at it.
        [doubt] Not now: { $name } has not said yet whether a warning sign is meant.
        [left] { $name } is marked as left.
        [blocked] { $name } has blocked the bot: this would not arrive.
        [stopped] { $name } has stopped.
        [no_plan] { $name } has no plan yet.
        [paused] { $name } is paused already.
        [quiet] Not needed: { $name } has not answered for long, and hears next to nothing any more.
        [not_paused] { $name } is not paused.
        [busy] { $name } is in the middle of something. It ends by itself; try again later today.
        [flare] { $name } has a flare: nothing is stretched until it has calmed down.
        [lowest] Nothing left to ease: every dose is the lowest there is.
        [resting] It rests for now, after pain. It comes back by itself.
        [nerve] Not brought back: a nerve of { $name } is irritable, and this pulls on it.
        [rules] Not brought back: by the tests and conditions of { $name }, the safety rules leave it out.
       *[done] That is so already.
    }

managed-pause = { $trainer } has put your coaching on pause. That is rest, nothing has gone wrong.
managed-resume = { $trainer } has ended the pause.
managed-ease = From now on it is one step gentler, because { $trainer } asked for it: less is fine for a while.
managed-take-out = { $trainer } has taken { $exercise } out of your plan for now. The rest stays as it is.
managed-bring-back = { $trainer } has brought { $exercise } back into your plan. If it hurts, stop and tell me.
managed-call = 📞 { $trainer } asks you to call.
