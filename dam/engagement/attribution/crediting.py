"""Crediting one sale to the touches before it, by four models, as arithmetic on plain values."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dam.engagement.attribution.sharing import share_out
from dam.engagement.attribution.touches import Touch, join_touches

Model = Literal["last", "first", "linear", "time_decay"]
MODELS: tuple[Model, ...] = get_args(Model)
Window = Literal[7, 30, 90]
WINDOWS: tuple[Window, ...] = get_args(Window)
USUAL_MODEL: Model = "last"
USUAL_WINDOW: Window = 30

DAY = 86_400_000
HALF_LIFE = 7 * DAY
"""A touch a week before the sale weighs half of one at its moment: what Google Analytics took for its time decay."""

WHOLE = 1_000
"""A sale in thousandths."""

_FULL_WEIGHT = 1 << 32
"""Of a touch at the moment of the sale; weights are whole, so that every machine shares out alike."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What is credited: its moment in milliseconds, and its value in minor units, negative for a return."""

    at: int
    channel: str
    value_minor: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one asset on one channel, campaign and stage is owed of a sale; `permille` of it, `value_minor` of its value."""

    asset_id: str
    channel: str
    campaign: str
    stage: str
    touched_at: int
    value_minor: int
    permille: int


def credit_sale(sale: Sale, contacts: Iterable[Touch], model: Model, window: int) -> tuple[Share, ...]:
    """Share a sale out to what was touched in the `window` days up to its moment; nothing where nothing was.

    The shares add up to the sale exactly, in value and in thousandths. `last`: the last touch that was not direct, and
    the last direct one only where there is no other (the last non-direct click of Google Analytics and Matomo).
    `first`: the first touch. `linear`: all alike. `time_decay`: each by 2^(−age / 7 days). Cents that do not divide go to
    the later touch.
    """
    in_window = (each for each in contacts if sale.at - window * DAY <= each.first_at <= sale.at)
    touches = sorted(join_touches(in_window), key=lambda each: (-each.last_at, -each.first_at, each.key))
    if not touches:
        return ()
    weights = _WEIGHTS[model](sale, touches)
    values, parts = share_out(sale.value_minor, weights), share_out(WHOLE, weights)
    return _by_key(touches, weights, values, parts)


def _last(sale: Sale, touches: Sequence[Touch]) -> list[int]:
    """The touches come latest first."""
    places = [place for place, touch in enumerate(touches) if not touch.is_direct(sale.channel)]
    return _all_to(places[0] if places else 0, touches)


def _first(_sale: Sale, touches: Sequence[Touch]) -> list[int]:
    first = min(range(len(touches)), key=lambda place: (touches[place].first_at, touches[place].key))
    return _all_to(first, touches)


def _linear(_sale: Sale, touches: Sequence[Touch]) -> list[int]:
    return [1] * len(touches)


def _time_decay(sale: Sale, touches: Sequence[Touch]) -> list[int]:
    return [round(_FULL_WEIGHT * 2.0 ** (-(sale.at - touch.last_at) / HALF_LIFE)) for touch in touches]


_WEIGHTS: dict[Model, Callable[[Sale, Sequence[Touch]], list[int]]] = {
    "last": _last,
    "first": _first,
    "linear": _linear,
    "time_decay": _time_decay,
}


def _all_to(place: int, touches: Sequence[Touch]) -> list[int]:
    return [int(each == place) for each in range(len(touches))]


def _by_key(
    touches: Sequence[Touch], weights: Sequence[int], values: Sequence[int], parts: Sequence[int]
) -> tuple[Share, ...]:
    """Add up what the same asset got by several touches; in the order of keys, without those that got nothing."""
    shares: dict[tuple[str, str, str, str], Share] = {}
    for touch, weight, value, part in zip(touches, weights, values, parts, strict=True):
        if weight:
            known = shares.get(touch.key, Share(*touch.key, 0, 0, 0))
            shares[touch.key] = Share(
                *touch.key,
                max(known.touched_at, touch.last_at),
                known.value_minor + value,
                known.permille + part,
            )
    return tuple(shares[key] for key in sorted(shares))
