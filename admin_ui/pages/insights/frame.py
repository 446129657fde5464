"""What every page of insights shows around its figures: period, dates, filters and the chips that take them out."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from admin_ui.brand_words import brand_words
from admin_ui.chrome import channel_titles, stage_titles
from admin_ui.facets import Chip
from admin_ui.pages.insights.asked import FILTERS, PERIODS, Asked
from admin_ui.visit import Visit
from dam.accounts.policy import Action, may
from dam.engagement.insights.of_brands import brands_with_figures
from dam.engagement.insights.read import read_groups

OFFERED_CAMPAIGNS = 50
NARROWING = (*FILTERS, "actor")


def frame(visit: Visit, asked: Asked, narrowing: Collection[str] = NARROWING) -> dict[str, Any]:
    """Return the values that `insights_period.html` and `insights_asked.html` need.

    Only filters that are `narrowing` the figures of the page are told as such; the address keeps the others for the next.
    """
    titles, stages = channel_titles(visit), stage_titles(visit)
    brands = brand_words(visit, brands_with_figures(visit.core, visit.caller))
    return {
        "asked": asked,
        "periods": PERIODS,
        "channels": titles,
        "compared": visit.speech.label("compare", asked.query.compare or "previous"),
        "stages": stages,
        "brands": brands,
        "is_of_house": may(visit.caller, Action.SEE_INSIGHTS),
        "campaigns": _campaigns(visit, asked),
        "narrowing": narrowing,
        "chips": _chips(visit, asked, titles | stages | brands, narrowing),
    }


def _campaigns(visit: Visit, asked: Asked) -> list[str]:
    query = replace(asked.query, group="campaign", campaign=None, limit=OFFERED_CAMPAIGNS)
    return [item.key for item in read_groups(visit.core, visit.caller, query) if item.key]


def _chips(visit: Visit, asked: Asked, titles: dict[str, str], narrowing: Collection[str]) -> list[Chip]:
    """Say each filter in words; who reads figures of brands only cannot take the brand out."""
    path = visit.request.url.path
    chips = []
    for name in NARROWING:
        value = asked.said.get(name)
        is_theirs_alone = name == "brand" and not may(visit.caller, Action.SEE_INSIGHTS)
        if value and name in narrowing and not is_theirs_alone:
            chips.append(Chip(_words(visit, name, value, titles), asked.url(path, **{name: None})))
    return chips


def _words(visit: Visit, name: str, value: str, titles: dict[str, str]) -> str:
    if name in ("brand", "channel", "stage"):
        return titles.get(value, value)
    return visit.speech.label("actor", value) if name == "actor" else value
