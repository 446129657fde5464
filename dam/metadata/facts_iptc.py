"""Words in an IPTC block (IIM 4.2), as picture agencies have written them since 1991."""

import re
from collections.abc import Mapping

from dam.metadata.facts_words import Words, clean_all, decoded

_TITLE, _KEYWORDS, _DATE, _TIME = (2, 5), (2, 25), (2, 55), (2, 60)
_CREATOR, _CREDIT, _COPYRIGHT, _CAPTION = (2, 80), (2, 110), (2, 116), (2, 120)

Block = Mapping[tuple[int, int], bytes | list[bytes]]


def read_iptc(block: Block | None) -> Words:
    """Return the words of a block as Pillow gives it."""
    if not block:
        return Words()
    return Words(
        title=_one(block, _TITLE),
        description=_one(block, _CAPTION),
        keywords=clean_all(decoded(raw) for raw in _all(block, _KEYWORDS)),
        creator=", ".join(clean_all(decoded(raw) for raw in _all(block, _CREATOR))) or None,
        copyright=_one(block, _COPYRIGHT),
        credit=_one(block, _CREDIT),
        captured_at=_moment(_one(block, _DATE) or "", _one(block, _TIME) or ""),
    )


def _all(block: Block, key: tuple[int, int]) -> list[bytes]:
    value = block.get(key, [])
    return value if isinstance(value, list) else [value]


def _one(block: Block, key: tuple[int, int]) -> str | None:
    return next((text for raw in _all(block, key) if (text := decoded(raw))), None)


def _moment(date: str, time: str) -> str | None:
    """Put `20260321` and `101500+0100` together as ISO 8601."""
    day = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", date)
    if day is None or "00" in day.groups()[1:]:
        return None
    hour = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(?:([+-]\d\d)(\d\d))?", time)
    if hour is None:
        return "-".join(day.groups())
    offset = f"{hour[4]}:{hour[5]}" if hour[4] else ""
    return f"{'-'.join(day.groups())}T{hour[1]}:{hour[2]}:{hour[3]}{offset}"
