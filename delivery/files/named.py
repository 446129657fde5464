"""What paths name and whose bytes digests are, for logs of other servers that are read into the ledger."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from dam.db import Database
from dam.engagement.foreign.files import Files, NamedFile, Owned
from delivery.files.parse import StableUrl, parse_path
from renditions.catalogue.models import Rendition, RenditionPart, RetiredRendition


def files_of(database: Database) -> Files:
    """Return what an import asks about the files of this house."""
    return Files(name_file, lambda digests: find_owners(database, digests))


def name_file(path: str) -> NamedFile | None:
    """Read a decoded path; None when it is not the address of a file that is given to the world."""
    url = parse_path(path)
    if url is None:
        return None
    if isinstance(url, StableUrl):
        return NamedFile(url.channel, url.preset, url.asset_id, "")
    return NamedFile(url.channel, "", "", url.digest)


def find_owners(database: Database, digests: Collection[str]) -> Mapping[str, Sequence[Owned]]:
    """Return every asset that owns or once owned these bytes, by digest; unknown digests are left out."""
    found: dict[str, dict[Owned, None]] = defaultdict(dict)
    whole: set[str] = set()
    with database.read() as session:
        for table in (Rendition, RetiredRendition, RenditionPart):
            columns = (table.sha256, table.asset_id, table.version_id, table.channel, table.preset)
            for row in session.execute(sa.select(*columns).where(table.sha256.in_(digests))):
                digest, asset_id, version_id, channel, preset = map(str, row)
                if table is not RenditionPart:
                    whole.add(digest)
                found[digest][Owned(asset_id, version_id, channel, preset, digest not in whole)] = None
    return {digest: tuple(owners) for digest, owners in found.items()}
