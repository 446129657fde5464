"""The promise of a driver: an edge has acknowledged, or `PurgeFailed` says why not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from delivery.outgoing.client import Answer, Client, Unreachable
from delivery.outgoing.guard import Refused

Item = TypeVar("Item")

MOST_SAID = 200
"""Characters of an edge's own words that are kept."""


class PurgeFailed(Exception):
    """The edge has not acknowledged; `retry_after` in seconds where it said when to come back, else 0."""

    def __init__(self, message: str, retry_after: float = 0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Order:
    """What an edge is to forget: words of `Surrogate-Key`, and `paths()`, every path that carries one of them.

    The paths are read from the rows when a driver asks for them. `is_hard`: not even something stale is served on.
    """

    keys: Sequence[str]
    paths: Callable[[], Sequence[str]]
    is_hard: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What a driver needs to know of the house: its own URL, and the secret that its own edge shows."""

    base_url: str
    edge_secret: str = field(default="", repr=False)


class Driver(Protocol):
    """Speaks to one edge."""

    def purge(self, order: Order) -> None:
        """Return when the edge has acknowledged all of it, else raise `PurgeFailed`; to repeat is harmless."""


def call(
    client: Client,
    method: str,
    url: str,
    headers: dict[str, str],
    body: bytes | None = None,
    *,
    also: tuple[int, ...] = (),
) -> Answer:
    """Make one call; any answer but 2xx or one of `also` raises `PurgeFailed` with the edge's own words."""
    try:
        answer = client.call(method, url, headers=headers, body=body)
    except (Refused, Unreachable) as error:
        raise PurgeFailed(str(error)) from error
    if 200 <= answer.status < 300 or answer.status in also:
        return answer
    raise PurgeFailed(
        f"HTTP {answer.status}{_said(answer)}",
        seconds_asked(answer.headers.get("retry-after", "")),
    )


def seconds_asked(text: str) -> float:
    """Read `Retry-After` in seconds; a date, which no edge sends here, counts as nothing said (RFC 9110)."""
    return float(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0.0


def batches(items: Sequence[Item], most: int) -> Iterator[Sequence[Item]]:
    """Cut into pieces of at most `most`."""
    for start in range(0, len(items), most):
        yield items[start : start + most]


def _said(answer: Answer) -> str:
    words = " ".join(answer.body.decode("utf-8", "replace").split())
    readable = "".join(sign for sign in words if sign.isprintable())[:MOST_SAID]
    return f": {readable}" if readable and not readable.startswith("<") else ""
