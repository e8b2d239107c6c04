"""What a red flag, a self-test, an exercise, a dose … is.

In: plain data as read from YAML. Out: frozen models whose fields are all checked. What can only be seen
across items (an id that nobody defines, a flag that leads nowhere) is checked in `library.py`.

Text fields are Telegram HTML-free plain text, in the second person, at a twelve-year-old's reading level.
Every clinical number stands beside a `source`: a key of `sources.yaml`, `article`, `design` (a product
choice that a clinician may change) or `known: <standard reference>`.
"""

from datetime import time
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
"""An id explains itself: `thomas_test`, `saddle_numbness`."""
FlagRef = Annotated[str, StringConstraints(pattern=r"^RF\d\d[a-z]?$")]
TestRef = Annotated[str, StringConstraints(pattern=r"^T\d\d$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=44)]
"""What fits on one button of a phone held in one hand."""
Sources = Annotated[tuple[Text, ...], Field(min_length=1)]

Level = Literal["E", "U", "P", "W", "none"]
"""Emergency now, urgent, professional first, watch, nothing: what a warning sign asks for."""
Status = Literal["new", "worse", "old_unchanged_known", "past_resolved"]
Urgency = Literal["now", "same_day", "days", "before_starting", "none"]
Side = Literal["L", "R"]
Nerve = Literal["sciatic", "femoral"]
Sex = Literal["F", "M"]
Mode = Literal[
    "bedtime", "warmup", "workout", "cr", "pnf", "tmob", "floss", "activation", "relief", "control"
]
"""How and when an exercise is done: a row of the dose table."""
Family = Literal[
    "static",
    "contract_relax",
    "pnf",
    "roll",
    "thoracic_mobilisation",
    "slider_sciatic",
    "slider_femoral",
    "prone",
    "supine",
    "all_fours",
    "activation",
    "relief",
]
Sitting = Literal["nerve", "hips", "thoracic"]


class Item(BaseModel):
    """Frozen, and strict about unknown fields: a misspelt key is a fault, never ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Item):
    """A publication that a number or a rule was taken from."""

    id: Annotated[str, StringConstraints(pattern=r"^S\d+[a-z]?$")]
    title: Text
    address: Text


# --- warning signs -------------------------------------------------------------------------------------


class Levels(Item):
    """What each status of a flag asks for. Absent from the answers means "no"."""

    new: Level
    worse: Level
    old_unchanged_known: Level
    past_resolved: Level


class RedFlag(Item):
    """A warning sign that the coach asks about."""

    id: Id
    ref: FlagRef
    checklist: Id | None
    """The checklist that asks it; null when it is never ticked but derived (age, a self-test)."""
    tick: Label
    """Its button on the checklist."""
    ask: Text
    """The whole question, as it is asked when asked alone."""
    tell: Text
    """What to say to a health professional or a trainer: a noun phrase, "numbness between the legs"."""
    levels: Levels
    without_pain: Level | None = None
    """What it asks for in somebody whose back does not hurt now."""
    unassessed: Level | None = None
    """What an old sign asks for while no professional has seen this episode."""
    urgency: Urgency
    """How fast, when the level is U; `now` for emergencies, `before_starting` for P."""
    emergency_form: tuple[FlagRef, ...] = ()
    """What an urgent sign becomes when typed words make it an emergency: a fever beside the burning."""
    form_of: FlagRef | None = None
    """The sign that this is a form of, in the numbering of the sources."""
    confirm: Text | None = None
    """The short yes-or-no question when typed words name it unclearly. What is serious when new has one."""
    source: Sources


class Checklist(Item):
    """One screen of warning signs (or conditions) to tick. At most seven items."""

    id: Id
    phase: Literal["emergency", "further", "conditions"]
    """Emergency lists come first; conditions last."""
    title: Text
    """The question above the list."""


class Combination(Item):
    """Flags that mean more together than alone. A flag counts when its own level is not `none`."""

    id: Id
    all: tuple[FlagRef, ...]
    any: tuple[FlagRef, ...] = ()
    """If given, at least one of these too."""
    age_over: int | None = None
    age_under: int | None = None
    new_onset: bool = False
    """Some flag of `all` must be new or worse."""
    level: Level
    urgency: Urgency
    source: Sources


class CheckLine(Item):
    """One line of a check, and the signs that it asks about by themselves when ticked."""

    id: Id
    tick: Label
    flags: Annotated[tuple[FlagRef, ...], Field(min_length=1)]
    closes_gate: bool = False
    """Something new that no professional knows of: their "exercise is fine" no longer counts."""


class Check(Item):
    """A few warning signs asked again, on one screen to tick."""

    id: Literal["weekly", "before_tests"]
    title: Text
    lines: tuple[CheckLine, ...]
    every_days: int | None = None
    at: time | None = None
    """When it is asked by itself, on the client's own clock."""
    source: Sources


class WatchRule(Item):
    """When weak signs add up to an urgent one."""

    count: int
    """That many W together are treated as U."""
    age_over: int
    """One new W in somebody older than this is treated as U."""
    urgency: Urgency
    source: Sources


class AgeRule(Item):
    """A flag that the client's age raises by itself."""

    flag: FlagRef
    under: int
    urgent_under: int
    source: Sources


class MeasureFlag(Item):
    """A flag raised by a self-test or a symptom, unless the client has declared it already."""

    flag: FlagRef
    test: Id | None = None
    measure: Id | None = None
    symptom: Literal["rest_leg_pain", "back_now"] | None = None
    above: float | None = None
    at_least: float | None = None
    equals: str | None = None
    declared: tuple[FlagRef, ...] = ()
    """Declared flags that already account for the reading."""
    source: Sources


class Screening(Item):
    """`red_flags.yaml`."""

    checklists: tuple[Checklist, ...]
    red_flags: tuple[RedFlag, ...]
    combinations: tuple[Combination, ...]
    checks: tuple[Check, ...]
    watch: WatchRule
    age: AgeRule
    raised_by: tuple[MeasureFlag, ...]


class Gate(Item):
    """`gate.yaml`: has a health professional looked at this episode?"""

    clearance_weeks: int
    """A clearance older than this, or with anything new since, counts as none."""
    ask_again_days: int
    """Days until somebody who has seen nobody yet is asked again."""
    questions_for_the_visit: tuple[Text, ...]
    source: Sources


class Country(Item):
    """Numbers to call. `code` is ISO 3166; the entry `any` stands for every other country."""

    code: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|any)$")]
    emergency: Text
    crisis: Text
    """A line for people who think of ending their life, with its name."""
    source: Sources


# --- phrases -----------------------------------------------------------------------------------------

Doubt = Literal["negated", "others", "past", "lasting", "hypothetical", "figurative", "unsure", "over"]
"""Why words that name something may not mean it."""
Vocabulary = dict[Id, tuple[Text, ...]]
"""Lists of phrases that others refer to: `<legs>`. See `flows/phrases.py` for how a phrase is written."""


class Pattern(Item):
    """Phrases that together mean one thing, when they stand near each other in one sentence."""

    all: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1)]
    """One of each group must occur. Lower case; `*` ends a word stem: `numb*`."""
    unless: tuple[Text, ...] = ()
    """Phrases that make it something else, in the same sentence."""
    near: int = 8
    """At most so many words between the first group and each other one."""
    across: bool = False
    """The groups may stand in different sentences."""
    ignore: tuple[Doubt, ...] = ()
    """Cues that do not matter: a cancer of years ago is the sign."""
    examples: Annotated[tuple[Text, ...], Field(min_length=1)]
    look_alikes: tuple[Text, ...] = ()
    """Sentences that come close and mean something else. Tests try both."""


