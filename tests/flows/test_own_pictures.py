"""A trainer's own pictures, the pure part: chosen, sent, looked at, used, taken back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from content.library import built_in
from flows import desk
from flows.desk import own_pictures
from flows.effects import Await, Edit, Figure, OwnPicture, Say, SetPicture, Toast
from flows.events import Attached, Said, Source, Tapped
from flows.simulation.promises import LONGEST_CAPTION
from tests.flows.test_broadcasting import SAM
from tests.flows.test_desk_card import data
from tests.flows.test_showing import length

PACK = built_in()
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANNA = desk.Trainer(2001, "Anna", owner=False)
ITEM = "half_kneeling_hip_flexor"
PHOTO = OwnPicture(ITEM, "photo", "file.1.a")
EVERY = [*PACK.exercises.exercises, *PACK.self_tests.self_tests]


def hear(event, awaits="", pictures=()):
    return desk.hear(replace(ANNA, awaits=awaits, pictures=pictures), event, [SAM], PACK)


def sent(kind, file="file.1.a", text=""):
    source = Source(2001, 7, kind)
    return Said(NOON, text, source=source, file=file) if text else Attached(NOON, kind, source, file=file)


def awaited(effects):
    return [one.what for one in effects if isinstance(one, Await)][-1]


def looked_at(kind="photo", file="file.1.a"):
    """What is awaited while a picture is looked at, and what its buttons carry."""
    effects = hear(sent(kind, file), f"picture.{ITEM}")
    use, cancel = data(effects[-1])
    return awaited(effects), use, cancel


# --- chosen ---


def test_every_page_of_the_list_leads_on_and_all_are_on_it():
    (page,) = hear(Said(NOON, "/picture"))
    found = []
    while True:
        found += [one.removeprefix("d.pic.") for one in data(page) if one.startswith("d.pic.")]
        assert len(data(page)) <= own_pictures.PAGE + 2
        further = [button for row in page.rows for button in row if button.label == PACK.say("desk-more")]
        if not further:
            break
        (page,) = hear(Tapped(NOON, further[0].data))
    assert sorted(found) == sorted(one.id for one in EVERY)
    assert all(len(one.encode()) <= 64 for one in data(page))


@pytest.mark.parametrize("name", [ITEM, "Half-kneeling hip stretch", "HALF-KNEELING", "half-kn"])
def test_a_name_or_a_part_of_it_or_an_id_chooses(name):
    wait, say = hear(Said(NOON, f"/picture {name}"))
    assert wait == Await(f"picture.{ITEM}")
    assert say.picture == Figure(ITEM)
    assert "both sides" in say.text


def test_a_name_that_several_have_in_them_asks_which():
    (say,) = hear(Said(NOON, "/picture knee"))
    assert 1 < len(data(say)) <= own_pictures.PAGE
    assert "Here are the first" in say.text
    wait, _ = hear(Tapped(NOON, f"d.pic.{ITEM}"))
    assert wait == Await(f"picture.{ITEM}")


def test_a_whole_name_chooses_where_it_is_part_of_another():
    assert any(one.name in other.name for one in EVERY for other in EVERY if one is not other)
    for one in EVERY:
        assert hear(Said(NOON, f"/picture {one.id}"))[0] == Await(f"picture.{one.id}")
        alike = [other.id for other in EVERY if other.name == one.name]
        *_, say = hear(Said(NOON, f"/picture {one.name}"))
        if len(alike) == 1:
            assert say.picture == Figure(one.id)
        else:
            assert sorted(data(say)) == sorted(f"d.pic.{other}" for other in alike)


@pytest.mark.parametrize("text", ["/picture somersault", "/picture <b>"])
def test_what_is_not_there_is_said_and_nothing_is_awaited(text):
    (say,) = hear(Said(NOON, text))
    assert "I know no exercise" in say.text
    assert "<b>" not in say.text


def test_what_is_done_on_both_sides_at_once_says_nothing_of_sides():
    _, say = hear(Said(NOON, "/picture glute_bridge"))
    assert "both sides" not in say.text


def test_ones_own_is_marked_shown_and_can_be_taken_back():
    (page,) = hear(Said(NOON, "/picture knee"), pictures=(PHOTO,))
    assert [button.label for row in page.rows for button in row if "✓" in button.label] == [
        "✓ Half-kneeling hip stretch"
    ]
    _, say = hear(Said(NOON, f"/picture {ITEM}"), pictures=(PHOTO,))
    assert say.picture == PHOTO
    assert f"d.pic_drawn.{ITEM}" in data(say)
    assert f"d.pic_drawn.{ITEM}" not in data(hear(Said(NOON, f"/picture {ITEM}"))[1])


# --- sent ---


@pytest.mark.parametrize("kind", ["photo", "video", "animation"])
@pytest.mark.parametrize("text", ["", "my knee"])
def test_what_was_sent_is_shown_as_the_clients_will_see_it_and_changes_nothing_yet(kind, text):
    wait, seen, ask = hear(sent(kind, text=text), f"picture.{ITEM}")
    assert wait == Await(f"picture_use.{ITEM}.{kind}.file.1.a")
    assert seen.picture == OwnPicture(ITEM, kind, "file.1.a")
    assert PACK.exercise[ITEM].steps[0] in seen.text
    assert "both sides" in ask.text
    assert [one.split(".")[1] for one in data(ask)] == ["pic_use", "pic_no"]


@pytest.mark.parametrize(
    ("event", "says"),
    [
        (Said(NOON, "here it comes"), "Words are no picture"),
        (sent("document", ""), "not file"),
        (sent("document", "", text="a caption"), "not file"),
        *((sent(kind, ""), "not shown as a picture") for kind in ("sticker", "voice", "video_note", "poll")),
    ],
)
def test_what_is_no_picture_is_said_and_awaited_still(event, says):
    (say,) = hear(event, f"picture.{ITEM}")
    assert isinstance(say, Say)
    assert says in say.text


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.id)
def test_the_words_below_fit_and_so_do_the_buttons(one):
    _, seen, ask = hear(sent("photo", "A" * 120), f"picture.{one.id}")
    assert length(seen) <= LONGEST_CAPTION
    assert all(len(each.encode()) <= 64 for each in data(ask))


def test_a_reply_to_a_client_reaches_the_client_all_the_same():
    source = Source(2001, 7, "photo")
    effects = hear(Attached(NOON, "photo", source, about=SAM.id, file="f"), f"picture.{ITEM}")
    assert not any(isinstance(one, Say) and isinstance(one.picture, OwnPicture) for one in effects)


# --- used, and taken back ---


@pytest.mark.parametrize("kind", ["photo", "video", "animation"])
def test_use_this_sets_it_and_lets_go(kind):
    awaits, use, _ = looked_at(kind)
    forget, put, edit = hear(Tapped(NOON, use), awaits)
    assert (forget, put) == (Await(""), SetPicture(ITEM, OwnPicture(ITEM, kind, "file.1.a")))
    assert data(edit) == [f"d.pic_drawn.{ITEM}"]


def test_the_same_tap_twice_changes_nothing_the_second_time():
    awaits, use, _ = looked_at()
    first = hear(Tapped(NOON, use), awaits)[1:]
    assert hear(Tapped(NOON, use), pictures=(PHOTO,)) == first


def test_the_button_of_a_picture_that_another_has_followed_is_out_of_date():
    _, old, _ = looked_at(file="file.1.a")
    awaits, use, _ = looked_at(file="file.2.b")
    assert old != use
    assert isinstance(hear(Tapped(NOON, old), awaits)[-1], Toast)
    assert hear(Tapped(NOON, use), awaits)[1] == SetPicture(ITEM, OwnPicture(ITEM, "photo", "file.2.b"))


@pytest.mark.parametrize(
    "event", [Said(NOON, "/clients"), Tapped(NOON, "d.pics.0"), Tapped(NOON, "d.pic_no.x")]
)
def test_whatever_else_the_trainer_does_lets_go_of_it(event):
    awaits, use, _ = looked_at()
    effects = hear(event, awaits)
    assert awaited(effects) == ""
    assert not any(isinstance(one, SetPicture) for one in effects)
    (toast,) = hear(Tapped(NOON, use))
    assert isinstance(toast, Toast)


def test_back_to_the_drawn_one():
    put, edit = hear(Tapped(NOON, f"d.pic_drawn.{ITEM}"), pictures=(PHOTO,))
    assert put == SetPicture(ITEM, None)
    assert isinstance(edit, Edit)


@pytest.mark.parametrize(
    "button",
    [
        "pic.",
        "pic.nothing",
        "pics.x",
        "pics.²",
        "pic_use.",
        "pic_use.0.nothing",
        "pic_use.1f",
        "pic_drawn.no",
    ],
)
@pytest.mark.parametrize("awaits", ["", "picture.nothing", f"picture_use.{ITEM}.photo.f"])
def test_forged_and_old_buttons_change_nothing(button, awaits):
    effects = hear(Tapped(NOON, f"d.{button}"), awaits)
    assert isinstance(effects[-1], Toast)
    assert not any(isinstance(one, SetPicture) for one in effects)


def test_what_is_no_longer_in_the_content_is_let_go_of():
    assert hear(sent("photo"), "picture.nothing")[0] == Await("")
    assert "nothing" in own_pictures.lost("nothing", PACK)
