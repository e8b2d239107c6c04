# The sittings and their tests.

sitting =
    { $first ->
        [yes] <b>Thank you, that was the questionnaire.</b> Now you find out what is tight. Three short sittings, today or on different days.

        { "" }
       *[no] { "" }
    }<b>Sitting { $number } of { $total }: { $name }</b>, { $minutes }.

    You need: { $needs }.

    Walk about for { $warm_up } minutes first, but not in your first hour out of bed. Try each movement twice, then answer with the better one. Stop at once if pain climbs.
sitting-nerve = the nerves of your legs
sitting-hips = your hips
sitting-thoracic = your upper back
sitting-minutes-nerve = about 5 minutes
sitting-minutes-hips = about 10 minutes
sitting-minutes-thoracic = about 5 minutes
nothing-needed = nothing special
begin = Begin
later-today = Not now, later
test-title =
    Test { $number } of { $total } · <b>{ $name }{ $side ->
        [L] , LEFT side
        [R] , RIGHT side
       *[none] { "" }
    }</b>
step = { $number }. { $text }
measuring = <i>{ $text }</i>
caveat = ⚠️ { $text }
test-beside =
    <b>First picture.</b> { $first }
    <b>Second picture.</b> { $second }
test-beside-button = What counts?
test-steps-button = How does it go?
test-question = <b>{ $text }</b>
cannot = I can't do this
it-hurts = It hurts
later = Go on later
test-hurt-noted = Noted. Leave it be: a test that hurts never leads to a stretch.
tests-later =
    No hurry. Your answers are kept.

    Tap here or send /start when you want to go on. I'll ask once, and not nag.
tests-resume = Hello { $name }. Shall we go on with the tests? We pick up where we stopped.
carry-on = Carry on