# --- conditions ----------------------------------------------------------------------------------------


class Ban(Item):
    """What a condition takes away. Whatever matches one of the lists is banned."""

    exercises: tuple[Id, ...] = ()
    families: tuple[Family, ...] = ()
    modes: tuple[Mode, ...] = ()
    tests: tuple[Id, ...] = ()
    side: Literal["same", "other", "any"] = "any"
    """For a condition with a side: is the exercise of the same side banned, of the other, or of any?"""
    from_week: int = 0
    """Pregnancy only: from this week on."""
    why: Text
    """One short sentence for the client."""


class Condition(Item):
    """Something known about the client that forbids or changes exercises."""

    id: Id
    tick: Label
    ask: Text
    checklist: Id | None
    """Null when it is derived from other answers."""
    sided: bool = False
    outcome: Literal["refer", "education_only"] | None = None
    """Set when the whole programme stops."""
    urgency: Urgency = "none"
    reason: Annotated[str, StringConstraints(pattern=r"^COND_[A-Z]+$")]
    clearance: Literal["U", "P", "none"]
    bans: tuple[Ban, ...] = ()
    prefers: tuple[Id, ...] = ()
    """Exercises chosen before all others of their region."""
    max_hold_seconds: int | None = None
    floss: Literal["allowed", "gentle", "no"] = "allowed"
    nerve_tests_unreliable: bool = False
    implies: tuple[Id, ...] = ()
    typed: tuple[Pattern, ...] = ()
    """How somebody who is being coached says that it is so: worth the question whether it is new."""
    advice: Text
    """What the plan says about it, to the client."""
    source: Sources


class HypermobilityRule(Item):
    """The five yes/no questions behind `hypermobile`, in our own words."""

    condition: Id
    questions: tuple[Text, ...]
    yes_at_least: int
    source: Sources


class Conditions(Item):
    """`conditions.yaml`."""

    vocabulary: Vocabulary = {}
    """Lists of phrases for what is typed, beside those of `signs.yaml`."""
    checklists: tuple[Checklist, ...]
    conditions: tuple[Condition, ...]
    hypermobility: HypermobilityRule


# --- self-tests ----------------------------------------------------------------------------------------


class Landmark(Item):
    """Something a layperson can see or feel, and the value it stands for."""

    say: Label
    means: float
    """In the measure's unit; on the same side of the cut-off as what is seen."""
    fists: tuple[float, float] | None = None
    """Typed instead, from so many to so many of them mean this landmark …"""
    fingers: tuple[float, float] | None = None
    """… and fingers laid side by side."""


class Option(Item):
    say: Label
    means: Id


