"""The script of the coaching: every state, what may happen in it, and where that leads.

A row reads: *when this happens, in one of these states, go there, if*. Rows are tried from top to bottom.
`=` stays in the state. Back is not written here: it is drawn for every row of a questionnaire part.
"""

from typing import NamedTuple

from flows.client import Client


class Move(NamedTuple):
    on: str
    of: str
    to: str
    only_if: str = ""


LOCKED = "emergency getting_help urgent clearance clearance_date emergency_sign"
"""States that a lock may hold somebody in."""
BROKEN_OFF = "warm_up exercise hold_paused away relief flossing"
"""States of a session that ends at once where much pain is told in passing."""
GIVES_WAY = (
    "coaching pain_before warm_up exercise hold_paused away hurts feel pain_after session_idle"
    " workout workout_warming workout_helper relief flossing leg_now leg_further morning_back morning_leg"
)
"""Where the lists about the body may be opened by what was typed: at rest, or in place of what is done."""
LISTS = frozenset({"conditions", "condition"})
"""What is known about the body is asked about."""
SETTINGS = "settings settings_more weekend_bedtime weekend_wake report_evening floss_wish person"
"""What may be changed at any time, each left by one tap."""
WELCOME = (
    Move("start", "new", "welcome"),
    Move("about_data", "welcome", "privacy"),
    Move("decline", "privacy", "declined"),
    Move("agree", "welcome privacy declined", "city"),
    Move("rather_clock", "city", "clock"),
    Move("found", "city clock", "city_check"),
    Move("other", "city_check clock", "city"),
    Move("told", "city_check bedtime wake_time", "exercise", "is_mid_session"),
    Move("told", "city_check", "coaching", "has_plan"),
    Move("told", "city_check", "bedtime"),
    Move("told", "bedtime", "coaching", "has_plan"),
    Move("told", "bedtime", "wake_time"),
    Move("told", "wake_time", "coaching", "has_plan"),
    Move("told", "wake_time", "age"),
    Move("told", "age", "sex"),
    Move("told", "sex", "gate_seen"),
)
GATE = (
    Move("seen", "gate_seen", "gate_cleared"),
    Move("long_ago not_seen", "gate_seen", "emergency_signs"),
    Move("fine", "gate_cleared", "gate_changed"),
    Move("did_not_ask told_not_to", "gate_cleared", "emergency_signs"),
    Move("told", "gate_changed", "emergency_signs"),
)
WARNING_SIGNS = (
    Move("ticked", "emergency_signs further_signs", "="),
    Move("told", "emergency_signs emergency_sign further_signs further_sign", "emergency", "is_emergency"),
    Move("told", "emergency_signs emergency_sign", "emergency_sign", "sign_next"),
    Move("told", "emergency_signs emergency_sign", "emergency_signs", "list_next"),
    Move("told", "emergency_signs emergency_sign further_sign", "urgent", "is_urgent"),
    Move("told", "emergency_signs emergency_sign", "welcome", "is_stranger"),
    Move("told", "emergency_signs emergency_sign", "age", "is_ageless"),
    Move("told", "emergency_sign", "self_test", "test_next"),
    Move("told", "emergency_signs emergency_sign", "self_test", "retest_waits"),
    Move("told", "emergency_signs emergency_sign", "professional_first", "is_gate_closed"),
    Move("told", "emergency_signs emergency_sign", "further_signs", "is_ruled_out"),
    Move("told", "emergency_signs emergency_sign", "sitting", "is_testing"),
    Move("told", "emergency_signs emergency_sign", "coaching", "has_plan"),
    Move("told", "emergency_signs emergency_sign", "further_signs"),
    Move("told", "further_signs further_sign", "further_sign", "sign_next"),
    Move("told", "further_signs further_sign", "further_signs", "list_next"),
    Move("told", "further_signs", "urgent", "is_urgent"),
    Move("told", "further_signs further_sign", "professional_first", "is_sent_first"),
    Move("told", "further_signs further_sign", "conditions"),
)
CHECKS = (
    Move("weekly_check", "coaching leg_now leg_further morning_leg", "check"),
    Move("begin", "sitting", "check", "is_check_due"),
    Move("carry_on", "tests_later", "check", "is_check_due"),
    Move("ticked", "check", "="),
    Move("told", "check", "emergency_sign", "sign_next"),
    Move("told", "check", "pain_now", "is_hurting"),
    Move("told", "pain_now", "coaching", "has_plan"),
    Move("told", "check", "pain_before", "session_waits"),
    Move("told", "check", "relief", "floss_waits"),
    Move("told", "check", "workout", "workout_waits"),
    Move("told", "check", "self_test", "is_retesting"),
    Move("told", "check", "self_test", "has_begun_tests"),
    Move("told", "check", "coaching", "has_plan"),
    Move("told", "check", "sitting"),
    Move("prompted gave_up", "check pain_now", "coaching", "has_plan"),
)
CONDITIONS = (
    Move("health", "settings_more", "conditions"),
    Move("ticked", "conditions", "="),
    Move("told", "conditions condition", "condition", "condition_next"),
    Move("told", "conditions condition", "conditions", "list_next"),
    Move("told", "conditions condition", "professional_first", "is_referred"),
    Move("told", "conditions condition", "education", "is_education_only"),
    Move("told", "conditions condition", "coaching", "has_plan"),
    Move("told", "conditions condition", "back_now"),
    Move("prompted", "conditions condition", "coaching", "has_plan"),
)
SYMPTOMS = (
    Move("told", "back_now", "leg"),
    Move("none", "leg", "sitting", "has_tests"),
    Move("none", "leg", "plan", "has_something_to_do"),
    Move("none", "leg", "education"),
    Move("told", "leg", "below_knee"),
    Move("told", "below_knee", "rest_leg_pain"),
    Move("told", "rest_leg_pain", "urgent", "is_urgent"),
    Move("told", "rest_leg_pain", "sitting", "has_tests"),
    Move("told", "rest_leg_pain", "plan", "has_something_to_do"),
    Move("told", "rest_leg_pain", "education"),
)
SELF_TESTS = (
    Move("begin", "sitting", "self_test", "has_tests"),
    Move("begin", "sitting", "plan", "has_something_to_do"),
    Move("begin", "sitting", "education"),
    Move("later", "self_test", "retested", "is_retested"),
    Move("later", "self_test", "coaching", "is_retesting"),
    Move("later", "sitting self_test", "tests_later"),
    Move("carry_on", "tests_later", "self_test", "test_next"),
    Move("carry_on", "tests_later", "sitting", "has_tests"),
    Move("carry_on", "tests_later", "plan", "has_something_to_do"),
    Move("carry_on", "tests_later", "education"),
    Move("told", "self_test", "emergency_sign", "sign_next"),
    Move("told", "self_test", "emergency", "is_emergency"),
    Move("told", "self_test", "urgent", "is_urgent"),
    Move("told", "self_test", "self_test", "test_next"),
    Move("told", "self_test", "retested", "is_retested"),
    Move("told", "self_test", "coaching", "is_retesting"),
    Move("told", "self_test", "sitting", "is_testing"),
    Move("told", "self_test", "plan", "has_something_to_do"),
    Move("told", "self_test", "education"),
    Move("again", "education", "gate_seen"),
)
PLAN = (
    Move("why", "plan plan_left_out", "plan_why"),
    Move("left_out", "plan plan_why", "plan_left_out"),
    Move("plan", "plan_why plan_left_out", "plan"),
    Move("start", "plan plan_why plan_left_out", "coaching"),
)
SESSION = (
    Move("session", "coaching", "pain_before"),
    Move("told", "pain_before", "exercise", "is_short"),
    Move("told", "pain_before", "warm_up"),
    Move("warm", "warm_up", "exercise"),
    Move("holding", "exercise", "="),
    Move("held", "exercise", "hold_paused"),
    Move("away", "exercise", "away"),
    Move("holding", "hold_paused away", "exercise"),
    Move("hurts", "exercise hold_paused away", "hurts"),
    Move("told", "exercise hurts away", "exercise"),
    Move("finished", "exercise hurts hold_paused away", "feel"),
    Move("told", "feel", "pain_after"),
    Move("told", "pain_after", "coaching"),
    Move("over", "feel", "coaching"),
    Move("workout", "coaching", "workout"),
    Move("warming", "workout", "workout_warming"),
    Move("warmed", "workout_warming", "workout"),
    Move("ask_helper", "workout workout_warming", "workout_helper"),
    Move("told", "workout workout_warming workout_helper", "exercise"),
    Move("not_now", "workout workout_warming workout_helper", "coaching"),
    Move("floss", "coaching", "relief"),
    Move("ready", "relief", "flossing"),
    Move("not_now", "relief", "coaching"),
    Move("told", "flossing", "flossing"),
    Move("finished", "flossing", "relief", "eases_after"),
    Move("finished", "flossing", "leg_now"),
    Move("over", "relief", "leg_now"),
    Move("worse", "leg_now", "leg_further"),
    Move("told", "leg_now leg_further", "coaching"),
    Move(
        "fell_asleep", "pain_before warm_up exercise hold_paused away hurts feel pain_after", "session_idle"
    ),
    Move("carry_on", "session_idle", "pain_before", "has_not_begun"),
    Move("carry_on", "session_idle", "exercise", "has_steps_left"),
    Move("carry_on", "session_idle", "feel"),
    Move("told", "session_idle", "coaching"),
    Move("morning", "coaching", "morning_back"),
    Move("too_much", "pain_before hurts morning_back morning_leg", "coaching"),
    Move("too_much", BROKEN_OFF, "coaching"),
    Move("told", "morning_back", "morning_leg", "asks_leg"),
    Move("told", "morning_back morning_leg", "relief"),
    Move("see_professional", "coaching pain_before morning_back", "professional_first"),
    Move("gave_up", "relief flossing leg_now leg_further morning_back morning_leg", "coaching"),
    Move("gave_up", "workout workout_warming workout_helper", "coaching"),
    Move("prompted", "session_idle", "coaching"),
)
MEASURES = (
    Move("measure", "coaching", "activity_name", "name_next"),
    Move("measure", "coaching", "activity_score", "score_next"),
    Move("measure", "coaching", "global_change", "change_next"),
    Move("told", "activity_name", "activity_name", "name_next"),
    Move("told", "activity_name activity_score", "activity_score", "score_next"),
    Move("told", "activity_name activity_score", "global_change", "change_next"),
    Move("told", "activity_name activity_score global_change", "coaching"),
    Move("later prompted", "activity_name activity_score global_change", "coaching"),
)
RETESTS = (
    Move("retest", "coaching", "check", "is_check_due"),
    Move("retest", "coaching", "self_test"),
    Move("prompted", "self_test", "coaching", "is_retesting"),
    Move("fine prompted", "retested", "coaching"),
)
WAYS_BACK = (
    Move("getting_help", "emergency", "getting_help"),
    Move("nobody", "emergency", "="),
    Move("mistake", "emergency getting_help urgent", "emergency_sign"),
    Move("cleared", "emergency getting_help urgent", "clearance"),
    Move("dated", "clearance", "clearance_date"),
    Move("told", "clearance clearance_date", "clearance", "clearance_next"),
    Move("told", "clearance clearance_date", "emergency", "is_locked_emergency"),
    Move("told", "clearance clearance_date", "urgent", "is_locked"),
    Move("told", "clearance clearance_date", "gate_cleared", "is_introduced"),
    Move("told", "clearance clearance_date", "welcome"),
    Move("unlocked", LOCKED, "emergency", "is_locked_emergency"),
    Move("unlocked", LOCKED, "urgent", "is_locked"),
    Move("unlocked", LOCKED, "gate_cleared", "is_introduced"),
    Move("unlocked", LOCKED, "welcome"),
    Move("remind", "professional_first", "waiting_for_visit"),
    Move("been", "professional_first waiting_for_visit", "gate_seen"),
)
ANYTIME = (
    Move("red_flag", "*", "emergency", "stands_emergency"),
    Move("red_flag", "*", "urgent", "stands_urgent"),
    Move("red_flag", "*", "professional_first"),
    Move("known_flag", "*", "emergency_sign"),
    Move("health", GIVES_WAY, "conditions"),
    Move("health", "self_test", "conditions", "is_retesting"),
    Move("settings", "coaching exercise hold_paused away", "settings"),
    Move("bedtime", "settings", "bedtime"),
    Move("wake", "settings", "wake_time"),
    Move("city", "settings coaching", "city"),
    Move("weekends", "settings", "weekend_bedtime"),
    Move("told", "weekend_bedtime", "weekend_wake"),
    Move("same", "weekend_bedtime", "settings"),
    Move("more", "settings", "settings_more"),
    Move("less", "settings_more", "settings"),
    Move("report", "settings_more", "report_evening"),
    Move("flossings", "settings_more", "floss_wish"),
    Move("person", "settings_more", "person"),
    Move("told", "weekend_wake report_evening floss_wish", "exercise", "is_mid_session"),
    Move("told", "weekend_wake report_evening floss_wish", "coaching"),
    Move("fine", SETTINGS, "exercise", "is_mid_session"),
    Move("fine", SETTINGS, "coaching"),
    Move("pause", "coaching", "pause"),
    Move("no", "pause", "coaching"),
    Move("paused", "pause coaching", "paused"),
    Move("prompted", SETTINGS, "coaching"),
    Move("prompted", "pause city city_check clock bedtime wake_time", "coaching", "has_plan"),
    Move("come_back", "paused", "well_again", "is_ill"),
    Move("well", "well_again", "coaching", "has_plan"),
    Move("not_yet", "well_again", "paused"),
    Move("come_back", "paused stopped", "coaching", "has_plan"),
    Move("come_back", "stopped", "welcome"),
    Move("start_over", "*", "welcome", "is_free"),
    Move("stop", "*", "stopped", "is_free"),
)
PARTS: dict[str, tuple[Move, ...]] = {
    "Welcome": WELCOME,
    "The gate": GATE,
    "Warning signs": WARNING_SIGNS,
    "Checks": CHECKS,
    "Conditions": CONDITIONS,
    "Symptoms": SYMPTOMS,
    "Self-tests": SELF_TESTS,
    "The plan": PLAN,
    "Coaching": SESSION,
    "Re-tests": RETESTS,
    "How it goes": MEASURES,
    "Ways back": WAYS_BACK,
    "At any time": ANYTIME,
}
QUESTIONNAIRE = (WELCOME, GATE, WARNING_SIGNS, CONDITIONS, SYMPTOMS, SELF_TESTS)
"""The parts in which every step forward has a way back."""
NO_WAY_BACK_TO = frozenset(
    {
        "new", "emergency", "urgent", "coaching", "exercise", "plan", "education", "getting_help", "retested",
    }
)  # fmt: skip
HOME = {
    "city_check": "city",
    "emergency_sign": "emergency_signs",
    "further_sign": "further_signs",
    "condition": "conditions",
    "self_test": "sitting",
    "tests_later": "sitting",
}
"""States that ask about one item of another: Back from beyond leads to that other, which fills them again."""
COACHED = frozenset(
    {
        "coaching",
        "check",
        "pain_now",
        *SETTINGS.split(),
        "pause",
        "paused",
        "well_again",
        "stopped",
        "city",
        "city_check",
        "clock",
        "bedtime",
        "wake_time",
        "retested",
    }
    | {state for move in SESSION + MEASURES for state in move.of.split()}
)
"""Where somebody with a plan may see it; elsewhere the screening is not through."""


def is_coached(client: Client, state: str) -> bool:
    """Whether somebody in a state is being coached: also in a re-test, or asked about the body again."""
    again = (state == "self_test" and client.retest is not None) or state in LISTS
    return client.plan_since is not None and (again or state in COACHED)
