"""Simulated journeys of the demo library: people who meet its pictures on one channel after another, and some who buy."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from dam.clock import rfc3339
from dam.engagement.journeys import new_journey

JOURNEYS = 60
DAYS = 28

_WAYS: tuple[tuple[tuple[str, str, str, str], ...], ...] = (
    (
        ("social", "acted", "click", "noel-au-phare"),
        ("email", "acted", "click", "noel-au-phare"),
        ("web", "seen", "", ""),
    ),
    (("print", "acted", "scan", "maree-basse"), ("web", "seen", "", ""), ("web", "acted", "click", "")),
    (("email", "acted", "click", "lettre"), ("web", "seen", "", "")),
    (("instore", "acted", "scan", ""), ("app", "seen", "", ""), ("app", "acted", "click", "")),
    (("social", "acted", "click", "maree-basse"), ("web", "seen", "", "")),
)
"""What people meet, in this order: channel, class, kind, campaign. Most ways end on the page where one buys."""

_AMOUNTS = ("24.00", "38.00", "52.00", "69.00", "85.00", "120.00")


def journeys(rng: np.random.Generator, asset_ids: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Return the events of sixty journeys of the last four weeks; two of three end with a sale."""
    return [event for _ in range(JOURNEYS if asset_ids else 0) for event in _journey(rng, asset_ids, now)]


def _journey(rng: np.random.Generator, asset_ids: Sequence[str], now: datetime) -> Iterator[dict[str, Any]]:
    way = _WAYS[int(rng.integers(len(_WAYS)))]
    at = now - timedelta(days=float(rng.uniform(4, DAYS)))
    token = new_journey(at)
    for channel, class_, kind, campaign in way:
        asset = asset_ids[min(int(rng.exponential(2.5)), len(asset_ids) - 1)]
        yield {
            "asset": asset, "channel": channel, "class": class_, "kind": kind, "campaign": campaign,
            "journey": token, "at": rfc3339(at),
        }  # fmt: skip
        at += timedelta(hours=float(rng.uniform(0.2, 30)))
    if rng.random() < 2 / 3:
        yield {
            "asset": asset, "channel": way[-1][0], "class": "sold", "kind": "sale", "journey": token, "at": rfc3339(at),
            "value": _AMOUNTS[int(rng.integers(len(_AMOUNTS)))], "currency": "EUR",
        }  # fmt: skip


_SCORES = (10, 10, 9, 9, 9, 8, 8, 7, 6, 4)

_WORDS = (
    ("comment", "instore", "direct", "fr", "On reconnaît tout de suite la lumière de l’affiche."),
    ("comment", "web", "direct", "en", "Could you show it next to something, for its size?"),
    ("mention", "social", "indirect", "fr", "Trouvé dans la vitrine du port, je suis conquise."),
    ("mention", "social", "indirect", "en", "That blue again. Every room needs it."),
    ("mention", "social", "inferred", "fr", "Photo reprise sur un tableau d’idées de cuisine."),
)


def voices(rng: np.random.Generator, asset_ids: Sequence[str], now: datetime) -> list[dict[str, Any]]:
    """Return what people said in the last four weeks beside their ratings: scores, comments and mentions."""
    events: list[dict[str, Any]] = []
    for number in range(40 if asset_ids else 0):
        asset = asset_ids[min(int(rng.exponential(3)), len(asset_ids) - 1)]
        at = rfc3339(now - timedelta(days=float(rng.uniform(0.1, DAYS))))
        event = {"asset": asset, "class": "said", "at": at, "stage": "aftersales"}
        if number % 3:
            score = _SCORES[int(rng.integers(len(_SCORES)))]
            events.append({**event, "kind": "nps", "channel": "email", "rating": score, "locale": "fr"})
        else:
            kind, channel, origin, locale, text = _WORDS[number // 3 % len(_WORDS)]
            words = {"kind": kind, "channel": channel, "origin": origin, "locale": locale, "text": text}
            events.append({**event, **words})
    return events