class Measure(Item):
    """One value that a self-test yields."""

    id: Id
    """As in a case on paper: `thigh_deg`. `result` when the test has one bare value."""
    ask: Text
    """One short question, asked under the picture."""
    unit: Literal["deg", "cm", "choice"]
    minimum: float | None = None
    maximum: float | None = None
    """Numbers outside are refused as impossible."""
    detectable_change: float | None = None
    """The smallest change that is more than measuring error, in the unit."""
    landmarks: tuple[Landmark, ...] = ()
    options: tuple[Option, ...] = ()
    only_if: Id | None = None
    """Asked only after this answer to the test's first measure."""
    source: Sources

    @model_validator(mode="after")
    def _choice_or_number(self) -> Self:
        if self.unit == "choice":
            if not self.options or self.landmarks:
                raise ValueError("a choice needs options, and no landmarks")
        elif self.options or len(self.landmarks) < 2 or self.minimum is None or self.maximum is None:  # noqa: PLR2004
            raise ValueError("a number needs minimum, maximum and at least two landmarks, and no options")
        return self


class Asked(Item):
    """When a self-test is asked. With nothing set: always."""

    leg_symptoms: bool = False
    """Only of people with symptoms in a leg."""
    instead_of: Id | None = None
    """Only when that test could not be done."""
    after_tight: tuple[Id, ...] = ()
    """Only when one of these regions tested tight."""


class Beside(Item):
    """What the two halves of a self-test's still show: what is in range, then what is tight."""

    first: Text
    second: Text


class SelfTest(Item):
    """A movement the client tries, to find what is tight."""

    id: Id
    ref: TestRef
    name: Label
    sitting: Sitting
    order: int
    """Within the sitting."""
    sided: bool
    asked: Asked = Asked()
    minutes: float
    purpose: Text
    why_here: Text | None = None
    """For a test that unlocks no region: what it is good for."""
    needs: tuple[Text, ...] = ()
    """Things to fetch: a chair, a ruler, the phone's level."""
    steps: Annotated[tuple[Text, ...], Field(min_length=1, max_length=7)]
    measuring: Text
    """Where the phone or ruler goes, and what "level" looks like."""
    beside: Beside
    caveats: tuple[Text, ...] = ()
    measures: Annotated[tuple[Measure, ...], Field(min_length=1)]
    norm: Text
    """What healthy adults show; for trainers and authors."""
    source: Sources


class TestRules(Item):
    """Rules that hold for every self-test."""

    warm_up_minutes: int
    not_within_minutes_of_waking: int
    stop_pain_rise: int
    stop_pain_above: int
    retest_days: tuple[int, ...]
    """Days of the plan on which what is stretched is tested again …"""
    then_every_days: int
    """… and how often after the last of these; what has left the plan is looked at as seldom."""
    retest_at: time
    """Time of day, where that of the first tests is not known."""
    not_within_minutes_of_bedtime: int
    ask_again_days: int
    """A re-test that nobody answered is offered again after so many days."""
    together_days: int
    """What falls due within so many days is tested at once."""
    graduate_passes: int
    graduate_days_apart: int
    no_change_days: int
    """Without change for this long, the technique is switched …"""
    stop_without_change_days: int
    """… and after this long the region goes to the trainer."""
    no_change_percent: int
    """It counts as no change only where so much of the evenings was done."""
    block_days: int
    """How long each technique is tried."""
    source: Sources


class SelfTests(Item):
    """`self_tests.yaml`."""

    rules: TestRules
    self_tests: tuple[SelfTest, ...]


class Cutoff(Item):
    """A number, the same for all or by sex. Strictly beyond it is tight; exactly on it is not."""

    F: float
    M: float
    unstated: float


class Clause(Item):
    """One comparison with a self-test's value."""

    test: Id
    measure: Id
    above: float | Cutoff | None = None
    below: float | Cutoff | None = None
    at_most: float | None = None
    equals: str | None = None


class Unlock(Item):
    """A way in which a region tests tight: all clauses hold."""

    all: Annotated[tuple[Clause, ...], Field(min_length=1)]
    """The first clause is the one that measures how tight."""
    only_if_not_done: Id | None = None
    """Counts only when that test was not done."""


class Region(Item):
    """A muscle group or movement that may test tight, and what is prescribed for it."""

    id: Id
    name: Label
    """As the client reads it, in lower case: "front of the hip"."""
    part: Literal["hips", "thoracic"]
    sided: bool
    unlock: Annotated[tuple[Unlock, ...], Field(min_length=1)]
    blocked_by_nerve: Nerve | None = None
    """With that nerve positive on a side, the region is not stretched on that side."""
    needs_nerve_negative: bool = False
    """Stretched only where both sciatic tests were done and negative."""
    blocked_by_answers: tuple[Clause, ...] = ()
    """Answers that make a tight reading invalid for stretching (a pinch in front)."""
    bedtime: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Exercises for the evening, best first."""
    workout: tuple[Id, ...] = ()
    partners: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Phasic partners, best first: the movement straight after the stretch."""
    because: Text
    """Why it matters for the low back, one sentence."""
    source: Sources


