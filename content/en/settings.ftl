# What a client may change beside bedtime, getting up and the city, and a clock that may be wrong.

change-weekends = Weekends
more-settings = More
main-settings = Times and city
leave-as-it-is = Leave it as it is
weekend-bedtime =
    <b>When do you go to bed on Friday and Saturday?</b>
    Tap, or type like “half past eleven”.
weekend-wake = <b>And when do you get up on Saturday and Sunday?</b>
as-other-days = As on other days
settings-more =
    The week's report comes on { $report }.
    { $evenings ->
        [second] I write every second evening.
       *[every] I write every evening.
    }{ $prescribed ->
        [0] { "" }
       *[other] { " " }Flossing: { $floss } of { $prescribed } a day.
    }
    { $tips ->
        [yes] A tip comes now and then, once in two weeks at most.
       *[no] No tips come.
    }
    { $broadcasts ->
        [yes] Messages that your trainer sends to several people reach you too.
       *[no] Messages that your trainer sends to several people don't reach you.
    }
change-report = Evening of the report
change-floss = Flossings a day
every-second-evening = Every second evening
every-evening = Every evening
no-more-broadcasts = No group messages
broadcasts-again = Group messages again
report-evening = <b>On which evening shall the week's report come?</b>
change-person = Who is shown
person =
    <b>Who is shown in the pictures?</b>
    Now: { $person ->
        [second] a person with hair in a bun and a yellow shirt.
       *[first] a person with short hair and a white shirt.
    }
person-choice = { $person ->
        [second] Hair in a bun, yellow shirt
       *[first] Short hair, white shirt
    }
floss-wish =
    <b>How many flossings a day fit in?</b>
    Your plan has { $prescribed }. Fewer are fine; more is not better.

travel-asked =
    Are you travelling? My clock says { $time } for you.
    With the right city I write at the right hours.
travel-city = Yes, change my city
travel-no = No
travel-fine = Fine, the clock stays as it is.
