"""The filters of a search as query parameters: facets, what is not wanted, and ranges."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dam.assets.status import STATUSES
from dam.errors import FieldError, Invalid
from dam.search.colours import FAMILIES
from dam.search.countable import day_number
from dam.search.lexemes import OWN_FACET
from dam.search.moments import Range, between
from dam.search.port import FACETS, Filters
from dam.search.rights_ending import CHOICES
from dam.search.usable import EMBARGOED
from delivery.api.params import Parameter, Query

_KINDS = ("image", "video", "audio", "document", "other")
_ORIENTATIONS = ("landscape", "portrait", "square")

_WANTED = (
    Parameter("kind", "A kind of asset.", "choice", choices=_KINDS, is_repeatable=True),
    Parameter("tag", "A tag, or one below it; case and accents do not matter.", is_repeatable=True),
    Parameter("collection", "The id of a collection.", is_repeatable=True),
    Parameter(
        "status",
        "A status of the life cycle; embargoed is approved and kept back.",
        "choice",
        choices=(*STATUSES, EMBARGOED),
        is_repeatable=True,
    ),
    Parameter("channel", "A channel whose renditions are ready.", is_repeatable=True),
    Parameter("orientation", "A shape.", "choice", choices=_ORIENTATIONS, is_repeatable=True),
    Parameter("colour", "A family of colours.", "choice", choices=FAMILIES, is_repeatable=True),
    Parameter("brand", "The id of a brand.", is_repeatable=True),
    Parameter("creator", "The id of whoever owns the asset.", is_repeatable=True),
    Parameter(
        "rights",
        "How long the rights still last: ended, within 7, 8 to 30 or 31 to 90 days, later, or never ending.",
        "choice",
        choices=CHOICES,
        is_repeatable=True,
    ),
)

_UNWANTED = tuple(
    replace(
        parameter,
        name=f"-{parameter.name}",
        meaning=f"Not: {parameter.meaning[0].lower()}{parameter.meaning[1:]}",
    )
    for parameter in _WANTED
)

_MOST_PIXELS = 10**9
_MOST_BYTES = 10**12 - 1

_ASIDE = Parameter("set_aside", "1 looks among what was set aside, which is in no other list.", "flag")

_ENDS = (
    Parameter("created_from", "Added since this moment or day.", "moment"),
    Parameter(
        "created_to", "Added before this moment, or up to the end of this day.", "moment", ends_day=True
    ),
    Parameter("expires_from", "Whose rights end at this moment or day, or later.", "moment"),
    Parameter("expires_before", "Whose rights end before this moment or day.", "moment"),
    Parameter("width_from", "At least so many pixels wide.", "number", most=_MOST_PIXELS),
    Parameter("width_to", "At most so many pixels wide.", "number", most=_MOST_PIXELS),
    Parameter("height_from", "At least so many pixels high.", "number", most=_MOST_PIXELS),
    Parameter("height_to", "At most so many pixels high.", "number", most=_MOST_PIXELS),
    Parameter("duration_from", "At least so many seconds long.", "amount"),
    Parameter("duration_to", "At most so many seconds long.", "amount"),
    Parameter("bytes_from", "At least so many bytes.", "number", most=_MOST_BYTES),
    Parameter("bytes_to", "At most so many bytes.", "number", most=_MOST_BYTES),
)

_OWN = "A value of the brand's own field KEY, of the kinds choice, boolean (true, false), person, place and term (its id)"

_FAMILIES = (
    Parameter(
        OWN_FACET,
        f"{_OWN}; `field.KEY.from` and `field.KEY.to` bound days and numbers, both ends included.",
        is_family=True,
    ),
    Parameter(f"-{OWN_FACET}", f"Not: {_OWN}.", is_family=True),
)

PARAMETERS = (*_WANTED, *_UNWANTED, _ASIDE, *_ENDS, *_FAMILIES)
"""Of one that is repeated any value is wanted, or, with a minus, none."""

_OWN_NAME = re.compile(r"(?P<minus>-?)field\.(?P<key>[a-z][a-z0-9_]{0,59})(?:\.(?P<end>from|to))?")


def read_filters(query: Query) -> Filters:
    """Turn the parameters into filters; a field that cannot be read is `Invalid`."""
    values = {name: query.texts(name) for name in FACETS if query.texts(name)}
    without = {name: query.texts(f"-{name}") for name in FACETS if query.texts(f"-{name}")}
    ranges = dict(_ranges(query))
    errors: list[FieldError] = []
    for name, texts in query.family(OWN_FACET, f"-{OWN_FACET}").items():
        match = _OWN_NAME.fullmatch(name)
        if match is None or (match["end"] and match["minus"]):
            errors.append(FieldError(name, "expected field.KEY, -field.KEY, field.KEY.from or field.KEY.to."))
        elif match["end"]:
            errors += _bound(ranges, f"{OWN_FACET}{match['key']}", match["end"], name, texts)
        else:
            (without if match["minus"] else values)[f"{OWN_FACET}{match['key']}"] = texts
    if errors:
        raise Invalid(f"The address is not right: {errors[0].path}: {errors[0].message}", errors)
    return Filters(values, without, ranges, is_aside=query.flag("set_aside"))


def _ranges(query: Query) -> Iterator[tuple[str, Range]]:
    moments: Mapping[str, Range] = {
        "created": between(query.moment("created_from"), query.moment("created_to")),
        "expires": between(query.moment("expires_from"), query.moment("expires_before")),
    }
    amounts = {
        name: Range(query.amount(f"{name}_from"), query.amount(f"{name}_to"))
        for name in ("width", "height", "duration", "bytes")
    }
    return ((name, bounds) for name, bounds in {**moments, **amounts}.items() if bounds != Range())


def _bound(
    ranges: dict[str, Range], facet: str, end: str, name: str, texts: tuple[str, ...]
) -> list[FieldError]:
    """Set one end of a range; return what is wrong with it."""
    try:
        number = read_bound(texts[0])
    except ValueError as error:
        return [FieldError(name, str(error))]
    bounds = ranges.get(facet, Range())
    ranges[facet] = replace(bounds, start=number) if end == "from" else replace(bounds, end=number)
    return []


def read_bound(text: str) -> float:
    """Return a day or a number as fields are bounded by; `ValueError` in words for anything else."""
    try:
        return day_number(text) if text.count("-") == 2 else _amount(text)
    except ValueError:
        raise ValueError(f"expected a number or a day like 2026-03-21, not {text[:60]!r}.") from None


def _amount(text: str) -> float:
    number = float(text)
    if not abs(number) <= 10**15:
        raise ValueError(text)
    return number