class NerveRule(Item):
    """When a nerve counts as positive on a side: any of these."""

    nerve: Nerve
    positive: Annotated[tuple[Unlock, ...], Field(min_length=1)]
    negative_needs: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Tests that must all be done and not positive before the nerve counts as negative."""
    source: Sources


class DerivedCondition(Item):
    """A condition that an answer to a self-test brings with it, on that side."""

    condition: Id
    when: Clause
    source: Sources


class Regions(Item):
    """`regions.yaml`."""

    regions: tuple[Region, ...]
    nerves: tuple[NerveRule, ...]
    derived: tuple[DerivedCondition, ...]


# --- exercises -----------------------------------------------------------------------------------------


class ExerciseDose(Item):
    """How much, in one mode. A hold has seconds, a movement has reps; some have both."""

    hold_seconds: int | None = None
    max_hold_seconds: int | None = None
    reps: int | None = None
    sets: int = 1


class Exercise(Item):
    """One card: what to do, how, and when to stop."""

    id: Id
    name: Label
    regions: tuple[Id, ...] = ()
    families: Annotated[tuple[Family, ...], Field(min_length=1)]
    nerve: Nerve | None = None
    sided: bool
    """Done for one side at a time."""
    flexes_lumbar: bool = False
    """Bends the low back to its end. Refused by `limber check`: nothing here may."""
    nerve_negative_only: bool = False
    """Never on a side whose sciatic nerve tested positive."""
    doses: dict[Mode, ExerciseDose]
    needs: tuple[Text, ...] = ()
    feel: Text
    """Where it should be felt, or what it should feel like."""
    steps: Annotated[tuple[Text, ...], Field(min_length=1, max_length=6)]
    tips: tuple[Text, ...] = ()
    errors: tuple[Text, ...] = ()
    stop_if: tuple[Text, ...] = ()
    """Beyond the stop rules common to all exercises. Nerve exercises must have one."""
    source: Sources


class Exercises(Item):
    """`exercises.yaml`."""

    stop_always: tuple[Text, ...]
    exercises: tuple[Exercise, ...]


class Avoided(Item):
    """A movement that can never be prescribed."""

    id: Id
    name: Label
    why: Text
    swap: tuple[Id, ...] = ()
    source: Sources


class Avoid(Item):
    """`avoid.yaml`."""

    avoid: tuple[Avoided, ...]


class Dose(Item):
    """A row of the dose table."""

    mode: Mode
    when: Text
    hold_seconds: int | None = None
    max_hold_seconds: int | None = None
    reps: int | None = None
    sets: int = 1
    technique: Text
    source: Sources


class LadderStep(Item):
    hold_seconds: int
    sets: int


class Beginning(Item):
    """How much at first."""

    max_regions: int
    hips_first: int
    """Of these, the furthest past their cut-off in any part …"""
    thoracic: int
    """… and the largest thoracic deficit, when more regions are tight than fit."""
    queue_until_week: int
    ladder_step: int
    minutes: tuple[int, int]
    """From, to: minutes of an evening."""
    source: Sources


class PainRules(Item):
    """Traffic lights for pain on a 0–10 scale."""

    amber_from: int
    red_from: int
    red_rise: int
    """That much above the usual pain is red."""
    high_usual_from: int
    """Somebody whose usual pain is this or more is judged by change alone."""
    green_rise: int
    flare_from: int
    flare_rise: int
    rest_hours: int
    alert_from: int
    """The trainer hears of pain this high or higher."""
    source: Sources


class DoseProgress(Item):
    """When a dose goes up, goes down, or rests."""

    greens_to_step_up: int
    adherence_at_least: int
    """Percent of the last week's evenings; below it nothing is added."""
    days_between_steps: int
    """Of one exercise. On one day only one thing is raised."""
    ambers_to_step_down: int
    reds_to_drop: int
    reds_within_days: int
    noise: int
    """Points that somebody's answers differ by without meaning anything."""
    enough_mornings: int
    """From so many on, the usual pain is the median of the mornings alone."""
    flare_hours: int
    flare_to_professional_days: int
    undo_hours: int
    """So long a change of the dose can be taken back with one tap …"""
    slip_minutes: int
    """… and so long one that protects, as a slip of the finger."""
    evening_minutes_at_most: int
    """A longer hold is offered only while the evening stays as short as this."""
    source: Sources


class WorkoutRules(Item):
    """What a workout adds to the doses of its cards."""

    push_seconds: int
    """Of push and release: each round is one push …"""
    relax_seconds: int
    """… and one letting go; the last round is held."""
    partner_within_seconds: int
    """The partner movement follows its stretch within this time."""
    rounds: int
    """Stretch and partner are done this often …"""
    max_minutes: int
    """… where that takes no longer than this; else once."""
    warm_up_minutes: tuple[int, int]
    """From, to: nobody is stretched cold. The timer runs for the shorter."""
    before_bed_minutes: int
    """This near bedtime there is no workout: it wakes you up."""
    after_waking_minutes: int
    """Nor this soon after getting up."""
    source: Sources


class Doses(Item):
    """`doses.yaml`."""

    doses: tuple[Dose, ...]
    ladder: tuple[LadderStep, ...]
    beginning: Beginning
    pain: PainRules
    progress: DoseProgress
    workout: WorkoutRules


