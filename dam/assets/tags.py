"""Tags: equal when they differ only by case, accents or spaces, and listed with the number of assets."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.assets.batches import in_batches
from dam.assets.models import Asset, AssetTag
from dam.assets.turns import hold_assets
from dam.assets.visibility import visible
from dam.changes import AssetEdited
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.feed import note_change

MAX_TAGS = 200
"""Tags on one asset: beyond, they no longer tell anything."""

MAX_LENGTH = 100
"""Characters of a tag; what folding makes longer still fits the 200 of the column."""


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag as most often typed, its folded form, and how many assets that the caller sees bear it."""

    tag: str
    folded: str
    count: int


def fold_tag(text: str) -> str:
    """Return the form in which tags are compared: `  Été  2026` → `ete 2026`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in apart if not (unicodedata.combining(sign) or _is_unseen(sign)))
    return " ".join(unicodedata.normalize("NFC", bare).casefold().split())


def check_tags(tags: Iterable[object]) -> dict[str, str]:
    """Return the tags by folded form in their order, the first spelling of twins kept, or raise `Invalid`."""
    kept: dict[str, str] = {}
    errors: list[FieldError] = []
    for place, tag in enumerate(tags):
        sentence = _problem(tag)
        if sentence:
            errors.append(FieldError(f"tags[{place}]", sentence))
        elif isinstance(tag, str) and (folded := fold_tag(tag)):
            kept.setdefault(folded, " ".join(tag.split()))
    if len(kept) > MAX_TAGS:
        errors.append(FieldError("tags", f"An asset has at most {MAX_TAGS} tags, and {len(kept)} came."))
    if errors:
        raise Invalid(errors[0].message, errors)
    return kept


def put_tags(session: Session, asset_id: str, tags: dict[str, str]) -> None:
    """Replace the tags of an asset."""
    session.execute(sa.delete(AssetTag).where(AssetTag.asset_id == asset_id))
    if tags:
        rows = [
            {"asset_id": asset_id, "folded": folded, "tag": tag, "position": place}
            for place, (folded, tag) in enumerate(tags.items())
        ]
        session.execute(sa.insert(AssetTag), rows)


def tags_of(session: Session, asset_id: str) -> list[str]:
    """Return the tags of an asset in their order."""
    query = sa.select(AssetTag.tag).where(AssetTag.asset_id == asset_id).order_by(AssetTag.position)
    return list(session.scalars(query))


def list_tags(core: Core, caller: Caller, *, starts_with: str = "", limit: int = 1000) -> list[TagCount]:
    """Return the tags on the assets that the caller may see, most used first."""
    require(caller, Action.SEE_APPROVED)
    count = sa.func.count(AssetTag.asset_id)
    query = (
        sa.select(sa.func.min(AssetTag.tag), AssetTag.folded, count)
        .join(Asset, Asset.id == AssetTag.asset_id)
        .where(visible(caller), AssetTag.folded.startswith(fold_tag(starts_with), autoescape=True))
        .group_by(AssetTag.folded)
        .order_by(count.desc(), AssetTag.folded)
        .limit(limit)
    )
    with core.db.read() as session:
        return [TagCount(tag, folded, number) for tag, folded, number in session.execute(query)]


def rename_tag(core: Core, caller: Caller, tag: str, new_tag: str) -> int:
    """Rename a tag on every asset, merging it where the new one is there already; return how many changed."""
    require(caller, Action.EDIT_ANY)
    checked = check_tags([new_tag])
    if not checked:
        raise Invalid("A tag cannot be empty.", [FieldError("tag", "A tag cannot be empty.")])
    return _replace_tag(core, caller, tag, next(iter(checked.items())))


def delete_tag(core: Core, caller: Caller, tag: str) -> int:
    """Take a tag off every asset; return how many bore it."""
    require(caller, Action.EDIT_ANY)
    return _replace_tag(core, caller, tag, None)


def _replace_tag(core: Core, caller: Caller, tag: str, new: tuple[str, str] | None) -> int:
    folded = fold_tag(tag)
    with core.db.read() as session:
        asset_ids = list(session.scalars(sa.select(AssetTag.asset_id).where(AssetTag.folded == folded)))
    if not asset_ids:
        raise NotFound(f"There is no tag {tag[:40]!r}.")
    for some in in_batches(asset_ids):
        with core.db.write() as session:
            hold_assets(session, some)
            if new is None:
                session.execute(sa.delete(AssetTag).where(_on(some, folded)))
            else:
                _rename_rows(session, some, folded, new)
            _touch(core, session, some)
            action = "tag.deleted" if new is None else "tag.renamed"
            note(session, caller, action, "tag", folded[:64], {"to": new and new[1], "assets": list(some)})
    return len(asset_ids)


def _rename_rows(session: Session, asset_ids: Sequence[str], folded: str, new: tuple[str, str]) -> None:
    if new[0] != folded:
        twins = sa.select(AssetTag.asset_id).where(_on(asset_ids, new[0]))
        have_both = list(session.scalars(twins))
        session.execute(sa.delete(AssetTag).where(_on(have_both, folded)))
    session.execute(sa.update(AssetTag).where(_on(asset_ids, folded)).values(folded=new[0], tag=new[1]))


def _on(asset_ids: Sequence[str], folded: str) -> sa.ColumnElement[bool]:
    return sa.and_(AssetTag.asset_id.in_(asset_ids), AssetTag.folded == folded)


def _touch(core: Core, session: Session, asset_ids: Sequence[str]) -> None:
    moved = sa.update(Asset).where(Asset.id.in_(asset_ids))
    session.execute(moved.values(revision=Asset.revision + 1, updated_at=core.now()))
    for asset_id in asset_ids:
        note_change(session, asset_id)
        core.announce(session, AssetEdited(asset_id))


def _is_unseen(sign: str) -> bool:
    """Joiners, halves of characters and control characters tell no tag from another."""
    return unicodedata.category(sign) in ("Cf", "Cs", "Cc") and not sign.isspace()


def _problem(tag: object) -> str:
    if not isinstance(tag, str):
        return f"A tag is a text, and {type(tag).__name__} came."
    if len(tag.strip()) > MAX_LENGTH or len(fold_tag(tag)) > 2 * MAX_LENGTH:
        return f"A tag has at most {MAX_LENGTH} characters, and {len(tag.strip())} came."
    if not " ".join(tag.split()).isprintable():
        return "A tag holds no control characters."
    return ""
