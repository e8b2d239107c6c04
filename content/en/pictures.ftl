# Pictures of progress: what is written in them, below them, and in the report for a doctor.

picture-calendar = Calendar
picture-pain = Pain
picture-mobility = Mobility
picture-report = For my doctor (PDF)

# --- in all of them ---

chart-day =
    { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[12] Dec
    }
chart-date = { chart-day } { $year }
chart-weekday =
    { $day ->
        [0] Mon
        [1] Tue
        [2] Wed
        [3] Thu
        [4] Fri
        [5] Sat
       *[6] Sun
    }
chart-number = { NUMBER($value, minimumFractionDigits: 1, maximumFractionDigits: 1) }
chart-amount =
    { $unit ->
        [deg] { $value }°
        [cm] { $value } cm
       *[other] { $value }
    }
chart-side =
    { $side ->
        [L] left
        [R] right
        [both] both sides
       *[none] { "" }
    }

# --- the calendar ---

calendar-title = Your practice
calendar-about =
    { $days ->
        [0] The first day is coloured in when you have practised.
        [one] Practice on 1 day so far. It fills up from here.
       *[other] Practice on { $days } days in { $weeks ->
            [one] your first week
           *[other] { $weeks } weeks
        }
    }
calendar-level =
    { $level ->
        [all] all done
        [most] most
        [little] a little
        [paused] paused
       *[rest] rest
    }
calendar-today = today

# --- pain ---

pain-title =
    { $weeks ->
        [one] Pain, this week
       *[other] Pain, last { $weeks } weeks
    }
pain-about = 0 is none, 10 the worst · each dot is a day
pain-mean = { $days }-day average
pain-leg = leg
pain-sessions = sessions
pain-empty = Your scores show here from the first one on.
pain-first = The line begins with your second score.
pain-mark =
    { $why ->
        [flare] flare, plan eased
        [lasts] flare goes on
        [over] flare over
        [up] longer hold
        [down] shorter hold
        [rest] one stretch rests
        [dropped] one stretch out
        [second_red] flossing ends
        [plateau] flossing ends
        [graduated] flossing ends
        [plan] new plan
       *[retest] re-test
    }

# --- mobility ---

mobility-title = Mobility, first test to now
mobility-about =
    { $again ->
        [0] First test { $first }. The re-test adds what is now.
       *[other] First test { $first }, last one { $last }
    }
mobility-empty = Your tests show here once they are done.
mobility-hard = harder
mobility-easy = easier
mobility-cutoff = cut-off
mobility-first = first
mobility-now = now

# --- captions ---

caption-pain =
    <b>Pain</b>

    { $count ->
        [0] No scores yet. Send /pain 4 any time.
        [one] Your first score: { $last }.
       *[other] 7-day average: { $first } at first, { $last } now.
    }{ $leg ->
        [none] { "" }
       *[other] { " " }Leg: { $leg } now.
    }{ $verdict ->
        [better] { " " }That is clearly less.
        [worse] { " " }That is clearly more.
       *[none] { "" }
    }
caption-mobility =
    <b>Mobility</b>

    { $lines }
caption-mobility-line = • { $name }: { $values } (cut-off { $cutoff })
caption-mobility-value = { $side ->
        [none] { "" }
       *[other] { chart-side }{ " " }
    }{ $now }
caption-mobility-rest =
    { $all ->
        [0] No tests with a number yet.
       *[other] Within the cut-off: { $easy } of { $all } areas.
    }
caption-report =
    <b>For your doctor</b>

    One page: your plan, pain, tests and warning signs. It is yours: show it to whom you like.

# --- the report ---

report-file = Limber report { $date }.pdf
report-title = Report for your health professional
report-who = { $name } · plan since { $since } · this page { $on }
report-who-no-plan = { $name } · no plan yet · this page { $on }
report-what = Limber is an exercise programme by chat: evening stretches for what tested tight, and nerve flossing where it was indicated. All values are self-reported.
report-plan = Plan now
report-plan-line = { $name }{ $side ->
        [none] { "" }
       *[other] , { chart-side }
    }: { $dose }{ $region ->
        [none] { "" }
       *[other] { " " }({ $region } tested tight)
    }{ $week ->
        [0] { "" }
        [1] { "" }
       *[other] , from week { $week }
    }
report-test-line = { $name }: { $cutoff }
report-shift = { $first } → { $now }
report-not-done = not done
report-left = Left or middle
report-right = Right
report-plan-none = No exercises are prescribed.
report-floss = { $name }, nerve flossing: { $reps } repetitions a leg, { $times } times a day
report-floss-ended = { $name }, nerve flossing: ended { $date }
report-resting = { $name }: rests at present after pain
report-flare = A flare since { $date }: no stretches until it has calmed down.
report-stopped = Exercise is stopped at present: see warning signs.
report-practice = Practice: { $done } of { $prescribed } evenings in { $days } days.
report-measures = Measures
report-tests = Self-tests, first to now
report-test = Test
report-measure = Measure
report-first = First
report-now = Now
report-change = Change
report-changed =
    { $change ->
        [none] { "" }
        [small] within error (± { $error })
       *[yes] { $sides ->
            [none] beyond error
           *[other] { $sides } beyond error
        } (± { $error })
    }
report-measured =
    { $called ->
        [yes] a change (from { $limit } points)
       *[no] no clear change
    }
report-under = tight below { $value }
report-over = tight above { $value }
report-pain-back = Back pain, 7-day average (0–10)
report-pain-leg = Leg pain, 7-day average (0–10)
report-activity = Activity: { $name } (0–10)
report-global = Change overall, { $week } weeks (−5 to 5)
report-threshold = counts from ± { $value } on
report-signs = Warning signs
report-signs-none = Asked regularly; none was reported.
report-sign-now = Stands since { $date }: { $sign }
report-sign-cleared = { $date }, cleared: { $sign }
report-sign-told = { $date }, reported: { $sign }
report-signs-asked = Last asked on { $date }.
report-conditions = Conditions told: { $names }
report-not-a-diagnosis = This is a record of what was told and done. It is not a diagnosis and not medical advice. Cut-offs decide what this programme stretches; they are not norms of health.
