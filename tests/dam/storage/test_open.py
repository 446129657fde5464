"""The storage setting names a store, and a wrong one is refused in a sentence."""

from pathlib import Path

import pytest

from dam.errors import Invalid
from dam.storage.local import LocalStore
from dam.storage.memory import MemoryStore
from dam.storage.open import open_store
from dam.storage.s3 import S3Store


def test_a_file_url_opens_a_folder(tmp_path: Path) -> None:
    store = open_store(f"file://{tmp_path}/mes%20fichiers", spool=tmp_path / "spool")
    assert isinstance(store, LocalStore)
    assert (tmp_path / "mes fichiers").is_dir()


def test_memory_opens_memory(tmp_path: Path) -> None:
    assert isinstance(open_store("memory:", spool=tmp_path), MemoryStore)


def test_an_s3_url_opens_a_bucket_without_a_request(tmp_path: Path) -> None:
    url = "s3://bucket/a/prefix?endpoint_url=http://127.0.0.1:9&access_key=a&secret_key=b&region=eu-west-3"
    store = open_store(url, spool=tmp_path)
    assert isinstance(store, S3Store)
    presigned = store.presigned_url("ab" * 32, seconds=60, media_type="image/png", disposition="inline")
    assert presigned.startswith(f"http://127.0.0.1:9/bucket/a/prefix/ab/{'ab' * 32}?")
    assert "eu-west-3" in presigned


@pytest.mark.parametrize(
    "url",
    ["", "/var/blobs", "file:relative", "file://elsewhere/x", "s3:///prefix", "ftp://x/y", "s3://b/p?key=x"],
)
def test_a_wrong_url_is_refused_and_says_where(url: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        open_store(url, spool=tmp_path)
    assert [error.path for error in refusal.value.errors] == ["storage_url"]
