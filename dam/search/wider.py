"""What stands above tags and terms in the brand's vocabularies, so that a count of animals holds the dogs."""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.metadata.vocabularies.models import Term
from dam.metadata.vocabularies.names import living_term, tag_of, terms_for_tags


def wider_tags(session: Session, tags: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return for each folded tag that names a term the tags above it, the nearest last."""
    named = terms_for_tags(session, tags)
    above = wider_terms(session, [each.term_id for each in named.values()])
    labels = _labels(session, {term_id for ids in above.values() for term_id in ids})
    return {
        tag: tuple(filter(None, (tag_of(labels.get(term_id, {})) for term_id in above[each.term_id])))
        for tag, each in named.items()
    }


def wider_terms(session: Session, ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return for each term the ids above it, from the root down; a merged one stands below what answers for it."""
    above = {}
    for term_id in dict.fromkeys(ids):
        term = living_term(session, term_id)
        if term is not None:
            path = [part for part in term.path.split("/") if part]
            above[term_id] = tuple(each for each in path if each != term_id)
    return above


def _labels(session: Session, ids: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    query = sa.select(Term.id, Term.labels).where(Term.id.in_(sorted(ids)))
    return {term_id: labels for term_id, labels in session.execute(query)}  # noqa: C416 - a Row is no pair to `dict`
