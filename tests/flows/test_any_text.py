"""Whatever is typed is read and answered, whoever types it; `make texts` does it 100,000 times."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.library import built_in
from flows.understanding import CONTEXTS, understand
from tests.flows.any_text import STAGES, read_in_turn, texts
from tests.flows.test_journey import reached


@pytest.mark.long
def test_five_thousand_texts_are_answered():
    stages = [reached(state) for state in STAGES]
    assert read_in_turn(stages, texts(5000, 7)) == 5000


@settings(max_examples=500, derandomize=True)
@given(st.text(max_size=400), st.sampled_from(CONTEXTS))
def test_any_text_means_something(text: str, context):
    meant = understand(text, context, built_in())
    assert meant.score is None or 0 <= meant.score <= 10
    assert meant.clarify == bool(meant.signs.doubtful)
    assert not (meant.clarify and meant.signs.certain)
