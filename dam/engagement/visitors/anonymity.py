"""What may be shared outside of a table of figures: no group so small that it is about somebody (k-anonymity, k = 5).

Shares, portals and webhooks show figures to people who are not of the house, and they show them through `shareable`. Our
own people and tokens, whatever their role, see figures as they are: they are bound by the house's own rules, and an
untruthful dashboard would be worse than a small number.

A small cell is withheld, and so much more of its column that it cannot be had from the total (complementary suppression:
Hundepool et al., Handbook on Statistical Disclosure Control, 2024, chapter 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass

K = 5
"""The fewest people, or events where people are not counted, that a figure shown outside is about."""

PEOPLE = "uniques"
"""The figure that counts people; a row about fewer than `K` of them is withheld whole."""

FOLLOWS = {"value": "sold"}
"""Amounts go where the count behind them goes."""

Row = Mapping[str, int]
"""Figures by name, none below zero."""

SharedRow = dict[str, int | None]
"""The same with None for what is withheld: fewer than `K`, or needed to hide such a one."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A table that may be shown outside."""

    rows: dict[str, SharedRow]
    totals: SharedRow


def shareable(rows: Mapping[str, Row], totals: Row, k: int = K) -> Shared:
    """Return a table with small figures withheld; `rows` by group, `totals` over all groups.

    Zero is shown: that nobody came is about nobody. What is asked again for another period is another table; whoever
    shares figures shares fixed periods (days, weeks, months), so that none is the difference of two.
    """
    few = {name for name, row in rows.items() if 0 < row.get(PEOPLE, 0) < k}
    columns = {figure for row in (totals, *rows.values()) for figure in row}
    hidden = {figure: _hidden(rows, totals, figure, few, k) for figure in columns}
    for figure, other in FOLLOWS.items():
        if other in hidden:
            hidden[figure] = hidden[other]
    return Shared(
        {
            name: {figure: None if name in hidden[figure] else count for figure, count in row.items()}
            for name, row in rows.items()
        },
        {figure: None if _TOTAL in hidden[figure] else count for figure, count in totals.items()},
    )


_TOTAL = None
"""Stands for the total among the names of groups."""


def _hidden(
    rows: Mapping[str, Row], totals: Row, figure: str, few: set[str], k: int
) -> frozenset[str | None]:
    """Return the groups whose figure is withheld, with `_TOTAL` when nothing else would hide them."""
    counts = {name: row.get(figure, 0) for name, row in rows.items()}
    hidden: set[str | None] = {
        name for name, count in counts.items() if 0 < count < k or (name in few and count)
    }
    shown = sorted((count, name) for name, count in counts.items() if count and name not in hidden)
    while hidden and (len(hidden) < 2 or sum(counts[name] for name in hidden if name) < k):
        if not shown:
            return frozenset({*hidden, _TOTAL})
        hidden.add(shown.pop(0)[1])
    if 0 < totals.get(figure, 0) < k:
        hidden.add(_TOTAL)
    return frozenset(hidden)
