# The dose that follows the body: the morning's question, what changes and why, a flare.

morning-back =
    Good morning, { $name }.
    <b>How is the back right now?</b>
morning-before-floss = First one tap. <b>How is the back this morning?</b>
morning-leg =
    Back { $score }, noted.
    <b>And the leg?</b>
morning-leg-too = <b>And the leg?</b>
morning-noted =
    Noted: back { $back }{ $leg ->
        [none] .
       *[other] , leg { $leg }.
    }

dose-up = ⬆️ { $exercise }: { $before } becomes { $after }, because your last evenings with it went well.
dose-down = { $exercise }: { $before } becomes { $after }, because it stayed a bit sore twice.
dose-rest = { $exercise } rests for { $hours } hours, because of the { $score } of 10. Then it begins again with { $after }. Your trainer hears about it.
dose-dropped = { $exercise } leaves your plan for now, because it was too much twice within a week. Your trainer will look at it with you.
undo = Undo
a-slip = That was a slip
undone = Undone. It is as it was before.
undo-too-late = That can't be taken back any more. Tell me how it feels and we go from there.

flare-begins =
    { $score } is well above your usual { $usual }. So nothing is stretched for { $hours } hours.

    What helps many people now: the position that eases it, short walks, warmth. Your trainer hears from me, and I ask again tomorrow.

    A leg that gets weak, numbness between the legs, or trouble with bladder or bowel: don't wait for me, call <b>{ $emergency }</b>.
flare-goes-on = Then today is another day of rest: ease, short walks, warmth. I'll ask again tomorrow.
flare-over = { $score }: back near your usual. We begin again, one step gentler than before.
flare-lasts = It has been more than a week now. Before any exercise, please see the person who examined your back. Your trainer knows.

plan-rests = { "   " }rests until { $date }
plan-dropped = { "   " }rests until your trainer brings it back
