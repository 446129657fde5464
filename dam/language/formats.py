"""Numbers, sizes, dates and times as people of each language write them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent

UNITS = {"fr": ("o", "ko", "Mo", "Go", "To", "Po"), "en": ("B", "kB", "MB", "GB", "TB", "PB")}
"""Decimal units, as disks and phones count them."""

STEP = 1000


def number(value: float, locale: str) -> str:
    """Write a number with at most one decimal: `16 534`, `2.7`."""
    return format_decimal(value, format="#,##0.#", locale=locale)


def fine_number(value: float, locale: str) -> str:
    """Write a small number with three decimals, a larger one with one: `0,035`, `2.7`."""
    return format_decimal(value, format="#,##0.###" if value < 1 else "#,##0.#", locale=locale)


def percent(share: float, locale: str, *, signed: bool = False) -> str:
    """Write a share of one: `12 %`, and `+12 %` when signed."""
    text = format_percent(abs(share), format="#,##0 %" if locale == "fr" else "#,##0%", locale=locale)
    sign = "" if not signed or round(share, 2) == 0 else "+" if share > 0 else "−"
    return sign + text.replace(" ", "\N{NO-BREAK SPACE}")


def rate(share: float, locale: str) -> str:
    """Write a share of one with at most one decimal: `2,5 %`, `2.5%`."""
    return number(share * 100, locale) + ("\N{NO-BREAK SPACE}%" if locale == "fr" else "%")


def money(amount: str, currency: str, locale: str) -> str:
    """Write an amount of the major unit: `1 250,00 €`, `€1,250.00`."""
    return format_currency(Decimal(amount), currency, locale=locale)


def size(count: int, locale: str) -> str:
    """Write bytes with one decimal under a hundred: `45,7 Mo`, `812 kB`."""
    value, unit = float(count), 0
    while value >= STEP - 0.5 and unit < len(UNITS[locale]) - 1:
        value, unit = value / STEP, unit + 1
    shape = "#,##0" if unit == 0 or value >= 99.95 else "#,##0.#"
    return f"{format_decimal(value, format=shape, locale=locale)}\N{NO-BREAK SPACE}{UNITS[locale][unit]}"


def day(moment: date, locale: str) -> str:
    """Write a day in words: `21 mars 2026`, `Mar 21, 2026`."""
    return long_day(moment, locale) if locale == "fr" else format_date(moment, "medium", locale)


def long_day(moment: date, locale: str) -> str:
    """Write a day with the whole name of its month: `21 mars 2026`, `March 21, 2026`."""
    return _first(format_date(moment, "long", locale), locale)


def short_day(moment: date, locale: str) -> str:
    """Write a day of a near year: `22 oct.`, `Oct 22`."""
    return _first(format_skeleton("MMMd", _at_noon(moment), locale=locale), locale)


def month(moment: date, locale: str) -> str:
    """Write a month as a heading: `Novembre 2026`."""
    text = format_skeleton("yMMMM", _at_noon(moment), locale=locale)
    return text[:1].upper() + text[1:]


def moment(when: datetime, locale: str) -> str:
    """Write a day and a time, in UTC."""
    shape = "d MMM y HH:mm" if locale == "fr" else "MMM d, y HH:mm"
    return _first(format_datetime(when, format=shape, locale=locale), locale)


def hour(when: datetime, locale: str) -> str:
    """Write the hour that begins at a moment, in UTC: `21 mars 2026 10:00–11:00`."""
    return f"{moment(when, locale)}–{when + timedelta(hours=1):%H:%M}"


def duration(seconds: float) -> str:
    """Write a running time: `0:07`, `1:02:03`."""
    hours, rest = divmod(round(seconds), 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def _first(text: str, locale: str) -> str:
    """Return a date with the first of a month as French writes it: `1er mars`."""
    return f"1er {text[2:]}" if locale == "fr" and text.startswith("1 ") else text


def _at_noon(when: date) -> datetime:
    return datetime(when.year, when.month, when.day, 12)  # noqa: DTZ001 - only the day is written
