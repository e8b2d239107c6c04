"""A client is a value: changing one makes another."""

from dataclasses import FrozenInstanceError, replace

import pytest

from flows import client as clients
from flows.values import changed
from tests.flows.places import reached


@pytest.mark.parametrize("place", ["new", "hold", "prompted", "locked"])
def test_changed_is_what_replace_makes(place):
    before = reached(place).client
    changes = {"state": "coaching", "asking": before.asking + 1, "prompt": ""}
    after = changed(before, **changes)
    assert after == replace(before, **changes)
    assert (before.asking, hash(after)) == (after.asking - 1, hash(replace(before, **changes)))


def test_a_client_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        clients.new(1, "Sam").state = "coaching"
