# Client and trainer talk with each other. First what clients read.

pass-on =
    <b>{ $count ->
        [one] Shall I pass this on to your trainer?
       *[other] Shall I pass these { $count } messages on to your trainer?
    }</b>
pass-on-attached =
    { $kind ->
        [photo] I can't look at pictures.
        [voice] I can't listen to voice messages.
       *[other] I can't open that.
    } If something feels alarming, write it in words, or call your emergency number.

    { $question }
send-it = Yes, send it
do-not-send = No
passed-on =
    Sent. { $usual ->
        [hour] Your trainer usually answers within an hour.
        [hours] Your trainer usually answers within { $hours } hours.
        [day] Your trainer usually answers within a day.
        [days] Your trainer usually answers within { $days } days.
        [slow] An answer may take some days.
       *[unknown] Your trainer usually answers within a day.
    } If it is urgent, don't wait for an answer.
not-passed-on = Fine, I'll keep it to myself.
passed-straight = Sent to your trainer.
passed-change = Changed, also where your trainer reads it.
from-trainer =
    💬 <b>{ $trainer }:</b>
    { $text }
from-trainer-attached = 💬 <b>{ $trainer }:</b>
from-trainer-changed =
    💬 <b>{ $trainer }</b> (changed):
    { $text }
slow-down =
    That was more than I can answer at once. Please wait a minute, then tell me again what matters most.

    I still read every message for warning signs. If something feels alarming, call your emergency number.
reply-button = Reply
ok-button = 👍 OK
reply-now = What you write next goes to your trainer. A photo or a voice message works too.
ok-passed-on = Your trainer sees your OK.
no-answer-yet =
    There is no answer to your question yet. I have reminded your trainer, and told the person in charge.
    { $locked ->
        [yes] Please don't wait for one: what I said about getting help still stands.
       *[no] If it can't wait, please ask your doctor or physiotherapist.
    }

# What trainers read.

alert-question =
    💬 <b>{ $name }</b> asks:
    { $text }
alert-question-attached = 💬 <b>{ $name }</b> sends this.
alert-question-more = Reply to this message to answer.
alert-reply =
    💬 <b>{ $name }:</b>
    { $text }
alert-reply-attached = 💬 <b>{ $name }:</b>
alert-question-changed =
    💬 <b>{ $name }</b> (changed):
    { $text }
alert-ok = <b>{ $name }:</b> 👍 OK
alert-unanswered =
    🟡 <b>{ $name }</b> has waited { $hours } hours for an answer. Reply to this message, or to the question.
alert-unanswered-owner =
    🟡 <b>{ $name }</b> has waited { $hours } hours for an answer{ $trainer ->
        [none] { "" }
       *[other] { " " }from { $trainer }
    }, and was told so.
no-answer-needed = No answer needed
context =
    <i>{ $state } · { $pain } · { $session }</i>
    <i>{ $plan }</i>
context-locked = 🔴 { $signs }
context-pain =
    { $score ->
        [none] no pain score yet
       *[other] pain { $score }{ $trend ->
            [none] { "" }
           *[both] , this week { $now }, last week { $before }
        }
    }
context-session =
    { $status ->
        [none] no session yet
        [done] last session { $on }
        [partly] last session { $on }, partly
       *[skipped] last evening { $on }, without a session
    }
context-plan =
    { $plan ->
        [none] No plan
       *[other] Plan: { $plan }
    }

desk-delivered-reaction = 👌
desk-sent = Sent to { $name }.
desk-not-delivered =
    ⚠️ Not delivered to <b>{ $name }</b>: { $why ->
        [gone] { $name } has blocked the bot.
        [expired] it came too late.
       *[refused] Telegram did not take it.
    }
desk-may-not-have-arrived = ⚠️ What you wrote to <b>{ $name }</b> may not have arrived.
desk-cannot-pass = Not sent: I can't pass that kind of message on.
desk-no-answer-needed = Noted: { $name } waits for no answer.
