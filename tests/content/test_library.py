"""A pack is loaded whole, or refused with every fault; further packs are laid over it."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.library import ContentError, Fault, built_in, check, load


def test_the_built_in_pack_has_no_faults():
    assert check(Path(load.__code__.co_filename).parent / "en") == []


def test_the_built_in_pack_is_loaded_once():
    assert built_in() is built_in()


def test_a_small_pack_has_no_faults(pack):
    assert pack.faults() == []


def test_items_are_found_by_id_and_by_ref(pack):
    loaded = load(pack.path)
    assert loaded.red_flag["RF01"] is loaded.red_flag["saddle_numbness"]
    assert loaded.self_test["T01"] is loaded.self_test["thomas_test"]
    assert loaded.exercise["bridge"].name == "Bridge"
    assert loaded.avoided["toe_touch"].swap == ("hip_stretch",)
    assert loaded.sources["S1"].title == "A study"


@pytest.mark.parametrize(("code", "number"), [("GB", "999"), ("FR", "112"), (None, "112"), ("any", "112")])
def test_an_unknown_country_has_the_numbers_of_any(pack, code, number):
    assert load(pack.path).country(code).emergency == number


def test_a_pack_never_changes(pack):
    loaded = load(pack.path)
    with pytest.raises(FrozenInstanceError):
        loaded.version = "other"
    with pytest.raises(TypeError):
        loaded.exercise["new"] = loaded.exercise["bridge"]


def test_the_version_changes_with_any_file(pack):
    before = load(pack.path).version
    assert before == load(pack.path).version
    assert len(before) == 12
    pack.change("coaching.ftl", "Hello", "Good evening")
    assert load(pack.path).version != before


def test_a_fault_says_file_line_place_and_suggestion():
    fault = Fault(
        "self_tests.yaml",
        9,
        "self_tests[0].sitting",
        '"nerv" is none of nerve, hips',
        'did you mean "nerve"?',
    )
    assert str(fault) == (
        'self_tests.yaml:9 self_tests[0].sitting: "nerv" is none of nerve, hips – did you mean "nerve"?'
    )


def test_a_refused_pack_names_every_fault(pack):
    pack.change("regions.yaml", "part: hips", "part: hip").change("gate.yaml", "clearance_weeks: 12\n", "")
    with pytest.raises(ContentError) as caught:
        load(pack.path)
    assert [fault.file for fault in caught.value.faults] == ["gate.yaml", "regions.yaml"]


# --- one file at a time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "self_tests.yaml",
            "sitting: nerve",
            "sitting: nerv",
            'self_tests.yaml:46 self_tests[1].sitting: "nerv" is none of nerve, hips, thoracic – did you',
        ),
        (
            "self_tests.yaml",
            "    sitting: hips\n",
            "",
            'self_tests.yaml:20 self_tests[0].sitting: the field "sitting" is missing – add "sitting:"',
        ),
        (
            "self_tests.yaml",
            "sitting: hips",
            "siting: hips",
            'self_tests.yaml:23 self_tests[0].siting: there is no field "siting" – did you mean "sitting"?',
        ),
        (
            "exercises.yaml",
            "regions: [hip_flexors]",
            "region: [hip_flexors]",
            'exercises.yaml:5 exercises[0].region: there is no field "region" – did you mean "regions"?',
        ),
        (
            "exercises.yaml",
            "bedtime: {hold_seconds: 60}",
            "bedtime: {hold_second: 60}",
            'exercises.yaml:8 exercises[0].doses.bedtime.hold_second: there is no field "hold_second"',
        ),
        (
            "gate.yaml",
            "ask_again_days: 3",
            "ask_again_days: soon",
            'gate.yaml:2 ask_again_days: "soon" stands where a whole number must be',
        ),
        (
            "gate.yaml",
            '["What may I do?"]',
            '"What may I do?"',
            'gate.yaml:3 questions_for_the_visit: "What may I do?" stands where a list must be',
        ),
        (
            "countries.yaml",
            'emergency: "999"',
            "emergency: 999",
            "countries.yaml:2 countries[0].emergency: 999 stands where text must be – put it in quotes",
        ),
        (
            "countries.yaml",
            "code: GB",
            "code: uk",
            'countries.yaml:2 countries[0].code: "uk" is not a country code such as GB, or any',
        ),
        (
            "red_flags.yaml",
            "tick: Numb between the legs",
            "tick: A label far too long for one button of a phone in one hand",
            'one hand" has 58 characters, 44 at most – say it shorter',
        ),
        (
            "regions.yaml",
            "above: 0",
            "above: level",
            'regions.yaml:7 regions[0].unlock[0].all[0].above: "level" stands where a number must be',
        ),
        (
            "regions.yaml",
            "above: 0",
            "above: {F: 1, M: 2}",
            'regions.yaml:7 regions[0].unlock[0].all[0].above.unstated: the field "unstated" is missing',
        ),
        (
            "regions.yaml",
            "bedtime: [hip_stretch]",
            "bedtime: []",
            "regions.yaml:9 regions[0].bedtime: this is empty, or too short – give at least 1",
        ),
        ("answers.yaml", '"yes":', "Yes!:", 'answers.yaml:1 words.Yes!: "Yes!" is not an id: a–z, 0–9 and _'),
        ("exercises.yaml", "stop_always", "- stop_always", "exercises.yaml:2: this is not YAML: "),
        ("exercises.yaml", "sided: true", "sided: true\n    sided: true", "exercises.yaml:8 exercises[0]: "),
    ],
)
def test_a_slip_is_named_in_plain_words(pack, file, old, new, fault):
    assert fault in pack.change(file, old, new).fault()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file is empty"),
        (b"just words", '"just words" stands where a group of fields must be'),
        (b"- a\n- b", "a list stands where a group of fields must be"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "this is not text in UTF-8"),
        (b"\x00" * 100, "there is a control character (U+0000)"),
        (b"a: &a [1]\nb: *a", "the anchor &a is not allowed here"),
        (b"[" * 5000, "nested deeper than 40 levels"),
    ],
)
def test_a_file_of_another_kind(pack, content, problem):
    assert problem in str(pack.write("regions.yaml", content).faults()[0])


def test_a_missing_file(pack):
    (pack.path / "regions.yaml").unlink()
    assert pack.fault() == "regions.yaml:1: the file is missing – create it"


def test_a_misspelt_file(pack):
    pack.write("region.yml", "regions: []")
    assert pack.fault() == 'region.yml:1: no file of a pack has this name – did you mean "regions.yaml"?'


def test_a_folder_that_is_none(tmp_path):
    (fault,) = check(tmp_path / "nowhere")
    assert "there is no such folder" in fault.problem


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    file=st.sampled_from(["regions.yaml", "exercises.yaml", "answers.yaml", "cities.yaml", "coaching.ftl"]),
    content=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
        st.lists(
            st.sampled_from(["regions:", "words:", ": ", "= ", "$n", "->", "<b>", *'ab{}[]*\n -"']),
            max_size=60,
        ).map(lambda pieces: "".join(pieces).encode()),
    ),
)
def test_anything_as_a_file_gives_faults_and_no_exception(pack, file, content):
    kept = (pack.path / file).read_bytes()
    pack.write(file, content)
    assert all(str(fault) for fault in pack.faults())
    pack.write(file, kept)


# --- further packs ---------------------------------------------------------------------------------------

BRIDGE = """\
exercises:
  - id: bridge
    name: High bridge
    families: [activation]
    sided: false
    doses: {activation: {reps: 8}}
    feel: The buttocks.
    steps: [Lift high.]
    source: [article]
