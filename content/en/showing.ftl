# An exercise of the plan, to be looked at.

show-exercises = Show me how
shown-title =
    { $number } of { $total } · <b>{ $name }</b> · { $dose }{ $side ->
        [L] { " " }· working side: <b>LEFT</b>
        [R] { " " }· working side: <b>RIGHT</b>
        [both] { " " }· both sides
       *[none] { "" }
    }
shown-before = ‹ Before
shown-next = Next ›
