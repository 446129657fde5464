"""Simulated engagement of the demo library: sixty days with the rhythm of weeks and hours, marked `demo` in the ledger."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import accumulate, groupby
from typing import TypeVar

import numpy as np

from dam.accounts.caller import HOUSE
from dam.accounts.policy import Action
from dam.clock import rfc3339
from dam.core import Core
from dam.engagement.event import Actor, EventClass, read_moment
from dam.engagement.intake.ledger import accept
from dam.engagement.intake.steps import Context, Door
from infra.demo.journeys import DAYS as JOURNEY_DAYS
from infra.demo.journeys import journeys, voices

DAYS = 60

Thing = TypeVar("Thing")

DEMO = Door("demo", frozenset(EventClass), Action.SEND_EVENTS)
"""The way in of simulated events; their source tells them apart for ever."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a channel lives: events a day, weights Monday to Sunday, its busiest hour, what happens and where.

    `happenings` are (class, kind, weight).
    """

    channel: str
    daily: float
    week: tuple[float, ...]
    hour: float
    happenings: tuple[tuple[str, str, float], ...]
    placements: tuple[str, ...]
    campaigns: tuple[str, ...] = ("",)


RHYTHMS = (
    Rhythm(
        "web",
        90,
        (1.1, 1.2, 1.15, 1.1, 0.95, 0.75, 0.85),
        15,
        (
            ("fetched", "", 40),
            ("rendered", "", 30),
            ("seen", "", 20),
            ("acted", "click", 8),
            ("sold", "sale", 1.2),
            ("said", "rating", 0.4),
        ),
        ("accueil", "fiche-produit", "journal"),
        ("", "noel-au-phare"),
    ),
    Rhythm(
        "app",
        45,
        (0.9, 0.9, 0.95, 1, 1.05, 1.2, 1.25),
        20,
        (
            ("fetched", "", 40),
            ("rendered", "", 30),
            ("seen", "", 22),
            ("acted", "click", 8),
            ("sold", "sale", 1),
        ),
        ("fil", "fiche-produit"),
    ),
    Rhythm(
        "social",
        50,
        (0.8, 0.85, 0.9, 1, 1.15, 1.35, 1.3),
        19,
        (("rendered", "", 50), ("seen", "", 30), ("acted", "share", 6), ("acted", "click", 5)),
        ("fil", "story"),
        ("", "noel-au-phare", "maree-basse"),
    ),
    Rhythm(
        "instore",
        28,
        (0.6, 0.8, 0.95, 1, 1.2, 1.8, 0.3),
        16,
        (("rendered", "play", 60), ("acted", "scan", 6), ("sold", "sale", 0.8)),
        ("vitrine-nord", "vitrine-port"),
    ),
    Rhythm(
        "email",
        30,
        (0.3, 2.6, 0.5, 1.8, 0.4, 0.2, 0.2),
        9,
        (("rendered", "open", 60), ("acted", "click", 14), ("sold", "sale", 1.2)),
        ("lettre-du-mardi",),
        ("noel-au-phare", "lettre"),
    ),
    Rhythm("print", 4, (0.9, 1, 1, 1, 1, 1.4, 0.6), 12, (("acted", "scan", 10),), ("affiche-gare", "cahier")),
    Rhythm(
        "sms",
        5,
        (0.2, 0.3, 0.4, 2.4, 1.2, 0.6, 0.2),
        11,
        (("acted", "click", 10), ("sold", "sale", 1)),
        ("offre",),
        ("ventes-privees",),
    ),
)

_AMOUNTS = ("24.00", "38.00", "52.00", "69.00", "85.00", "120.00")

_REMARKS = (
    "Les couleurs sont encore plus belles en vrai.",
    "Emballage soigné, livraison rapide.",
    "J’aurais aimé une photo de dos.",
    "The glaze is gorgeous.",
)


def add_demo_engagement(core: Core, ages: Mapping[str, int], *, seed: int = 11) -> int:
    """Send simulated events for the assets, the first ones liked most, and return how many were accepted.

    `ages` says for each asset how many days ago it came: before that nothing happened to it. Leave out what nobody shall
    have used.
    """
    rng = np.random.default_rng(seed)
    events: list[dict[str, object]] = []
    for rhythm in RHYTHMS:
        for day in range(DAYS):
            there = [asset_id for asset_id, age in ages.items() if age > day]
            busy = rhythm.daily * (1.2 - 0.4 * day / DAYS) * min(1.0, len(there) / 4)
            events += _events_of_day(rng, rhythm, there, core.now() - timedelta(days=day), busy)
    events.sort(key=lambda event: str(event["at"]))
    accepted = sum(
        _send(core, rng, list(of_day)) for _, of_day in groupby(events, lambda event: str(event["at"])[:10])
    )
    of_age = [asset_id for asset_id, age in ages.items() if age > JOURNEY_DAYS]
    told = [*journeys(rng, of_age, core.now()), *voices(rng, of_age, core.now())]
    return accepted + accept(core, HOUSE, told, Context(DEMO, Actor.HUMAN, "example.org")).accepted


def _events_of_day(
    rng: np.random.Generator, rhythm: Rhythm, asset_ids: Sequence[str], end: datetime, busy: float
) -> list[dict[str, object]]:
    """Return the events of the 24 hours before `end`: about `busy` of them, by the day of the week."""
    weekday = (end - timedelta(hours=12)).weekday()
    count = rng.poisson(busy * rhythm.week[weekday] * rng.uniform(0.85, 1.15))
    return [_event(rng, rhythm, asset_ids, end) for _ in range(count)]


def _event(
    rng: np.random.Generator, rhythm: Rhythm, asset_ids: Sequence[str], end: datetime
) -> dict[str, object]:
    class_, kind, _ = rhythm.happenings[_drawn(rng, [weight for _, _, weight in rhythm.happenings])]
    event: dict[str, object] = {
        "asset": asset_ids[_drawn(rng, [1 / (place + 1) ** 0.8 for place in range(len(asset_ids))])],
        "channel": rhythm.channel,
        "class": class_,
        "kind": kind,
        "at": rfc3339(_moment(rng, rhythm.hour, end)),
        "placement": _any(rng, rhythm.placements),
        "campaign": _any(rng, rhythm.campaigns),
        "locale": _any(rng, ("fr", "fr", "fr", "fr", "en")),
    }
    if class_ == "sold":
        event |= {"value": _any(rng, _AMOUNTS), "currency": "EUR"}
    if class_ == "said":
        event |= {"rating": _any(rng, (3, 4, 4, 5, 5, 5)), "text": _any(rng, _REMARKS), "stage": "aftersales"}
    if kind == "play":
        event["duration"] = 8
    return event


def _drawn(rng: np.random.Generator, weights: Sequence[float]) -> int:
    """Draw a place by its weight."""
    sums = list(accumulate(weights))
    return min(bisect(sums, rng.random() * sums[-1]), len(sums) - 1)


def _any(rng: np.random.Generator, things: Sequence[Thing]) -> Thing:
    return things[int(rng.random() * len(things))]


def _moment(rng: np.random.Generator, hour: float, end: datetime) -> datetime:
    """Return a moment of the 24 hours before `end`, mostly near the busiest hour."""
    aimed = end.replace(hour=0, minute=0, second=0) + timedelta(
        hours=float(np.clip(rng.normal(hour, 3.5), 0.1, 23.8))
    )
    while aimed >= end:
        aimed -= timedelta(days=1)
    return aimed


def _send(core: Core, rng: np.random.Generator, events: Sequence[Mapping[str, object]]) -> int:
    """Hand the events of a day (UTC) in as it ends, as many people and, one in thirty, as a robot."""
    ended = read_moment(max(str(event["at"]) for event in events))
    then = replace(core, now=lambda: ended)
    crowd = [f"{number:016x}" for number in rng.integers(0, 2**63, max(1, len(events) // 3))]
    accepted = 0
    people = [event for place, event in enumerate(events) if place % 30]
    for part, actor in ((events[::30], Actor.BOT), (people, Actor.HUMAN)):
        context = Context(DEMO, actor, "example.org", lambda _channel: crowd[int(rng.integers(len(crowd)))])
        accepted += accept(then, HOUSE, part, context).accepted
    return accepted
