"""Why this number: a figure opened to its definition, what was left out, and some of its events."""

from typing import Any

from starlette.responses import Response

from admin_ui.brand_words import brand_words
from admin_ui.chrome import channel_titles, stage_titles
from admin_ui.pages.insights.asked import read_asked
from admin_ui.pages.insights.frame import frame
from admin_ui.render import render
from admin_ui.visit import Visit
from dam.accounts.policy import Action, may
from dam.assets.read import get_asset
from dam.engagement.insights.of_brands import brands_with_figures
from dam.engagement.insights.why import Why, why


def why_page(visit: Visit) -> Response:
    """Open one figure of a question."""
    asked = read_asked(visit, may_be_of_asset=True)
    found = why(visit.core, visit.caller, asked.query, visit.request.query_params.get("figure", "events"))
    values: dict[str, Any] = {
        **frame(visit, asked),
        "why": found,
        "asset": get_asset(visit.core, visit.caller, asked.query.asset) if asked.query.asset else None,
        "amount": _amount(visit, found),
        "filters": _filters(visit, found),
        "knows_the_count": may(visit.caller, Action.SEE_INSIGHTS),
    }
    return render(visit, "why.html", values)


def _amount(visit: Visit, found: Why) -> str:
    if found.figure == "value":
        amounts = found.figures.value.items()
        return " + ".join(visit.speech.money(amount, currency) for currency, amount in amounts) or "0"
    return "–" if found.amount is None else visit.speech.number(found.amount)


def _filters(visit: Visit, found: Why) -> list[tuple[str, str]]:
    """Return each filter and its value in words."""
    brands = brand_words(visit, brands_with_figures(visit.core, visit.caller))
    titles = channel_titles(visit) | stage_titles(visit) | brands
    words = []
    for name, value in found.filters:
        if name in ("actor", "class"):
            value = visit.speech.label(name, value)
        elif name in ("brand", "channel", "stage"):
            value = titles.get(value, value)
        if name != "asset":
            words.append((visit.speech.label("filter", name), value or "–"))
    return words
