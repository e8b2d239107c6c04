"""A pack small enough to read, whole enough to have no faults, and easy to spoil."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from content.library import Fault, check

FILES = {
    "red_flags.yaml": """\
checklists:
  - {id: first, phase: emergency, title: "Does any of this fit?"}
red_flags:
  - id: saddle_numbness
    ref: RF01
    checklist: first
    tick: Numb between the legs
    ask: Is it numb between your legs?
    tell: numbness between the legs
    confirm: Is it numb there?
    levels: {new: E, worse: E, old_unchanged_known: P, past_resolved: none}
    urgency: now
    source: [S1]
  - id: too_young
    ref: RF30
    checklist: null
    tick: Under 18
    ask: Are you under 18?
    tell: an age under 18
    levels: {new: P, worse: P, old_unchanged_known: P, past_resolved: none}
    urgency: before_starting
    source: [design]
combinations:
  - {id: both, all: [RF01, RF30], level: E, urgency: now, source: [design]}
checks:
  - id: weekly
    title: Is anything new?
    lines: [{id: seat, tick: Numb between the legs, flags: [RF01]}]
    every_days: 7
    at: "18:00"
    source: [design]
  - id: before_tests
    title: Is anything new?
    lines: [{id: seat, tick: Numb between the legs, flags: [RF01]}]
    source: [design]
watch: {count: 2, age_over: 50, urgency: days, source: [design]}
age: {flag: RF30, under: 18, urgent_under: 10, source: [design]}
raised_by:
  - {flag: RF01, test: slump, measure: result, equals: positive, source: [design]}
""",
    "gate.yaml": """\
clearance_weeks: 12
ask_again_days: 3
questions_for_the_visit: ["What may I do?"]
source: [design]
""",
    "countries.yaml": """\
countries:
  - {code: GB, emergency: "999", crisis: Samaritans 116 123, source: ["known: NHS"]}
  - {code: any, emergency: "112", crisis: your local line, source: [design]}
""",
    "conditions.yaml": """\
checklists:
  - {id: known_ones, phase: conditions, title: "Do you have any of these?"}
conditions:
  - id: hypermobile
    tick: Very bendy joints
    ask: Are your joints very bendy?
    checklist: known_ones
    reason: COND_HYPERMOBILE
    clearance: none
    bans:
      - {exercises: [hip_stretch], tests: [thomas_test], why: Long holds do not suit bendy joints.}
    advice: Shorter holds.
    source: [design]
hypermobility: {condition: hypermobile, questions: ["Can you bend?"], yes_at_least: 2, source: [S1]}
""",
    "self_tests.yaml": """\
rules:
  warm_up_minutes: 3
  not_within_minutes_of_waking: 60
  stop_pain_rise: 2
  stop_pain_above: 5
  retest_days: [14]
  then_every_days: 28
  retest_at: "18:00"
  not_within_minutes_of_bedtime: 120
  ask_again_days: 3
  together_days: 3
  graduate_passes: 2
  graduate_days_apart: 7
  no_change_days: 28
  stop_without_change_days: 56
  no_change_percent: 80
  block_days: 14
  source: [design]
self_tests:
  - id: thomas_test
    ref: T01
    name: Bed edge
    sitting: hips
    order: 1
    sided: true
    minutes: 3
    purpose: Can the hip reach straight?
    steps: [Lie on the edge of the bed.]
    measuring: Look at the thigh.
    beside: {first: Level., second: Above level.}
    measures:
      - id: thigh_deg
        ask: Where is the thigh?
        unit: deg
        minimum: -60
        maximum: 60
        landmarks:
          - {say: Below level, means: -5}
          - {say: Above level, means: 10}
        source: [S1]
    norm: Level or below.
    source: [S1]
  - id: slump
    ref: T09
    name: Tall sit
    sitting: nerve
    order: 1
    sided: true
    minutes: 3
    purpose: Is a nerve tender?
    steps: [Sit tall.]
    measuring: Nothing to measure.
    beside: {first: On the heels., second: On tiptoe.}
    measures:
      - id: result
        ask: Was it the feeling you know?
        unit: choice
        options:
          - {say: It was, means: positive}
          - {say: It was not, means: negative}
        source: [S1]
    norm: No feeling.
    source: [S1]
