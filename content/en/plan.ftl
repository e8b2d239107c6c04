# The plan and its reasons.

because-tight =
    { $test }: { $values }. Tight is { $beyond ->
        [below] under
       *[above] over
    } { $cutoff }{ $unit ->
        [deg] °
       *[cm] { " cm" }
    }
because-value =
    { $side ->
        [L] left { $value }
        [R] right { $value }
       *[none] { $value }
    }{ $unit ->
        [deg] °
       *[cm] { " cm" }
    }
because-partner = the partner move for the { $region }, done straight after the stretch
because-relief = lying like this eased your leg, or is the gentlest place to begin
because-floss =
    { $nerve ->
        [sciatic] your nerve test brought on the familiar feeling, { $side ->
            [L] on the left
            [R] on the right
           *[both] on both sides
        }
       *[femoral] your front-of-thigh nerve test brought on the familiar feeling, { $side ->
            [L] on the left
            [R] on the right
           *[both] on both sides
        }
    }
because-hinge = your hip hinge needs practice: the low back joined in
because-carried-on = it was in your plan before
dose-hold =
    { $sets ->
        [1] { $seconds } s
       *[other] { $sets } × { $seconds } s
    }
dose-reps =
    { $sets ->
        [1] { $reps } slow repeats
       *[other] { $sets } × { $reps } slow repeats
    }
dose-reps-and-hold = { $reps } slow repeats, the last one held { $seconds } s
plan-line =
    { $week ->
        [1] <b>{ $number }</b>
       *[other] <b>{ $number }</b> (from week { $week })
    } { $name }{ $side ->
        [L] , left
        [R] , right
        [both] , both sides
       *[none] { "" }
    } · { $dose }
plan-partner = ↳ then { $name }{ $side ->
        [L] , left
        [R] , right
        [both] , both sides
       *[none] { "" }
    } · { $dose }
plan-floss = ⚡ { $name }{ $side ->
        [L] , left leg
        [R] , right leg
        [both] , each leg
       *[none] { "" }
    } · { $dose }, { $times } times a day
plan-relief = ○ { $name }, before flossing or whenever the leg complains · { $dose }
plan-because = <i>because</i> { $because }
plan =
    <b>Your plan</b>

    { $lines }

    { $stretches ->
        [0] No stretching: the nerve comes first.
       *[other] Every evening before bed at { $bedtime }, after a short warm-up. It takes about { $minutes } minutes.
    }

    Your trainer can see it too.
plan-why =
    <b>Why each line is there</b>

    { $lines }
plan-left-out =
    <b>What I left out on purpose</b>

    { $lines }
plan-now =
    <b>Your plan</b>

    { $lines }
left-out-nerve =
    • { $side ->
        [L] Left
        [R] Right
       *[none] The
    } { $region }: it feels tight, but the nerve answered that test. Stretching could annoy it.
left-out-nerve-unknown =
    • { $side ->
        [L] Left
        [R] Right
       *[none] The
    } { $region }: it measured short, but without both nerve tests I can't tell muscle from nerve. So not yet.
left-out-answer =
    • { $side ->
        [L] Left
        [R] Right
       *[none] The
    } { $region }: what you felt was the joint rather than the muscle. Show that to your professional.
left-out-professional =
    • { $side ->
        [L] Left
        [R] Right
       *[none] The
    } { $region }: tight, but every exercise for it is ruled out for you. That one is for your professional.
left-out-condition = • { $advice }
left-out-easy = • Easy for you, so not in the plan: { $regions }.
left-out-avoid = • Knees to chest, toe touches and sit-ups are never in here. They round the low back, and in this programme we keep it still.
start-tonight = Start tonight
why-these = Why these?
what-was-left-out = What was left out?
the-plan = Back to the plan
nothing-tight =
    <b>Nothing tested tight. So there is nothing to stretch.</b>

    That is a real result: in this programme, a stretch that isn't needed isn't done.

    { $has_extra ->
        [yes] What is worth doing:
       *[no] The next step is strength and control, with your trainer.
    }
    { $extra }
nothing-for-now =
    <b>Nothing is tested or stretched for now.</b>

    { $advice }

    When that has changed, we go through it again from the questions on.
only-for-professional =
    <b>Something tested tight, but nothing I have for it suits you.</b>

    { $left_out }

    Please show this to the professional who knows you. { $has_extra ->
        [yes] What is worth doing meanwhile:
       *[no] { "" }
    }
    { $extra }
ask-trainer = Ask my trainer
test-again = Go through it again
relief-walk = An easy walk

# A new week of pregnancy.

week-rules-out =
    By your first answer this is week { $week } of your pregnancy. { $why }

    So this leaves your plan: { $gone }{ $new ->
        [none] { "" }
       *[other] { "" }

        New instead: { $new }
    }
