# Has a professional looked at it?

gate-seen =
    Now a safety check. It takes about a minute and a half.

    <b>Has a doctor, physio, chiropractor or osteopath looked at this back pain?</b> I mean this spell of pain, not one from years ago.
gate-seen-lately = Yes, in the last { $weeks } weeks
gate-seen-long-ago = Yes, longer ago
gate-not-seen = No, nobody yet
gate-cleared = <b>Did they say that exercise is fine for you?</b>
gate-exercise-fine = Yes, exercise is fine
gate-did-not-ask = We didn't talk about it
gate-told-not-to = They said no exercise
gate-changed =
    <b>Has anything come since that visit that they don't know about?</b>
    A new pain, a new feeling, a fall, something getting worse.
gate-nothing-new = No, nothing new
gate-something-new = Yes, something new
