"""Links that let somebody in: whose client one becomes, who becomes a trainer, and who does not."""

import pytest

from bot.coach import Coach
from bot.invitations import CODE, digest, new_code
from bot.people import OutOfReach
from flows.effects import Alert, Dismiss, Invite
from flows.events import Said
from tests.bot.conftest import ANNA, SAM, Bench

BEN, KIM, EVE = 2002, 1002, 6666


def texts(bench: Bench, who: int) -> list[str]:
    return [text for text, _ in bench.states(who)]


def with_ben(bench: Bench) -> None:
    bench.hears(bench.start_by("trainer", ANNA), who=BEN)


def test_a_link_makes_a_client_of_the_trainer_whose_it_is(bench):
    with_ben(bench)
    bench.hears(bench.start_by("client", BEN))
    assert bench.store.client(SAM).trainer == BEN
    assert bench.script.events[-1] == Said(bench.now, "/start"), "the code is nobody's business"
    assert texts(bench, BEN)[-1] == "desk-client-came"


def test_a_link_makes_a_trainer_and_no_client(bench):
    with_ben(bench)
    assert bench.store.trainer(BEN) is not None
    assert bench.store.client(BEN) is None


def test_a_link_works_once(bench):
    with_ben(bench)
    start = bench.start_by("client", BEN)
    bench.hears(start)
    bench.hears(start, who=KIM)
    assert bench.store.client(KIM) is None
    assert texts(bench, KIM) == ["invitation-over"]
    bench.hears(start)
    assert texts(bench, SAM)[-1] == "invitation-not-needed"


def test_a_link_works_for_seven_days(bench):
    with_ben(bench)
    start = bench.start_by("client", BEN)
    bench.later(days=7)
    bench.hears(start)
    assert bench.store.client(SAM) is None


def test_a_link_leaves_with_its_trainer(bench):
    with_ben(bench)
    start = bench.start_by("client", BEN)
    bench.hears("dismiss", Dismiss(BEN), who=ANNA)
    bench.hears(start)
    assert bench.store.client(SAM) is None


def test_a_trainer_who_opens_a_link_leaves_it_for_the_person_it_is_for(bench):
    start = bench.start_by("client", ANNA)
    bench.hears(start, who=ANNA)
    assert texts(bench, ANNA) == ["invitation-not-for-you"]
    bench.hears(start)
    assert bench.store.client(SAM).trainer == ANNA


def test_a_client_does_not_become_a_trainer(bench):
    """A trainer's words are not read for warning signs."""
    bench.hears("/start")
    start = bench.start_by("trainer", ANNA)
    bench.hears(start)
    assert bench.store.trainer(SAM) is None
    bench.hears(start, who=BEN)
    assert bench.store.trainer(BEN) is not None


def test_who_has_only_looked_in_may_still_become_a_trainer(bench):
    bench.script.begun = False
    bench.hears("/start")
    bench.hears(bench.start_by("trainer", ANNA))
    assert bench.store.trainer(SAM) is not None
    assert bench.store.client(SAM) is None


def test_a_client_who_opens_another_trainers_link_moves_and_both_hear_of_it(bench):
    with_ben(bench)
    bench.hears(bench.start_by("client", BEN))
    bench.hears(bench.start_by("client", ANNA))
    assert bench.store.client(SAM).trainer == ANNA
    assert texts(bench, BEN)[-1] == "desk-client-moved"
    assert texts(bench, ANNA)[-1] == "desk-client-moved-here"
    assert "trainer-changed" in texts(bench, SAM)


def test_what_is_on_its_way_about_a_client_moves_with_them(bench):
    with_ben(bench)
    for who in (SAM, KIM):
        bench.hears(bench.start_by("client", BEN), who=who)
        bench.hears(f"numb {who}", Alert("red", f"{who} is numb"), who=who)
    bench.hears(bench.start_by("client", ANNA))
    assert "1001 is numb" in texts(bench, ANNA)
    assert "1001 is numb" not in texts(bench, BEN)
    assert "1002 is numb" in texts(bench, BEN)


def test_a_red_alert_that_moved_before_it_was_told_is_taken_by_a_reply(bench):
    with_ben(bench)
    bench.hears(bench.start_by("client", BEN))
    bench.hears("numb", Alert("red", "Sam is numb"))
    bench.hears(bench.start_by("client", ANNA))
    bench.delivers()
    (number,) = (one.id for one in bench.sent if one.text == "Sam is numb")
    assert bench.store.message_of(ANNA, "alert.1.1") == number