""",
    "regions.yaml": """\
regions:
  - id: hip_flexors
    name: front of the hip
    part: hips
    sided: true
    unlock:
      - all: [{test: thomas_test, measure: thigh_deg, above: 0}]
    blocked_by_nerve: sciatic
    bedtime: [hip_stretch]
    partners: [bridge]
    because: The hip learns to reach back.
    source: [article]
nerves:
  - nerve: sciatic
    positive:
      - all: [{test: slump, measure: result, equals: positive}]
    negative_needs: [slump]
    source: [S1]
derived:
  - {condition: hypermobile, when: {test: slump, measure: result, equals: negative}, source: [design]}
""",
    "exercises.yaml": """\
stop_always: [Stop when it is sharp.]
exercises:
  - id: hip_stretch
    name: Hip stretch
    regions: [hip_flexors]
    families: [static]
    sided: true
    doses: {bedtime: {hold_seconds: 60}}
    feel: The front of the hip.
    steps: [Kneel., Glide.]
    source: [article]
  - id: bridge
    name: Bridge
    families: [activation]
    sided: false
    doses: {activation: {reps: 10}}
    feel: The buttocks.
    steps: [Lift.]
    source: [article]
  - id: slider
    name: Nerve slider
    families: [slider_sciatic]
    nerve: sciatic
    sided: true
    doses: {floss: {reps: 10}}
    feel: A light pull.
    steps: [Look up.]
    stop_if: [tingling stays]
    source: [S1]
  - id: rest
    name: Rest
    families: [relief]
    sided: false
    doses: {relief: {hold_seconds: 120}}
    feel: Ease.
    steps: [Lie down.]
    source: [S1]
""",
    "avoid.yaml": """\
avoid:
  - {id: toe_touch, name: Toe touch, why: The low back rounds., swap: [hip_stretch], source: [article]}
""",
    "doses.yaml": """\
doses:
  - {mode: bedtime, when: Before sleep, hold_seconds: 60, technique: Breathe., source: [article]}
  - {mode: activation, when: After it, reps: 10, technique: Slowly., source: [article]}
  - {mode: floss, when: Three times a day, reps: 10, technique: Smoothly., source: [article]}
  - {mode: relief, when: Before flossing, hold_seconds: 120, technique: Rest., source: [article]}
ladder: [{hold_seconds: 30, sets: 1}, {hold_seconds: 60, sets: 1}]
beginning:
  {max_regions: 3, hips_first: 2, thoracic: 1, queue_until_week: 3, ladder_step: 1,
   minutes: [8, 12], source: [S1]}
pain:
  amber_from: 3
  red_from: 6
  red_rise: 3
  high_usual_from: 6
  green_rise: 1
  flare_from: 7
  flare_rise: 3
  rest_hours: 48
  alert_from: 8
  source: [design]
progress:
  greens_to_step_up: 3
  adherence_at_least: 80
  days_between_steps: 7
  ambers_to_step_down: 2
  reds_to_drop: 2
  reds_within_days: 7
  noise: 1
  enough_mornings: 3
  flare_hours: 48
  flare_to_professional_days: 7
  undo_hours: 24
  slip_minutes: 10
  evening_minutes_at_most: 20
  source: [design]
workout:
  {push_seconds: 5, relax_seconds: 5, partner_within_seconds: 30, rounds: 2, max_minutes: 15,
   warm_up_minutes: [5, 10], before_bed_minutes: 120, after_waking_minutes: 60, source: [design]}
""",
    "flossing.yaml": """\
nerves:
  - {nerve: sciatic, exercises: [slider], reps_per_leg: 10, source: [article]}
