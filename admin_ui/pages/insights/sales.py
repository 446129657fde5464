"""What sales are owed to: the assets that were met on the way, by the model and the window that one chooses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response

from admin_ui.chrome import channel_titles
from admin_ui.pages.insights.asked import Asked, read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.pictures import pictures
from admin_ui.render import render
from admin_ui.tiles import colour_of
from admin_ui.visit import Visit
from dam.assets.read import asset_views
from dam.engagement.attribution.crediting import MODELS, USUAL_MODEL, USUAL_WINDOW, WHOLE, WINDOWS, Model
from dam.engagement.attribution.owed import Owed
from dam.engagement.attribution.query import CreditsQuery
from dam.engagement.attribution.read import Attribution, read_credits

SHOWN_ASSETS = 20
NARROWING = ("channel", "campaign", "stage")
"""Credits know no other part of a touch, and are of people alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """One group: what it is called, how many sales it is owed (shares of a sale add up), and their value."""

    name: str
    title: str
    sales: float
    value: str
    share: float


def sales_page(visit: Visit) -> Response:
    """Show credits by asset, channel and campaign."""
    asked = read_asked(visit)
    model, window = _model(visit), _window(visit)
    by_asset, by_channel, by_campaign = (
        read_credits(visit.core, visit.caller, _question(asked, group, model, window))
        for group in ("asset", "channel", "campaign")
    )
    assets = [_line(visit, item.key, item.title, item.owed, by_asset) for item in by_asset.items if item.key]
    values: dict[str, Any] = {
        **frame(visit, asked, NARROWING),
        "model": model,
        "models": MODELS,
        "window": window,
        "windows": WINDOWS,
        "sales": _line(visit, "", "", by_asset.sales, by_asset),
        "bases": [(basis, _line(visit, basis, "", owed, by_asset)) for basis, owed in by_asset.bases.items()],
        "assets": assets,
        "pictured": _pictured(visit, [line.name for line in assets]),
        "by_channel": _lines(visit, by_channel, channel_titles(visit)),
        "by_campaign": _lines(visit, by_campaign, {}),
        "is_empty": by_asset.sales.is_nothing,
    }
    return render(visit, "sales.html", values)


def _question(asked: Asked, group: str, model: Model, window: int) -> CreditsQuery:
    narrowed = {name: getattr(asked.query, name) for name in NARROWING}
    query = replace(
        asked.query, group=group, limit=SHOWN_ASSETS, compare=None, placement=None, site=None, brand=None
    )
    return CreditsQuery(replace(query, actor="human", **narrowed), model, window)


def _lines(visit: Visit, found: Attribution, titles: Mapping[str, str]) -> list[Line]:
    """Return the groups of touched journeys that have a name."""
    return [
        _line(visit, item.key, titles.get(item.key, item.key), item.owed, found)
        for item in found.items
        if item.key and item.basis == "journey"
    ]


def _line(visit: Visit, name: str, title: str, owed: Owed, found: Attribution) -> Line:
    value = " + ".join(visit.speech.money(amount, currency) for currency, amount in owed.amounts.items())
    return Line(name, title, owed.permille / WHOLE, value, _share(owed, found.sales))


def _share(owed: Owed, all_: Owed) -> float:
    """Return the share of the value, or of the number of sales where their amounts are not of one currency."""
    if len(all_.value) == 1:
        (currency, whole), *_ = all_.value.items()
        part = owed.value.get(currency, 0)
    else:
        part, whole = owed.permille, all_.permille
    return part / whole if whole else 0.0


def _pictured(visit: Visit, asset_ids: list[str]) -> dict[str, dict[str, Any]]:
    with visit.core.db.read() as session:
        views = asset_views(session, asset_ids)
    thumbs = pictures(visit, list(views.values()), "thumb")
    return {
        id_: {"asset": view, "picture": thumbs[id_], "colour": colour_of(view)} for id_, view in views.items()
    }


def _model(visit: Visit) -> Model:
    wanted = visit.request.query_params.get("model", "")
    return next((model for model in MODELS if model == wanted), USUAL_MODEL)


def _window(visit: Visit) -> int:
    wanted = visit.request.query_params.get("window", "")
    return next((days for days in WINDOWS if str(days) == wanted), USUAL_WINDOW)
