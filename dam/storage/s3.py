"""Blobs in a bucket of any S3-compatible store."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from botocore.exceptions import ClientError

from dam.errors import Unavailable
from dam.storage.layout import chunks_of, is_digest, key_of
from dam.storage.port import CHUNK, BlobInfo
from dam.storage.s3_client import Bucket, code_of, is_missing, open_client, refusing_s3_trouble
from dam.storage.s3_upload import send_file
from dam.storage.spool import Spooled, spooled, sweep_spool

RENEW_AFTER = timedelta(hours=1)
"""A blob older than this is sent anew when the same bytes come again, so that it does not count as long forgotten."""


class S3Store:
    """A `BlobStore` and `Presigns` on S3. The name is known only at a stream's end, so bytes wait in a local spool."""

    def __init__(self, bucket: Bucket, *, spool: Path) -> None:
        self._bucket = bucket.name
        self._prefix = f"{bucket.prefix.strip('/')}/" if bucket.prefix.strip("/") else ""
        self._spool = spool
        self._client = open_client(bucket)
        sweep_spool(spool)

    def put(self, chunks: Iterable[bytes], *, limit: int | None = None) -> BlobInfo:
        """Store a stream; see `BlobStore.put`."""
        with spooled(self._spool, chunks, limit, is_synced=False) as file:
            return self._send(file)

    def put_file(self, path: Path) -> BlobInfo:
        """Store a copy of a file; spooled first, because a file that changes meanwhile would belie its name."""
        return self.put(chunks_of(path))

    def _send(self, file: Spooled) -> BlobInfo:
        key, known = self._key(file.digest), self.info(file.digest)
        if known and known.bytes == file.bytes and datetime.now(UTC) - known.modified_at < RENEW_AFTER:
            return known
        with refusing_s3_trouble(self._bucket):
            send_file(self._client, self._bucket, key, file.path, is_renewal=known is not None)
        return self._confirmed(file)

    def _confirmed(self, file: Spooled) -> BlobInfo:
        """Look whether it is there: a store also refuses to overwrite what another writer is sending and may not finish."""
        stored = self.info(file.digest)
        if stored is None or stored.bytes != file.bytes:
            message = f"The store of the bucket {self._bucket} did not keep the file; send it again soon."
            raise Unavailable(message, retry_after=15)
        return stored

    def info(self, digest: str) -> BlobInfo | None:
        """Return size and time, or None."""
        if not is_digest(digest):
            return None
        with refusing_s3_trouble(self._bucket):
            try:
                head = self._client.head_object(Bucket=self._bucket, Key=self._key(digest))
            except ClientError as error:
                if is_missing(error):
                    return None
                raise
        return BlobInfo(digest, head["ContentLength"], head["LastModified"].astimezone(UTC))

    def read(self, digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes] | None:
        """Stream a range, or None; the request is sent at once, its body as it is asked for."""
        if not is_digest(digest):
            return None
        if end is not None and end <= start:
            return iter(()) if self.info(digest) else None
        last = "" if end is None else end - 1
        with refusing_s3_trouble(self._bucket):
            try:
                body = self._client.get_object(
                    Bucket=self._bucket,
                    Key=self._key(digest),
                    Range=f"bytes={start}-{last}",
                )["Body"]
            except ClientError as error:
                if is_missing(error):
                    return None
                if code_of(error) in ("InvalidRange", "416"):
                    return iter(())
                raise
        return self._pieces(body.iter_chunks(CHUNK))

    def _pieces(self, body: Iterator[bytes]) -> Iterator[bytes]:
        with refusing_s3_trouble(self._bucket):
            yield from body

    @contextmanager
    def local(self, digest: str) -> Iterator[Path | None]:
        """Lend a copy on this machine, which is removed afterwards."""
        chunks = self.read(digest)
        if chunks is None:
            yield None
            return
        with spooled(self._spool, chunks, None, is_synced=False) as file:
            yield file.path

    def delete(self, digest: str) -> bool:
        """Remove a blob; tell whether it was there."""
        if self.info(digest) is None:
            return False
        with refusing_s3_trouble(self._bucket):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(digest))
        return True

    def list(self) -> Iterator[BlobInfo]:
        """Walk all blobs, a thousand a request."""
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._prefix
        )
        with refusing_s3_trouble(self._bucket):
            for page in pages:
                for entry in page.get("Contents", ()):
                    digest = entry["Key"].rpartition("/")[2]
                    if is_digest(digest):
                        yield BlobInfo(digest, entry["Size"], entry["LastModified"].astimezone(UTC))

    def check(self) -> None:
        """Raise `Unavailable` unless the bucket takes a tiny object now."""
        with refusing_s3_trouble(self._bucket):
            self._client.put_object(Bucket=self._bucket, Key=f"{self._prefix}check", Body=b"")

    def presigned_url(self, digest: str, *, seconds: int, media_type: str, disposition: str) -> str:
        """Return a URL good for `seconds`; see `Presigns.presigned_url`."""
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": self._key(digest),
                "ResponseContentType": media_type,
                "ResponseContentDisposition": disposition,
            },
            ExpiresIn=seconds,
        )

    def _key(self, digest: str) -> str:
        return self._prefix + key_of(digest)
