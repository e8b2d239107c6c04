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
