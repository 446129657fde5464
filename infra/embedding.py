"""Writing what the house says into renditions that are made already: copies, one run of ExifTool, no pixel touched."""

import hashlib
import logging
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from dam.assets.models import Asset, Version
from dam.assets.written.said import said_by_file, said_of
from dam.jobs.called_off import stop_if_called_off
from dam.metadata.embedding.exiftool import FORMATS, NotWritten, find_exiftool, write_tags
from dam.metadata.embedding.models import EmbeddingPolicy
from dam.metadata.embedding.policies import ORIGINALS, Policy, list_policies
from dam.metadata.embedding.words import Tags, tags_for
from delivery.house import House
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.made import exchange_file, hold_rendition
from renditions.catalogue.models import Rendition
from renditions.catalogue.parts import PartFile, parts_of
from renditions.work_folder import work_folder

log = logging.getLogger(__name__)

PIECE = 500
GROUP = 10
"""Jobs added in one transaction: each takes 1–2 ms, and a write must stay under 20 ms."""


@dataclass(frozen=True, slots=True)
class _Due:
    """A rendition whose file says something else than it should; `mark` is "" where the file's own words come back."""

    id: str
    sha256: str
    media_type: str
    tags: Tags
    mark: str


def mark_of(tags: Tags, sha256: str) -> str:
    """Return what a row remembers: these words in this file. A file that was made anew does not carry them."""
    return hashlib.sha256(f"{tags.digest}:{sha256}".encode()).hexdigest()


def embed_asset(house: House, asset_id: str) -> int:
    """Bring the words in the renditions of the served version in step; return how many files were exchanged.

    Run twice, the second time finds nothing to do. A file that cannot be written into stays as it is.
    """
    tool = find_exiftool(house.exiftool)
    if tool is None:
        return 0
    with house.core.db.read() as session:
        due = _due(session, asset_id)
    count = 0
    for (_media_type, _digest), some in _groups(due).items():
        stop_if_called_off()
        with work_folder(house.renditions.work_folder) as folder:
            copies = _copied(house, folder, some)
            try:
                write_tags(tool, folder, [copy for _, copy in copies], some[0].tags)
            except NotWritten as error:
                log.warning("words were not written", extra={"asset": asset_id, "reason": str(error)})
                continue
            count += sum(_exchanged(house, each, copy) for each, copy in copies)
    return count


def _due(session: Session, asset_id: str) -> list[_Due]:
    asset = session.get(Asset, asset_id)
    version = session.get(Version, asset.current_version_id) if asset and asset.current_version_id else None
    if asset is None or version is None:
        return []
    policies = list_policies(session)
    said, own = said_of(session, asset, version), said_by_file(version)
    found = []
    for row in renditions_of(session, asset_id, version.id):
        if row.state != "ready" or row.sha256 is None or row.media_type not in FORMATS:
            continue
        policy = policies.get(row.channel, Policy())
        if policy.words == "none":
            if row.embedded:
                tags = tags_for(own, Policy("rights"), forgets="all")
                found.append(_Due(row.id, row.sha256, row.media_type, tags, ""))
            continue
        tags = tags_for(said, policy, forgets="all" if row.embedded or policy.words == "all" else "rights")
        if row.embedded != mark_of(tags, row.sha256):
            found.append(_Due(row.id, row.sha256, row.media_type, tags, tags.digest))
    return found


def _groups(due: Iterable[_Due]) -> dict[tuple[str, str], list[_Due]]:
    groups: dict[tuple[str, str], list[_Due]] = defaultdict(list)
    for each in due:
        groups[each.media_type, each.tags.digest].append(each)
    return groups


def _copied(house: House, folder: Path, some: Sequence[_Due]) -> list[tuple[_Due, Path]]:
    """Copy the files; one that the store has lost is left out, its rendition says so elsewhere."""
    copies = []
    for place, each in enumerate(some):
        copy = folder / f"{place}{FORMATS[each.media_type]}"
        with house.core.store.local(each.sha256) as file:
            if file is not None:
                shutil.copyfile(file, copy)
                copies.append((each, copy))
    return copies


def _exchanged(house: House, due: _Due, copy: Path) -> bool:
    """Bytes before rows; whoever exchanged the file meanwhile keeps it, and the next run finds it."""
    blob = house.core.store.put_file(copy)
    with house.core.db.write() as session:
        row = hold_rendition(session, due.id)
        if row is None or row.sha256 != due.sha256:
            return False
        parts = parts_of(session, row)
        file = PartFile("", blob.digest, blob.bytes, due.media_type)
        if not exchange_file(session, due.id, due.sha256, file, parts):
            return False
        row.embedded = mark_of(due.tags, blob.digest) if due.mark else ""
        return True


def ask_to_embed(house: House, asset_ids: Sequence[str]) -> None:
    """Ask for the words of these assets to be written, where any channel has a policy; once, however often asked."""
    wanted = sa.select(EmbeddingPolicy.place).where(
        EmbeddingPolicy.place != ORIGINALS, EmbeddingPolicy.words != "none"
    )
    with house.core.db.read() as session:
        if session.scalar(wanted.limit(1)) is None:
            return
    _enqueue(house, asset_ids)


def embed_channel(house: House, channel: str) -> int:
    """Ask for every asset with files of a channel, after its policy changed; return how many there are."""
    last, count = "", 0
    while True:
        query = (
            sa.select(Rendition.asset_id)
            .where(Rendition.channel == channel, Rendition.state == "ready", Rendition.asset_id > last)
            .distinct()
            .order_by(Rendition.asset_id)
            .limit(PIECE)
        )
        with house.core.db.read() as session:
            some = list(session.scalars(query))
        if not some:
            return count
        _enqueue(house, some)
        count += len(some)
        last = some[-1]


def _enqueue(house: House, asset_ids: Sequence[str]) -> None:
    for start in range(0, len(asset_ids), GROUP):
        with house.core.db.write() as session:
            for asset_id in asset_ids[start : start + GROUP]:
                house.core.jobs.enqueue(
                    session,
                    "embed_asset",
                    {"asset_id": asset_id},
                    queue="heavy",
                    key=f"embed:{asset_id}",
                    priority=12,
                )
