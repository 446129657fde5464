"""Many lines of a delivery log as columns: each half of a line read once, moments judged, exposures set apart."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

import msgspec

from dam.engagement import limits
from dam.engagement.border import oldest_taken
from dam.engagement.event import milliseconds
from dam.engagement.logs.log_line import (
    HALVES,
    FetchedHalf,
    FetchLine,
    GuestHalf,
    is_clean,
    judge_line,
    write_line,
)

_START, _MOMENT = b'{"at":', slice(6, 19)
"""Milliseconds since 1970 have 13 digits from 2001 to 2286."""

_FETCHED = msgspec.json.Decoder(FetchedHalf)
_GUEST = msgspec.json.Decoder(GuestHalf)


class Exposure(NamedTuple):
    """Which arm ("COMPARISON:PLACE") a visitor was sent to; `at` in milliseconds since 1970 UTC."""

    arm: str
    visitor: str
    actor: str
    at: int


@dataclass(slots=True)
class Fetches:
    """Fetches as columns: the one at place n happened at `moments[n]` and is `fetched[which[n]]` by `guests[whose[n]]`.

    `received` and `moments` are milliseconds since 1970 UTC, no moment later than `received`. `drops` counts, by reason,
    the lines that cannot be counted.
    """

    received: int
    moments: list[int] = field(default_factory=list)
    fetched: list[FetchedHalf] = field(default_factory=list)
    guests: list[GuestHalf] = field(default_factory=list)
    which: list[int] = field(default_factory=list)
    whose: list[int] = field(default_factory=list)
    exposures: list[Exposure] = field(default_factory=list)
    drops: Counter[str] = field(default_factory=Counter)

    def __len__(self) -> int:
        return len(self.moments)

    def lines(self) -> Iterator[tuple[int, FetchedHalf, GuestHalf]]:
        """Walk the fetches one by one."""
        fetched, guests = self.fetched, self.guests
        for at, which, whose in zip(self.moments, self.which, self.whose, strict=True):
            yield at, fetched[which], guests[whose]


def read_fetches(texts: Sequence[bytes], now: datetime) -> Fetches:
    """Read lines without their newlines that came in `now`; one that is torn, odd, too old or of the future is a drop."""
    received = milliseconds(now)
    found = _read_whole(texts, received)
    if found is None or _is_odd(found, now):
        good, drops = _judge(texts, received, oldest_taken(now))
        found = _read_whole(good, received)
        assert found is not None, "lines that were just written can be read"
        found.drops = drops
    return _without_exposures(found)


def gather_fetches(lines: Sequence[FetchLine], now: datetime) -> Fetches:
    """Take lines of another log in, judged like our own."""
    return read_fetches([write_line(line)[:-1] for line in lines], now)


def _read_whole(texts: Sequence[bytes], received: int) -> Fetches | None:
    """Read lines at once by their halves, or return None when one of them is not as we write it."""
    parts = [text.partition(HALVES) for text in texts]
    heads = [head for head, _, _ in parts]
    try:
        moments = [int(head[_MOMENT]) for head in heads]
        fetched, which = _table([head[20:] for head in heads])
        guests, whose = _table([guest for _, _, guest in parts])
        halves = [_read_fetched(half) for half in fetched]
        whom = [_read_guest(half) for half in guests]
    except (ValueError, msgspec.DecodeError):
        return None
    if {head[:6] for head in heads} - {_START} or {head[19:20] for head in heads} - {b","}:
        return None
    return Fetches(received, moments, halves, whom, which, whose)


@lru_cache(maxsize=20_000)
def _read_fetched(text: bytes) -> FetchedHalf:
    half = _FETCHED.decode(b"{" + text + b"}")
    if not is_clean(half, text):
        raise ValueError("a control character")
    return half


@lru_cache(maxsize=20_000)
def _read_guest(text: bytes) -> GuestHalf:
    half = _GUEST.decode(b'{"actor":' + text)
    if not is_clean(half, text):
        raise ValueError("a control character")
    return half


def _table(texts: list[bytes]) -> tuple[list[bytes], list[int]]:
    """Return the distinct texts, and of each text its place among them."""
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    return list(places), list(map(places.__getitem__, texts))


def _is_odd(found: Fetches, now: datetime) -> bool:
    """Tell whether some moment has to be looked at."""
    return bool(found.moments) and not (
        oldest_taken(now) <= min(found.moments) and max(found.moments) <= found.received
    )


def _judge(texts: Sequence[bytes], received: int, oldest: int) -> tuple[list[bytes], Counter[str]]:
    """Return what can be counted, as we would write it, and why the rest cannot."""
    good: list[bytes] = []
    drops: Counter[str] = Counter()
    for text in texts:
        line = judge_line(text)
        if isinstance(line, str):
            drops[line] += 1
        elif line.at < oldest:
            drops["too_old"] += 1
        elif line.at > received + limits.FUTURE_SECONDS * 1000:
            drops["from_the_future"] += 1
        else:
            line.at = min(line.at, received)
            good.append(write_line(line)[:-1])
    return good, drops


def _without_exposures(found: Fetches) -> Fetches:
    arms = {place for place, guest in enumerate(found.guests) if guest.arm}
    if arms:
        found.exposures = [
            Exposure(guest.arm, guest.visitor, guest.actor, at) for at, _, guest in found.lines() if guest.arm
        ]
        is_fetch = [whose not in arms for whose in found.whose]
        found.moments = list(compress(found.moments, is_fetch))
        found.which = list(compress(found.which, is_fetch))
        found.whose = list(compress(found.whose, is_fetch))
    return found
