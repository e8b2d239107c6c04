# The first minute.

welcome =
    Hi { $name }. I coach people with lower back pain.

    We test which parts of your hips and upper back are tight. You stretch those, and nothing else. I remind you, time you and keep count.

    I am a program, not a doctor. Nobody watches this chat round the clock, so it is <b>not for emergencies</b>.

    For this I keep your answers, tests and pain scores, which are health details. You, your trainer and the person who runs this bot see them. They go { $months ->
        [one] a month
       *[other] { $months } months
    } after we last met, and at once with /forget.
agree = I agree, let's start
about-data = What do you keep?
privacy =
    <b>What I keep:</b> your first name with the first letter of your last name, your Telegram number, your answers, tests, sessions, pain scores and what you and your trainer write. These are health details.

    <b>Why:</b> to choose what is safe for you, and to show whether it helps.

    <b>Who sees it:</b> you, your trainer and the person who runs this bot. Nobody else. Telegram stores this chat too, and bot chats are not end-to-end encrypted.

    Agreeing is up to you, and you can stop at any time with /stop.
no-thanks = No, thank you
consent-noted = Thank you. Noted with today's date.
no-name = somebody without a name
declined =
    That is fine. I keep nothing but your name and number, and /forget deletes these too.

    If you change your mind, the button below starts us off.

city =
    First, your clock, so that I never write at the wrong hour.

    <b>Which city do you live in or near?</b> Please type it.
rather-clock = I'd rather type what my clock says
rather-city = I'd rather type a city
city-check = <b>Which one is it?</b>
city-check-one =
    { $place }, { $country }.

    <b>Is it { $time } where you are now?</b>
place = { $place }, { $country } · { $time }
yes-my-time = Yes, that's my time
another-place = No, somewhere else
clock = <b>What does your clock say right now?</b> Please type it, like 21:14.

bedtime = <b>When do you usually go to bed?</b> Choose a time or type one.
wake-time = <b>And when do you usually get up?</b>
age = <b>How old are you?</b> Please type the number.
sex =
    <b>For one of the tests: which fits you?</b>
    Women and men differ in how long a healthy hamstring is.
woman = Woman
man = Man
rather-not-say = I'd rather not say