class FlossNerve(Item):
    """How one nerve is flossed."""

    nerve: Nerve
    exercises: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Best first; what a condition bans is skipped."""
    reps_per_leg: int
    source: Sources


class Flossing(Item):
    """`flossing.yaml`: dose and response rules of nerve flossing."""

    nerves: tuple[FlossNerve, ...]
    gentle_reps: int
    gentle_first: Id
    gentle_times_a_day: int
    rest_leg_pain_below: int
    """Nobody with that much leg pain at rest, or more, flosses."""
    times_a_day: int
    max_times_a_day: int
    relief_minutes: int
    relief_default: tuple[Id, ...]
    """Postures of relief, tried in this order where the client found none."""
    min_hours_after_waking: int
    min_gap_hours: int
    before_bedtime_hours: int
    """The last one of the day ends this long before bedtime."""
    cycle_seconds: int
    lowest_points: tuple[Id, ...]
    """From the back down to the foot: how far symptoms reach."""
    green_minutes: int
    amber_minutes: int
    """Settles within green: go on. Within amber: half. Longer: red."""
    amber_reps: int
    red_pause_hours: int
    red_restart: Id
    red_restart_reps: int
    reds_to_stop: int
    reds_within_days: int
    green_days: Annotated[int, Field(ge=1)]
    """After so many days on which every answer was green, one thing goes up."""
    amber_hold_hours: int
    """So long after an amber or red answer nothing goes up."""
    red_rise: int
    """Points of leg pain, 0 to 10, that flossing may not add."""
    morning_worse_by: int
    """Points above the mornings before that make a morning after flossing a worse one."""
    settled_expires_minutes: int
    """The question whether the leg has settled loses its sense after that."""
    plateau_green_days: int
    plateau_days: int
    plateau_points: int
    """So many green days, over so many days, with less improvement than that: flossing does nothing."""
    graduate_leg_pain: int
    graduate_days: int
    graduate_mornings: int
    """No more leg pain than that for so many days, told on so many mornings: flossing has done its work."""
    look_again_days: int
    """After that the nerve is tested once more."""
    overdone_percent: int
    """Of the day's flossings; from there on it is too much."""
    overdone_within_days: int
    """Too much again within these days: the trainer hears."""
    retest_days: int
    source: Sources


class Silence(Item):
    """What is said to somebody who does not answer, and what is changed when something gets in the way.

    The days up to `weekly_days` are days on which something was prescribed.
    """

    short_first_days: int
    """After so many silent days the evening's prompt puts the short version first."""
    ask_days: int
    """Then it is asked, once, what got in the way."""
    weekly_days: int
    """Then the trainer is told, and only one line a week is left."""
    note_every_days: int
    hush_days: int
    """Then nothing is said any more."""
    ask_again_days: int
    """What gets in the way is not asked, and no change offered, again within so many days."""
    short_days: int
    """No time: so long the short version comes first."""
    earlier_minutes: int
    later_minutes: int
    """So far an evening's prompt is moved at a time."""
    teeth_lead_minutes: int
    """Before bedtime: when teeth are brushed."""
    lead_minutes: tuple[int, int]
    """An evening's prompt comes so long before bedtime, at least and at most."""
    ill_days: int
    """How long a pause for an illness lasts before it is asked whether it is over."""
    short_after_days: int
    """Nothing done for so long: the next session is the short one."""
    easier_after_days: int
    """Nothing done for so long: doses go one step down."""
    barriers: tuple[Option, ...]
    """What may have got in the way."""
    source: Sources

    @model_validator(mode="after")
    def _less_and_less(self) -> Self:
        steps = [self.short_first_days, self.ask_days, self.weekly_days, self.hush_days]
        if steps != sorted(steps):
            raise ValueError("the days of silence have to come in their order")
        return self


class Prompting(Item):
    """`prompts.yaml`: when the coach speaks first."""

    bedtime_lead_minutes: int
    """The prompt comes this long before bedtime."""
    bedtime_expires_minutes: int
    """After its time by this much, it has lost its sense."""
    quiet_repeat_minutes: int
    snooze_minutes: tuple[int, ...]
    max_snoozes: int
    max_snooze_minutes: int
    """A typed "later" may be at most this far ahead."""
    floss_expires_minutes: int
    bundle_minutes: int
    max_pushes_a_day: int
    morning_after_waking_minutes: int
    """How the back is, is asked this long after getting up …"""
    morning_expires_hours: int
    get_ready_seconds: int
    clip_starts_seconds: int
    """A clip begins so long after it was sent for; the clock that rings at the end waits for it."""
    warm_up_minutes: int
    short_warm_up_seconds: int
    """In the two-minute version …"""
    short_hold_seconds: int
    """… which has one stretch, held at most this long."""
    hold_late_seconds: int
    """An end of a hold that comes later finds nobody in position: the next side waits for a tap."""
    session_idle_minutes: int
    emergency_follow_up_minutes: int
    urgent_follow_up_hours: int
    doubt_follow_up_minutes: int
    """A question about an unclear sign that nobody answers is put once more, and the trainer told."""
    resume_hours: int
    """Somebody who stopped half way through the first questions is asked once, after this long."""
    late_answer_hours: int
    """An answer to a prompt counts for its day up to this much later."""
    adherence_days: tuple[int, int]
    """Rolling windows: short, long."""
    travel_margin_minutes: int
    """An answer so long after bedtime and before getting up comes at an odd hour."""
    travel_odd_answers: int
    """After so many in a row the client is asked, once, whether they are travelling."""
    skip_reasons: tuple[Option, ...]
    silence: Silence
    source: Sources


# --- pictures ------------------------------------------------------------------------------------------


