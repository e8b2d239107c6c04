"""The first steps of the walk through the whole coaching; `make long` goes all the way."""

from itertools import islice

from content.library import built_in
from flows.explorer.walk import Walk

SO_MANY = 600


def test_the_first_that_may_happen_breaks_no_promise():
    walk = Walk(built_in())
    assert len(list(islice(walk.run(), SO_MANY))) == SO_MANY
    assert walk.edges > SO_MANY
    assert not walk.violations, str(walk.violations[0])
