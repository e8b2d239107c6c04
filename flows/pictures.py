"""The client's pictures of progress: asked for by command, by a button of another one, or in words.

A picture has its own buttons, which work for as long as it is on the phone. At rest it is the client's card
and changes in place; where something else waits for an answer, it comes as a message beside that.
"""

from content.library import Html
from flows import reading, times
from flows.charts import calendar_caption, mobility_caption, pain_caption
from flows.effects import Button, Edit, Picture, PictureKind, Rows, Say
from flows.talk import Talk

VIEW = "v"
"""Where the buttons of pictures lead, before the colon of what they carry."""
CHARTS: tuple[PictureKind, ...] = ("calendar", "pain", "mobility")
REPORT: PictureKind = "report"
VALUES: dict[str, PictureKind] = {
    "calendar": "calendar",
    "pain_chart": "pain",
    "mobility": "mobility",
    "report": REPORT,
}
"""What words stand for, and the picture that is."""


def show(talk: Talk, kind: PictureKind) -> None:
    """As a new message; the doctor's report always is one."""
    if kind == REPORT:
        talk.add(Say(talk.say("caption-report"), picture=picture(talk, kind)))
        return
    is_card = talk.state == "coaching" and not talk.client.prompt and not talk.client.pending
    if is_card:
        talk.learn(asking=talk.client.asking + 1, question=_question(kind))
    talk.add(Say(_caption(talk, kind), buttons(talk, kind), card=is_card, picture=picture(talk, kind)))


def tapped(talk: Talk, value: str) -> None:
    kind = next((one for one in (*CHARTS, REPORT) if one == value), None)
    if kind is None or talk.client.plan_since is None or talk.client.locks:
        talk.toast(talk.say("locked-first" if talk.client.locks else "not-for-now"))
    elif kind == REPORT or not _is_open(talk):
        show(talk, kind)
    else:
        talk.learn(question=_question(kind))
        talk.add(Edit(_caption(talk, kind), buttons(talk, kind), picture(talk, kind)))


def asked_for(talk: Talk, text: str) -> PictureKind | None:
    """The picture that words name."""
    choices = [(talk.say(f"picture-{kind}"), value) for value, kind in VALUES.items()]
    return VALUES.get(reading.choose(text, choices, talk.pack.words) or "")


def hear(talk: Talk, text: str) -> bool:
    """Words that name another picture, while one is the card."""
    kind = asked_for(talk, text) if _is_open(talk) and not talk.client.locks else None
    if kind is not None:
        show(talk, kind)
    return kind is not None


def _question(kind: PictureKind) -> str:
    return f"picture|{kind}"


def _is_open(talk: Talk) -> bool:
    return talk.client.question.startswith("picture|") and talk.state == "coaching" and not talk.client.prompt


def picture(talk: Talk, kind: PictureKind) -> Picture:
    now, settings = talk.local, talk.client.settings
    late = now.time() >= talk.pack.pictures.night_from or now.time() < settings.wake_on(now.date())
    return Picture(kind, times.waking_day(talk.client, talk.at), late)


def buttons(talk: Talk, kind: PictureKind) -> Rows:
    def button(one: PictureKind) -> Button:
        return Button(talk.say(f"picture-{one}"), f"{VIEW}:{one}")

    return (tuple(button(one) for one in CHARTS if one != kind), (button(REPORT),))


def _caption(talk: Talk, kind: PictureKind) -> Html:
    on = times.waking_day(talk.client, talk.at)
    match kind:
        case "pain":
            return pain_caption(talk.client, on, talk.pack)
        case "mobility":
            return mobility_caption(talk.client, on, talk.pack)
        case _:
            return calendar_caption(talk.client, on, talk.pack)