class Pictures(Item):
    """`pictures.yaml`: what the pictures of progress show."""

    night_from: time
    """Dark from this time of the client's day until getting up."""
    calendar_weeks: Annotated[int, Field(ge=1, le=12)]
    most_from: Annotated[float, Field(gt=0, lt=1)]
    """A day of which at least this part was done counts as most of it."""
    pain_weeks: Annotated[int, Field(ge=1)]
    least_pain_days: Annotated[int, Field(ge=2)]
    mean_days: Annotated[int, Field(ge=1)]
    """Days of the rolling mean."""
    gap_days: Annotated[int, Field(ge=1)]
    """The line of the mean is broken where nothing was told for so many days."""
    marks: Annotated[int, Field(ge=0)]
    """At most so many notes in the chart of pain, the newest ones."""
    easy_from: Annotated[float, Field(gt=0, lt=1)]
    """Where the cut-off stands, between the hardest (0) and the easiest (1) that a test knows."""
    report_rows: Annotated[int, Field(ge=1)]
    """Lines of a table of the report: it is one page."""
    report_signs: Annotated[int, Field(ge=1)]
    person_in: str
    """The self-test in which each person is shown, to choose from; nothing is prescribed by it."""
    source: Sources


# --- how it goes ---------------------------------------------------------------------------------------


class Measures(Item):
    """`measures.yaml`: how it goes, asked every few weeks, and from where on a change is called one."""

    weeks: Annotated[tuple[int, ...], Field(min_length=1)]
    """Since the plan began."""
    then_every_weeks: Annotated[int, Field(ge=1)]
    days_later: int
    """Each week's questions come so many days after that week is full."""
    at: time
    keeps_hours: int
    """The prompt has lost its sense after so long."""
    activities: int
    """So many of the client's own are asked for."""
    activity_characters: Annotated[int, Field(le=200)]
    """Longest name of one."""
    activity_change: float
    """Points of 10, mean of the activities."""
    global_change: int
    """Points of the rating from -5 to 5."""
    pain_change: float
    """Points of 10 …"""
    pain_change_percent: int
    """… or this much of what it was, whichever is less."""
    pain_change_at_least: float
    """Fewer points than that are no change, whatever the percentage."""
    pain_scores: int
    """Fewer scores in a week give no average."""
    source: Sources


Steadiness = Literal["starting", "building", "steady", "strong"]


class Fading(Item):
    """When an evening's prompt is offered only every second day, and when it comes back."""

    from_week: int
    from_percent: int
    """Evenings done of those prescribed, over the long window of `prompts.yaml`."""
    least_evenings: int
    """Fewer prescribed in it say too little."""
    offers: int
    again_after_days: int
    back_below_percent: int
    back_after_days: int
    """Evenings of so many days are counted …"""
    back_least_evenings: int
    """… when there were at least so many."""


class Talking(Item):
    """`talking.yaml`: questions to the trainer."""

    remind_trainer_hours: Annotated[int, Field(ge=1)]
    """Who does not answer is reminded once, so long after the question …"""
    tell_owner_hours: Annotated[int, Field(ge=2)]
    """… and the owner is told, and the client."""
    usual_of_last: Annotated[int, Field(ge=1, le=100)]
    usual_from: Annotated[int, Field(ge=1)]
    within_hours: Annotated[tuple[int, ...], Field(min_length=1)]
    reply_minutes: Annotated[int, Field(ge=1)]
    album_seconds: Annotated[int, Field(ge=1)]
    asked_minutes: Annotated[int, Field(ge=1)]
    """For so long a trainer's words are what the desk has asked for."""
    at_once: Annotated[int, Field(ge=20)]
    """Messages of one person that are heard at once; of more, only what may be a warning sign …"""
    then_every_seconds: Annotated[float, Field(gt=0, le=60)]
    """… until there is room for one more."""
    question_marks: tuple[Text, ...]
    source: Sources

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.tell_owner_hours <= self.remind_trainer_hours:
            raise ValueError("tell_owner_hours comes after remind_trainer_hours")
        if list(self.within_hours) != sorted(set(self.within_hours)):
            raise ValueError("within_hours go up")
        return self


class Privacy(Item):
    """`privacy.yaml`: what clients agree to, and what they may ask for."""

    version: Annotated[int, Field(ge=1)]
    """Of the consent. Who agreed to an older one is asked again."""
    ask_again_days: Annotated[int, Field(ge=1)]
    forget_minutes: Annotated[int, Field(ge=1)]
    """The word that /forget asks for counts for so long."""
    source: Sources


class Reports(Item):
    """`reports.yaml`: the weekly report, and what it may lead to."""

    weekday: Annotated[int, Field(ge=0, le=6)]
    """Monday is 0."""
    at: time
    first_after_days: int
    """None before so many days of the plan."""
    half_life_days: int
    """Of a daily habit: the weight of what was done halves in so many days."""
    steadiness: dict[Steadiness, int]
    """Words for the score, and from where each holds, of 100."""
    floss_days_from: int
    """Days with so many flossings are set beside those with fewer."""
    easier_from: float
    """A difference in pain that is worth a line."""
    least_days: int
    """Fewer days on either side say too little."""
    fading: Fading
    source: Sources


# --- tips ----------------------------------------------------------------------------------------------


Season = Literal["spring", "summer", "autumn", "winter"]
Month = Annotated[int, Field(ge=1, le=12)]
TipText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=280)]
"""What is read in one look at a phone."""