gentle_reps: 5
gentle_first: slider
gentle_times_a_day: 2
rest_leg_pain_below: 7
times_a_day: 3
max_times_a_day: 5
relief_minutes: 2
relief_default: [rest]
min_hours_after_waking: 2
min_gap_hours: 2
before_bedtime_hours: 1
cycle_seconds: 5
lowest_points: [back, foot]
green_minutes: 10
amber_minutes: 60
amber_reps: 5
red_pause_hours: 48
red_restart: slider
red_restart_reps: 5
reds_to_stop: 2
reds_within_days: 7
green_days: 3
amber_hold_hours: 48
red_rise: 3
morning_worse_by: 2
settled_expires_minutes: 120
plateau_green_days: 10
plateau_days: 14
plateau_points: 2
graduate_leg_pain: 1
graduate_days: 7
graduate_mornings: 4
look_again_days: 14
overdone_percent: 150
overdone_within_days: 7
retest_days: 14
source: [design]
""",
    "pictures.yaml": """\
night_from: "21:00"
calendar_weeks: 4
most_from: 0.5
pain_weeks: 4
least_pain_days: 14
mean_days: 7
gap_days: 7
marks: 3
easy_from: 0.7
report_rows: 8
report_signs: 3
person_in: thomas_test
source: [design]
""",
    "prompts.yaml": """\
bedtime_lead_minutes: 45
bedtime_expires_minutes: 120
quiet_repeat_minutes: 20
snooze_minutes: [15, 30]
max_snooze_minutes: 180
max_snoozes: 2
floss_expires_minutes: 60
bundle_minutes: 30
max_pushes_a_day: 6
morning_after_waking_minutes: 45
morning_expires_hours: 5
get_ready_seconds: 10
clip_starts_seconds: 2
warm_up_minutes: 3
short_warm_up_seconds: 30
short_hold_seconds: 60
hold_late_seconds: 45
session_idle_minutes: 45
emergency_follow_up_minutes: 30
urgent_follow_up_hours: 24
doubt_follow_up_minutes: 10
resume_hours: 20
late_answer_hours: 12
adherence_days: [7, 28]
travel_margin_minutes: 60
travel_odd_answers: 2
skip_reasons: [{say: Too tired, means: tired}]
silence:
  short_first_days: 2
  ask_days: 3
  weekly_days: 5
  note_every_days: 7
  hush_days: 14
  ask_again_days: 10
  short_days: 5
  earlier_minutes: 20
  later_minutes: 10
  teeth_lead_minutes: 25
  lead_minutes: [10, 90]
  ill_days: 2
  short_after_days: 2
  easier_after_days: 5
  barriers: [{say: No time, means: no_time}]
  source: [design]
source: [design]
""",
    "measures.yaml": """\
weeks: [0, 2]
then_every_weeks: 4
days_later: 1
at: "12:00"
keeps_hours: 6
activities: 3
activity_characters: 60
activity_change: 2.0
global_change: 2
pain_change: 2.0
pain_change_percent: 30
pain_change_at_least: 1.0
pain_scores: 3
source: [design]
""",
    "reports.yaml": """\
weekday: 6
at: "18:00"
first_after_days: 3
half_life_days: 13
steadiness: {starting: 0, building: 25, steady: 50, strong: 75}
floss_days_from: 3
easier_from: 1.0
least_days: 2
fading:
  from_week: 12
  from_percent: 80
  least_evenings: 14
  offers: 2
  again_after_days: 28
  back_below_percent: 50
  back_after_days: 14
  back_least_evenings: 4
source: [design]
""",
    "tips.yaml": """\
first_after_days: 10
every_days: 14
at: "11:00"
keeps_hours: 5
heard_within_days: 7
hemispheres:
  - {id: north, countries: [GB, DE], months: {summer: [6, 7, 8], winter: [12, 1, 2]}}
  - {id: south, countries: [AU], months: {summer: [12, 1, 2], winter: [6, 7, 8]}}
tips:
  - id: slow_breath
    text: |
      Breathe out slowly.
      It is easier so.
    for: {regions: [hip_flexors], from_week: 2, until_week: 8}
    not_for: {conditions: [hypermobile], nerve_positive: true}
    source: [S1]
  - {id: warm_room, text: A warm room helps., for: {seasons: [winter]}, source: [design]}
source: [design]
""",
    "broadcasts.yaml": """\
