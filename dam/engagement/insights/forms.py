"""Insights as the outside world reads them: JSON of the API, and CSV."""

from collections.abc import Sequence
from typing import Any

from dam.clock import rfc3339
from dam.engagement.event import EventClass
from dam.engagement.insights.read import Figures, Insights, Item
from dam.language.csv_table import table

_COUNTS = tuple(class_.value for class_ in EventClass)


def as_json(insights: Insights) -> dict[str, Any]:
    """Return the answer of `GET /insights`; compared, each figure stands beside that of the other period."""
    query, other = insights.query, insights.compared
    items = []
    for item in insights.items:
        title = {"title": item.title} if query.group == "asset" else {}
        items.append({str(query.group): item.key, **title, **_beside(item.figures, item.before)})
    compared = {} if other is None else {"compared": {"from": rfc3339(other.start), "to": rfc3339(other.end)}}
    return {
        "from": rfc3339(query.start),
        "to": rfc3339(query.end),
        "zone": str(query.zone),
        "actor": query.actor,
        **compared,
        "totals": _beside(insights.totals, insights.totals_before),
        "items": items,
        "dropped": dict(insights.dropped),
    }


def as_csv(insights: Insights) -> str:
    """Return the items, or the totals where nothing was grouped, as CSV with one column per currency (RFC 4180).

    Compared, each column of a count is followed by `…_before` and `…_difference`.
    """
    group = insights.query.group
    items: Sequence[Item] = insights.items
    if not group:
        items = [Item("", "", insights.totals, insights.totals_before)]
    currencies = sorted({currency for item in items for currency in item.figures.value})
    is_compared = insights.compared is not None
    names = [group, "title"] if group == "asset" else [group] if group else []
    counts = [*_COUNTS, "uniques"]
    heads = [
        head
        for count in counts
        for head in ((count, f"{count}_before", f"{count}_difference") if is_compared else (count,))
    ]
    rows = []
    for item in items:
        keys = [item.key, item.title][: len(names)]
        cells = [cell for count in counts for cell in _cells(item, count, is_compared)]
        rows.append([*keys, *cells, *(item.figures.value.get(currency, "") for currency in currencies)])
    return table([*names, *heads, *(f"value_{currency}" for currency in currencies)], rows)


def figures_json(figures: Figures) -> dict[str, Any]:
    """Return figures as every answer writes them."""
    counts = {count: getattr(figures, count) for count in _COUNTS}
    return {**counts, "value": dict(figures.value), "uniques": figures.uniques}


def _beside(figures: Figures, before: Figures | None) -> dict[str, Any]:
    if before is None:
        return figures_json(figures)
    differences = {count: _difference(figures, before, count) for count in (*_COUNTS, "uniques")}
    return {**figures_json(figures), "before": figures_json(before), "difference": differences}


def _difference(figures: Figures, before: Figures | None, count: str) -> int | None:
    now, then = getattr(figures, count), None if before is None else getattr(before, count)
    return None if now is None or then is None else now - then


def _cells(item: Item, count: str, is_compared: bool) -> list[object]:
    now = getattr(item.figures, count)
    cells = [now]
    if is_compared:
        then = None if item.before is None else getattr(item.before, count)
        cells += [then, _difference(item.figures, item.before, count)]
    return ["" if cell is None else cell for cell in cells]
