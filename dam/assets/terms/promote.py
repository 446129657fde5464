"""Free tags and the vocabulary: what is offered while somebody types, and a tag that becomes a term."""

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require, require_somewhere
from dam.assets.begun_tags import tags_begun
from dam.assets.models import Asset, AssetTag
from dam.assets.tags import TagCount
from dam.assets.visibility import visible
from dam.core import Core
from dam.errors import NotFound
from dam.metadata.vocabularies.edit import add_term
from dam.metadata.vocabularies.folding import fold_tag
from dam.metadata.vocabularies.models import Vocabulary
from dam.metadata.vocabularies.names import living_term, tag_of
from dam.metadata.vocabularies.naming import where
from dam.metadata.vocabularies.read import TermView, suggest_terms

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """A tag to take: `tag` is what is kept, `label` what the reader calls it, `path` where the term stands or ""."""

    tag: str
    label: str
    term_id: str | None = None
    path: str = ""


def offer_tags(core: Core, caller: Caller, typed: str, *, limit: int = 10) -> list[Offered]:
    """Return terms by any of their names, then free tags that the caller may see, for what was typed so far."""
    require_somewhere(caller, Action.SEE_APPROVED)
    if not fold_tag(typed):
        return []
    limit = min(limit, MOST_OFFERED)
    offered: dict[str, Offered] = {}
    with core.db.read() as session:
        keys = session.scalars(
            sa.select(Vocabulary.key).where(Vocabulary.is_for_tags).order_by(Vocabulary.key)
        )
        for key in list(keys):
            for term in suggest_terms(session, key, typed, limit):
                row = living_term(session, term.id)
                path = where(session, row) if row is not None and row.parent_id else ""
                tag = tag_of(term.labels)
                offered.setdefault(fold_tag(tag), Offered(tag, term.name(caller.locale), term.id, path))
        for each in tags_begun(session, caller, typed, limit):
            offered.setdefault(each.folded, Offered(each.tag, each.tag))
    return list(offered.values())[:limit]


def list_free_tags(core: Core, caller: Caller, *, limit: int = 100) -> list[TagCount]:
    """Return the tags that are no term yet, the most used first: candidates for the vocabulary."""
    require(caller, Action.EDIT_VOCABULARIES)
    count = sa.func.count(AssetTag.asset_id)
    query = (
        sa.select(sa.func.min(AssetTag.tag), AssetTag.folded, count)
        .join(Asset, Asset.id == AssetTag.asset_id)
        .where(visible(caller), AssetTag.term_id.is_(None))
        .group_by(AssetTag.folded)
        .order_by(count.desc(), AssetTag.folded)
        .limit(limit)
    )
    with core.db.read() as session:
        return [TagCount(tag, folded, number) for tag, folded, number in session.execute(query)]


def promote_tag(
    core: Core,
    caller: Caller,
    tag: str,
    vocabulary: str,
    *,
    labels: Mapping[str, str] | None = None,
    parent_id: str | None = None,
) -> TermView:
    """Make a term of a free tag; the assets that bear it follow by a job. A tag that nobody uses → `NotFound`.

    `labels` name it per locale; without them the tag is its name in the caller's language. The tag itself always
    answers to the term, as a synonym where no label says it.
    """
    require(caller, Action.EDIT_VOCABULARIES)
    folded = fold_tag(tag)
    query = sa.select(AssetTag.tag).where(AssetTag.folded == folded, AssetTag.term_id.is_(None)).limit(1)
    with core.db.read() as session:
        spelling = session.scalar(query)
    if spelling is None:
        raise NotFound(f"There is no free tag {tag[:40]!r}.")
    named = dict(labels or {caller.locale: spelling})
    is_named = folded in {fold_tag(text) for text in named.values()}
    synonyms = {} if is_named else {next(iter(named), caller.locale): [spelling]}
    return add_term(core, caller, vocabulary, labels=named, synonyms=synonyms, parent_id=parent_id)