def test_a_red_alert_moves_with_its_client_and_is_told_at_once(bench):
    with_ben(bench)
    bench.hears(bench.start_by("client", BEN))
    bench.hears("numb", Alert("red", "Sam is numb"))
    bench.delivers()
    bench.hears(bench.start_by("client", ANNA))
    for one in bench.store.due_alerts(bench.now, 100):
        bench.watch.take(one)
    assert "alert-again 1 Sam is numb" in texts(bench, ANNA)
    assert bench.states(BEN)[-1] == ("", "queued"), "its buttons go there"


@pytest.mark.parametrize("by", [ANNA, BEN])
def test_a_client_who_opens_another_link_of_their_own_trainers_leaves_it_for_somebody_else(bench, by):
    with_ben(bench)
    bench.hears("/start" if by == ANNA else bench.start_by("client", by))
    start = bench.start_by("client", by)
    said = texts(bench, by)
    bench.hears(start)
    assert texts(bench, by) == said
    bench.hears(start, who=KIM)
    assert bench.store.client(KIM).trainer == by


def test_where_the_door_is_shut_a_stranger_is_told_so_and_nothing_is_kept(bench):
    bench.coach = Coach(
        bench.store, bench.coach._pack, bench.script.flows(), lambda: None, owner=ANNA, open_to_all=False
    )
    bench.hears("my back hurts", who=EVE)
    assert texts(bench, EVE) == ["by-invitation"]
    assert bench.store.client(EVE) is None
    bench.hears(bench.start_by("client", ANNA), who=EVE)
    assert bench.store.client(EVE).trainer == ANNA


def test_where_the_door_is_shut_a_used_link_opens_nothing(bench):
    bench.coach = Coach(
        bench.store, bench.coach._pack, bench.script.flows(), lambda: None, owner=ANNA, open_to_all=False
    )
    start = bench.start_by("client", ANNA)
    bench.hears(start)
    bench.hears(start, who=EVE)
    assert texts(bench, EVE) == ["invitation-over"]
    assert bench.store.client(EVE) is None
    bench.hears("my back hurts")
    assert bench.script.events[-1] == Said(bench.now, "my back hurts"), "who is in stays in"


@pytest.mark.parametrize("text", ["/start it feels numb down there", "/start i_short"])
def test_what_is_no_code_of_ours_is_heard_word_for_word(bench, text):
    """It may be a warning sign."""
    bench.hears(text)
    bench.hears(f"/start {new_code()} it feels numb down there")
    assert bench.script.events[0] == Said(bench.now, text)
    assert bench.script.events[1].text.endswith("it feels numb down there")


def test_only_digests_are_kept(bench):
    start = bench.start_by("client", ANNA)
    code = start.removeprefix("/start ")
    assert CODE.fullmatch(code)
    kept = bench.store._execute("SELECT digest FROM invitations").fetchall()
    assert kept == [(digest(code),)]


def test_codes_fit_a_deep_link_and_are_never_the_same():
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(CODE.fullmatch(code) and len(code) <= 64 for code in codes)


def test_a_trainer_gets_a_link_for_a_client_by_asking(bench):
    with_ben(bench)
    bench.store.name_bot("limber_bot")
    bench.hears("invite", Invite("client"), who=BEN)
    assert texts(bench, BEN)[-1] == "desk-link-client"


def test_before_telegram_has_told_the_bots_name_there_is_no_link(bench):
    bench.hears("invite", Invite("client"), who=ANNA)
    assert texts(bench, ANNA) == ["desk-no-link-yet"]
    assert not bench.store._execute("SELECT * FROM invitations").fetchall()


def test_what_a_trainer_was_to_hear_goes_to_the_owner_when_they_leave(bench):
    with_ben(bench)
    bench.hears(bench.start_by("client", BEN))
    bench.hears("numb", Alert("red", "Sam is numb"))
    bench.hears("dismiss", Dismiss(BEN), who=ANNA)
    assert bench.store.client(SAM).trainer is None
    assert "Sam is numb" in texts(bench, ANNA)
    assert bench.states(BEN)[-1] == ("desk-dismissed", "queued")
    assert not {text for text, state in bench.states(BEN)[:-1] if state == "queued"}, (
        "nothing else reaches them"
    )
    with pytest.raises(OutOfReach):
        bench.hears("again", Dismiss(BEN), who=ANNA)


@pytest.mark.parametrize("effect", [Invite("trainer"), Dismiss(2003), Dismiss(ANNA)])
def test_what_only_the_owner_may_do(bench, effect):
    with_ben(bench)
    bench.hears(bench.start_by("trainer", ANNA), who=2003)
    with pytest.raises(OutOfReach):
        bench.hears("try", effect, who=BEN)
