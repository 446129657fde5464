"""How a file becomes an asset: bytes first, then one transaction with the rows and the work that follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts.access.brands import all_brands, brand_to_add
from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, may_on, refusal_of, require_somewhere
from dam.assets.collections import place_in_collection
from dam.assets.fields import check_new_fields
from dam.assets.filenames import clean_filename
from dam.assets.models import Asset, Version
from dam.assets.originals import store_original
from dam.assets.settings import DEFAULTS, IngestSettings
from dam.assets.status import FIRST_STATUSES
from dam.assets.tags import check_tags, put_tags
from dam.assets.texts import MAX_DESCRIPTION, MAX_TITLE, check_text
from dam.assets.version_rows import Original, add_version_row, check_original
from dam.assets.visibility import visible
from dam.assets.workflow.follow import follow_move
from dam.assets.workflow.gate import require_ready
from dam.changes import StatusMoved, VersionAdded
from dam.core import Core
from dam.db import wait_turn
from dam.errors import FieldError, Invalid
from dam.feed import note_change
from dam.ids import new_id
from dam.storage.port import BlobInfo


@dataclass(frozen=True, slots=True)
class NewAsset:
    """What is known of a file that comes in.

    `collection` is the id of one to place it in, `folder` where it lay before (kept in the audit trail). With
    `keep_both`, bytes that are already here become an asset of their own all the same. `brand` is the id of
    the one it belongs to, "" leaves that to where the caller may add.
    """

    filename: str
    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    collection: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    status: str = "draft"
    is_demo: bool = False
    folder: str = ""
    keep_both: bool = False
    brand: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """The asset that these bytes are; `is_duplicate`: it was here already."""

    asset_id: str
    is_duplicate: bool


def receive_file(
    core: Core,
    caller: Caller,
    source: Path | Iterable[bytes],
    new: NewAsset,
    settings: IngestSettings = DEFAULTS,
) -> Added:
    """Stream a file into the store and make it an asset; everything that can be refused is refused before."""
    checked, _tags = _check(caller, new)
    with core.db.read() as session:
        _brand_of(session, caller, checked)
    stored = store_original(core, source, checked.filename, settings)
    return add_asset(core, caller, stored.blob, stored.head, checked, settings)


def add_asset(
    core: Core,
    caller: Caller,
    blob: BlobInfo,
    head: bytes,
    new: NewAsset,
    settings: IngestSettings = DEFAULTS,
) -> Added:
    """Make bytes that stand in the store an asset, or find the one they are already, if the caller may see it.

    `NotKept`, `TooLarge`, `Invalid` (empty file, wrong texts), `Forbidden` (a status the caller may not give).
    """
    checked, tags = _check(caller, new)
    original = check_original(core, blob, head, checked.filename, settings)
    with core.db.write() as session:
        wait_turn(session, blob.digest)
        known = None if checked.keep_both else _find_twin(session, caller, blob.digest)
        if known is not None:
            return Added(known, is_duplicate=True)
        checked = replace(checked, brand=_brand_of(session, caller, checked))
        asset_id, version_id = _add_rows(core, session, caller, original, checked)
        put_tags(session, asset_id, tags)
        _enter(core, session, caller, asset_id)
        if checked.collection:
            place_in_collection(core, session, caller, checked.collection, [asset_id])
        _tell(core, session, caller, asset_id, version_id, checked)
    return Added(asset_id, is_duplicate=False)


def _check(caller: Caller, new: NewAsset) -> tuple[NewAsset, dict[str, str]]:
    require_somewhere(caller, Action.ADD_ASSET)
    errors: list[FieldError] = []
    title = " ".join(check_text(errors, "title", new.title, MAX_TITLE).split())
    description = check_text(errors, "description", new.description, MAX_DESCRIPTION)
    if new.status not in FIRST_STATUSES:
        sentence = f"A new asset is {', '.join(FIRST_STATUSES)}, and {str(new.status)[:40]!r} came."
        errors.append(FieldError("status", sentence))
    if errors:
        raise Invalid(errors[0].message, errors)
    if new.status == "approved":
        require_somewhere(caller, Action.APPROVE)
    tags = check_tags(new.tags)
    filename = clean_filename(new.filename)
    return replace(new, title=title, description=description, filename=filename), tags


def _brand_of(session: Session, caller: Caller, new: NewAsset) -> str:
    """Return the brand that a checked asset goes to; there the caller may add, and approve what comes in approved."""
    brand_id = brand_to_add(caller, new.brand, [brand.id for brand in all_brands(session)])
    if new.status == "approved" and not may_on(caller, Action.APPROVE, brand_id):
        raise refusal_of(caller, Action.APPROVE)
    return brand_id


def _find_twin(session: Session, caller: Caller, digest: str) -> str | None:
    """Return the oldest asset with these bytes that the caller may see."""
    return session.scalar(
        sa.select(Asset.id)
        .join(Version, Version.asset_id == Asset.id)
        .where(Version.sha256 == digest, Version.state != "proposed", visible(caller))
        .order_by(Asset.created_at, Asset.id)
        .limit(1)
    )


def _add_rows(
    core: Core, session: Session, caller: Caller, original: Original, new: NewAsset
) -> tuple[str, str]:
    now = core.now()
    asset = Asset(
        id=new_id(),
        kind=original.media_type.kind,
        status=new.status,
        title=new.title,
        description=new.description,
        filename=new.filename,
        fields=check_new_fields(session, new.fields),
        brand_id=new.brand,
        owner_id=caller.id,
        owner_name=caller.name[:200],
        is_demo=new.is_demo,
        created_at=now,
        updated_at=now,
        approved_at=now if new.status == "approved" else None,
    )
    session.add(asset)
    session.flush()
    version = add_version_row(core, session, caller, asset.id, "current", original)
    asset.current_version_id = version.id
    return asset.id, version.id


def _enter(core: Core, session: Session, caller: Caller, asset_id: str) -> None:
    """Hold a first status other than draft to what the same move asks later."""
    asset = session.get_one(Asset, asset_id)
    if asset.status == "approved":
        require_ready(session, caller, asset)
    if asset.status != "draft":
        follow_move(core, session, caller, asset, "draft")


def _tell(
    core: Core, session: Session, caller: Caller, asset_id: str, version_id: str, new: NewAsset
) -> None:
    details = {
        "filename": new.filename,
        "status": new.status,
        **({"folder": new.folder} if new.folder else {}),
    }
    note(session, caller, "asset.added", "asset", asset_id, details)
    note_change(session, asset_id)
    is_waited_for = not (new.is_demo or new.folder)
    core.announce(session, VersionAdded(asset_id, version_id, is_waited_for))
    if new.status != "draft":
        core.announce(session, StatusMoved(asset_id, "draft", new.status))
