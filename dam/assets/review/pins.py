"""Pins: the place in a version that a comment is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dam.assets.models import Asset, Version
from dam.assets.workflow.refusals import NotRight, Term
from dam.assets.workflow.sentences import BEYOND, NO_NUMBER, NO_PAGE, NO_PIN, OUTSIDE

NAMES = ("x", "y", "second", "page")

ALLOWED = {
    "image": ("x", "y"),
    "video": ("second", "x", "y"),
    "audio": ("second",),
    "document": ("page", "x", "y"),
}
"""What a pin of each kind of asset may hold; x and y always come together."""

LONGEST = 86_400.0
"""Seconds: the end of a film whose length nobody has read yet."""

MOST_PAGES = 100_000

_WORDS = {"image": "Picture", "video": "Film", "audio": "Sound", "document": "Document", "other": "Other"}


@dataclass(frozen=True, slots=True)
class Pin:
    """A point (fractions from the top left), a second, a page (from 1), or some of them; all None: the whole."""

    x: float | None = None
    y: float | None = None
    second: float | None = None
    page: int | None = None

    @property
    def is_somewhere(self) -> bool:
        """Tell whether it names a place at all."""
        return any(getattr(self, name) is not None for name in NAMES)


def read_pin(asset: Asset, version: Version, given: Mapping[str, Any] | None) -> Pin:
    """Return the pin that was sent, or raise `NotRight` where the version has no such place."""
    found = {name: value for name, value in (given or {}).items() if value is not None}
    allowed = ALLOWED.get(asset.kind, ())
    for name in found:
        if name not in allowed:
            raise NotRight(f"pin.{name[:20]}", NO_PIN, kind=Term(_WORDS.get(asset.kind, "Other")))
    return Pin(*_point(found), _second(found.get("second"), version), _page(found.get("page"), version))


def _point(found: Mapping[str, Any]) -> tuple[float | None, float | None]:
    if "x" not in found and "y" not in found:
        return None, None
    for name in ("x", "y"):
        number = _number(f"pin.{name}", found.get(name))
        if not 0 <= number <= 1:
            raise NotRight(f"pin.{name}", OUTSIDE)
    return float(found["x"]), float(found["y"])


def _second(value: object, version: Version) -> float | None:
    if value is None:
        return None
    second = _number("pin.second", value)
    end = version.duration or LONGEST
    if not 0 <= second <= end:
        raise NotRight("pin.second", BEYOND, end=f"{end:.1f}", second=f"{second:.1f}")
    return round(second, 3)


def _page(value: object, version: Version) -> int | None:
    if value is None:
        return None
    most = version.pages or MOST_PAGES
    number = _number("pin.page", value)
    if number != int(number) or not 1 <= number <= most:
        raise NotRight("pin.page", NO_PAGE, most=most, page=str(value)[:20])
    return int(number)


def _number(path: str, value: object) -> float:
    """Return a number that has an end: neither NaN nor infinity is a place."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1e9
    if not is_number:
        raise NotRight(path, NO_NUMBER, name=path, value=str(value)[:40])
    assert isinstance(value, int | float)
    return float(value)
