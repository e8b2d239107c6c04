"""People type where they live in many ways."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library import built_in
from content.places import Place

WINTER, SUMMER = datetime(2026, 1, 5, 12, tzinfo=UTC), datetime(2026, 7, 5, 12, tzinfo=UTC)


def first(text: str) -> tuple[str, str, str]:
    place = built_in().places.find(text)[0]
    return place.name, place.country, place.zone


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("London", ("London", "GB", "Europe/London")),
        ("  LONDON ", ("London", "GB", "Europe/London")),
        ("London, Canada", ("London", "CA", "America/Toronto")),
        ("london, ca", ("London", "CA", "America/Toronto")),
        ("Paris France", ("Paris", "FR", "Europe/Paris")),
        ("Birmingham UK", ("Birmingham", "GB", "Europe/London")),
        ("zurich", ("Zürich", "CH", "Europe/Zurich")),
        ("Zuerich", ("Zürich", "CH", "Europe/Zurich")),
        ("koeln", ("Köln", "DE", "Europe/Berlin")),
        ("Cologne", ("Köln", "DE", "Europe/Berlin")),
        ("NYC", ("New York City", "US", "America/New_York")),
        ("LA", ("Los Angeles", "US", "America/Los_Angeles")),
        ("Saigon", ("Ho Chi Minh City", "VN", "Asia/Ho_Chi_Minh")),
        ("Bombay", ("Mumbai", "IN", "Asia/Kolkata")),
        ("Frankfurt", ("Frankfurt am Main", "DE", "Europe/Berlin")),
        ("saint petersburg", ("Saint Petersburg", "RU", "Europe/Moscow")),
        ("St Petersburg, USA", ("St. Petersburg", "US", "America/New_York")),
        ("Portland, Oregon, USA", ("Portland", "US", "America/Los_Angeles")),
        ("Berln", ("Berlin", "DE", "Europe/Berlin")),
        ("Mancester", ("Manchester", "GB", "Europe/London")),
        ("Germany", ("Berlin", "DE", "Europe/Berlin")),
        ("Europe/Berlin", ("Berlin", "DE", "Europe/Berlin")),
        ("america/new_york", ("New York City", "US", "America/New_York")),
        ("Asia/Calcutta", ("Calcutta", "", "Asia/Calcutta")),
        ("UTC", ("UTC", "", "UTC")),
    ],
)
def test_a_city_is_found(typed, found):
    assert first(typed) == found


def test_the_larger_city_comes_first():
    assert [place.country for place in built_in().places.find("Athens")] == ["GR", "US"]


def test_a_town_too_small_for_the_list_has_its_country_s_zone():
    assert built_in().places.find("Perth, Scotland") == (Place("Perth", "GB", "Europe/London"),)


def test_where_a_country_has_many_zones_its_largest_cities_are_offered():
    found = built_in().places.find("Smallville, USA")
    assert len({place.zone for place in found}) == len(found) == 4


@pytest.mark.parametrize(
    "typed", ["", " ", ",", "xqzzkw", "de", "a", "北京", "/", "Europe/../etc", "x" * 500, "Europe/Nowhere"]
)
def test_nothing_is_guessed(typed):
    assert built_in().places.find(typed) == ()


def test_no_more_than_asked_for():
    assert len(built_in().places.find("Springfield", limit=2)) == 2


@given(st.text())
def test_anything_can_be_typed(text):
    assert len(built_in().places.find(text)) <= 4


def test_cities_whose_clock_shows_an_offset():
    names = [place.name for place in built_in().places.with_offset(timedelta(hours=1), WINTER)]
    assert "Berlin" in names
    assert "London" not in names


def test_an_offset_moves_with_daylight_saving():
    names = [place.name for place in built_in().places.with_offset(timedelta(hours=1), SUMMER)]
    assert "London" in names
    assert "Berlin" not in names


def test_each_zone_and_country_comes_once():
    found = built_in().places.with_offset(timedelta(hours=-5), WINTER, limit=20)
    assert len({place.zone for place in found}) == len({place.country for place in found}) == len(found)


def test_an_offset_that_no_clock_shows():
    assert built_in().places.with_offset(timedelta(minutes=17), WINTER) == ()


def test_a_country_has_a_name():
    assert built_in().places.country("GB") == "United Kingdom"
    assert built_in().places.country("XX") == "XX"
