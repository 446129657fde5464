"""Moments as logs write them, in milliseconds since 1970 UTC; lines of one second are read once."""

from datetime import UTC, datetime
from functools import lru_cache

_NAMES = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split(), start=1)}


@lru_cache(maxsize=4096)
def read_common_moment(text: str) -> int:
    """Read `10/Oct/2000:13:55:36 -0700`; `ValueError` when it is not one."""
    try:
        month = _MONTHS[text[3:6]]
    except KeyError:
        raise ValueError(text) from None
    return read_iso_moment(f"{text[7:11]}-{month:02}-{text[:2]}T{text[12:20]}{text[21:]}")


@lru_cache(maxsize=4096)
def read_iso_moment(text: str) -> int:
    """Read ISO 8601; without a zone it is UTC. `ValueError` when it is not one."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)


def read_seconds(text: str | float) -> int:
    """Read seconds since 1970 with their fraction; `ValueError` when they are none."""
    try:
        return round(float(text) * 1000)
    except OverflowError:
        raise ValueError(text) from None
