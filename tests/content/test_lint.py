"""What only shows across items is found: each rule is broken once, and named with its line."""

import pytest

REFERENCES = [
    (
        "regions.yaml",
        "bedtime: [hip_stretch]",
        "bedtime: [hip_strech]",
        "regions.yaml:9 regions[0].bedtime[0]: there is no exercise",
    ),
    (
        "regions.yaml",
        "partners: [bridge]",
        "partners: [brige]",
        'there is no exercise "brige" – did you mean "bridge"?',
    ),
    (
        "regions.yaml",
        "test: thomas_test",
        "test: tomas_test",
        'no self-test "tomas_test" – did you mean "thomas_test"?',
    ),
    (
        "regions.yaml",
        "measure: thigh_deg",
        "measure: thig_deg",
        'no measure of thomas_test "thig_deg" – did you mean "thigh_deg"?',
    ),
    (
        "regions.yaml",
        "equals: positive",
        "equals: positiv",
        '"positiv" is no option of slump.result – did you mean "positive"?',
    ),
    ("regions.yaml", "negative_needs: [slump]", "negative_needs: [slamp]", 'there is no self-test "slamp"'),
    ("regions.yaml", "condition: hypermobile", "condition: hypermobil", 'there is no condition "hypermobil"'),
    ("conditions.yaml", "exercises: [hip_stretch]", "exercises: [hips]", 'there is no exercise "hips"'),
    ("conditions.yaml", "tests: [thomas_test]", "tests: [thomas]", 'there is no self-test "thomas"'),
    ("conditions.yaml", "condition: hypermobile", "condition: mobile", 'there is no condition "mobile"'),
    ("conditions.yaml", "advice:", "implies: [bendy]\n    advice:", 'there is no condition "bendy"'),
    ("conditions.yaml", "advice:", "prefers: [bridg]\n    advice:", 'there is no exercise "bridg"'),
    (
        "avoid.yaml",
        "swap: [hip_stretch]",
        "swap: [stretch]",
        'avoid.yaml:2 avoid[0].swap[0]: there is no exercise "stretch"',
    ),
    (
        "flossing.yaml",
        "exercises: [slider]",
        "exercises: [slidr]",
        'there is no exercise "slidr" – did you mean "slider"?',
    ),
    (
        "flossing.yaml",
        "red_restart: slider",
        "red_restart: slide",
        'flossing.yaml:20 red_restart: there is no exercise "slide"',
    ),
    ("exercises.yaml", "regions: [hip_flexors]", "regions: [hip]", 'there is no region "hip"'),
    (
        "self_tests.yaml",
        "    minutes: 3",
        "    asked: {after_tight: [quads]}\n    minutes: 3",
        'there is no region "quads"',
    ),
    (
        "self_tests.yaml",
        "    minutes: 3",
        "    asked: {instead_of: slum}\n    minutes: 3",
        'there is no self-test "slum"',
    ),
    (
        "red_flags.yaml",
        "all: [RF01, RF30]",
        "all: [RF01, RF31]",
        'red_flags.yaml:24 combinations[0].all[1]: there is no red flag "RF31"',
    ),
    ("pictures.yaml", "person_in: thomas_test", "person_in: thoms", 'there is no self-test "thoms"'),
    ("red_flags.yaml", "test: slump", "test: slum", 'there is no self-test "slum"'),
    ("red_flags.yaml", "measure: result", "measure: results", 'no measure of slump "results"'),
    ("signs.yaml", "flag: RF01", "flag: RF02", 'there is no red flag "RF02"'),
    (
        "gate.yaml",
        "source: [design]",
        "source: [desing]",
        'gate.yaml:4 source[0]: "desing" is no source – did you mean "design"?',
    ),
    (
        "gate.yaml",
        "source: [design]",
        "source: [somebody]",
        '"somebody" is no source – give a key of sources.yaml',
    ),
    ("cities.yaml", "Köln, DE", "Cologne, DE", '"Cologne, DE" is no city of places.csv'),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), REFERENCES)
def test_a_reference_to_nothing(pack, file, old, new, fault):
    assert any(fault in str(each) for each in pack.change(file, old, new).faults())


TWICE = [
    ("tips.yaml", "id: warm_room", "id: slow_breath", 'tips[1].id: id "slow_breath" is taken by item [0]'),
    (
        "tips.yaml",
        "text: A warm room helps.",
        'text: "Breathe out slowly.\\nIt is easier so."',
        "its text is that of item [0]",
    ),
    ("tips.yaml", "countries: [AU]", "countries: [AU, DE]", '"DE" stands in north already'),
    ("tips.yaml", "summer: [6, 7, 8]", "summer: [6, 7, 8, 12]", "month 12 has more than one season in north"),
    (
        "exercises.yaml",
        "id: bridge",
        "id: hip_stretch",
        'exercises.yaml:12 exercises[1].id: id "hip_stretch" is taken by item [0]',
    ),
    ("self_tests.yaml", "ref: T09", "ref: T01", 'ref "T01" is taken by item [0]'),
    ("self_tests.yaml", "means: negative", "means: positive", 'means "positive" is taken by item [0]'),
    ("red_flags.yaml", "ref: RF30", "ref: RF01", 'ref "RF01" is taken by item [0]'),
    ("countries.yaml", "code: any", "code: GB", 'code "GB" is taken by item [0]'),
    ("doses.yaml", "mode: relief", "mode: floss", 'mode "floss" is taken by item [2]'),
    ("conditions.yaml", "id: known_ones", "id: first", '"first" is a checklist of red_flags.yaml already'),
    ("answers.yaml", "yep", '"yes"', '"yes" stands here twice'),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), TWICE)