take_back_seconds: 30
tomorrow_at: "10:00"
evening_hours: 2
waits_hours: 24
quiet_after_days: 5
budget: {least: 20, percent: 20}
source: [design]
""",
    "alerts.yaml": """\
digest: {at: "08:00", lines: 20, lines_each: 4, source: [design]}
jump: {points: 3, mean_days: 7, least_scores: 3, days: 2, source: [design]}
worse_sessions: 2
alerts:
  - {id: hello, level: quiet, why: Hello, source: [design]}
""",
    "alerts.ftl": """\
alert-hello = { $name } said hello
""",
    "talking.yaml": """\
remind_trainer_hours: 24
tell_owner_hours: 48
usual_of_last: 20
usual_from: 3
within_hours: [1, 24]
reply_minutes: 30
album_seconds: 10
asked_minutes: 15
at_once: 60
then_every_seconds: 2
question_marks: ["?"]
source: [design]
""",
    "privacy.yaml": """\
version: 1
ask_again_days: 7
forget_minutes: 15
source: [design]
""",
    "amounts.yaml": """\
score:
  out_of_ten: ["/10"]
  pain: [pain]
  now: [now]
  earlier: [was]
  no_score: [reps]
  before_no_score: [for]
  uncounted: [one]
  before_score: [pain is at]
  painless: [no pain]
  beside_painless: [today]
  back: [back]
  leg: [leg]
  no_place: [back to]
  clauses: [but]
time:
  minutes: [min]
  hours: [h]
  days: [days]
  weeks: [weeks]
  months: [months]
  fixed: {half an hour: 30}
  breaks: {a week: 7}
  begins: [from]
  ends: [until]
  before: [for]
  after: [please]
  before_minutes: [in]
  after_minutes: [ish]
  weekdays: {monday: 0}
  month_names: {march: 3}
  tomorrow: [tomorrow]
  morning: [morning]
measure:
  cm: {cm: 1, mm: 0.1}
  deg: {degrees: 1}
  fists: [fists]
  fingers: [fingers]
  a: [a]
  beside: [about]
  source: [design]
""",
    "understanding.yaml": """\
certain_from: 0.9
certain_with_pattern_from: 0.5
ask_from: 0.3
ask_with_pattern_from: 0.1
beside: 0.5
window_words: 30
source: [design]
""",
    "signs.yaml": """\
cues: {negation: ["no"], others: [my sister], past: [used to], hypothetical: [if], breaks: [but]}
patterns:
  - {flag: RF01, all: [[numb*], [saddle]], examples: [numb saddle]}
""",
    "answers.yaml": """\
words: {"yes": ["yes", yep]}
""",
    "sources.yaml": """\
sources:
  - {id: S1, title: A study, address: "https://example.org"}
""",
    "cities.yaml": """\
cities: {Cologne: "Köln, DE"}
countries: {Scotland: GB, UK: GB, USA: US}
states: {Oregon: [America/Los_Angeles]}
""",
    "coaching.ftl": """\
hello = Hello <b>{ $name }</b>
holds = { $n ->
    [one] one hold
   *[other] { $n } holds
 } tonight
""",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """A pack on disk."""

    path: Path

    def write(self, file: str, text: str | bytes) -> "Folder":
        self.path.mkdir(exist_ok=True)
        (self.path / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def change(self, file: str, old: str, new: str) -> "Folder":
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, old
        return self.write(file, text.replace(old, new, 1))

    def faults(self, *further: "Folder") -> list[Fault]:
        return check(self.path, *(each.path for each in further))

    def fault(self, *further: "Folder") -> str:
        """The one fault there is."""
        (fault,) = self.faults(*further)
        return str(fault)


@pytest.fixture
def pack(tmp_path: Path) -> Folder:
    folder = Folder(tmp_path / "en")
    for file, text in FILES.items():
        folder.write(file, text)
    return folder


@pytest.fixture
def clinic(tmp_path: Path) -> Folder:
    """A further pack, empty as yet."""
    folder = Folder(tmp_path / "clinic")
    folder.path.mkdir()
    return folder
