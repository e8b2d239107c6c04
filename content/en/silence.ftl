# When nobody answers, when something gets in the way, and coming back.

prompt-bedtime-short = Stretch time, { $name }. The short version is enough: one stretch, about { $minutes } minutes.
full-version = All of it

barrier-ask = <b>What got in the way?</b> Any answer is fine, and I'll change what I can.
barrier-offer =
    <b>{ $reason ->
        [no_time] { $evening ->
            [yes] That makes twice. Shall the short version come first for a week?
           *[no] That makes twice. Shall it be one flossing a day for now?
        }
        [tired] { $evening ->
            [yes] Twice too tired. Shall I write earlier in the evening?
           *[no] Twice too tired. Shall it be one flossing a day for now?
        }
        [forgot] { $evening ->
            [yes] That happens. Shall we find a better time?
           *[no] That happens. Shall it be one flossing a day for now?
        }
        [pain] Pain twice in a row: that matters more than any stretch. Shall we check it, one minute?
        [away] Still away? Shall I be quiet until you are back?
       *[ill] Still ill? Shall I be quiet until you feel well?
    }</b>
yes-please = Yes, please
leave-it = No, leave it
barrier-no-time =
    The short version comes first until { $date }, because a short one fits into a full day.
back-to-full = Back to all of it
full-again = Fine, all of it again. The short version is there on any evening.
fewer-flossings = One flossing a day for now, because one is easier to keep than many.
back-to-all-flossings = Back to all of them
all-flossings = Fine, as many a day as before.
barrier-forgot = That happens to everyone. I write at { $time }: <b>would another time be easier to keep?</b>
lead-to =
    { $way ->
        [earlier] Earlier: { $time }
        [afterwards] Later: { $time }
       *[teeth] When I brush my teeth: { $time }
    }
lead-moved =
    From the next evening on I write at { $time }{ $why ->
        [teeth] , when you brush your teeth: stretch right after, one habit carries the other.
        [usual] { " " }again.
       *[fits] , so that it fits your evening better.
    }
back-to-time = Back to { $time }
barrier-not-helping =
    Thank you for saying so. Your trainer reads it, because a plan that does not help needs another look.

    The next re-test shows what has changed: a feeling alone can be slow to notice.
barrier-left = Fine. No such question for { $days } days.

hurts-first =
    Thank you for saying so. Nothing to stretch before we have looked at it, and your trainer hears of it.
pain-now = <b>How strong is it now, from 0 to 10?</b>

note-first = I'll write once a week now, not every day. Your plan stays as it is, and one tap brings everything back.
note-weekly =
    { $what ->
        [floss] One flossing
       *[short] The short version
    } takes a few minutes, and any day is a good one to begin. Your plan is still here.
note-last = I'll be quiet now. /today brings everything back.
good-to-see-you =
    Good to see you. { $short ->
        [yes] We start with the short version.
       *[no] We go on gently.
    }
back-from-pause =
    Good to have you back, { $name }.{ $short ->
        [yes] { " " }We start with the short version.
       *[no] { "" }
    }

eased-after-gap = Each hold is one step shorter for now, to get used to it again gently.

well-again =
    Hello { $name }. <b>Do you feel well again, and without a fever for a whole day?</b>
well-again-yes = Yes
well-again-no = Not yet
still-ill = Just asking once more: <b>do you feel well again, and without a fever for a whole day?</b> I write nothing more until you tell me.

alert-silent =
    🟡 <b>{ $name }</b> has not answered for { $days } days.
    Daily messages have stopped; there is one line a week now. A word from you may help.
alert-hushed = { $name } has not answered for { $days } days. I don't write any more; any message from them brings everything back.
alert-returned = { $name } is back after { $days } days.
alert-skips-pain =
    🟡 <b>{ $name }</b> has skipped twice in a row because of pain.
    I have offered to ask the safety questions.
alert-hurts =
    🟡 <b>{ $name }</b> says that pain gets in the way.
    The safety questions come before the next session.
alert-not-helping = { $name } says it is not helping.
alert-still-ill = { $name } was ill and has not said yet whether it is over. Nothing is prompted until then.
