# What is known about the body.

conditions-title =
    About your body, { $number } of { $total }

    <b>{ $title }</b>
    Tap what applies. It decides what I leave out.
which-side =
    { $what }

    <b>Which side?</b>
which-week = <b>Which week of pregnancy are you in?</b> Please type the number.
how-many-of-these =
    Five short questions about how bendy you are. Count every yes:

    { $questions }

    <b>How many did you answer with yes?</b>
left = Left
right = Right
both = Both

# Somebody who is being coached learns something new about their health.

health-has-changed = My health has changed
health-is-it-new =
    Is this new with you?
    <b>{ $what }</b>

    Then let's go through the short lists about your body once more. It takes a minute, and what doesn't go with it leaves your plan.{ $session ->
        [yes] { " " }That ends what we are doing just now.
       *[no] { "" }
    }
health-lists = Yes, go through the lists
health-nothing-new = Nothing new with me
health-as-before = Fine, the plan stays as it is.
health-noted =
    Noted: { $what }. It counts from now on.

    The other lists about your body are in /settings, More, “My health has changed”.
health-leaves =
    <b>Your plan goes by what you told me.</b>

    This leaves it: { $gone }
health-nothing-leaves = <b>Your plan goes by what you told me.</b> Nothing leaves it.
health-comes = New in it: { $new }
health-holds = A hold lasts { $seconds } seconds at most now.
health-for-professional = For { $places } I have nothing that goes with it. Ask the professional who knows you.
health-plan-same = Thank you. Your plan stays as it is.
health-lists-left = The lists about your body are still open. /settings, More, “My health has changed” brings them back.
exercise-on-side = { $name }{ $side ->
        [L] { " " }(left)
        [R] { " " }(right)
       *[none] { "" }
    }
