"""Vocabularies as JSON after SKOS (W3C, 2009): `prefLabel`, `altLabel` and `broader` of each concept."""

from collections.abc import Mapping, Sequence
from typing import Any

from dam.metadata.vocabularies.read import TermView, VocabularyView
from dam.metadata.vocabularies.rows import TermRow, refused


def write_skos(vocabulary: VocabularyView, terms: Sequence[TermView]) -> dict[str, Any]:
    """Return the vocabulary as plain values."""
    return {
        "vocabulary": vocabulary.key,
        "label": dict(vocabulary.label),
        "concepts": [
            {
                "id": term.id,
                "broader": term.parent_id,
                "prefLabel": dict(term.labels),
                "altLabel": {locale: list(texts) for locale, texts in term.synonyms.items()},
            }
            for term in terms
        ],
    }


def read_skos(value: object) -> list[TermRow]:
    """Read such a file; what is no list of concepts → `Invalid` with the number of the concept."""
    concepts = value.get("concepts") if isinstance(value, Mapping) else None
    if not isinstance(concepts, list):
        raise refused('A vocabulary is an object with "concepts", a list of objects.')
    return [_row(place, each) for place, each in enumerate(concepts, start=1)]


def _row(line: int, concept: object) -> TermRow:
    if not isinstance(concept, Mapping):
        raise refused(f"Concept {line} is no object.", line)
    id_, broader = concept.get("id") or "", concept.get("broader") or ""
    labels, synonyms = concept.get("prefLabel"), concept.get("altLabel") or {}
    lists = isinstance(synonyms, Mapping) and all(isinstance(each, list) for each in synonyms.values())
    if (
        not isinstance(id_, str)
        or not isinstance(broader, str)
        or not isinstance(labels, Mapping)
        or not lists
    ):
        raise refused(
            f'Concept {line} has "prefLabel" by language, and "altLabel" and "broader" where it has them.',
            line,
        )
    return TermRow(line, id_, broader, labels, synonyms)
