"""Keeps the words of files: those of a document as they were read, those of subtitles out of their WebVTT."""

import re
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.cues import NotSubtitles, read_cues
from dam.assets.models import Asset, Subtitles, Version
from dam.assets.wording.models import FileWords
from dam.core import Core

MAX_LETTERS = 100_000
"""Letters kept of one file: the first fifty pages, or a film of three hours with some to spare."""

_MARKUP = re.compile(r"<[^>]*>")


def keep_words(session: Session, asset_id: str, sha256: str, words: str) -> None:
    """Write down what a file says; a repeat is harmless."""
    session.merge(FileWords(asset_id=asset_id, sha256=sha256, words=words[:MAX_LETTERS]))


def unread_documents(session: Session, limit: int) -> list[str]:
    """Return ids of the current versions of documents whose words have not been read yet."""
    is_read = sa.exists().where(FileWords.asset_id == Version.asset_id, FileWords.sha256 == Version.sha256)
    asked = (
        sa.select(Version.id)
        .join(Asset, Asset.current_version_id == Version.id)
        .where(Asset.kind == "document", Asset.trashed_at.is_(None), ~is_read)
        .order_by(Version.id)
        .limit(limit)
    )
    return list(session.scalars(asked))


def keep_subtitle_words(core: Core, asset_ids: Sequence[str]) -> None:
    """Read the subtitles of these assets that have changed, and forget the words of those that are gone."""
    with core.db.read() as session:
        standing = {
            (row.asset_id, row.sha256)
            for row in session.scalars(sa.select(Subtitles).where(Subtitles.asset_id.in_(asset_ids)))
        }
        read = {
            (asset_id, sha256)
            for asset_id, sha256 in session.execute(
                sa.select(FileWords.asset_id, FileWords.sha256).where(FileWords.asset_id.in_(asset_ids))
            )
        }
        files = {
            (asset_id, sha256)
            for asset_id, sha256 in session.execute(
                sa.select(Version.asset_id, Version.sha256).where(Version.asset_id.in_(asset_ids))
            )
        }
    new = [(key, _words_of(core, key[1])) for key in sorted(standing - read)]
    gone = sorted(read - standing - files)
    if not new and not gone:
        return
    with core.db.write() as session:
        for (asset_id, sha256), words in new:
            keep_words(session, asset_id, sha256, words)
        for asset_id, sha256 in gone:
            session.execute(
                sa.delete(FileWords).where(FileWords.asset_id == asset_id, FileWords.sha256 == sha256)
            )


def words_of_files(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return what the served files of the assets say, by asset."""
    asked = (
        sa.select(FileWords.asset_id, FileWords.words)
        .join(Asset, Asset.id == FileWords.asset_id)
        .join(Version, Version.id == Asset.current_version_id)
        .where(FileWords.asset_id.in_(list(ids)), FileWords.sha256 == Version.sha256)
    )
    return {asset_id: words for asset_id, words in session.execute(asked)}  # noqa: C416 - a Row is no pair to `dict`


def words_of_subtitles(session: Session, ids: Iterable[str]) -> Mapping[str, str]:
    """Return what is said in the assets' subtitles, in all languages, by asset."""
    asked = (
        sa.select(FileWords.asset_id, FileWords.words)
        .join(
            Subtitles,
            sa.and_(Subtitles.asset_id == FileWords.asset_id, Subtitles.sha256 == FileWords.sha256),
        )
        .where(FileWords.asset_id.in_(list(ids)))
        .order_by(FileWords.asset_id, Subtitles.locale)
    )
    said: dict[str, str] = {}
    for asset_id, words in session.execute(asked):
        said[asset_id] = f"{said[asset_id]}\n{words}" if asset_id in said else words
    return said


def _words_of(core: Core, sha256: str) -> str:
    chunks = core.store.read(sha256)
    if chunks is None:
        return ""
    try:
        cues = read_cues(b"".join(chunks))
    except NotSubtitles:
        return ""
    return "\n".join(dict.fromkeys(_MARKUP.sub("", cue.text) for cue in cues))