def test_an_id_that_stands_twice(pack, file, old, new, fault):
    assert any(fault in str(each) for each in pack.change(file, old, new).faults())


SAFETY = [
    ("exercises.yaml", "id: rest", "id: toe_touch", '"toe_touch" is on the avoid list – delete the card'),
    (
        "regions.yaml",
        "bedtime: [hip_stretch]",
        "bedtime: [hip_stretch, toe_touch]",
        'regions[0].bedtime[1]: "toe_touch" is on the avoid list',
    ),
    (
        "regions.yaml",
        "partners: [bridge]",
        "partners: [bridge, toe_touch]",
        'regions[0].partners[1]: "toe_touch" is on the avoid list',
    ),
    (
        "flossing.yaml",
        "exercises: [slider]",
        "exercises: [slider, toe_touch]",
        'nerves[0].exercises[1]: "toe_touch" is on the avoid list',
    ),
    (
        "flossing.yaml",
        "gentle_first: slider",
        "gentle_first: toe_touch",
        'gentle_first: "toe_touch" is on the avoid list',
    ),
    ("avoid.yaml", "swap: [hip_stretch]", "swap: [toe_touch]", '"toe_touch" is on the avoid list itself'),
    (
        "exercises.yaml",
        "sided: true",
        "sided: true\n    flexes_lumbar: true",
        '"hip_stretch" bends the low back to its end',
    ),
    (
        "exercises.yaml",
        "    stop_if: [tingling stays]\n",
        "",
        'exercises.yaml:20 exercises[2]: the nerve exercise "slider" has no stop rule',
    ),
    ("exercises.yaml", "    nerve: sciatic\n", "", '"slider" is a slider of no nerve'),
    (
        "red_flags.yaml",
        "new: P, worse: P, old_unchanged_known: P",
        "new: none, worse: none, old_unchanged_known: none",
        '"too_young" leads nowhere',
    ),
    (
        "red_flags.yaml",
        "urgency: now",
        "urgency: days",
        '"saddle_numbness" is an emergency with urgency "days" – an emergency is now',
    ),
    (
        "red_flags.yaml",
        "level: E, urgency: now",
        "level: E, urgency: days",
        '"both" is an emergency with urgency "days"',
    ),
    ("red_flags.yaml", "age: {flag: RF30", "age: {flag: RF01", 'nothing ever asks about "too_young"'),
    ("red_flags.yaml", "checklist: first", "checklist: second", 'there is no checklist "second"'),
    (
        "red_flags.yaml",
        "checklist: first",
        "checklist: null",
        '0 items are on "first" – a screen holds 1 to 7',
    ),
    ("countries.yaml", "code: any", "code: FR", 'there is no entry "any"'),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), SAFETY)
def test_a_rule_of_safety_is_broken(pack, file, old, new, fault):
    assert any(fault in str(each) for each in pack.change(file, old, new).faults())


SENSE = [
    (
        "exercises.yaml",
        "doses: {bedtime: {hold_seconds: 60}}",
        "doses: {relief: {hold_seconds: 60}}",
        '"hip_stretch" has no bedtime dose',
    ),
    (
        "exercises.yaml",
        "doses: {activation: {reps: 10}}",
        "doses: {relief: {reps: 10}}",
        '"bridge" has no activation dose',
    ),
    (
        "exercises.yaml",
        "doses: {floss: {reps: 10}}",
        "doses: {relief: {reps: 10}}",
        'gentle_first: "slider" has no floss dose',
    ),
    (
        "exercises.yaml",
        "doses: {activation: {reps: 10}}",
        "doses: {activation: {reps: 10}, pnf: {reps: 3}}",
        'the dose table has no row "pnf"',
    ),
    ("regions.yaml", "partners: [bridge]", "partners: [hip_stretch]", 'nothing ever prescribes "bridge"'),
    (
        "regions.yaml",
        "above: 0}",
        "above: 90}",
        "90 is not between -60 and 60, the possible values of thomas_test.thigh_deg",
    ),
    (
        "regions.yaml",
        "above: 0}",
        "above: 20}",
        'no landmark of "thigh_deg" lies past the cut-off (above 20)',
    ),
    (
        "regions.yaml",
        "above: 0}",
        "above: -20}",
        'no landmark of "thigh_deg" lies short of the cut-off (above -20)',
    ),
    (
        "regions.yaml",
        "above: 0}",
        "above: {F: 0, M: 15, unstated: 0}}",
        'no landmark of "thigh_deg" lies past the cut-off (above 15)',
    ),
    ("regions.yaml", "above: 0}", "equals: up}", '"thigh_deg" is a number – compare with above or below'),
    ("regions.yaml", ", above: 0}", "}", "nothing is compared"),
    ("regions.yaml", "equals: positive}", "above: 3}", '"result" is a choice, not a number'),
    (
        "regions.yaml",
        "nerve: sciatic\n    positive",
        "nerve: femoral\n    positive",
        "flossing.yaml has no exercises for the femoral nerve",
    ),
    ("self_tests.yaml", "means: 10", "means: 100", "100 is outside minimum and maximum"),
    ("self_tests.yaml", "means: 10", "means: 10, fists: [2, 1]", "2 to 1 fists stand for another landmark"),
    (
        "self_tests.yaml",
        "steps: [Sit tall.]",
        f"steps: [{'Sit tall. ' * 110}]",
        "self_tests[1]: its card has",
    ),
    (
        "self_tests.yaml",
        "first: On the heels.",
        f"first: {'On the heels. ' * 80}",
        "self_tests[1].beside: its card has",
    ),
    ("exercises.yaml", "steps: [Lift.]", f"steps: [{'Lift. ' * 200}]", "exercises[1]: its card has"),
    (
        "exercises.yaml",
        "feel: Ease.",
        "feel: Ease 👍",
        "exercises.yaml:35 exercises[3].feel: an emoji stands in the content",
    ),
    ("red_flags.yaml", "test: slump, measure: result, ", "", "a flag is raised by a measure or by a symptom"),
]