class Fits(Item):
    """Whom a tip is for: all of it must hold. With nothing set, everybody who is coached."""

    regions: tuple[Id, ...] = ()
    """Only while one of these is stretched."""
    stretching: bool = False
    """Only while something is stretched in the evenings."""
    flossing: bool | None = None
    """Only for those who floss now; `false` is only for those who do not."""
    from_week: Annotated[int, Field(ge=1)] = 1
    """Of the plan; its first week is 1."""
    until_week: int | None = None
    seasons: tuple[Season, ...] = ()
    """Only in these, where the country tells which it is."""


class NeverFor(Item):
    """Who must not get a tip, whatever else fits. Nobody who is locked, in a flare or silent gets any."""

    conditions: tuple[Id, ...] = ()
    nerve_positive: bool = False
    """Nobody with a nerve that tested positive, or that is flossed."""
    leg_symptoms: bool = False
    """Nobody whose back trouble reaches a leg."""


class Tip(Item):
    """A few lines that are sent once. `for` and `not_for` say to whom."""

    id: Id
    text: TipText
    fits: Fits = Field(default=Fits(), alias="for")
    never: NeverFor = Field(default=NeverFor(), alias="not_for")
    source: Sources


class Hemisphere(Item):
    """Countries whose seasons fall into the same months. In a country of no list no season is known."""

    id: Id
    countries: tuple[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], ...]
    months: dict[Season, tuple[Month, ...]]


class Tips(Item):
    """`tips.yaml`."""

    first_after_days: int
    """None before so many days of the plan."""
    every_days: Annotated[int, Field(ge=14)]
    """From one to the next, at least: a fortnight is promised."""
    at: time
    keeps_hours: int
    """The tip of a day has lost its sense after so long."""
    heard_within_days: int
    """None to somebody who has not been heard for longer."""
    hemispheres: tuple[Hemisphere, ...]
    tips: tuple[Tip, ...]
    source: Sources


# --- broadcasts ----------------------------------------------------------------------------------------


class Budget(Item):
    """How many of a broadcast may be refused before the rest is held."""

    least: int
    """Fewer that were tried say too little."""
    percent: float


class Broadcasts(Item):
    """`broadcasts.yaml`: a message from a trainer to many clients."""

    take_back_seconds: int
    tomorrow_at: time
    """On each client's own clock."""
    evening_hours: float
    """Before bedtime."""
    waits_hours: int
    """For somebody who may not be prompted; after that it does not go to them."""
    quiet_after_days: int
    """Not heard from for more than so many days."""
    budget: Budget
    source: Sources


# --- what trainers hear of ------------------------------------------------------------------------------

AlertLevel = Literal["red", "amber", "quiet"]
Minutes = Annotated[int, Field(ge=1)]


OWN_WORDS = frozenset({"question", "reply"})
"""Kinds that carry what a client wrote: it comes whole and at once, with what is attached, and comes once."""


class AlertKind(Item):
    """What a trainer hears of: `red` at once and until taken, `amber` at once, `quiet` in the digest."""

    id: Id
    level: AlertLevel
    repeat_minutes: tuple[Minutes, ...] = ()
    """From one telling of a red alert to the next; the last wait stays."""
    owner_after: Annotated[int, Field(ge=0)] | None = None
    """So many repeats of a red alert, and from then on the owner hears of it too."""
    cooldown_hours: Annotated[int, Field(ge=1)] | None = None
    """An amber one about the same client within these hours waits for the digest."""
    why: Text
    source: Sources

    @model_validator(mode="after")
    def _only_what_its_level_has(self) -> Self:
        red = bool(self.repeat_minutes), self.owner_after is not None
        if (self.level == "red") != all(red) or (self.level != "red" and any(red)):
            raise ValueError("repeat_minutes and owner_after belong to every red alert, and to no other")
        if self.cooldown_hours is not None and self.level != "amber":
            raise ValueError("cooldown_hours belongs to amber alerts")
        if self.id in OWN_WORDS and (self.level != "amber" or self.cooldown_hours is not None):
            raise ValueError(f"{self.id} carries a client's message: it is amber, without cooldown_hours")
        return self

    @property
    def wording(self) -> str:
        """The message that says it."""
        return f"alert-{self.id.replace('_', '-')}"


class DigestRules(Item):
    """The daily digest of quiet alerts."""

    at: time
    """On the clock of the zone that most of a trainer's clients live in."""
    lines: Minutes
    lines_each: Minutes
    """Of one client."""
    source: Sources


class JumpRules(Item):
    """Pain 0–10 so many points above the mean of the days before, on so many days one after the other."""

    points: int
    mean_days: int
    least_scores: int
    days: int
    source: Sources


class Alerting(Item):
    """`alerts.yaml`."""

    digest: DigestRules
    jump: JumpRules
    worse_sessions: Annotated[int, Field(ge=1)]
    alerts: tuple[AlertKind, ...]


# --- what people type ----------------------------------------------------------------------------------


Spellings = dict[Text, tuple[Text, ...]]
"""A word, and other ways to write it."""


class SignPattern(Pattern):
    """Phrases that mean a warning sign."""

    flag: FlagRef
    doubt: bool = False
    """Too vague to be certain: the client is asked."""


