# A trainer notes that a professional has looked at a warning sign: who, and when.

clear-who =
    <b>{ $name }</b>: { $sign }
    Who has looked at it? Only a visit since { $since } counts.

    Tap, or write a name.
clear-by-me = I did
clear-by-doctor = Their doctor
clear-doctor = the doctor
clear-not-yet = Nobody yet
clear-when =
    <b>{ $name }</b>: { $sign }
    On which day did { $who } look at it?
clear-earlier = Earlier
clear-which-day = Write the day, like “3 March” or “2 days ago”.
clear-no-day = I can't read a day in that that is over, and nothing is lifted. Write the day alone, like “3 March” or “2 days ago”.
clear-sure =
    <b>{ $name }</b>: { $sign }
    Has { $who } looked at it on { $on }? Then I lift this sign.
clear-yes = Yes, lift it
clear-no = No
clear-too-early = A visit before { $since } says nothing about it as it is now: that is when it came up.
clear-done =
    Noted: <b>{ $name }</b>, { $code }, looked at on { $on } by { $who }. Only this sign is lifted.
clear-kept = All stays as it was.
