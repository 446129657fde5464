"""The S3 store keeps the promises of a blob store on a real server, and what a network adds to them."""

import hashlib
import tracemalloc
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from dam.errors import Unavailable
from dam.storage import s3, s3_upload
from dam.storage.open import open_store
from dam.storage.port import BlobStore
from dam.storage.s3 import S3Store
from tests.contracts.blob_store import SUNRISE, BlobStoreContract

pytestmark = pytest.mark.servers


def fresh(url: str, spool: Path, name: str) -> S3Store:
    """A store under a prefix of its own."""
    parts = urlsplit(url)
    store = open_store(parts._replace(path=f"{parts.path}/{name}").geturl(), spool=spool)
    assert isinstance(store, S3Store)
    return store


@pytest.fixture
def s3_store(s3_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> S3Store:
    """An empty prefix on the real server."""
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:12]
    return fresh(s3_url, tmp_path / "spool", name)


class TestS3Store(BlobStoreContract):
    """The contract, in a bucket."""

    @pytest.fixture
    def store(self, s3_store: S3Store) -> BlobStore:
        """An empty prefix."""
        return s3_store


def zeros(length: int) -> Iterator[bytes]:
    """A long stream without its memory."""
    piece = bytes(1 << 20)
    for _ in range(length >> 20):
        yield piece


def test_a_large_file_goes_in_parts_with_flat_memory(s3_store: S3Store, tmp_path: Path) -> None:
    length = 96 << 20
    tracemalloc.start()
    info = s3_store.put(zeros(length))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert info.bytes == length
    assert peak < 80 << 20, "four parts of 16 MiB at a time, whatever the file's length"
    read = hashlib.sha256()
    for chunk in s3_store.read(info.digest) or ():
        read.update(chunk)
    assert read.hexdigest() == info.digest
    assert list((tmp_path / "spool").iterdir()) == []


def test_same_bytes_again_are_not_sent_again(s3_store: S3Store) -> None:
    first = s3_store.put([SUNRISE])
    assert s3_store.put([SUNRISE]).modified_at == first.modified_at


def test_an_old_blob_is_renewed(s3_store: S3Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = s3_store.put([SUNRISE])
    monkeypatch.setattr(s3, "RENEW_AFTER", timedelta(0))
    again = s3_store.put([SUNRISE])
    assert again.modified_at >= first.modified_at
    assert b"".join(s3_store.read(first.digest) or ()) == SUNRISE


def test_a_second_writer_in_parts_is_harmless(s3_store: S3Store, tmp_path: Path) -> None:
    body = tmp_path / "long"
    body.write_bytes(bytes(s3_upload.PART_BYTES + 1))
    for _ in range(2):
        s3_upload.send_file(
            s3_store._client, s3_store._bucket, s3_store._prefix + "twice", body, is_renewal=False
        )
    head = s3_store._client.head_object(Bucket=s3_store._bucket, Key=s3_store._prefix + "twice")
    assert head["ContentLength"] == s3_upload.PART_BYTES + 1


def test_a_presigned_url_serves_the_blob_until_it_is_tampered_with(s3_store: S3Store) -> None:
    digest = s3_store.put([SUNRISE]).digest
    url = s3_store.presigned_url(
        digest, seconds=60, media_type="image/jpeg", disposition='attachment; filename="ete.jpg"'
    )
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == SUNRISE
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="ete.jpg"'
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(url.replace(digest, digest[::-1]))
    refusal.value.close()
    assert refusal.value.code == 403


def test_wrong_keys_are_refused_without_being_told(s3_url: str, tmp_path: Path) -> None:
    store = open_store(s3_url.replace("secret_key=", "secret_key=wrong"), spool=tmp_path)
    with pytest.raises(Unavailable, match="refuses the library's keys") as refusal:
        store.check()
    assert "wrong" not in str(refusal.value)


def test_an_unreachable_store_is_unavailable_and_spool_is_empty(tmp_path: Path) -> None:
    url = "s3://bucket?endpoint_url=http://127.0.0.1:9&access_key=a&secret_key=b"
    store = open_store(url, spool=tmp_path)
    with pytest.raises(Unavailable, match="does not answer"):
        store.check()
    with pytest.raises(Unavailable, match="does not answer"):
        store.put([SUNRISE])
    assert list(tmp_path.iterdir()) == []


class Contended(BaseHTTPRequestHandler):
    """A store in which another writer is always sending the same object, and never finishes."""

    def do_HEAD(self) -> None:
        """Nothing is there."""
        self.send_response(404)
        self.end_headers()

    def do_PUT(self) -> None:
        """Refuse as S3 does while a conditional write of the same key is under way."""
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b"<Error><Code>ConditionalRequestConflict</Code></Error>"
        self.send_response(409)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_what_another_writer_did_not_finish_is_not_taken_for_stored(tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Contended) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        store = open_store(
            f"s3://bucket?endpoint_url={address}&access_key=a&secret_key=b", spool=tmp_path / "spool"
        )
        with pytest.raises(Unavailable, match="did not keep the file"):
            store.put([SUNRISE])
        server.shutdown()
