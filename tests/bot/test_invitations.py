"""Links that let somebody in: whose client one becomes, who becomes a trainer, and what nobody can do with them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.coach import Coach, OutOfReach
from bot.invitations import CODE, digest, new_code
from flows.effects import Alert, Dismiss, Invite, Pass, Say
from flows.events import Replied, Said
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
    assert bench.store.client(KIM).trainer is None
    assert texts(bench, KIM)[0] == "invitation-over"


def test_a_link_works_for_seven_days(bench):
    with_ben(bench)
    start = bench.start_by("client", BEN)
    bench.later(days=7)
    bench.hears(start)
    assert bench.store.client(SAM).trainer is None


def test_a_link_leaves_with_its_trainer(bench):
    with_ben(bench)
    start = bench.start_by("client", BEN)
    bench.hears("dismiss", Dismiss(BEN), who=ANNA)
    bench.hears(start)
    assert bench.store.client(SAM).trainer is None


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


def test_a_client_who_opens_another_trainers_link_moves_and_both_hear_of_it(bench):
    with_ben(bench)
    bench.hears(bench.start_by("client", BEN))
    bench.hears(bench.start_by("client", ANNA))
    assert bench.store.client(SAM).trainer == ANNA
    assert texts(bench, BEN)[-1] == "desk-client-moved"
    assert texts(bench, ANNA)[-1] == "desk-client-came"


def test_where_the_door_is_shut_a_stranger_is_told_so_and_nothing_is_kept(bench):
    bench.coach = Coach(
        bench.store, bench.coach._pack, bench.script.flows(), lambda: None, owner=ANNA, open_to_all=False
    )
    bench.hears("my back hurts", who=EVE)
    assert texts(bench, EVE) == ["by-invitation"]
    assert bench.store.client(EVE) is None
    bench.hears(bench.start_by("client", ANNA), who=EVE)
    assert bench.store.client(EVE).trainer == ANNA


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
    bench.coach.invitations.bot_name = "limber_bot"
    bench.hears("invite", Invite("client"), who=BEN)
    assert texts(bench, BEN)[-1] == "desk-link-client"


def test_before_telegram_has_told_the_bots_name_there_is_no_link(bench):
    bench.hears("invite", Invite("client"), who=ANNA)
    assert texts(bench, ANNA) == ["desk-no-link-yet"]


def test_what_a_trainer_was_to_hear_goes_to_the_owner_when_they_leave(bench):
    with_ben(bench)
    bench.hears(bench.start_by("client", BEN))
    bench.hears("numb", Alert("red", "Sam is numb"))
    bench.hears("dismiss", Dismiss(BEN), who=ANNA)
    assert bench.store.client(SAM).trainer is None
    assert "Sam is numb" in texts(bench, ANNA)
    assert texts(bench, BEN) == ["desk-dismissed"]
    with pytest.raises(OutOfReach):
        bench.hears("again", Dismiss(BEN), who=ANNA)


@pytest.mark.parametrize("effect", [Invite("trainer"), Dismiss(2003), Dismiss(ANNA)])
def test_what_only_the_owner_may_do(bench, effect):
    with_ben(bench)
    bench.hears(bench.start_by("trainer", ANNA), who=2003)
    with pytest.raises(OutOfReach):
        bench.hears("try", effect, who=BEN)


# --- several trainers, clients and outsiders against each other ---

PEOPLE = (ANNA, BEN, 2003, SAM, KIM, EVE)
ACTS = st.one_of(
    st.tuples(st.just("link"), st.sampled_from(PEOPLE), st.sampled_from(["client", "trainer"])),
    st.tuples(st.just("open"), st.sampled_from(PEOPLE), st.integers(0, 20)),
    st.tuples(st.just("forge"), st.sampled_from(PEOPLE), st.from_regex(CODE, fullmatch=True)),
    st.tuples(st.just("dismiss"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.just("reach"), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)),
    st.tuples(st.just("wait"), st.just(0), st.integers(1, 9)),
)


@settings(max_examples=150)
@given(acts=st.lists(ACTS, max_size=25))
def test_nobody_sees_or_changes_what_is_not_theirs(tmp_path_factory, acts):
    bench = Bench(tmp_path_factory.mktemp("house") / "a.db")
    bench.coach.invitations.bot_name = "limber_bot"
    trainers, hosts = {ANNA}, {}
    links: list[tuple[str, str, int]] = []
    used: set[str] = set()
    made: dict[str, object] = {}
    for number, (what, who, value) in enumerate(acts):
        name = f"{what} {number}"
        match what:
            case "link":
                allowed = who in trainers and (value == "client" or who == ANNA)
                before = set(rows(bench))
                tried(bench, name, Invite(value), who)
                assert (len(rows(bench)) > len(before)) == allowed
                if allowed:
                    start = bench.start_by(value, who)
                    links.append((start, value, who))
                    made[start] = bench.now
            case "open" if links:
                start, role, by = links[value % len(links)]
                good = (
                    start not in used
                    and by in trainers
                    and bench.now < made[start] + timedelta(days=7)
                    and who not in trainers
                    and not (role == "trainer" and who in hosts)
                )
                bench.hears(start, who=who)
                if good:
                    used.add(start)
                if good and role == "trainer":
                    trainers.add(who)
                elif who not in trainers:
                    hosts[who] = by if good else hosts.get(who)
            case "forge":
                bench.hears(f"/start {value}", who=who)
                if who not in trainers:
                    hosts.setdefault(who, None)
            case "dismiss":
                if tried(bench, name, Dismiss(value), who):
                    assert who == ANNA
                    assert value != ANNA
                    trainers.discard(value)
                    links = [one for one in links if one[2] != value]
                    hosts = {client: None if host == value else host for client, host in hosts.items()}
                if who not in trainers:
                    hosts.setdefault(who, None)
            case "reach":
                reached = tried(bench, name, Pass(value, Replied(bench.now, "hello", "x")), who)
                other = tried(bench, f"{name} too", Say("hello", to=value), who)
                mine = value in hosts and who in trainers and (who == ANNA or hosts[value] == who)
                assert reached == mine
                assert other == (mine or value == who)
                if who not in trainers:
                    hosts.setdefault(who, None)
            case "wait":
                bench.later(days=value)
        assert {one.id for one in bench.store.trainers()} == trainers
        for client, host in hosts.items():
            assert bench.store.client(client).trainer == host
    bench.store.close()


def rows(bench: Bench) -> list[tuple[str]]:
    return bench.store._execute("SELECT digest FROM invitations").fetchall()


def tried(bench: Bench, name: str, effect, who: int) -> bool:
    try:
        bench.hears(name, effect, who=who)
    except OutOfReach:
        return False
    return True
