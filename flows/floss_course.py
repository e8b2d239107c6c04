"""How flossing goes on: what is done now, and what the leg's answers make of it."""

from datetime import date

from flows.client import Client


def times_a_day(client: Client) -> int:
    """Flossings of a day: as prescribed and as the leg allows, or fewer by the client's own wish."""
    if client.plan is None or not client.plan.floss.do:
        return 0
    course = client.flossing
    if course is not None and course.ended:
        return 0
    count = course.times if course is not None else client.plan.floss.times_a_day or 0
    wish = client.settings.floss_times
    return count if wish is None else min(count, wish)


def is_green_day(client: Client, on: date) -> bool:
    """Every answer of that date was green."""
    return client.flossing is not None and on in client.flossing.greens
