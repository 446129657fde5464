"""The words in which tags and fields are found beyond what stands in them: other languages, synonyms, what is above."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, AssetTag
from dam.metadata.fields import FieldView, list_fields
from dam.metadata.vocabularies.told import TermWords, terms_of

Pairs = tuple[tuple[str, str], ...]


def words_of(session: Session, assets: Sequence[Asset]) -> dict[str, Pairs]:
    """Return by asset the pairs of key and text that its tags and fields say, each once; a tag's key is `tag`.

    A term says every name it has in every language, and those of the terms above it; a choice its names; a text per
    language each of them; a place and a person theirs.
    """
    fields = {field.key: field for field in list_fields(session)}
    bearing = _terms_of_tags(session, [asset.id for asset in assets])
    in_fields = {
        each
        for asset in assets
        for key, value in asset.fields.items()
        if key in fields and fields[key].kind == "term"
        for each in _flat(value)
    }
    terms = terms_of(session, sorted(in_fields | {each for ids in bearing.values() for each in ids}))
    return {
        asset.id: tuple(
            dict.fromkeys(
                [
                    *(("tag", word) for each in bearing.get(asset.id, ()) for word in _said(terms, each)),
                    *(
                        (key, text)
                        for key, value in asset.fields.items()
                        for text in _texts(fields.get(key), value, terms)
                    ),
                ]
            )
        )
        for asset in assets
    }


def _texts(field: FieldView | None, value: Any, terms: Mapping[str, TermWords]) -> Iterable[str]:
    if field is None or field.kind not in ("term", "choice"):
        return _flat(value)
    if field.kind == "term":
        return [word for each in _flat(value) for word in _said(terms, each)]
    named = {choice.value: choice for choice in field.choices}
    return [
        word
        for each in _flat(value)
        for word in (each, *(named[each].label.values() if each in named else ()))
    ]


def _said(terms: Mapping[str, TermWords], term_id: str) -> tuple[str, ...]:
    term = terms.get(term_id)
    return () if term is None else (*term.labels, *term.synonyms, *term.words_above)


def _flat(value: Any) -> list[str]:
    """Return the texts of a value; coordinates and answers of yes or no are no words."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, str | int | float):
        return [str(value)]
    if isinstance(value, Mapping):
        inner = [value["name"]] if "name" in value else value.values()
        return [text for each in inner for text in _flat(each)]
    return [text for each in value for text in _flat(each)]


def _terms_of_tags(session: Session, asset_ids: Sequence[str]) -> dict[str, list[str]]:
    query = (
        sa.select(AssetTag.asset_id, AssetTag.term_id)
        .where(AssetTag.asset_id.in_(asset_ids), AssetTag.term_id.is_not(None))
        .order_by(AssetTag.asset_id, AssetTag.position)
    )
    found: dict[str, list[str]] = {}
    for asset_id, term_id in session.execute(query):
        found.setdefault(asset_id, []).append(str(term_id))
    return found
