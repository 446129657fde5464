"""When something behind the API is in trouble: a store that fails, a quota that is used up, files nobody can draw."""

import struct
import zlib
from dataclasses import replace

import pytest

from dam.assets.settings import IngestSettings
from dam.core import Core
from dam.storage.faulty import FaultyStore
from delivery.house import House
from tests.delivery.api.client import Client, problem_of
from tests.delivery.api.pictures import jpeg, png
from tests.delivery.api.test_uploads import CONTENT, TUS, create, offset_of, send


@pytest.fixture
def core(core: Core) -> Core:
    """A core whose store fails its first taking-in."""
    return replace(core, store=FaultyStore(core.store, {"put": {1}, "put_file": {1}}))


@pytest.fixture
def house(house: House) -> House:
    """A house with little room."""
    return replace(house, ingest=IngestSettings(max_bytes=3_000_000, quota_bytes=60_000))


def test_a_store_that_fails_is_told_and_the_next_try_succeeds(manager: Client) -> None:
    refused = manager.post("/assets", files={"file": ("a.png", png(1))})
    assert problem_of(refused)["status"] == 503
    assert int(refused.headers["retry-after"]) > 0
    assert manager.add(png(1))["filename"] == "photo.png"


def test_a_resumable_upload_outlives_a_store_that_fails(manager: Client) -> None:
    path = create(manager, filename="a.png")
    assert problem_of(send(manager, path, 0, CONTENT))["status"] == 503
    assert offset_of(manager, path) == len(CONTENT)
    assert manager.get(path).json()["asset_id"]


def test_a_quota_refuses_what_does_not_fit_any_more(manager: Client) -> None:
    manager.post("/assets", files={"file": ("a.png", png(1))})
    manager.add(png(1) + b"\x00" * 40_000)
    refused = manager.post("/assets", files={"file": ("b.png", png(2) + b"\x00" * 30_000)})
    assert problem_of(refused)["status"] == 413
    headers = {**TUS, "Upload-Length": "30000"}
    assert problem_of(manager.post("/uploads", headers=headers))["status"] == 413


def _bomb() -> bytes:
    """A PNG that says 30000 × 30000 and holds nothing."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.jpg", jpeg(1)[:200]),
        ("bomb.png", _bomb()),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
)
def test_what_cannot_be_drawn_is_kept_and_can_be_downloaded(
    manager: Client, name: str, content: bytes
) -> None:
    manager.post("/assets", files={"file": ("a.png", png(1))})
    asset = manager.add(content, name)
    original = manager.get(f"/assets/{asset['id']}/original")
    assert original.content == content
    assert original.headers["content-disposition"].startswith("attachment")
    assert original.headers["content-security-policy"].startswith("sandbox")
    assert original.headers["x-content-type-options"] == "nosniff"
