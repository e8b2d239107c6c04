# The weekly report, and when prompts become fewer.

weekday =
    { $day ->
        [0] Monday
        [1] Tuesday
        [2] Wednesday
        [3] Thursday
        [4] Friday
        [5] Saturday
       *[6] Sunday
    }
weekly-week = <b>Week { $week }</b>
weekly-evenings = { $done } of { $prescribed } evenings
weekly-floss = flossing { $done } of { $prescribed }
weekly-steadiness =
    Your rhythm: { $word ->
        [starting] starting
        [building] building
        [steady] steady
       *[strong] strong
    }, { $score } of 100.
weekly-pain =
    Pain { $before } → { $now } on average: { $change ->
        [better] clearly less.
        [worse] clearly more. Your trainer hears of it.
       *[none] no clear change.
    }
weekly-pain-now = Pain { $now } on average.
weekly-best-day = Best day: { $day }, { $score }.
weekly-leg = On days with { $from } or more flossings the leg was easier: { $with } against { $without }.
weekly-session = After your sessions pain was lower than before: { $after } against { $before }.

fading-offer =
    You did { $done } of the last { $prescribed } evenings: the habit holds. Shall I write only every second evening? /settings changes it back.
fading-yes = Every second evening
fading-no = Keep every evening
fading-begun =
    From now on I write every second evening, because the habit holds. Next: { $day ->
        [tonight] tonight
       *[tomorrow] tomorrow
    } at { $time }.
fading-declined = Fine, every evening it stays.
fading-over = That offer has passed. /settings has it at any time.
fading-back = From now on I write every evening again, because { $done } of { $prescribed } evenings is less than before.
