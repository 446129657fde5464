"""Gives the counted values the names that people know them by, in the caller's language."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brands import all_brands
from dam.accounts.models import Person
from dam.assets.models import Asset, AssetTag, Collection
from dam.metadata.fields import list_fields
from dam.metadata.values.locales import text_in
from dam.metadata.vocabularies.models import Term
from dam.metadata.vocabularies.names import terms_for_tags
from dam.metadata.vocabularies.read import term_names
from dam.search.lexemes import OWN_FACET
from dam.search.port import FacetCount

Facets = Mapping[str, tuple[FacetCount, ...]]
Labels = Mapping[str, str]


def name_facets(session: Session, facets: Facets, locale: str) -> dict[str, tuple[FacetCount, ...]]:
    """Return the counts with names; only what was counted is looked up, so that no other name is told."""
    labels = {
        facet: _LABELS[facet](session, [count.value for count in counts], locale)
        for facet, counts in facets.items()
        if counts and facet in _LABELS
    }
    own = _own_labels(session, facets, locale)
    labels |= own
    return {
        facet: _named(counts, labels.get(facet, {}))
        for facet, counts in facets.items()
        if facet in own or not facet.startswith(OWN_FACET)
    }


def _named(counts: Sequence[FacetCount], labels: Labels) -> tuple[FacetCount, ...]:
    return tuple(replace(count, label=labels.get(count.value, count.value)) for count in counts)


def _tags(session: Session, values: Sequence[str], locale: str) -> Labels:
    """Tags bear the names that people wrote, and terms those of the vocabulary."""
    written = _pairs(
        session,
        sa.select(AssetTag.folded, sa.func.min(AssetTag.tag))
        .where(AssetTag.folded.in_(values))
        .group_by(AssetTag.folded),
    )
    named = terms_for_tags(session, values)
    ids = [each.term_id for each in named.values()]
    wanted = sa.select(Term.id, Term.labels).where(Term.id.in_(ids))
    labels = {term_id: texts for term_id, texts in session.execute(wanted)}  # noqa: C416
    return written | {
        tag: text_in(labels.get(each.term_id, {}), locale, each.tag) for tag, each in named.items()
    }


def _collections(session: Session, values: Sequence[str], _locale: str) -> Labels:
    return _pairs(session, sa.select(Collection.id, Collection.name).where(Collection.id.in_(values)))


def _brands(session: Session, values: Sequence[str], _locale: str) -> Labels:
    return {brand.id: brand.name for brand in all_brands(session) if brand.id in values}


def _creators(session: Session, values: Sequence[str], _locale: str) -> Labels:
    """People are named as they are called now; tokens, and people who left, as their assets name them."""
    people = _pairs(session, sa.select(Person.id, Person.name).where(Person.id.in_(values)))
    return people | {value: _name_on_asset(session, value) for value in values if value not in people}


def _name_on_asset(session: Session, owner_id: str) -> str:
    name = session.scalar(sa.select(Asset.owner_name).where(Asset.owner_id == owner_id).limit(1))
    return name or owner_id


_LABELS = {"tag": _tags, "collection": _collections, "brand": _brands, "creator": _creators}


def _own_labels(session: Session, facets: Facets, locale: str) -> dict[str, Labels]:
    """Return the names of choices and terms of the fields that the brand has; other values say it all."""
    wanted = {
        facet.removeprefix(OWN_FACET): counts
        for facet, counts in facets.items()
        if facet.startswith(OWN_FACET)
    }
    fields = list_fields(session) if wanted else []
    labels: dict[str, Labels] = {}
    for field in fields:
        if field.key not in wanted:
            continue
        labels[OWN_FACET + field.key] = {}
        if field.kind == "choice":
            labels[OWN_FACET + field.key] = {choice.value: choice.name(locale) for choice in field.choices}
        elif field.kind == "term":
            names = term_names(session, [count.value for count in wanted[field.key]])
            labels[OWN_FACET + field.key] = {
                each: text_in(texts, locale, each) for each, texts in names.items()
            }
    return labels


def _pairs(session: Session, query: sa.Select[str, str]) -> dict[str, str]:
    return {value: label for value, label in session.execute(query)}  # noqa: C416 - a Row is no pair to `dict`
