"""What a recount found, in sentences for people and as one object for machines."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from dam.engagement.recounting.recount import Recounted
from infra.explained import table

_SHOWN = 10
"""Differences and days that are listed one by one."""


def as_json(found: Recounted) -> dict[str, Any]:
    """Return everything for a machine; days as dates (UTC)."""
    return {
        "events": found.events,
        "border": found.border.isoformat(),
        "differences": len(found.differences),
        "unlike_sketches": found.unlike_sketches,
        "unlike_words": found.unlike_words,
        "sales_with_journey": found.sales,
        "unlike_credits": found.unlike_credits,
        "unlike_packs": found.unlike_packs,
        "conserved": found.is_conserved,
        "doors": [
            {
                "source": door.source,
                "received": door.received,
                "accepted": door.accepted,
                "duplicate": door.duplicate,
                "dropped": door.dropped,
                "conserved": door.is_conserved,
            }
            for door in found.doors
        ],
        "sealed_days": found.seals.sealed,
        "altered_days": [_date(day) for day in found.seals.altered],
        "unsealed_days": [_date(day) for day in found.seals.unsealed],
    }


def is_well(found: Recounted, *, is_mended: bool) -> bool:
    """Tell whether all figures are right now: what differed is mended, every door conserved, no seal broken."""
    has_differences = bool(
        found.differences
        or found.unlike_sketches
        or found.unlike_words
        or found.unlike_credits
        or found.unlike_packs
    )
    return found.is_conserved and not found.seals.altered and (is_mended or not has_differences)


def sentences(found: Recounted, *, is_mended: bool) -> Iterator[str]:
    """Yield what people read: events, differences, the border with its seals, and the doors."""
    differing = len(found.differences) + found.unlike_sketches
    yield f"{found.events} single events since {found.border:%Y-%m-%d} (UTC) were recounted."
    if differing:
        done = "They are mended" if is_mended else "Nothing was changed"
        yield (
            f"{len(found.differences)} figures and {found.unlike_sketches} counts of visitors said something else. {done}."
        )
        yield from _differences(found)
    else:
        yield "Every figure says what they say."
    yield from _words_and_credits(found, is_mended=is_mended)
    yield from _seals(found)
    if found.doors:
        yield from _doors(found)
    yield (
        "Every door conserved: received = accepted + duplicate + dropped."
        if found.is_conserved
        else "Not every door conserved: what was received is not accepted + duplicate + dropped."
    )


def _words_and_credits(found: Recounted, *, is_mended: bool) -> Iterator[str]:
    done = "mended" if is_mended else "left as they are"
    if found.unlike_words:
        yield f"{found.unlike_words} counts of what people said differed and were {done}."
    if found.unlike_packs:
        yield f"{found.unlike_packs} packs said something else than their roll-ups and were {done}."
    if found.sales:
        yield f"{found.sales} sales with a journey were credited anew: {found.unlike_credits} differed" + (
            f" and were {done}." if found.unlike_credits else "."
        )


def _differences(found: Recounted) -> Iterator[str]:
    rows = [
        (
            _hour(one.key["hour"]),
            one.key["asset_id"],
            one.key["channel"],
            one.key["class"],
            str(one.count),
            str(one.right_count),
        )
        for one in found.differences[:_SHOWN]
    ]
    if rows:
        yield from table(("hour", "asset", "channel", "class", "said", "right"), rows)
    if len(found.differences) > _SHOWN:
        yield f"… and {len(found.differences) - _SHOWN} more."


def _seals(found: Recounted) -> Iterator[str]:
    seals, border = found.seals, f"{found.border:%Y-%m-%d}"
    if not seals.sealed and not seals.unsealed:
        yield f"No figures are older than {border}, where single events end."
        return
    yield f"Before {border} single events are gone; {seals.sealed} days bear a seal."
    if seals.altered:
        yield f"Figures were ALTERED after they were sealed: {_dates(seals.altered)}."
    elif seals.sealed:
        yield "Every seal is whole: nobody altered their figures since."
    if seals.unsealed:
        yield f"No seal yet: {_dates(seals.unsealed)}; the daily purge seals them."


def _doors(found: Recounted) -> list[str]:
    return table(
        ("door", "received", "accepted", "duplicate", "dropped", "adds up"),
        [
            (
                door.source,
                str(door.received),
                str(door.accepted),
                str(door.duplicate),
                str(door.dropped),
                "yes" if door.is_conserved else "NO",
            )
            for door in found.doors
        ],
    )


def _dates(days: tuple[int, ...]) -> str:
    shown = ", ".join(_date(day) for day in days[:_SHOWN])
    return f"{shown} and {len(days) - _SHOWN} more" if len(days) > _SHOWN else shown


def _date(day: int) -> str:
    return datetime.fromtimestamp(day * 86_400, UTC).date().isoformat()


def _hour(hour: int) -> str:
    return f"{datetime.fromtimestamp(hour * 3_600, UTC):%Y-%m-%d %H:00}"
