"""What many fetches come to: their roll-ups and the visitors of each sketch, summed by distinct halves and not by lines."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from dam.engagement.logs.fetches import Fetches
from dam.engagement.logs.log_line import FetchedHalf
from dam.engagement.logs.segments import CLASS
from dam.engagement.rollups.hourly import DAY, HOUR
from dam.engagement.rollups.uniques import SketchKey


def sum_up(fetches: Fetches, stages: dict[str, str]) -> Counter[tuple[Any, ...]]:
    """Return how many fetches each roll-up has; keys as in `rollups.KEY_COLUMNS`."""
    what, which = _merged([_counted(half, stages[half.channel]) for half in fetches.fetched], fetches.which)
    who, whose = _merged([(guest.actor, guest.site) for guest in fetches.guests], fetches.whose)
    counts: Counter[tuple[Any, ...]] = Counter()
    for (hour, code), count in _counts(fetches.moments, HOUR, which, whose, len(who)):
        half, guest = divmod(code, len(who))
        counts[hour, *what[half], *who[guest], ""] += count
    return counts


def visitors_of(fetches: Fetches) -> dict[SketchKey, set[str]]:
    """Return the visitor keys of the fetches, per sketch: each asset's and that of all assets."""
    what, which = _merged([(half.asset, half.channel) for half in fetches.fetched], fetches.which)
    guests = fetches.guests
    by_parts: dict[tuple[int, int, str], set[str]] = defaultdict(set)
    for (day, code), _ in _counts(fetches.moments, DAY, which, fetches.whose, len(guests)):
        half, whose = divmod(code, len(guests))
        guest = guests[whose]
        if guest.visitor:
            by_parts[day, half, guest.actor].add(guest.visitor)
    found: dict[SketchKey, set[str]] = defaultdict(set)
    for (day, half, actor), visitors in by_parts.items():
        asset_id, channel = what[half]
        found[SketchKey(day, asset_id, channel, CLASS, actor)] |= visitors
        found[SketchKey(day, "", channel, CLASS, actor)] |= visitors
    return found


def _counts(
    moments: list[int], span: int, which: list[int], whose: list[int], guests: int
) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield ((hour or day, half times `guests` plus guest), how often); pairs are numbers, which are counted fastest."""
    codes = [half * guests + guest for half, guest in zip(which, whose, strict=True)]
    if moments and min(moments) // span == max(moments) // span:
        first = moments[0] // span
        yield from (((first, code), count) for code, count in Counter(codes).items())
    else:
        yield from Counter(zip((at // span for at in moments), codes, strict=True)).items()


def _counted(half: FetchedHalf, stage: str) -> tuple[str, ...]:
    return (
        half.asset,
        half.version,
        half.channel,
        half.placement,
        half.campaign,
        stage,
        CLASS,
        half.preset,
    )


def _merged(parts: list[tuple[str, ...]], places: list[int]) -> tuple[list[tuple[str, ...]], list[int]]:
    """Return the distinct parts, and the places put in their numbers."""
    numbers = {part: number for number, part in enumerate(dict.fromkeys(parts))}
    new = [numbers[part] for part in parts]
    return list(numbers), list(map(new.__getitem__, places))
