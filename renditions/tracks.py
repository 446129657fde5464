"""Tracks of subtitles beside films: the same words in every player, without filming anything again."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Subtitles, Version
from dam.assets.subtitles import rows_of
from dam.core import Core
from dam.language.own_names import own_name
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.made import exchange_file
from renditions.catalogue.models import Rendition, RenditionPart
from renditions.catalogue.parts import OF_SUBTITLES, PartFile, parts_of
from renditions.image.job import Track, Wanted
from renditions.publishing import PLAYLIST, address, put_text
from renditions.recipe import PART_MEDIA_TYPES
from renditions.video.playlists import TrackLine, seconds_of, track_playlist, with_tracks

TRACKED = ("mp4", "webm", "hls")
"""Formats that players show subtitles with."""


def track_files(subtitles: Sequence[Subtitles]) -> list[PartFile]:
    """Return subtitles as further files of a rendition."""
    media_type = PART_MEDIA_TYPES["vtt"]
    return [
        PartFile(f"{OF_SUBTITLES}{each.locale}.vtt", each.sha256, each.bytes, media_type)
        for each in subtitles
    ]


def locale_of(part: PartFile) -> str:
    """Return the language of a track's file."""
    return part.name.removeprefix(OF_SUBTITLES).rpartition(".")[0]


def tracks_of(session: Session, asset_id: str) -> dict[tuple[str, str | None], list[PartFile]]:
    """Return the tracks that an asset has now and that are reachable, by channel and SHA-256 of the film they belong to."""
    now = {(part.name, part.sha256) for part in track_files(rows_of(session, asset_id))}
    found: dict[tuple[str, str | None], list[PartFile]] = {}
    where = (RenditionPart.asset_id == asset_id, RenditionPart.sha256.in_([digest for _, digest in now]))
    for row in (
        session.scalars(sa.select(RenditionPart).where(*where).order_by(RenditionPart.name)) if now else ()
    ):
        if (row.name, row.sha256) in now:
            part = PartFile(row.name, row.sha256, row.bytes, row.media_type)
            found.setdefault((row.channel, row.owner_sha256), []).append(part)
    return found


def burnt_tracks(core: Core, folder: Path, wanted: Iterable[Wanted]) -> list[Track]:
    """Write the subtitles that recipes draw into films into the folder; what the store has lost is not among them."""
    tracks = []
    for digest in sorted({each.recipe.subtitles for each in wanted} - {""}):
        chunks = core.store.read(digest)
        if chunks is not None:
            path = folder / f"{digest}.vtt"
            path.write_bytes(b"".join(chunks))
            tracks.append(Track("", path, digest))
    return tracks


def carry_tracks(core: Core, version_id: str) -> None:
    """Bring the tracks of a version's films in step with the subtitles of its asset; where they are, nothing is done.

    Beside a film they only become reachable. A stream names them, so its master playlist is written anew: the rungs stay
    what they are, and the playlist of before stays reachable.
    """
    with core.db.read() as session:
        version = session.get(Version, version_id)
        if version is None:
            return
        tracks = track_files(rows_of(session, version.asset_id))
        films = [
            (row, parts_of(session, row))
            for row in renditions_of(session, version.asset_id, version_id)
            if row.format in TRACKED and row.sha256 is not None
        ]
    for row, parts in films:
        assert row.sha256 is not None
        main = PartFile("", row.sha256, row.bytes or 0, row.media_type or "")
        wanted = list(tracks)
        if row.format == "hls":
            streamed = _streamed(core, row, parts, tracks)
            if streamed is None:
                continue
            main, playlists = streamed
            wanted += playlists
        if main.sha256 != row.sha256 or not set(wanted) <= set(parts):
            others = [part for part in parts if not part.is_of_subtitles]
            with core.db.write() as session:
                exchange_file(session, row.id, row.sha256, main, [*others, *wanted])


def _streamed(
    core: Core, row: Rendition, parts: Sequence[PartFile], tracks: Sequence[PartFile]
) -> tuple[PartFile, list[PartFile]] | None:
    """Return the master playlist with these tracks, and their own playlists; all of them stand in the store.

    None where the store has lost what they are written from: `vitrine verify` says so, and no repeat would help.
    """
    rungs = [part for part in parts if part.media_type == PLAYLIST and not part.is_of_subtitles]
    rung, master = _text(core, rungs[0].sha256) if rungs else None, _text(core, str(row.sha256))
    if rung is None or master is None:
        return None
    seconds = seconds_of(rung)
    lines, playlists = [], []
    for track in tracks:
        locale = locale_of(track)
        text = track_playlist(seconds, address(row.channel, track))
        playlists.append(put_text(core.store, f"{OF_SUBTITLES}{locale}.m3u8", text, PLAYLIST))
        lines.append(TrackLine(locale, own_name(locale), address(row.channel, playlists[-1])))
    return put_text(core.store, "", with_tracks(master, lines), PLAYLIST), playlists


def _text(core: Core, digest: str) -> str | None:
    chunks = core.store.read(digest)
    return None if chunks is None else b"".join(chunks).decode()
