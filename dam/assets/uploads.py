"""Resumable uploads under way (tus 1.0): whose they are, how long they wait, and what became of them."""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.models import Upload
from dam.assets.originals import check_size
from dam.assets.settings import DEFAULTS, IngestSettings
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound
from dam.ids import new_id

MAX_DETAIL = 4000
"""Characters of one value of `Upload-Metadata`."""


def start_upload(
    core: Core,
    caller: Caller,
    *,
    length: int,
    details: Mapping[str, str],
    settings: IngestSettings = DEFAULTS,
) -> Upload:
    """Announce an upload of `length` bytes; `details` is the decoded `Upload-Metadata`. Too long → `TooLarge`."""
    require_somewhere(caller, Action.ADD_ASSET)
    if length < 1:
        sentence = f"An upload has at least one byte, and {length} were announced."
        raise Invalid(sentence, [FieldError("Upload-Length", sentence)])
    check_size(core, length, settings)
    errors = [
        FieldError(f"Upload-Metadata.{name}", f"{name[:60]} has at most {MAX_DETAIL} characters.")
        for name, value in details.items()
        if len(value) > MAX_DETAIL
    ]
    if errors:
        raise Invalid(errors[0].message, errors)
    now = core.now()
    upload = Upload(
        id=new_id(),
        caller_kind=caller.kind,
        caller_id=caller.id,
        length=length,
        details=dict(details),
        is_duplicate=False,
        created_at=now,
        expires_at=now + timedelta(seconds=settings.upload_seconds),
    )
    with core.db.write() as session:
        session.add(upload)
    return upload


def get_upload(core: Core, caller: Caller, upload_id: str) -> Upload:
    """Return the caller's own upload; another's, a forgotten or an expired one → `NotFound`."""
    require_somewhere(caller, Action.ADD_ASSET)
    with core.db.read() as session:
        upload = session.get(Upload, upload_id)
    is_theirs = upload is not None and (upload.caller_kind, upload.caller_id) == (caller.kind, caller.id)
    if upload is None or not is_theirs or upload.expires_at <= core.now():
        raise NotFound(f"There is no upload {upload_id[:40]!r}; it may have expired.")
    return upload


def finish_upload(
    core: Core,
    caller: Caller,
    upload_id: str,
    *,
    asset_id: str | None = None,
    is_duplicate: bool = False,
    error: str | None = None,
) -> Upload:
    """Keep what became of an upload: an asset, or the sentence why not."""
    get_upload(core, caller, upload_id)
    with core.db.write() as session:
        upload = session.get_one(Upload, upload_id, with_for_update=True)
        upload.asset_id, upload.is_duplicate, upload.error = asset_id, is_duplicate, error
    return upload


def forget_upload(core: Core, caller: Caller, upload_id: str) -> None:
    """Drop the row of an upload; its bytes in the spool are the door's to remove."""
    get_upload(core, caller, upload_id)
    with core.db.write() as session:
        session.execute(sa.delete(Upload).where(Upload.id == upload_id))


def expired_uploads(core: Core) -> list[str]:
    """Return the ids of uploads whose time is over, so that their bytes can be removed."""
    with core.db.read() as session:
        return list(session.scalars(sa.select(Upload.id).where(Upload.expires_at <= core.now())))


def drop_expired(core: Core, upload_ids: list[str]) -> None:
    """Drop the rows of expired uploads, after their bytes."""
    with core.db.write() as session:
        session.execute(sa.delete(Upload).where(Upload.id.in_(upload_ids), Upload.expires_at <= core.now()))
