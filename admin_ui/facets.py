"""The facets beside the wall and the chips above it."""

from dataclasses import dataclass

from admin_ui.bounds import Bound, bound_words, bounds
from admin_ui.brand_words import brand_word
from admin_ui.chrome import channel_titles
from admin_ui.labels.pictograms import SWATCHES
from admin_ui.labels.words import LABELS
from admin_ui.library_query import LibraryQuery
from admin_ui.visit import Visit
from dam.accounts.policy import Action
from dam.assets.reuse.unused import count_set_aside
from dam.metadata.fields import FieldView, list_fields
from dam.search.find import FoundPage
from dam.search.lexemes import OWN_FACET
from dam.search.port import FacetCount
from renditions.catalogue.channels import LIBRARY

SHOWN = 8
"""Values shown of a long facet; the rest unfolds."""

ORDER = ("colour", "kind", "orientation", "status", "channel", "rights", "collection", "tag")
ASIDE = "set_aside"
"""What is chosen by itself, not counted among the hits: the library shows it in place of everything else."""

LAST = ("brand", "creator")
"""The facets as they stand; the brand's own fields come between the two."""

_OPEN = ("tag", "collection")
"""Facets that are shown with a single value too: they say what there is."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice and how many assets it would show."""

    value: str
    words: str
    count: int
    is_chosen: bool
    is_unwanted: bool


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


@dataclass(frozen=True, slots=True)
class Narrowing:
    """All that narrows the library or could: groups of choices, ranges, and a chip for each filter that is set."""

    facets: list[Facet]
    bounds: list[Bound]
    chips: list[Chip]


def narrowing(visit: Visit, query: LibraryQuery, found: FoundPage) -> Narrowing:
    """Return what stands beside and above the wall."""
    with visit.core.db.read() as session:
        fields = list_fields(session)
    names = _Names(visit, fields, found)
    ranges = bounds(visit, query, fields)
    own = [OWN_FACET + field.key for field in fields]
    facets = [_facet(names, name, query, found) for name in (*ORDER, *own, *LAST)]
    facets.append(_aside(names, query))
    return Narrowing(
        [facet for facet in facets if facet is not None],
        ranges,
        [_chip(names, ranges, query, name, value) for name, value in query.given],
    )


class _Names:
    """How facets and their values are called."""

    def __init__(self, visit: Visit, fields: list[FieldView], found: FoundPage) -> None:
        self.visit = visit
        self._fields = {OWN_FACET + field.key: field for field in fields}
        self._titles = channel_titles(visit)
        self._labels = {
            (name, count.value): count.label for name, counts in found.facets.items() for count in counts
        }

    def facet(self, name: str) -> str:
        if name in self._fields:
            return self.visit.speech.text_of(self._fields[name].label, name.removeprefix(OWN_FACET))
        say = self.visit.say
        return {
            "colour": say("Colour"),
            "kind": say("Type"),
            "orientation": say("Orientation"),
            "status": say("Status"),
            "channel": say("Channel"),
            "rights": say("End of the rights"),
            "collection": say("Collection"),
            "tag": say("Tags"),
            "brand": say("Brand"),
            "creator": say("Added by"),
        }.get(name, name)

    def value(self, name: str, value: str) -> str:
        if name in LABELS:
            return self.visit.speech.label(name, value)
        if name == ASIDE:
            return self.visit.say("Set aside")
        if name in self._fields and self._fields[name].kind == "boolean":
            return self.visit.speech.label("boolean", value)
        if name == "channel":
            return self._titles.get(value, value)
        label = self._labels.get((name, value)) or value
        return brand_word(self.visit, value, label) if name == "brand" else label


def _facet(names: _Names, name: str, query: LibraryQuery, found: FoundPage) -> Facet | None:
    """Return a group, None when it has nothing to choose."""
    counts = [count for count in found.facets.get(name, ()) if _is_shown(name, count.value)]
    counts = _in_order(name, counts)
    known = {count.value for count in counts}
    set_here = [value for given, value in query.given if given in (name, f"-{name}")]
    counts += [FacetCount(value, 0) for value in dict.fromkeys(set_here) if value not in known]
    if not counts or (len(counts) == 1 and not set_here and name not in _OPEN):
        return None
    values = [
        FacetValue(
            count.value,
            names.value(name, count.value),
            count.count,
            query.has(name, count.value),
            query.has(f"-{name}", count.value),
        )
        for count in counts
    ]
    return Facet(name, names.facet(name), values[:SHOWN], values[SHOWN:])


def _aside(names: _Names, query: LibraryQuery) -> Facet | None:
    """Return the way to what was set aside, for those who may bring it back while there is any."""
    visit, is_chosen = names.visit, query.has(ASIDE, "1")
    if not is_chosen and not visit.may(Action.TRASH_ANY):
        return None
    count = count_set_aside(visit.core, visit.caller)
    if not (count or is_chosen):
        return None
    words = visit.say("Show only these")
    return Facet(ASIDE, visit.say("Set aside"), [FacetValue("1", words, count, is_chosen, False)], [])


def _chip(names: _Names, ranges: list[Bound], query: LibraryQuery, name: str, value: str) -> Chip:
    visit = names.visit
    facet = name.removeprefix("-")
    words = bound_words(visit, ranges, name, value)
    if words is None:
        words = names.value(facet, value)
        if facet.startswith(OWN_FACET) or facet == "rights":
            words = visit.say("%(name)s: %(value)s", name=names.facet(facet), value=words)
        if facet != name:
            words = visit.say("Without %(name)s", name=words)
    return Chip(words, query.without(name, value))


def _is_shown(name: str, value: str) -> bool:
    """The library's own channel is no news."""
    return name != "channel" or value != LIBRARY


def _in_order(name: str, counts: list[FacetCount]) -> list[FacetCount]:
    """Closed lists stand in their own order, open ones by frequency as the index gives them."""
    known = list(SWATCHES) if name == "colour" else list(LABELS.get(name, {}))
    return sorted(counts, key=lambda count: known.index(count.value) if count.value in known else len(known))
