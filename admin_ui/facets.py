"""The facets beside the wall and the chips above it."""

from dataclasses import dataclass

from admin_ui.chrome import channel_titles
from admin_ui.labels import LABELS, SWATCHES
from admin_ui.library_query import LibraryQuery
from admin_ui.visit import Visit
from dam.search.find import FoundPage
from dam.search.port import FacetCount
from renditions.catalogue.channels import LIBRARY

SHOWN = 8
"""Values shown of a long facet; the rest unfolds."""

ORDER = ("colour", "kind", "orientation", "status", "channel", "collection", "tag")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice and how many assets it would show."""

    value: str
    words: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of choices; `rest` unfolds."""

    name: str
    words: str
    values: list[FacetValue]
    rest: list[FacetValue]


@dataclass(frozen=True, slots=True)
class Chip:
    """A chosen filter and the address without it."""

    words: str
    url: str


def facets(visit: Visit, query: LibraryQuery, found: FoundPage) -> list[Facet]:
    """Return the groups that have a choice to offer."""
    titles = channel_titles(visit)
    made = []
    for name in ORDER:
        chosen = query.facets.get(name, ())
        counts = [count for count in found.facets.get(name, ()) if _is_shown(name, count.value)]
        values = [_value(visit, name, count, chosen, titles) for count in _in_order(name, counts)]
        values += [
            FacetValue(value, _words(visit, name, value, "", titles), 0, True)
            for value in chosen
            if value not in {count.value for count in counts}
        ]
        if values and (len(values) > 1 or chosen or name in ("tag", "collection")):
            made.append(Facet(name, _facet_words(visit, name), values[:SHOWN], values[SHOWN:]))
    return made


def chips(visit: Visit, query: LibraryQuery, found: FoundPage) -> list[Chip]:
    """Return what narrows the library, each with the way back."""
    titles = channel_titles(visit)
    labels = {(name, count.value): count.label for name, counts in found.facets.items() for count in counts}
    return [
        Chip(_words(visit, name, value, labels.get((name, value), ""), titles), query.without(name, value))
        for name, values in query.facets.items()
        for value in values
    ]


def _is_shown(name: str, value: str) -> bool:
    """The library's own channel is no news."""
    return name != "channel" or value != LIBRARY


def _in_order(name: str, counts: list[FacetCount]) -> list[FacetCount]:
    """Closed lists stand in their own order, open ones by frequency as the index gives them."""
    known = list(SWATCHES) if name == "colour" else list(LABELS.get(name, {}))
    return sorted(counts, key=lambda count: known.index(count.value) if count.value in known else len(known))


def _value(
    visit: Visit, name: str, count: FacetCount, chosen: tuple[str, ...], titles: dict[str, str]
) -> FacetValue:
    words = _words(visit, name, count.value, count.label, titles)
    return FacetValue(count.value, words, count.count, count.value in chosen)


def _words(visit: Visit, name: str, value: str, label: str, titles: dict[str, str]) -> str:
    if name in LABELS:
        return visit.speech.label(name, value)
    if name == "channel":
        return titles.get(value, value)
    return label or value


def _facet_words(visit: Visit, name: str) -> str:
    return {
        "colour": visit.say("Colour"),
        "kind": visit.say("Type"),
        "orientation": visit.say("Orientation"),
        "status": visit.say("Status"),
        "channel": visit.say("Channel"),
        "collection": visit.say("Collection"),
        "tag": visit.say("Tags"),
    }[name]
