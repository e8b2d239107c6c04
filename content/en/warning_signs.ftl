# Checklists of warning signs, and one sign asked alone.

checklist-title =
    Warning signs, { $number } of { $total }

    <b>{ $title }</b>
    Tap what applies to you.
continue = Continue
none-of-these = None of these
not-sure = I'm not sure
sign =
    Let me ask about this one by itself.

    <b>{ $question }</b>
sign-new = Yes, it's new or has got worse
sign-known = Old, unchanged, my doctor knows
sign-over = That was in the past, it's over
sign-no = No, I don't have this

# A sign that typed words may have meant; a few signs asked again.

doubt =
    Just to be sure, because of what you wrote:

    <b>{ $question }</b>
    If you aren't sure, tap Yes.
doubt-over = Thank you. If that changes, tell me at once.
check =
    <b>{ $title }</b>
    Tap what applies to you. If you aren't sure about one, tap it too.
check-worse = Worse: { $sign }
