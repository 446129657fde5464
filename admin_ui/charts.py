"""Figures as drawings: scales with round numbers, lines per channel, bars; all as plain values for templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log10

from admin_ui.sparkline import area, curve

WIDTH, HEIGHT = 600.0, 220.0
"""The drawing's own units; the page stretches it."""

DASHES = ("", "7 4", "2 4", "10 4 2 4", "5 3", "12 5", "1 3")
"""A line is told by its dash as well as by its colour."""


@dataclass(frozen=True, slots=True)
class Line:
    """One series: its name, its path, and the surface under it for the first one only."""

    name: str
    title: str
    path: str
    surface: str
    dash: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A word beside the drawing; `at` is its place from 0 to 1."""

    at: float
    day: date | None
    amount: int


@dataclass(frozen=True, slots=True)
class LineChart:
    """Lines over the days, with the labels of both scales."""

    days: tuple[date, ...]
    lines: tuple[Line, ...]
    across: tuple[Label, ...]
    up: tuple[Label, ...]


def round_step(highest: int, steps: int = 4) -> int:
    """Return a step of 1, 2, 2.5 or 5 times a power of ten, so that `steps` of them reach the highest value."""
    raw = max(1.0, highest / steps)
    power = 10 ** int(log10(raw))
    return int(
        next(
            factor * power
            for factor in (1, 2, 2.5, 5, 10)
            if factor * power >= raw and factor * power % 1 == 0
        )
    )


def line_chart(first: date, days: int, series: Sequence[tuple[str, str, Sequence[int]]]) -> LineChart:
    """Draw `(name, title, values)`, the first one with the surface under it."""
    highest = max((max(values, default=0) for _, _, values in series), default=0)
    step = round_step(highest)
    top = step * max(1, ceil(highest / step))
    return LineChart(
        days=tuple(first + timedelta(days=number) for number in range(days)),
        lines=tuple(_line(place, *each, top=top) for place, each in enumerate(series)),
        across=tuple(_across(first, days)),
        up=tuple(Label(1 - amount / top, None, amount) for amount in range(0, top + 1, step)),
    )


def _line(place: int, name: str, title: str, values: Sequence[int], *, top: int) -> Line:
    surface = area(values, width=WIDTH, height=HEIGHT, top=top) if place == 0 else ""
    path = curve(values, width=WIDTH, height=HEIGHT, top=top)
    return Line(name, title, path, surface, DASHES[place % len(DASHES)], tuple(values))


def _across(first: date, days: int) -> Sequence[Label]:
    """Name five days, the first and the last among them."""
    last = max(1, days - 1)
    places = sorted({round(last * part / 4) for part in range(5)})
    return [Label(place / last, first + timedelta(days=place), 0) for place in places]
