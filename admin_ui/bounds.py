"""The ranges beside the wall: from and to of dates, sizes and lengths."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from admin_ui.library_query import LibraryQuery
from admin_ui.visit import Visit
from dam.metadata.fields import FieldView
from dam.search.countable import BOUNDED
from dam.search.lexemes import OWN_FACET


@dataclass(frozen=True, slots=True)
class Bound:
    """One range: how it is called, the parameters of its two ends, and what stands in them."""

    words: str
    from_name: str
    to_name: str
    from_value: str
    to_value: str
    kind: Literal["date", "number"]


def bounds(visit: Visit, query: LibraryQuery, fields: Sequence[FieldView]) -> list[Bound]:
    """Return the ranges that every asset may have, and those of the brand's own days and numbers."""
    say = visit.say
    made = [
        _bound(query, say("Date added"), "created_from", "created_to", "date"),
        _bound(query, say("End of the rights"), "expires_from", "expires_before", "date"),
        _bound(query, say("Width in pixels"), "width_from", "width_to", "number"),
        _bound(query, say("Height in pixels"), "height_from", "height_to", "number"),
        _bound(query, say("Length in seconds"), "duration_from", "duration_to", "number"),
        _bound(query, say("Weight in bytes"), "bytes_from", "bytes_to", "number"),
    ]
    for field in fields:
        if field.kind in BOUNDED:
            name = OWN_FACET + field.key
            words = visit.speech.text_of(field.label, field.key)
            kind: Literal["date", "number"] = "date" if field.kind == "date" else "number"
            made.append(_bound(query, words, f"{name}.from", f"{name}.to", kind))
    return made


def _bound(
    query: LibraryQuery, words: str, from_name: str, to_name: str, kind: Literal["date", "number"]
) -> Bound:
    return Bound(words, from_name, to_name, query.value(from_name), query.value(to_name), kind)


def bound_words(visit: Visit, ranges: Sequence[Bound], name: str, value: str) -> str | None:
    """Return what a chip says of one end of a range, None when the filter is none."""
    for bound in ranges:
        if name == bound.from_name:
            return visit.say("%(name)s from %(value)s", name=bound.words, value=value)
        if name == bound.to_name:
            return visit.say("%(name)s up to %(value)s", name=bound.words, value=value)
    return None
