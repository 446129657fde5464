"""Numbers, sizes and dates as people of each language write them."""

from datetime import UTC, date, datetime

import pytest

from dam.language.formats import (
    day,
    duration,
    fine_number,
    hour,
    long_day,
    moment,
    month,
    number,
    percent,
    rate,
    short_day,
    size,
)

SPACE = "\N{NO-BREAK SPACE}"
THIN = "\N{NARROW NO-BREAK SPACE}"
MARCH = date(2026, 3, 21)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (16534, f"16{THIN}534", "16,534"),
        (2.75, "2,8", "2.8"),
        (0, "0", "0"),
        (-1200, f"-1{THIN}200", "-1,200"),
    ],
)
def test_numbers(value: float, french: str, english: str) -> None:
    assert (number(value, "fr"), number(value, "en")) == (french, english)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [(0.0354, "0,035", "0.035"), (0.5, "0,5", "0.5"), (14.395, "14,4", "14.4"), (0, "0", "0")],
)
def test_small_numbers_keep_a_figure_that_says_something(value: float, french: str, english: str) -> None:
    assert (fine_number(value, "fr"), fine_number(value, "en")) == (french, english)


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (0, f"0{SPACE}o", f"0{SPACE}B"),
        (999, f"999{SPACE}o", f"999{SPACE}B"),
        (1000, f"1{SPACE}ko", f"1{SPACE}kB"),
        (999_700, f"1{SPACE}Mo", f"1{SPACE}MB"),
        (45_700_000, f"45,7{SPACE}Mo", f"45.7{SPACE}MB"),
        (812_400, f"812{SPACE}ko", f"812{SPACE}kB"),
        (20 * 1024**3, f"21,5{SPACE}Go", f"21.5{SPACE}GB"),
        (10**19, f"10{THIN}000{SPACE}Po", f"10,000{SPACE}PB"),
    ],
)
def test_sizes(count: int, french: str, english: str) -> None:
    assert (size(count, "fr"), size(count, "en")) == (french, english)


def test_days_and_months() -> None:
    assert (day(MARCH, "fr"), day(MARCH, "en")) == ("21 mars 2026", "Mar 21, 2026")
    assert (short_day(MARCH, "fr"), short_day(MARCH, "en")) == ("21 mars", "Mar 21")
    assert (month(MARCH, "fr"), month(MARCH, "en")) == ("Mars 2026", "March 2026")


def test_the_first_of_a_month_is_an_ordinal_in_french_alone() -> None:
    first = date(2027, 1, 1)
    assert (day(first, "fr"), day(first, "en")) == ("1er janvier 2027", "Jan 1, 2027")
    assert (long_day(first, "fr"), long_day(first, "en")) == ("1er janvier 2027", "January 1, 2027")
    assert (short_day(first, "fr"), short_day(date(2027, 1, 11), "fr")) == ("1er janv.", "11 janv.")
    assert moment(datetime(2027, 1, 1, 8, tzinfo=UTC), "fr") == "1er janv. 2027 08:00"


def test_moments_are_told_with_their_time() -> None:
    when = datetime(2026, 3, 21, 9, 5, tzinfo=UTC)
    assert (moment(when, "fr"), moment(when, "en")) == ("21 mars 2026 09:05", "Mar 21, 2026 09:05")


def test_rates_keep_a_decimal() -> None:
    assert (rate(0.0254, "fr"), rate(0.0254, "en"), rate(0, "en")) == ("2,5\N{NO-BREAK SPACE}%", "2.5%", "0%")


def test_hours_are_told_from_when_to_when() -> None:
    when = datetime(2026, 3, 21, 23, tzinfo=UTC)
    assert (hour(when, "fr"), hour(when, "en")) == ("21 mars 2026 23:00–00:00", "Mar 21, 2026 23:00–00:00")


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (7, "0:07"), (67.4, "1:07"), (59.6, "1:00"), (3723, "1:02:03")]
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("share", "signed", "french", "english"),
    [
        (0.12, False, f"12{SPACE}%", "12%"),
        (0.12, True, f"+12{SPACE}%", "+12%"),
        (-0.12, True, f"−12{SPACE}%", "−12%"),
        (0.001, True, f"0{SPACE}%", "0%"),
    ],
)
def test_shares(share: float, signed: bool, french: str, english: str) -> None:
    assert (percent(share, "fr", signed=signed), percent(share, "en", signed=signed)) == (french, english)
