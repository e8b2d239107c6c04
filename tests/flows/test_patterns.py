"""How words around a sign are read, on made-up signs and cues: which words a cue reaches, and where it ends.

`w` is a word that means nothing. `numb` is a sign alone; `tingly` is another one; `legs` and `weak` are one
only together. What comes out is written as `plain`, `unclear` or `none`.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from content.library import Pack, built_in
from content.schema import Cues, SignPattern, Signs
from flows.patterns import Sign, _reader, found_by_patterns

PACK = built_in()
CUES = Cues(
    negation=("no", "dont want"),
    listing=("or",),
    narrow_negation=("not",),
    others=("sister", "my brother"),
    reporting=("says",),
    past=("long ago",),
    lasting=("as ever",),
    present=("now",),
    over=("went away",),
    hypothetical=("what if",),
    figurative=("laugh*",),
    unsure=("dunno",),
    pseudo=("no idea", "said no", "joke about what if", "with my brother"),
    breaks=("but",),
    myself=("i", "my"),
    renewing=("i", "just"),
)


def pattern(*groups: tuple[str, ...], flag: str = "RF81", **more: object) -> SignPattern:
    return SignPattern(flag=flag, all=groups, examples=("none",), **more)


def pack_of(*patterns: SignPattern, **parts: object) -> Pack:
    return replace(PACK, signs=Signs(**{"cues": CUES, "patterns": patterns, **parts}))


NUMB, TINGLY = pattern(("numb",)), pattern(("tingly",), flag="RF82")
WEAK_LEGS = pattern(("legs",), ("weak",))
USUAL = pack_of(NUMB, TINGLY)


def worth(text: str, pack: Pack = USUAL, flag: str = "RF81") -> str:
    certain = {sign.ref: sign.certain for sign in found_by_patterns(text, pack)}
    return {True: "plain", False: "unclear", None: "none"}[certain.get(flag)]


def check(cases: Mapping[str, str], pack: Pack = USUAL, flag: str = "RF81") -> None:
    assert {text: worth(text, pack, flag) for text in cases} == cases


def words(count: int) -> str:
    return "w " * count


# --- what is found -------------------------------------------------------------------------------------


def test_a_sign_is_found_with_the_words_that_were_typed():
    pack = pack_of(NUMB, pattern(("cold feet",), flag="RF82"), spellings={"cold": ("cald",)})
    assert found_by_patterns("so my cald feet w", pack) == (Sign("RF82", True, 1, "cald feet"),)


def test_nothing_is_found_in_what_names_no_sign():
    assert found_by_patterns("w w", USUAL) == ()
    assert found_by_patterns("", USUAL) == ()
    assert found_by_patterns("w", pack_of()) == ()


def test_each_sign_is_found_in_the_order_of_the_patterns():
    assert [sign.ref for sign in found_by_patterns("tingly and numb", USUAL)] == ["RF81", "RF82"]


def test_what_is_no_sign_hides_none_after_it():
    assert [sign.ref for sign in found_by_patterns("tingly but no numb", USUAL)] == ["RF82"]


def test_all_groups_of_a_pattern_must_occur():
    check({"legs w": "none", "weak w": "none", "legs weak": "plain"}, pack_of(WEAK_LEGS))
    assert worth("numb", pack_of(WEAK_LEGS, NUMB)) == "plain"


def test_a_vague_pattern_is_unclear_however_plainly_it_is_said():
    check({"numb": "unclear", "no numb": "none"}, pack_of(pattern(("numb",), doubt=True)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vague numb", Sign("RF81", True, 2, "numb")),
        ("vague tingly", Sign("RF81", True, 1, "tingly")),
        ("tingly numb", Sign("RF81", True, 1, "tingly")),
        ("vague foggy", Sign("RF81", False, 0, "vague")),
        ("numb foggy", Sign("RF81", True, 2, "numb")),
    ],
)
def test_of_several_patterns_the_first_that_is_certain_speaks_or_else_the_first(text: str, expected: Sign):
    pack = pack_of(
        pattern(("vague",), doubt=True),
        pattern(("tingly",)),
        pattern(("numb",)),
        pattern(("foggy",), doubt=True),
    )
    assert found_by_patterns(text, pack) == (expected,)


def test_the_best_of_several_mentions_counts():
    check({"no numb. numb": "plain", "numb. no numb": "plain", "no numb. dunno numb": "unclear"})
    found = found_by_patterns("dunno numb. numb w. numb", USUAL)
    assert [(sign.certain, sign.words) for sign in found] == [(True, "numb")]


def test_of_mentions_that_are_worth_the_same_the_first_one_speaks():
    pack = pack_of(pattern(("legs", "feet"), ("weak",), across=True))
    (found,) = found_by_patterns("legs. feet. weak long ago now", pack)
    assert found == Sign("RF81", False, 0, "legs feet weak")
    (found,) = found_by_patterns("legs weak feet", pack)
    assert found.words == "legs weak"


# --- how phrases are read ------------------------------------------------------------------------------


def test_a_pattern_may_use_the_vocabulary():
    pack = pack_of(pattern(("heavy <limb>",)), vocabulary={"limb": ("arm", "leg")})
    check({"heavy leg": "plain", "heavy arm": "plain", "heavy w": "none"}, pack)


def test_number_words_are_numbers():
    check({"both 2 feet": "plain", "both two feet": "plain"}, pack_of(pattern(("2 feet",))))


def test_a_misspelt_sign_is_found_unless_it_is_another_word():
    pack = pack_of(pattern(("chest",)), real_words=("chess",))
    check({"chest": "plain", "chast": "plain", "chess": "none"}, pack)


def test_a_cue_or_an_exception_must_be_spelt_right():
    cues = CUES.model_copy(update={"negation": ("without",)})
    pack = pack_of(pattern(("numb",), unless=("stretch",)), cues=cues)
    check(
        {
            "without numb": "none",
            "withaut numb": "plain",
            "numb stretch": "none",
            "numb stretsh": "plain",
        },
        pack,
    )


def test_a_pack_is_made_ready_once():
    other = pack_of(NUMB)
    assert _reader(USUAL) is _reader(USUAL) is _reader(replace(USUAL, version="made up"))
    assert _reader(other) is not _reader(USUAL)


def test_packs_do_not_share_their_number_words():
    pack = pack_of(pattern(("2 feet",)))
    speechless = replace(pack, words=PACK.words.model_copy(update={"words": {}}))
    assert worth("two feet", pack) == "plain"
    assert worth("two feet", speechless) == "none"


def test_a_pack_without_cues_is_read_too():
    nothing = Cues(negation=(), others=(), past=(), hypothetical=(), breaks=())
    check({"no numb": "plain", "sister numb": "plain"}, pack_of(NUMB, cues=nothing))


# --- groups near each other ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("near", "between", "found"), [(0, 0, True), (0, 1, False), (3, 3, True), (3, 4, False)]
)
def test_groups_stand_near_each_other_in_either_order(near: int, between: int, found: bool):
    pack = pack_of(pattern(("legs",), ("weak",), near=near))
    for text in (f"legs {words(between)} weak", f"weak {words(between)} legs"):
        assert worth(text, pack) == ("plain" if found else "none")


def test_groups_stand_in_one_sentence():
    check({"legs weak": "plain", "legs, weak": "plain", "legs. weak": "none"}, pack_of(WEAK_LEGS))


def test_groups_of_some_patterns_may_stand_anywhere():
    pack = pack_of(pattern(("legs",), ("weak",), near=2, across=True))
    check({"legs. weak": "plain", f"legs {words(30)} weak": "plain"}, pack)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w legs w weak w", "legs w weak"),
        ("w weak w legs w", "weak w legs"),
        ("weak w w legs w weak", "legs w weak"),
        ("weak w legs w w weak", "weak w legs"),
        ("weak w legs w weak", "weak w legs"),
    ],
)
def test_the_nearest_mention_of_another_group_is_taken(text: str, expected: str):
    (found,) = found_by_patterns(text, pack_of(WEAK_LEGS))
    assert found.words == expected


def test_words_reach_from_the_first_to_the_last_group():
    pack = pack_of(pattern(("legs",), ("weak",), ("cold",)))
    for text in ("cold w legs w weak", "weak w legs w cold", "legs w cold w weak", "cold w weak w legs"):
        (found,) = found_by_patterns(f"w {text} w", pack)
        assert found.words == text


def test_groups_that_share_words_are_no_distance_apart():
    (found,) = found_by_patterns(
        "w weak legs cold", pack_of(pattern(("legs cold",), ("weak", "cold"), near=0))
    )
    assert found.words == "weak legs cold"


def test_a_mention_that_counts_is_taken_before_a_nearer_one_that_does_not():
    pack = pack_of(pattern(("legs",), ("weak",)))
    (found,) = found_by_patterns("weak w w w legs but no weak", pack)
    assert found == Sign("RF81", True, 0, "weak w w w legs")


def test_a_sign_is_worth_as_much_as_the_least_of_its_groups():
    pack = pack_of(WEAK_LEGS)
    check(
        {
            "legs but no weak": "none",
            "no legs but weak": "none",
            "legs, weak long ago now": "unclear",
            "weak, legs long ago now": "unclear",
        },
        pack,
    )


def test_a_group_out_of_reach_is_as_good_as_none_whatever_else_is_near():
    pack = pack_of(pattern(("legs",), ("weak",), ("cold",), near=2))
    check({"legs w w w weak cold": "none", "weak legs w w w cold": "none", "weak legs cold": "plain"}, pack)
    assert worth("legs. legs weak cold", pack) == "plain"


def test_an_exception_counts_in_its_own_sentence():
    pack = pack_of(pattern(("numb",), unless=("chair",)), TINGLY)
    check(
        {"chair numb": "none", "numb w chair": "none", "chair. numb": "plain", "numb. chair": "plain"}, pack
    )
    check({"numb chair. numb": "plain", "numb chair. no numb": "none"}, pack)
    assert worth("tingly chair", pack, "RF82") == "plain"


# --- denied --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cue", "reach"), [("no", 8), ("not", 4)])
def test_a_denial_reaches_so_many_words(cue: str, reach: int):
    check(
        {
            f"{cue} numb": "none",
            f"{cue} {words(reach - 1)}numb": "none",
            f"{cue} {words(reach)}numb": "plain",
            f"numb {cue} w": "plain",
        }
    )


@pytest.mark.parametrize("cue", ["no", "not"])
def test_a_denial_ends_with_its_clause(cue: str):
    check(
        {
            f"{cue} w. numb": "plain",
            f"{cue} w (numb": "plain",
            f"{cue} w but numb": "plain",
            f"{cue} w, numb": "plain",
            f"w, {cue} numb": "none",
            f"but {cue} numb": "none",
        }
    )


@pytest.mark.parametrize("cue", ["no", "not"])
def test_a_denial_ends_where_the_client_begins_anew(cue: str):
    check(
        {
            f"{cue} w i numb": "plain",
            f"{cue} just numb": "plain",
            f"just {cue} numb": "none",
            f"{cue} numb just": "none",
        }
    )


def test_what_ends_one_denial_ends_no_other():
    check({"no w just w. no numb": "none", "no w, w w no numb": "none", "no w, w not w, no numb": "none"})


def test_a_denied_list_goes_on_after_a_comma():
    check(
        {
            "no numb, tingly": "none",
            "no w numb, tingly": "none",
            "no numb, w tingly": "none",
            "no numb, w w tingly": "plain",
            "no numb, tingly w w": "plain",
            "no numb, tingly or w w": "none",
            "no numb, w w w tingly or": "none",
            "no w, tingly": "plain",
            "tingly w, no w, tingly": "plain",
            "no numb, tingly just": "plain",
            "no numb, tingly w, w": "none",
            "no numb, tingly. or": "none",
            "not numb, tingly": "plain",
            "no numb but tingly": "plain",
            "no numb, w w w. or tingly": "plain",
        },
        flag="RF82",
    )
    assert worth("numb, no tingly, w w w", flag="RF81") == "plain"


def test_a_list_before_a_denial_is_not_denied():
    check({"numb, no w, tingly": "plain"}, flag="RF82")


def test_a_sign_whose_last_word_is_denied_is_denied():
    pack = pack_of(pattern(("want hurt",)))
    check({"i dont want hurt": "none", "i want hurt": "plain", "i dont want, want hurt": "plain"}, pack)
    check({"no want hurt w": "none", "w want hurt no w": "plain"}, pack)


def test_only_a_denial_is_looked_for_at_the_last_word_of_a_sign():
    pack = pack_of(pattern(("hurt sister w numb",)), pattern(("want feet",)))
    check({f"want feet {words(8)}long ago": "plain"}, pack)


# --- cues that are none --------------------------------------------------------------------------------


def test_a_cue_in_a_longer_phrase_is_none():
    check(
        {
            "no idea numb": "plain",
            "w w no idea numb": "plain",
            "w said no numb": "plain",
            "no idea no numb": "none",
            "no numb no idea": "none",
            "said no but no numb": "none",
            "w no numb": "none",
        }
    )
    pack = pack_of(pattern(("no feeling",)), pattern(("numb",), flag="RF82"))
    check({"no feeling": "plain", "w no feeling": "plain"}, pack)
    check({"w no feeling numb": "plain"}, pack, "RF82")


def test_a_cue_that_is_a_sign_itself_is_still_a_cue():
    pack = pack_of(NUMB, pattern(("no",), flag="RF82"))
    check({"no numb": "none", "w w no numb": "none"}, pack)


def test_a_phrase_is_no_sign_for_cues_when_its_pattern_is_not_complete():
    pack = pack_of(NUMB, pattern(("no w",), ("cold",), flag="RF82"))
    check({"no w numb": "none", "no w numb cold": "plain"}, pack)


# --- somebody else -------------------------------------------------------------------------------------


def test_somebody_else_reaches_up_to_the_next_i():
    check(
        {
            "sister numb": "none",
            f"sister {words(30)}numb": "none",
            "sister w, w but numb": "none",
            "sister w. numb": "plain",
            "numb sister": "plain",
            "sister i numb": "plain",
            "sister w i numb": "plain",
            "i sister numb": "none",
            "sister numb i w": "none",
            "sister w my brother numb": "none",
            "sister w my w numb": "plain",
            "w my brother numb": "none",
        }
    )


def test_who_only_says_it_is_not_meant():
    check(
        {
            "sister says numb": "plain",
            "sister w says numb": "plain",
            "sister w w says numb": "none",
            "says sister numb": "none",
            "sister says w my brother numb": "none",
        }
    )


def test_somebody_else_in_a_phrase_that_is_no_cue_is_not_meant():
    check({"with my brother numb": "plain", "my brother numb": "none"})


def test_a_my_that_belongs_to_somebody_else_does_not_begin_anew():
    check({"sister w with my brother numb": "none", "sister w my brother says numb": "none"})


def test_a_sign_that_says_my_is_about_the_client():
    pack = pack_of(pattern(("my legs",)), pattern(("legs my",)))
    check(
        {
            "sister my legs": "plain",
            "sister legs my": "plain",
            "my sister w w legs my": "plain",
            "no my legs": "none",
            "my legs long ago": "none",
        },
        pack,
    )


def test_a_my_elsewhere_makes_no_sign_the_clients():
    check({"my w sister numb": "none", "sister numb my w": "none", "i my i sister numb": "none"})


# --- long past and lasting -----------------------------------------------------------------------------


@pytest.mark.parametrize("cue", ["long ago", "as ever"])
def test_a_past_reaches_so_many_words_to_both_sides(cue: str):
    check(
        {
            f"{cue} numb": "none",
            f"numb {cue}": "none",
            f"w numb {cue} w": "none",
            f"{cue} {words(8)}numb": "none",
            f"{cue} {words(9)}numb": "plain",
            f"numb {words(8)}{cue}": "none",
            f"w numb {words(8)}{cue}": "none",
            f"numb {words(9)}{cue}": "plain",
            f"w w numb {words(9)}{cue}": "plain",
        }
    )


@pytest.mark.parametrize("cue", ["long ago", "as ever"])
def test_a_past_stays_in_its_part_of_the_sentence_or_ends_the_one_before(cue: str):
    check(
        {
            f"numb, {cue}": "none",
            f"w, w numb, {cue}": "none",
            f"numb but {cue}": "plain",
            f"numb, w {cue}": "plain",
            f"numb, w, {cue}": "plain",
            f"{cue}, numb": "plain",
            f"w, {cue}, numb": "plain",
            f"w, {cue} numb": "none",
            f"numb. {cue}": "plain",
            f"{cue}. numb": "plain",
            f"w. w {cue} numb": "none",
        }
    )


@pytest.mark.parametrize("cue", ["long ago", "as ever"])
def test_a_past_beside_a_now_is_unclear(cue: str):
    check(
        {
            f"numb {cue} now": "unclear",
            f"now numb {cue}": "unclear",
            f"numb {cue}, now w": "none",
            f"numb now, {cue}": "unclear",
            f"w now, numb {cue}": "none",
            f"numb {cue}, now {cue}": "none",
            f"numb {cue}. now w": "none",
        }
    )


# --- only supposed -------------------------------------------------------------------------------------


def test_what_is_only_supposed_is_none_up_to_the_end_of_the_clause():
    check(
        {
            "what if numb": "none",
            f"what if {words(30)}numb": "none",
            "what if w, numb": "none",
            "what if w but numb": "plain",
            "what if w. numb": "plain",
            "numb what if w": "plain",
            "but what if numb": "none",
            "w (what if numb": "none",
            "w joke about what if numb": "plain",
        }
    )


def test_a_sign_that_the_if_itself_names_is_only_supposed_too():
    cues = CUES.model_copy(update={"hypothetical": ("if numb w",)})
    check({"if numb w": "none", "w if numb w": "none", "w if numb": "plain"}, pack_of(NUMB, cues=cues))


def test_what_is_supposed_beside_a_now_is_unclear():
    check({"what if numb now": "unclear", "now what if numb": "unclear", "now w. w what if numb": "none"})


def test_one_clause_that_is_supposed_ends_no_other():
    check({"what if w but w. w what if numb": "none"})


# --- whole sentences -----------------------------------------------------------------------------------


def test_a_figurative_sentence_names_no_sign():
    check(
        {
            "numb laughing": "none",
            f"laughing {words(30)}, w but numb": "none",
            "laughing. numb": "plain",
            "numb. laughing": "plain",
            "w. numb laughing. w": "none",
        }
    )


def test_a_sentence_that_is_unsure_is_unclear():
    check(
        {
            "dunno numb": "unclear",
            f"numb {words(30)}, but dunno": "unclear",
            "dunno. numb": "plain",
            "dunno no numb": "none",
            "dunno numb laughing": "none",
        }
    )


# --- over ----------------------------------------------------------------------------------------------


def test_what_is_over_is_said_shortly_after_the_sign():
    check(
        {
            "numb went away": "none",
            "w, numb went away": "none",
            f"numb {words(4)}went away": "none",
            f"w w w numb {words(4)}went away": "none",
            f"numb {words(5)}went away": "plain",
            "went away numb": "plain",
            "went away w w numb": "plain",
            "went away w numb went away": "none",
            "numb. went away": "plain",
            "went away. numb went away": "none",
        }
    )


def test_what_is_over_is_said_at_the_beginning_of_the_next_part():
    check(
        {
            f"numb {words(9)}, went away": "none",
            f"w, numb {words(9)}, went away": "none",
            "numb but went away": "plain",
            "numb, w went away": "plain",
            "numb, w, went away": "plain",
            "numb, w went away, went away": "plain",
        }
    )


# --- cues that do not matter to a pattern --------------------------------------------------------------

SAID = {
    "negated": "no numb",
    "others": "sister numb",
    "past": "numb long ago",
    "lasting": "numb as ever",
    "hypothetical": "what if numb",
    "figurative": "numb laughing",
    "unsure": "dunno numb",
    "over": "numb went away",
}


@pytest.mark.parametrize("ignored", SAID)
def test_a_pattern_may_ignore_a_cue_and_no_other(ignored: str):
    pack = pack_of(pattern(("numb",), ignore=(ignored,)))
    for doubt, text in SAID.items():
        expected = "plain" if doubt == ignored else "unclear" if doubt == "unsure" else "none"
        assert worth(text, pack) == expected, doubt


def test_an_if_that_begins_a_later_sentence_reaches_as_far_as_in_the_first():
    for before in ("", "pain 3. ", "done! ", "no fever\n"):
        assert found_by_patterns(f"{before}if I get numb between my legs I will call", built_in()) == ()
