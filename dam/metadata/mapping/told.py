"""What a file says for one line of the mapping."""

from collections.abc import Mapping, Sequence

from dam.metadata.facts import Facts
from dam.metadata.mapping.table import Line

ByLocale = Mapping[str, Sequence[str]]


def told_by(facts: Facts, line: Line) -> ByLocale:
    """Return the texts of the first source that says anything, by language; "" is that of no language."""
    for source in line.sources:
        said = _of_any_file(facts, source) if source.startswith("file:") else facts.properties.get(source)
        if said and any(texts for texts in said.values()):
            return said
    return {}


def _of_any_file(facts: Facts, source: str) -> ByLocale:
    value = getattr(facts, source.partition(":")[2])
    texts = [value] if isinstance(value, str) else list(value or ())
    return {"": texts} if texts else {}
