"""Which of the ready formats a client gets (RFC 9110, 12.5.1)."""

from collections.abc import Sequence

from renditions.recipe import PART_MEDIA_TYPES

NEWCOMERS = frozenset({"avif", "webp", "hls"})
"""Formats that must be named: a client that accepts `image/*` or `*/*` may be too old to draw them, or want no playlist."""


def choose_format(accept: str, formats: Sequence[str]) -> str | None:
    """Return the best of `formats`, which stand in the order of the house's preference; None: nothing is acceptable.

    Without an `Accept` header anything is. Where the client weighs formats alike, the house's order decides.
    """
    weights = _weights(accept)
    best, best_weight = None, 0.0
    for format_ in formats:
        weight = _weight(weights, format_)
        if weight > best_weight:
            best, best_weight = format_, weight
    return best


def _weights(accept: str) -> dict[str, float]:
    """Return media ranges with their weights; what cannot be read is passed over."""
    weights: dict[str, float] = {}
    for part in (accept or "*/*").split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if "/" in name:
            weights[name] = _quality(parameters)
    return weights or {"*/*": 1.0}


def _quality(parameters: list[str]) -> float:
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _weight(weights: dict[str, float], format_: str) -> float:
    media_type = PART_MEDIA_TYPES[format_]
    if media_type in weights:
        return weights[media_type]
    if format_ in NEWCOMERS:
        return 0.0
    return weights.get(media_type.split("/")[0] + "/*", weights.get("*/*", 0.0))
