"""The form of a new comparison: where, against what, until when; it is made of plain fields and works without a script."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.responses import Response

from admin_ui.pages.comparisons.shown import assets_of
from admin_ui.refusals import sentence_of, status_of
from admin_ui.render import render
from admin_ui.tiles import tiles
from admin_ui.visit import Visit
from dam.accounts.policy import Action, require
from dam.assets.read import get_asset
from dam.assets.views import AssetView
from dam.engagement.comparing import limits
from dam.engagement.comparing.drafts import create_comparison
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.errors import Invalid, NotFound
from dam.search.find import SearchRequest, find_assets
from dam.search.port import Filters, Sort
from renditions.catalogue.channels import list_channels
from renditions.catalogue.ledger import renditions_of

OFFERED = 12
"""Assets offered as candidates at once; a search finds the others."""

_WHERE = re.compile(r"[a-z0-9_-]{1,40}/[a-z0-9_-]{0,40}")

GOALS = ("acted", "acted:click", "acted:download", "acted:share", "acted:play", "seen")
"""What is usually meant by success; any other kind is set over the API."""


@dataclass(frozen=True, slots=True)
class Place:
    """A channel's preset, or with an empty one all of its presets, as the form offers it."""

    value: str
    words: str


def planned_page(visit: Visit) -> Response:
    """Offer a comparison of an asset, with candidates that a search narrows."""
    given = visit.request.query_params
    return _show(visit, given.get("asset", ""), given.get("where", ""), given.get("q", ""))


def create_form(visit: Visit) -> Response:
    """Make a draft; what is wrong is said above the form."""
    asset_id, where = visit.text("asset"), visit.text("where")
    try:
        made = create_comparison(visit.core, visit.caller, _plan(visit, asset_id, where))
    except (Invalid, NotFound) as error:
        sentence = _sentence(visit, error)
        return _show(visit, asset_id, where, visit.text("q"), sentence=sentence, status=status_of(error))
    return visit.go(f"/insights/comparisons/{made.id}", visit.say("The draft is made; look at it and start."))


def _show(
    visit: Visit, asset_id: str, where: str, text: str, *, sentence: str = "", status: int = 200
) -> Response:
    require(visit.caller, Action.RUN_COMPARISONS)
    asset = get_asset(visit.core, visit.caller, asset_id)
    places = _places(visit)
    chosen = where if where in [place.value for place in places] else places[0].value if places else ""
    values: dict[str, Any] = {
        "asset": asset,
        "control": tiles(visit, [asset])[0],
        "places": places,
        "where": chosen,
        "text": text[:200],
        "crops": _crops(visit, asset, chosen),
        "offered": tiles(visit, _offered(visit, asset, text, visit.texts("arm"))),
        "goals": GOALS,
        "goal": visit.text("goal") or GOALS[0],
        "title": visit.text("title"),
        "starts": visit.text("starts"),
        "ends": visit.text("ends") or _in_four_weeks(visit),
        "most_days": limits.MOST_DAYS,
        "ticked": {*visit.texts("arm"), *visit.texts("crop")},
        "weights": {name: text for name, text in visit.form.items() if name.startswith("weight:")},
        "sentence": sentence,
    }
    return render(visit, "comparison_new.html", values, status=status)


def _places(visit: Visit) -> list[Place]:
    with visit.core.db.read() as session:
        channels = list_channels(session)
    places = []
    for channel in channels:
        if channel.name == "admin" or channel.is_private or not channel.is_enabled:
            continue
        title = visit.speech.text_of(channel.title, channel.name)
        places += [Place(f"{channel.name}/{one.name}", f"{title} · {one.name}") for one in channel.presets]
        places.append(Place(f"{channel.name}/", visit.say("%(channel)s · all presets", channel=title)))
    return places


def _crops(visit: Visit, asset: AssetView, where: str) -> list[str]:
    """Return the other presets of the channel that give a file for every file of the compared one: crops of the asset.

    Others could never start. Where no file is known of yet, all are offered.
    """
    channel, _, preset = where.partition("/")
    with visit.core.db.read() as session:
        found = [each for each in list_channels(session) if each.name == channel and preset]
        rows = renditions_of(session, asset.id, asset.current_version_id)
    files: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        if row.channel == channel and row.state != "unavailable":
            files.setdefault(row.preset, set()).add((row.variant, row.format))
    wanted = files.get(preset, set())
    names = [one.name for each in found for one in each.presets if one.name != preset]
    return [name for name in names if wanted <= files.get(name, set())]


def _offered(visit: Visit, asset: AssetView, text: str, ticked: list[str]) -> list[AssetView]:
    """Return approved assets of the same kind: those ticked before, then what the search finds."""
    filters = Filters({"kind": (asset.kind,), "status": ("approved",)})
    sort = Sort.RELEVANCE if text.strip() else Sort.NEWEST
    request = SearchRequest(text[:200], filters, sort, limit=OFFERED + 1)
    found = find_assets(visit.core, visit.house.index, visit.caller, request).items
    kept = assets_of(visit, ticked[: limits.MOST_ARMS])
    offered = {**kept, **{one.id: one for one in found}}
    return [one for one in offered.values() if one.id != asset.id][:OFFERED]


def _plan(visit: Visit, asset_id: str, where: str) -> Plan:
    if not _WHERE.fullmatch(where):
        raise Invalid("Choose where.")
    channel, _, preset = where.partition("/")
    goal_class, _, goal_kind = visit.text("goal").partition(":")
    arms = [
        PlannedArm(asset_id, "", _weight(visit, "control")),
        *(PlannedArm(asset_id, crop, _weight(visit, crop)) for crop in visit.texts("crop")),
        *(PlannedArm(one, "", _weight(visit, one)) for one in visit.texts("arm")),
    ]
    return Plan(
        asset_id,
        channel,
        tuple(arms),
        preset,
        visit.text("title"),
        goal_class,
        goal_kind,
        read_day(visit, "starts"),
        read_day(visit, "ends", is_end=True),
    )


def _weight(visit: Visit, name: str) -> int:
    text = visit.text(f"weight:{name}", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def read_day(visit: Visit, name: str, *, is_end: bool = False) -> datetime | None:
    """Return the first moment of a posted day, or of the day after with `is_end`; days are those of the house."""
    text = visit.text(name)
    if not text:
        return None
    try:
        day = date.fromisoformat(text) + timedelta(days=int(is_end))
    except (ValueError, OverflowError):
        raise Invalid(f"{name} must be a day; {text[:20]!r} came.") from None
    return datetime(day.year, day.month, day.day, tzinfo=visit.core.zone)


def _in_four_weeks(visit: Visit) -> str:
    return (visit.core.now().astimezone(visit.core.zone) + timedelta(days=28)).date().isoformat()


def _sentence(visit: Visit, error: Invalid | NotFound) -> str:
    """Say what is wrong in the reader's language."""
    path = error.errors[0].path if isinstance(error, Invalid) and error.errors else ""
    if path.endswith("weight"):
        return visit.say("A share is a whole number from 1 to %(most)s.", most=limits.MOST_WEIGHT)
    if path.startswith("arms"):
        return visit.say(
            "Choose one to %(most)s candidates; another crop needs one preset to be compared.",
            most=limits.MOST_ARMS - 1,
        )
    if path == "ends_at":
        return visit.say("It ends after its start, and %(most)s days later at most.", most=limits.MOST_DAYS)
    return sentence_of(error, visit)
