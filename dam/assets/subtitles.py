"""Subtitles of a film, one file for each language: sent in any form, kept as WebVTT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.accounts import audit
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require_somewhere
from dam.assets.cues import MAX_BYTES, read_cues, write_vtt
from dam.assets.models import Subtitles
from dam.assets.visibility import find_row, require_edit
from dam.changes import SubtitlesChanged
from dam.core import Core
from dam.errors import FieldError, Invalid, NotFound, TooLarge, Unavailable
from dam.feed import note_change
from dam.metadata.values.locales import MAX_LOCALES, is_locale


@dataclass(frozen=True, slots=True)
class SubtitlesView:
    """The subtitles of one language, as others see them: `sha256` and `bytes` are of the WebVTT, `filename` of what was sent."""

    locale: str
    sha256: str
    bytes: int
    filename: str
    updated_at: datetime


def save_subtitles(
    core: Core, caller: Caller, asset_id: str, locale: str, data: bytes, filename: str = ""
) -> SubtitlesView:
    """Keep the subtitles of a film in a language, in place of those of before; the same ones again change nothing.

    SRT or WebVTT in any usual encoding; anything else → `Invalid` with its line, over two megabytes → `TooLarge`.
    """
    with core.db.read() as session:
        _require_film(session, caller, asset_id)
    _check(locale, data)
    blob = core.store.put([write_vtt(read_cues(data)).encode()])  # bytes before their row
    with core.db.write() as session:
        _require_film(session, caller, asset_id, to_change=True)
        row = session.get(Subtitles, (asset_id, locale))
        if row is None:
            row = _added(session, asset_id, locale)
        elif row.sha256 == blob.digest:
            return _view(row)
        row.sha256, row.bytes, row.updated_at = blob.digest, blob.bytes, core.now()
        row.filename = filename[:200]
        _tell(core, session, caller, "subtitles.saved", asset_id, locale)
        return _view(row)


def list_subtitles(core: Core, caller: Caller, asset_id: str) -> list[SubtitlesView]:
    """Return the subtitles of an asset by language; none for what is no film."""
    with core.db.read() as session:
        find_row(session, caller, asset_id)
        return [_view(row) for row in rows_of(session, asset_id)]


def read_subtitles(core: Core, caller: Caller, asset_id: str, locale: str) -> bytes:
    """Return the WebVTT of a language; `NotFound` when there is none."""
    with core.db.read() as session:
        find_row(session, caller, asset_id)
        digest = _row(session, asset_id, locale).sha256
    chunks = core.store.read(digest)
    if chunks is None:
        raise Unavailable(f"The subtitles in {locale} are missing from the store.", 60)
    return b"".join(chunks)


def delete_subtitles(core: Core, caller: Caller, asset_id: str, locale: str) -> None:
    """Take the subtitles of a language off a film; `NotFound` when there are none."""
    with core.db.write() as session:
        _require_film(session, caller, asset_id, to_change=True)
        session.delete(_row(session, asset_id, locale))
        session.flush()
        _tell(core, session, caller, "subtitles.deleted", asset_id, locale)


def rows_of(session: Session, asset_id: str) -> Sequence[Subtitles]:
    """Return the rows of an asset by language, whoever asks: jobs make tracks of them."""
    query = sa.select(Subtitles).where(Subtitles.asset_id == asset_id)
    return session.scalars(query.order_by(Subtitles.locale)).all()


def _require_film(session: Session, caller: Caller, asset_id: str, *, to_change: bool = False) -> None:
    """Raise what speaks against the caller changing the subtitles of this asset; `to_change` holds its row."""
    require_somewhere(caller, Action.EDIT_OWN)
    asset = find_row(session, caller, asset_id, to_change=to_change)
    require_edit(caller, asset)
    if asset.kind != "video":
        raise Invalid("Only films have subtitles, and this asset is none.")


def _check(locale: str, data: bytes) -> None:
    if not is_locale(locale):
        message = f"A language is written like fr or pt-BR, and {locale[:40]!r} came."
        raise Invalid(message, [FieldError("locale", message)])
    if len(data) > MAX_BYTES:
        raise TooLarge(f"Subtitles have at most {MAX_BYTES} bytes, and these have {len(data)}.")


def _added(session: Session, asset_id: str, locale: str) -> Subtitles:
    if len(rows_of(session, asset_id)) >= MAX_LOCALES:
        raise Invalid(f"A film has subtitles in at most {MAX_LOCALES} languages.")
    row = Subtitles(asset_id=asset_id, locale=locale)
    session.add(row)
    return row


def _row(session: Session, asset_id: str, locale: str) -> Subtitles:
    row = session.get(Subtitles, (asset_id, locale))
    if row is None:
        raise NotFound(f"This film has no subtitles in {locale[:40]!r}.")
    return row


def _tell(core: Core, session: Session, caller: Caller, action: str, asset_id: str, locale: str) -> None:
    audit.note(session, caller, action, "asset", asset_id, {"locale": locale})
    note_change(session, asset_id)
    core.announce(session, SubtitlesChanged(asset_id))


def _view(row: Subtitles) -> SubtitlesView:
    return SubtitlesView(row.locale, row.sha256, row.bytes, row.filename, row.updated_at)
