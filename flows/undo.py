"""A change of the dose is said in one sentence, with a button that takes it back."""

from dataclasses import replace
from datetime import timedelta

from flows.client import Client, Undo
from flows.effects import Button
from flows.talk import PROMPT, Talk


def offer(talk: Talk, before: Client, text: str, *, slip: bool = False) -> None:
    """Tell a change, which `before` knew nothing of.

    `slip`: it protects, so it can be taken back for a few minutes only, as a slip of the finger.
    """
    rules = talk.pack.doses.progress
    lasts = timedelta(minutes=rules.slip_minutes) if slip else timedelta(hours=rules.undo_hours)
    clock = talk.local
    number = (clock.hour * 60 + clock.minute) * 60 + clock.second
    name = f"undo.{talk.today.isoformat()}.{number}"
    talk.learn(
        undo=Undo(
            name,
            talk.at + lasts,
            before.courses,
            before.flossing,
            before.resting,
            before.floss_paused_until,
            before.flare_since,
        )
    )
    label = talk.say("a-slip" if slip else "undo")
    talk.tell(text, rows=((Button(label, f"{PROMPT}.{name}:back"),),))


def tapped(talk: Talk, occasion: str, _: str) -> None:
    """Everything is as it was before that change; the trainer hears when it had been for safety."""
    undo = talk.client.undo
    if undo is None or undo.name != occasion or talk.at > undo.until:
        talk.reply(talk.say("undo-too-late"))
        return
    reds = [len(one.reds) if one else 0 for one in (undo.flossing, talk.client.flossing)]
    eased = reds[0] < reds[1]
    eased = (
        eased or len(undo.resting) < len(talk.client.resting) or undo.flare_since != talk.client.flare_since
    )
    talk.client = replace(
        talk.client,
        courses=undo.courses,
        flossing=undo.flossing,
        resting=undo.resting,
        floss_paused_until=undo.floss_paused_until,
        flare_since=undo.flare_since,
        undo=None,
    )
    talk.record("dose", "undo", f'{{"of": "{occasion}"}}', talk.today)
    if eased:
        slip = (talk.today, "morning", "back")
        talk.learn(pain=tuple(one for one in talk.client.pain if (one.on, one.when, one.where) != slip))
        talk.alert("undone")
    talk.reply(talk.say("undone"))
    talk.plan_ahead()