@pytest.mark.parametrize(("file", "old", "new", "fault"), SENSE)
def test_something_makes_no_sense(pack, file, old, new, fault):
    assert any(fault in str(each) for each in pack.change(file, old, new).faults())


def test_a_self_test_that_unlocks_nothing_says_why_it_is_there(pack):
    unused = (
        "test: slump, measure: result, equals: positive",
        "test: thomas_test, measure: thigh_deg, above: 0",
    )
    pack.change("regions.yaml", *unused)
    assert '"slump" unlocks nothing – add why_here' in pack.fault()
    pack.change("self_tests.yaml", "purpose: Is a", "why_here: It finds a nerve.\n    purpose: Is a")
    assert pack.faults() == []


def test_a_screen_holds_seven_items_at_most(pack):
    flag = (
        "  - {{id: f{0}, ref: RF4{0}, checklist: first, tick: T, ask: A, tell: t, confirm: C,\n"
        "     urgency: days, source: [S1],\n"
        "     levels: {{new: U, worse: U, old_unchanged_known: W, past_resolved: none}}}}\n"
    )
    pack.change(
        "red_flags.yaml", "combinations:", "".join(flag.format(n) for n in range(7)) + "combinations:"
    )
    assert '8 items are on "first" – a screen holds 1 to 7' in pack.fault()


def test_cross_checks_go_on_around_a_broken_file(pack):
    pack.write("sources.yaml", "sources: 1").change("regions.yaml", "partners: [bridge]", "partners: [brige]")
    files = {fault.file for fault in pack.faults()}
    assert {"sources.yaml", "regions.yaml"} <= files


TIPS = [
    (
        "[hip_flexors]",
        "[hip_flexor]",
        'tips[0].for.regions[0]: there is no region "hip_flexor" – did you mean "hip_flexors"?',
    ),
    ("[hypermobile]", "[bendy]", 'tips[0].not_for.conditions[0]: there is no condition "bendy"'),
    ("    source: [S1]\n", "", 'tips[0].source: the field "source" is missing – add "source:"'),
    ("source: [S1]", "source: [S2]", '"S2" is no source'),
    ("helps.", f"helps{'!' * 280}", "characters, 280 at most – say it shorter"),
    (
        "Breathe out slowly.",
        "One.\n      Two.\n      Three.\n      Four.",
        '"slow_breath" has 5 lines, 4 at most',
    ),
    ("until_week: 8", "until_week: 1", '"slow_breath" ends in week 1, before week 2'),
    ("from_week: 2", "flossing: true", "is for those who floss, and for nobody with such a nerve"),
    ("[winter]", "[wintre]", '"wintre" is none of spring, summer, autumn, winter – did you mean "winter"?'),
    ("    not_for:", "    not_fur:", 'there is no field "not_fur" – did you mean "not_for"?'),
    (
        "regions: [hip_flexors]",
        "region: [hip_flexors]",
        'there is no field "region" – did you mean "regions"?',
    ),
    ("helps.", "helps 💡.", "an emoji stands in the content"),
    ("every_days: 14", "every_days: 7", "every_days: input should be greater than or equal to 14"),
    ("[AU]", "[Oz]", '"Oz" is not a country code such as GB'),
]


@pytest.mark.parametrize(("old", "new", "fault"), TIPS)
def test_a_fault_of_a_tip_is_one_clear_line(pack, old, new, fault):
    said = pack.change("tips.yaml", old, new).fault()
    assert said.startswith("tips.yaml:")
    assert fault in said