class Cues(Item):
    """Words that change what the words around them mean."""

    negation: tuple[Text, ...]
    """Denies what follows, up to the end of the clause."""
    listing: tuple[Text, ...] = ()
    """After a comma, a denied list goes on to these: "no numbness, tingling *or* weakness"."""
    narrow_negation: tuple[Text, ...] = ()
    """Denies only the next few words: "not"."""
    others: tuple[Text, ...]
    """Somebody else's body, up to the next "I": "my sister"."""
    reporting: tuple[Text, ...] = ()
    """Straight after somebody else: they only say or see it."""
    past: tuple[Text, ...]
    lasting: tuple[Text, ...] = ()
    """As it has been for years: "same as ever"."""
    present: tuple[Text, ...] = ()
    """Beside a past or an "if": may be now after all."""
    over: tuple[Text, ...] = ()
    """After a sign: it is gone."""
    hypothetical: tuple[Text, ...]
    figurative: tuple[Text, ...] = ()
    unsure: tuple[Text, ...] = ()
    """The client does not know: worth a question."""
    pseudo: tuple[Text, ...] = ()
    """Look like a cue and are none: "no idea why"."""
    breaks: tuple[Text, ...]
    """Words that begin a new clause: "but"."""
    myself: tuple[Text, ...] = ()
    """The client again, after somebody else."""
    renewing: tuple[Text, ...] = ()
    """Words that no denial reaches beyond: "I haven't slept *my* legs are numb"."""


class Signs(Item):
    """`signs.yaml`: warning signs as people write them."""

    spellings: Spellings = {}
    real_words: tuple[Text, ...] = ()
    """Words one letter away from a sign's, and right as they are: "chess" is no misspelt "chest"."""
    vocabulary: Vocabulary = {}
    cues: Cues
    patterns: tuple[SignPattern, ...]


class ScoreWords(Item):
    """What makes a number a pain score, and what does not."""

    out_of_ten: tuple[Text, ...]
    pain: tuple[Text, ...]
    """Shortly before a number: it is a score."""
    now: tuple[Text, ...]
    earlier: tuple[Text, ...]
    """The number is of another time."""
    no_score: tuple[Text, ...]
    """Straight after a number: it counts something else."""
    before_no_score: tuple[Text, ...]
    """Straight before it: the same …"""
    before_score: tuple[Text, ...]
    """… unless it ends one of these: "my leg is at 7"."""
    painless: tuple[Text, ...]
    """By themselves, where a score was asked for, these are 0 …"""
    beside_painless: tuple[Text, ...]
    """… and so they are with any of these around them."""
    uncounted: tuple[Text, ...]
    """Number words that among others are none: "that one"."""
    back: tuple[Text, ...]
    leg: tuple[Text, ...]
    """Beside a number: whose pain it is."""
    no_place: tuple[Text, ...]
    """Phrases in which such a word names no part of the body: "back to a 3"."""
    clauses: tuple[Text, ...]
    """Words that begin another clause."""


class TimeWords(Item):
    """Units and phrases of time."""

    minutes: tuple[Text, ...]
    hours: tuple[Text, ...]
    days: tuple[Text, ...]
    weeks: tuple[Text, ...]
    months: tuple[Text, ...]
    fixed: dict[Text, int]
    """Minutes."""
    breaks: dict[Text, int]
    """Days."""
    begins: tuple[Text, ...]
    """What tells when a break begins, and not how long it is; `#` is any number …"""
    ends: tuple[Text, ...]
    """… and when it ends."""
    before: tuple[Text, ...]
    """What may stand before a length, and says nothing else …"""
    after: tuple[Text, ...]
    """… and what after it."""
    before_minutes: tuple[Text, ...]
    """So with a bare number that was asked for: these do not make it a time of day …"""
    after_minutes: tuple[Text, ...]
    """… and neither do these."""
    weekdays: dict[Text, int]
    """0 is Monday."""
    month_names: dict[Text, int]
    """1 is January."""
    tomorrow: tuple[Text, ...]
    morning: tuple[Text, ...]


class MeasureWords(Item):
    """Around the number that a self-test measured. Any other word makes it something else."""

    cm: dict[Text, float]
    """Units of length, in centimetres."""
    deg: dict[Text, float]
    """Units of an angle, in degrees."""
    fists: tuple[Text, ...]
    fingers: tuple[Text, ...]
    a: tuple[Text, ...]
    """Straight before a unit: one of it."""
    beside: tuple[Text, ...]
    """Words that change nothing: "about", "I think"."""
    source: Sources


class Amounts(Item):
    """`amounts.yaml`: words around numbers."""

    score: ScoreWords
    time: TimeWords
    measure: MeasureWords


class Understanding(Item):
    """`understanding.yaml`: from which probability on learned words are believed."""

    certain_from: float
    """A sign that was only learned is certain from here on …"""
    certain_with_pattern_from: float
    """… and one that a pattern of `signs.yaml` names too, from here."""
    ask_from: float
    """Below that it is asked about, down to here …"""
    ask_with_pattern_from: float
    """… or here, when a pattern names it doubtfully. What a pattern names plainly is always asked about."""
    beside: float
    """Another sign is named too when its own probability is at least this part of the first one's."""
    window_words: int
    """A longer text is read in parts of so many words, and the gravest part counts."""
    source: Sources


class Words(Item):
    """`answers.yaml`: typed words that stand for a choice, by the choice's value."""

    words: dict[Id, tuple[Text, ...]]
