"""Logs found where the setting says: files of this machine by a pattern, or a prefix in an S3 bucket."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from glob import has_magic
from pathlib import Path
from typing import BinaryIO, Protocol

from dam.engagement.foreign.reading import DiskLog, LogFile
from dam.errors import Unavailable
from dam.storage.open import read_bucket
from dam.storage.port import CHUNK
from dam.storage.s3_client import open_client, refusing_s3_trouble
from infra.log_places import PlaceName

LATE = timedelta(hours=48)
"""CloudFront may deliver a line a day late, in a file that is named after its own hour."""

LOOKS_BEFORE_ALL = 100
"""So often a bucket is looked at from the last name that was old; then once from the first."""

LIST_SECONDS = 30.0
"""Edges put logs into a bucket some times an hour; each page of a list costs money."""


class LogPlace(Protocol):
    """Somewhere that logs appear."""

    name: PlaceName

    def look(self) -> Iterator[LogFile]:
        """Yield the logs that are there now, the oldest first; `Unavailable` where it does not answer."""


class DiskPlace:
    """Files of this machine: those of a pattern, or all of a folder; hidden files and folders are passed over."""

    def __init__(self, name: PlaceName) -> None:
        self.name = name
        self._where = name.where

    def look(self) -> Iterator[LogFile]:
        """Yield every file, the oldest first, so that what was turned over comes before what is written now."""
        folder = Path(self._where)
        if folder.is_dir():
            found = [path for path in folder.iterdir() if not path.name.startswith(".")]
        else:
            found = list(Path("/").glob(self._where.lstrip("/")))
        if (
            not found
            and not folder.is_dir()
            and not has_magic(str(folder.parent))
            and not folder.parent.is_dir()
        ):
            raise Unavailable(f"The folder {folder.parent} is not there.", 60)
        aged = []
        for path in found:
            try:
                if path.is_file():
                    aged.append((path.stat().st_mtime_ns, path))
            except OSError:
                continue  # it has just been turned over, and comes again under another name
        for _, path in sorted(aged):
            try:
                yield DiskLog(path)
            except FileNotFoundError:
                continue


class BucketPlace:
    """Everything below a prefix. Names that are older than two days and were given before are not listed again each time."""

    def __init__(self, name: PlaceName, spool: Path, now: Callable[[], datetime]) -> None:
        self.name = name
        self._bucket = read_bucket(name.where)
        self._client = open_client(self._bucket)
        self._spool = spool
        self._now = now
        self._after = ""
        self._looks = 0
        self._due = 0.0

    def look(self) -> Iterator[LogFile]:
        """Yield every object, page by page; now and then a look begins at the first name again."""
        if time.monotonic() < self._due:
            return
        self._looks += 1
        after = "" if self._looks % LOOKS_BEFORE_ALL == 1 else self._after
        is_old = True
        old = self._now() - LATE
        prefix = f"{self._bucket.prefix}/" if self._bucket.prefix else ""
        with refusing_s3_trouble(self._bucket.name):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name, Prefix=prefix, StartAfter=after
            )
            for page in pages:
                for item in page.get("Contents", []):
                    yield BucketLog(self, item["Key"], item["Size"], item["ETag"])
                    is_old = is_old and item["LastModified"].astimezone(UTC) < old
                    if is_old:
                        self._after = item["Key"]
        self._due = time.monotonic() + LIST_SECONDS

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """Lend an object as a file of this machine, which is gone afterwards: a store is not kept waiting by the ledger."""
        self._spool.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._spool) as file:
            with refusing_s3_trouble(self._bucket.name):
                body = self._client.get_object(Bucket=self._bucket.name, Key=key)["Body"]
                for chunk in body.iter_chunks(CHUNK):
                    file.write(chunk)
            file.seek(0)
            yield file


class BucketLog:
    """An object, which is whole."""

    is_whole = True

    def __init__(self, place: BucketPlace, key: str, size: int, etag: str) -> None:
        self._place = place
        self._key = key
        self.name = f"s3://{place._bucket.name}/{key}"
        self.size = size
        self.stored = etag

    def open(self) -> AbstractContextManager[BinaryIO]:
        """Open it for reading."""
        return self._place.open(self._key)


def open_log_place(name: PlaceName, spool: Path, now: Callable[[], datetime]) -> LogPlace:
    """Open a place; objects of a bucket go by way of `spool`."""
    return BucketPlace(name, spool, now) if name.where.startswith("s3://") else DiskPlace(name)
