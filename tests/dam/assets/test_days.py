"""Days of the house: as long as the clocks make them, whole on the day that comes every four years."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dam.assets.days import end_of_day, last_day, start_of_day

PARIS, CAIRO, APIA = ZoneInfo("Europe/Paris"), ZoneInfo("Africa/Cairo"), ZoneInfo("Pacific/Apia")


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 3, 28), PARIS, 24),
        (date(2026, 3, 29), PARIS, 23),
        (date(2026, 10, 25), PARIS, 25),
        (date(2028, 2, 28), PARIS, 24),
        (date(2028, 2, 29), PARIS, 24),
        (date(2026, 4, 24), CAIRO, 23),  # the clock goes from midnight to one: the day begins at one
        (date(2026, 12, 31), UTC, 24),
    ],
)
def test_a_right_until_a_day_holds_to_its_last_moment(day: date, zone: ZoneInfo, hours: int) -> None:
    begins, ends = start_of_day(day, zone), end_of_day(day, zone)
    assert ends - begins == timedelta(hours=hours)
    assert ends == start_of_day(day + timedelta(days=1), zone)
    assert last_day(ends, zone) == day
    assert last_day(ends - timedelta(microseconds=1), zone) == day
    assert last_day(ends + timedelta(microseconds=1), zone) == day + timedelta(days=1)


def test_the_day_after_the_28th_of_february_is_the_29th_in_a_leap_year_alone() -> None:
    assert end_of_day(date(2028, 2, 28), UTC) == datetime(2028, 2, 29, tzinfo=UTC)
    assert end_of_day(date(2027, 2, 28), UTC) == datetime(2027, 3, 1, tzinfo=UTC)


def test_a_day_that_a_country_left_out_ends_as_it_begins() -> None:
    """Samoa had no 30 December 2011: whatever is said of that day is over at once, and nothing breaks."""
    assert end_of_day(date(2011, 12, 30), APIA) - start_of_day(date(2011, 12, 30), APIA) <= timedelta(days=1)
