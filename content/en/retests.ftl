# Tests done again: the offer, what came of them, and the experiment with another technique.

prompt-retest =
    { $kind ->
        [passed] A week ago a test was passed. Once more, and a stretch leaves your plan.
        [nerve] Another week of flossing is done. Shall we check the nerve?
        [calm] Flossing ended a while ago, because the nerve was calm. Shall we see whether it still is?
        [block] The { $weeks } weeks show: time to see what the other technique did.
        [left] A look back: is what left your plan still loose?
       *[planned] { $weeks ->
            [one] One week done.
            [2] Two weeks done.
            [4] Four weeks done.
            [6] Six weeks done.
           *[other] { $weeks } weeks done.
        } Test again? It decides what you may drop.
    } About { $minutes ->
        [one] one minute.
       *[other] { $minutes } minutes.
    }
retest-not-now = Not this time
retest-tomorrow = Fine. I'll ask again tomorrow.
retest-later = Fine, not this time. I'll ask again on { $date } /test does it sooner.
retest-over = That test has been done, or isn't due any more.
retest-not-due =
    { $known ->
        [yes] No test is due now. The next one is on { $date }
       *[no] No test is due: nothing is being stretched that could be tested again.
    }
retest-too-early = In the first hour after getting up everybody is stiff, so a test would mislead us. Come back after { $time }.
retest-today = Test again

retest-report =
    <b>Your test</b>

    { $lines }
retest-nothing-measured = Nothing was measured, so nothing changes.
retest-place =
    { $side ->
        [L] Left { $region }
        [R] Right { $region }
       *[none] The { $region }
    }
retest-numbers =
    { $unit ->
        [deg] { $known ->
            [yes] { $place }: { $before }° → { $now }°
           *[no] { $place }: { $now }°
        }
       *[cm] { $known ->
            [yes] { $place }: { $before } → { $now } cm
           *[no] { $place }: { $now } cm
        }
    }{ $with_goal ->
        [yes] { " " }(goal: { $goal }{ $unit ->
            [deg] °
           *[cm] { " cm" }
        } or { $beyond ->
            [above] less
           *[below] more
        })
       *[no] { "" }
    }
retest-line =
    <b>{ $numbers }</b>
    { $what }
retest-line-hurt =
    <b>{ $place }</b>
    { $what }
retest-left = ✓ Passed twice. This stretch leaves your plan: it is no longer tight.
retest-rests = ✓ Passed. Its stretch rests; pass once more on { $date } and it leaves your plan.
retest-tight =
    { $moved ->
        [better] Looser than before, still tight. So the stretch goes on.
        [worse] Tighter than before. So the stretch goes on.
       *[same] Still tight, and no real change yet. So the stretch goes on.
    }
retest-back = Tight again, so this stretch comes back.
retest-new = Tight now, so a stretch for it joins your plan.
retest-fine = Loose, and nothing to do there: { $numbers }.
retest-hurt = That test hurt, so its stretch rests until the next one. Your trainer has been told.
retest-stopped = { $weeks } weeks, and no real change: stretching isn't what this needs. It leaves your plan, and your trainer looks at it with you.
retest-left-out = Tight, but nothing I have for it suits you now. /plan says why.
retest-nerve =
    <b>{ $side ->
        [L] Left
       *[R] Right
    } { $nerve ->
        [sciatic] leg nerve
       *[femoral] front-of-thigh nerve
    }</b>: { $now ->
        [positive] { $before ->
            [positive] still touchy, so stretches that pull on it stay out.
           *[other] touchy now, so stretches that pull on it leave your plan.
        }
        [negative] { $before ->
            [positive] calm now, so stretches it kept out are allowed again.
           *[other] still calm.
        }
       *[unknown] not clear this time, so I stay careful.
    }
retest-moves-up = ↑ The { $region } moves up from the queue: there is a place for it now.
retest-rest-left = The tests that are left I'll ask about on { $date } /test does them sooner.
floss-leaves = Flossing leaves your plan: the nerve is calm, and a calm nerve needs none.
floss-joins = Flossing joins your plan, three small rounds a day: the nerve answered its test.
nothing-left =
    <b>Nothing left to stretch.</b> In this programme a stretch is done only while a test is tight and stretching helps.

    Control and strength come next, with your trainer, who has been told. { $known ->
        [yes] Evenings are yours now; I'll test again on { $date }
       *[no] Evenings are yours now.
    }
coaching-next-test = Nothing to do in the evenings now. We test again on { $date }
good = Good
plan-and-why = The plan, and why

experiment =
    { $kind ->
        [goes_on] <b>{ $place }: we try it another way.</b> { $first ->
            [yes] Muscles differ: some answer to time, some to harder work.
           *[no] { "" }
        }
        [kept] <b>{ $place }: we know what works for you.</b>
       *[over] <b>{ $place }: all ways tried.</b>
    }
    { $lines }
    { $kind ->
        [goes_on] { $technique ->
            [static] For { $weeks } weeks: the long hold in the evening again.
            [contract_relax] For { $weeks } weeks: { $exercise }. It needs warm muscles, so do it with /workout. It is out of your evenings meanwhile.
           *[roller] For { $weeks } weeks: { $exercise }, before a stretch when you are warm. Do it with /workout. It is out of your evenings meanwhile.
        }
        [kept] { $technique ->
            [static] The long hold changed most, so it stays, in the evening.
            [contract_relax] Push and release changed most, so it stays: { $exercise }, with /workout.
           *[roller] Rolling changed most, so it stays: { $exercise }, with /workout.
        }
       *[over] No way made a difference beyond measuring.
    }
experiment-block =
    • { $technique ->
        [static] Long hold
        [contract_relax] Push and release
       *[roller] Rolling
    }: { $unit ->
        [deg] { $start }° → { $end }°
       *[cm] { $start } → { $end } cm
    }

alert-retest =
    { $name } has tested again:
    { $lines }
alert-retest-line =
    { $numbers } { $what ->
        [left] – leaves the plan
        [rests] – rests, passed once
        [tight] – goes on
        [back] – comes back
        [new] – joins the plan
        [stopped] – stopped, no change
        [left_out] – tight, nothing suits
        [hurt] – hurt
       *[fine] – loose
    }
alert-retest-hurt =
    🟡 <b>{ $name }</b>: a test hurt ({ $regions }).
    Its stretch rests until the next test.
alert-retest-stopped =
    🟡 <b>{ $name }</b>: no change in eight weeks ({ $regions }), whatever the technique.
    Its stretch has ended. Please have a look: it may be the joint.
alert-nothing-left =
    🟡 <b>{ $name }</b> has nothing left to stretch: each region has passed twice, or did not change.
    Control and strength are next, with you.
