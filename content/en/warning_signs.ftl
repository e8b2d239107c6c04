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

# A sign that typed words may have meant.

doubt =
    Just to be sure, because of what you wrote:

    <b>{ $question }</b>
    If you aren't sure, tap Yes.
doubt-over = Thank you. If that changes, tell me at once.

# A call for help that names no sign.

call-now =
    ⚠️ <b>If you need help now, call { $emergency }</b>, or have someone near you call. I can't call for you, and nobody watches this chat round the clock.

    With thoughts of ending your life, call { $crisis }.

    Then tell me in plain words what is wrong.

# A few signs asked again.

check =
    <b>{ $title }</b>
    Tap what applies to you. If you aren't sure about one, tap it too.
check-worse = Worse: { $sign }
