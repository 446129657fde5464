"""The page of one rendition: how it was made, step by step, or why it is not there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from admin_ui.render import render
from admin_ui.renditions_shown import told, url_of, weight_of
from admin_ui.visit import Visit
from dam.assets.read import get_asset
from dam.errors import NotFound
from renditions.catalogue.explain import Explanation, explain_renditions

SHOWN_BY = {
    **dict.fromkeys(("avif", "gif", "jpeg", "png", "webp"), "img"),
    **dict.fromkeys(("mp4", "webm"), "video"),
    "mp3": "audio",
}
"""Which element of a page shows a format; the others are downloaded."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in words: `name` as people call it, `settings` as it was done, `seconds` of processor time."""

    name: str
    settings: str
    seconds: float | None


def rendition_page(visit: Visit) -> Response:
    """Explain one file; `name` is channel/preset@variant.format."""
    asset = get_asset(visit.core, visit.caller, visit.request.path_params["asset_id"])
    name = visit.request.path_params["name"]
    found = (each for each in explain_renditions(visit.core, visit.caller, asset.id) if each.name == name)
    explained = next(found, None)
    if explained is None:
        raise NotFound(f"There is no rendition {name[:80]} of this asset.")
    row = explained.row
    with visit.core.db.read() as session:
        weight = weight_of(session, row)
    values = {
        "asset": asset,
        "explained": explained,
        "row": row,
        "reason": told(visit, row),
        "weight": weight,
        "file": f"/assets/{asset.id}/rendition-files/{explained.name}" if row.sha256 else "",
        "tag": SHOWN_BY.get(row.format, ""),
        "shown": _shown(visit, explained),
        "steps": [_step(visit, step) for step in row.steps],
        "url": url_of(visit, asset, row),
    }
    return render(visit, "rendition.html", values)


def _shown(visit: Visit, explained: Explanation) -> str:
    shown = explained.shown
    if shown is None:
        return ""
    if shown.area > 0.9999:
        return visit.say("All of the original")
    edges = (visit.speech.percent(edge) for edge in (shown.left, shown.right, shown.top, shown.bottom))
    left, right, top, bottom = edges
    return visit.say(
        "From %(left)s to %(right)s across and %(top)s to %(bottom)s down",
        left=left,
        right=right,
        top=top,
        bottom=bottom,
    )


def _step(visit: Visit, step: Mapping[str, Any]) -> Step:
    label = visit.speech.label
    settings = {key: value for key, value in step.items() if key not in ("step", "seconds")}
    told = (
        f"{label('setting', key)} {_value(visit, value)}"
        for key, value in settings.items()
        if value not in (None, "", [])
    )
    return Step(label("step", str(step.get("step", ""))), ", ".join(told), step.get("seconds"))


def _value(visit: Visit, value: object) -> str:
    if isinstance(value, list | tuple):
        sides = [_value(visit, each) for each in value]
        return "×".join(sides) if len(sides) == 2 else " ".join(sides)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}" if isinstance(value, int) or value.is_integer() else visit.speech.number(value)
    return visit.speech.label("setting", str(value))