"""


def test_a_further_pack_replaces_an_item_by_its_id(pack, clinic):
    clinic.write("exercises.yaml", BRIDGE)
    loaded = load(pack.path, clinic.path)
    assert [each.id for each in loaded.exercises.exercises] == ["hip_stretch", "bridge", "slider", "rest"]
    assert loaded.exercise["bridge"].name == "High bridge"
    assert loaded.exercises.stop_always == ("Stop when it is sharp.",)
    assert loaded.version != load(pack.path).version


def test_a_further_pack_adds_an_item(pack, clinic):
    clinic.write(
        "countries.yaml", 'countries: [{code: AU, emergency: "000", crisis: Lifeline, source: [design]}]'
    )
    loaded = load(pack.path, clinic.path)
    assert (loaded.country("AU").emergency, loaded.country("GB").emergency) == ("000", "999")


def test_a_further_pack_changes_one_setting(pack, clinic):
    clinic.write("doses.yaml", "pain: {amber_from: 4}")
    pain = load(pack.path, clinic.path).doses.pain
    assert (pain.amber_from, pain.red_from) == (4, 6)


def test_a_further_pack_cannot_take_a_warning_sign_away(pack, clinic):
    clinic.write("signs.yaml", "patterns: [{flag: RF01, all: [[tingl*]], examples: [tingling]}]")
    assert len(load(pack.path, clinic.path).signs.patterns) == 2


def test_a_further_pack_says_a_message_again(pack, clinic):
    clinic.write("own.ftl", "hello = Hi, { $name }")
    loaded = load(pack.path, clinic.path)
    assert loaded.say("hello", name="Sam") == "Hi, Sam"
    assert loaded.say("holds", n=1) == "one hold tonight"


def test_faults_of_a_further_pack_stand_in_its_own_files(pack, clinic):
    clinic.write("exercises.yaml", BRIDGE.replace("sided: false", "sided: maybe"))
    assert pack.fault(clinic).startswith(
        'clinic/exercises.yaml:5 exercises[0].sided: "maybe" stands where true'
    )


def test_an_id_that_stands_twice_in_a_further_pack_is_a_fault(pack, clinic):
    clinic.write("exercises.yaml", BRIDGE + BRIDGE.partition("\n")[2])
    assert 'id "bridge" is taken' in pack.fault(clinic)


def test_a_further_pack_cannot_prescribe_what_is_avoided(pack, clinic):
    clinic.write("exercises.yaml", BRIDGE.replace("id: bridge", "id: toe_touch"))
    assert any("is on the avoid list" in fault.problem for fault in pack.faults(clinic))
