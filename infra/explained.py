"""Explanations of renditions as text for a terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dam.assets.views import AssetView
from delivery.urls import stable_url
from renditions.catalogue.crops import Shown
from renditions.catalogue.explain import Explanation

CHOSEN_BY = {
    "channel": "the channel's own",
    "person": "chosen by a person",
    "proposed": "proposed by the house",
    "middle": "the middle",
}


def address_of(explained: Explanation, asset: AssetView, base_url: str) -> str:
    """Return the stable URL of a file."""
    row = explained.row
    return stable_url(base_url, row.channel, row.preset, row.variant, asset.id, asset.title, row.format)


def as_json(explained: Explanation, asset: AssetView, base_url: str) -> dict[str, Any]:
    """Return everything for a machine."""
    row = explained.row
    return {
        "name": explained.name,
        "state": row.state,
        "url": address_of(explained, asset, base_url),
        "width": row.width,
        "height": row.height,
        "bytes": row.bytes,
        "seconds": row.seconds,
        "error": row.error,
        "warning": row.warning,
        **explained.to_json(),
    }


def overview(explanations: Iterable[Explanation]) -> list[str]:
    """Return one line for each file: name, state, size, weight, seconds, and why not."""
    rows = [
        (
            each.name,
            _state(each),
            _size(each),
            _weight(each),
            _seconds(each.row.seconds),
            each.row.error or "",
        )
        for each in explanations
    ]
    return table(("file", "state", "pixels", "bytes", "seconds", "why not"), rows)


def details(explained: Explanation, asset: AssetView, base_url: str) -> list[str]:
    """Return all that is known of one file, its steps as a table."""
    row = explained.row
    facts = {
        "state": _state(explained),
        "why not": row.error,
        "warning": row.warning,
        "address": address_of(explained, asset, base_url),
        "pixels": _size(explained),
        "bytes": _weight(explained),
        "CPU seconds": _seconds(row.seconds),
        "shows": _part(explained.shown),
        "focal point": _focal(explained),
        "recipe": explained.need.recipe.to_text(),
        "sha256": row.sha256,
    }
    lines = [f"  {name:<12} {value}" for name, value in facts.items() if value]
    steps = [
        (str(step.get("step", "")), _seconds(step.get("seconds")), _settings(step)) for step in row.steps
    ]
    told = ["", *(f"  {line}" for line in table(("step", "seconds", "settings"), steps))] if steps else []
    return [explained.name, *lines, *told]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows in columns; figures stand to the right."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    figures = [bool(rows) and all(_is_figure(row[place]) for row in rows) for place in range(len(head))]
    return [
        "  ".join(
            cell.rjust(width) if is_figure else cell.ljust(width)
            for cell, width, is_figure in zip(row, widths, figures, strict=True)
        ).rstrip()
        for row in (head, *rows)
    ]


def _is_figure(cell: str) -> bool:
    return cell == "" or cell.replace(",", "").replace(".", "").isdecimal()


def _state(explained: Explanation) -> str:
    return "ready, to be renewed" if explained.is_outdated else explained.row.state


def _size(explained: Explanation) -> str:
    row = explained.row
    size = f"{row.width}×{row.height}" if row.width and row.height else ""
    return f"{size} (enlarged)" if row.upscaled else size


def _weight(explained: Explanation) -> str:
    return f"{explained.row.bytes:,}" if explained.row.bytes is not None else ""


def _seconds(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, int | float) else ""


def _part(shown: Shown | None) -> str:
    if shown is None:
        return ""
    if shown.area > 0.9999:
        return "all of the original"
    return f"{shown.left:.1%} to {shown.right:.1%} of its width, {shown.top:.1%} to {shown.bottom:.1%} of its height"


def _focal(explained: Explanation) -> str:
    focal = explained.need.recipe.focal
    chosen = CHOSEN_BY[explained.focal_source] if explained.focal_source else ""
    return f"{focal.x:g} × {focal.y:g}, {chosen}" if focal else ""


def _settings(step: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in step.items() if name not in ("step", "seconds"))
