"""Assets follow their terms: a new name, a merge, a promotion or the end of a term reaches every tag and field."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.batches import in_batches
from dam.assets.models import Asset, AssetTag
from dam.assets.tags import put_tags
from dam.assets.turns import hold_assets
from dam.changes import AssetsEdited
from dam.core import Core
from dam.feed import note_change
from dam.metadata.models import Field
from dam.metadata.vocabularies.folding import fold_tag
from dam.metadata.vocabularies.models import Term, TermName, Vocabulary
from dam.metadata.vocabularies.names import living_term, tag_of

PIECE = 500


def follow_terms(core: Core, term_ids: Sequence[str]) -> list[str]:
    """Bring every asset in step with these terms, ten to a transaction, and return all whose words changed.

    A repeat changes nothing: it finds every asset in step.
    """
    touched: dict[str, None] = {}
    for term_id in term_ids:
        with core.db.read() as session:
            bearing = list(_bearing(session, term_id))
        for some in in_batches(bearing):
            with core.db.write() as session:
                hold_assets(session, some)
                changed = [asset_id for asset_id in some if _put_in_step(core, session, asset_id)]
                if changed:
                    core.announce(session, AssetsEdited(tuple(changed)))
        touched.update(dict.fromkeys(bearing))
    return list(touched)


def _bearing(session: Session, term_id: str) -> Iterator[str]:
    """Yield assets that bear the term or one below it, or a free tag with one of its names."""
    ids = {term_id} | _subtree(session, term_id)
    found: dict[str, None] = {}
    for some in _pieces(sorted(ids)):
        found.update(
            dict.fromkeys(session.scalars(sa.select(AssetTag.asset_id).where(AssetTag.term_id.in_(some))))
        )
    found.update(dict.fromkeys(session.scalars(_with_free_tag(term_id))))
    for key in _fields_of_terms(session):
        query = sa.select(Asset.id, Asset.fields).where(Asset.fields[key].as_string().is_not(None))
        found.update(
            (asset_id, None)
            for asset_id, fields in session.execute(query)
            if ids & set(_ids(fields.get(key)))
        )
    yield from found


def _subtree(session: Session, term_id: str) -> set[str]:
    term = living_term(session, term_id)
    if term is None:
        return set()
    return set(session.scalars(sa.select(Term.id).where(Term.path.startswith(term.path))))


def _with_free_tag(term_id: str) -> sa.Select[str]:
    return (
        sa.select(AssetTag.asset_id)
        .join(TermName, TermName.folded == AssetTag.folded)
        .join(Vocabulary, Vocabulary.key == TermName.vocabulary)
        .where(TermName.term_id == term_id, Vocabulary.is_for_tags, AssetTag.term_id.is_(None))
    )


def _put_in_step(core: Core, session: Session, asset_id: str) -> bool:
    """Write the tags and fields of one asset anew where they are not those of its terms; tell whether they were."""
    asset = session.get(Asset, asset_id)
    if asset is None:
        return False
    has_changed = _put_tags_in_step(session, asset_id)
    fields = {**asset.fields, **_fields_in_step(session, asset.fields)}
    fields = {key: value for key, value in fields.items() if value not in ("", [])}
    if fields != asset.fields:
        asset.fields, has_changed = fields, True
    if has_changed:
        asset.revision += 1
        asset.updated_at = core.now()
        note_change(session, asset_id)
    return has_changed


def _put_tags_in_step(session: Session, asset_id: str) -> bool:
    before = _tag_rows(session, asset_id)
    tags: dict[str, str] = {}
    for _folded, tag, term_id in before:
        term = living_term(session, term_id) if term_id else None
        text = tag_of(term.labels) if term is not None else tag
        tags.setdefault(fold_tag(text), text)
    put_tags(session, asset_id, tags)
    return _tag_rows(session, asset_id) != before


def _tag_rows(session: Session, asset_id: str) -> list[tuple[str, str, str | None]]:
    query = (
        sa.select(AssetTag.folded, AssetTag.tag, AssetTag.term_id)
        .where(AssetTag.asset_id == asset_id)
        .order_by(AssetTag.position)
    )
    return [(folded, tag, term_id) for folded, tag, term_id in session.execute(query)]


def _fields_in_step(session: Session, values: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of terms with the terms that answer now; one that is gone is left out."""
    put: dict[str, Any] = {}
    for key in _fields_of_terms(session):
        if key in values:
            terms = [living_term(session, term_id) for term_id in _ids(values[key])]
            living = list(dict.fromkeys(term.id for term in terms if term is not None))
            put[key] = living if isinstance(values[key], list) else next(iter(living), "")
    return put


def _fields_of_terms(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Field.key).where(Field.kind == "term").order_by(Field.key)))


def _ids(value: object) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _pieces(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), PIECE):
        yield ids[start : start + PIECE]
