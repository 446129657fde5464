"""Places whose new files become assets: a folder of this machine, or a prefix in an S3 bucket."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from dam.errors import Invalid, Unavailable
from dam.storage.open import read_bucket
from dam.storage.port import CHUNK
from dam.storage.s3_client import Bucket, open_client, refusing_s3_trouble
from infra.import_folder import files_below
from infra.settled_files import Sighting
from infra.take_file import is_wanted


class WatchedPlace(Protocol):
    """Somewhere that files appear; `grows` says that a file can be seen before it is whole."""

    name: str
    grows: bool

    def look(self) -> Iterator[Sighting]:
        """Yield the files that are there now."""

    def open(self, file: Sighting) -> Path | Iterable[bytes]:
        """Lend the bytes of a file."""


class WatchedFolder:
    """A folder with everything below it."""

    grows = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)

    def look(self) -> Iterator[Sighting]:
        """Yield every file; one that goes away meanwhile is passed over."""
        if not self.folder.is_dir():
            raise Unavailable(f"The watched folder {self.folder} is not there.", 60)
        for path in files_below(self.folder):
            try:
                seen = path.stat()
            except FileNotFoundError:
                continue
            yield Sighting(str(path.relative_to(self.folder)), seen.st_size, str(seen.st_mtime_ns))

    def open(self, file: Sighting) -> Path:
        """Lend the file itself."""
        return self.folder / file.name


class WatchedBucket:
    """Everything below a prefix; an object is seen whole or not at all."""

    grows = False

    def __init__(self, bucket: Bucket) -> None:
        self.name = f"s3://{bucket.name}/{bucket.prefix}"
        self._bucket = bucket.name
        self._prefix = f"{bucket.prefix}/" if bucket.prefix else ""
        self._client = open_client(bucket)

    def look(self) -> Iterator[Sighting]:
        """Yield every object, page by page."""
        with refusing_s3_trouble(self._bucket):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=self._prefix
            )
            for page in pages:
                for item in page.get("Contents", []):
                    name = item["Key"].removeprefix(self._prefix)
                    if name and all(map(is_wanted, name.split("/"))) and not name.endswith("/"):
                        yield Sighting(name, item["Size"], item["ETag"])

    def open(self, file: Sighting) -> Iterator[bytes]:
        """Stream the object; a connection that breaks raises `Unavailable`."""
        with refusing_s3_trouble(self._bucket):
            body = self._client.get_object(Bucket=self._bucket, Key=self._prefix + file.name)["Body"]
            yield from body.iter_chunks(CHUNK)


def open_place(source: str) -> WatchedPlace:
    """Open a folder (`/path` or `file:///path`) or a prefix (`s3://bucket/prefix?endpoint_url=…`)."""
    parts = urlsplit(source)
    if parts.scheme == "s3" and parts.netloc:
        return WatchedBucket(read_bucket(source))
    if parts.scheme == "file":
        return WatchedFolder(Path(unquote(parts.path)))
    if "://" not in source:
        return WatchedFolder(Path(source).expanduser().resolve())
    raise Invalid(f"A watched place is a folder or s3://bucket/prefix, and {parts.scheme}:// came.")
