"""Resumable uploads: tus 1.0, word for word."""

import base64
import hashlib
import os
import resource
import signal
import socket
import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from dam.assets.models import Upload
from delivery.api.tus.spool import locked, spool_path
from delivery.api.tus.sweep import sweep_uploads
from delivery.house import House
from tests.delivery.api.client import Client, problem_of
from tests.delivery.api.conftest import MOST_BYTES, ClientOf
from tests.delivery.api.pictures import png

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}
CONTENT = png(1) + b"\x00" * 5000


def metadata(**values: str) -> str:
    """Write `Upload-Metadata`."""
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def create(client: Client, length: int = len(CONTENT), **values: str) -> str:
    """Announce an upload and return its path below /api/v1."""
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata(**values)}
    response = client.post("/uploads", headers=headers)
    assert response.status_code == 201, response.text
    return response.headers["location"].partition("/api/v1")[2]


def send(
    client: Client, path: str, offset: int, piece: bytes | Iterator[bytes], **headers: str
) -> httpx.Response:
    """Send a piece."""
    return client.patch(path, content=piece, headers={**PIECE, "Upload-Offset": str(offset), **headers})


def offset_of(client: Client, path: str) -> int:
    """Ask for the offset."""
    response = client.head(path, headers=TUS)
    assert response.status_code == 200, response.status_code
    return int(response.headers["upload-offset"])


def test_a_server_says_what_it_can_do_to_anybody(nobody: httpx.Client) -> None:
    response = nobody.options("/api/v1/uploads")
    assert response.status_code == 204
    assert response.headers["tus-version"] == "1.0.0"
    assert set(response.headers["tus-extension"].split(",")) == {
        "creation",
        "creation-with-upload",
        "checksum",
        "termination",
        "expiration",
    }
    assert response.headers["tus-max-size"] == str(MOST_BYTES)
    assert response.headers["tus-checksum-algorithm"] == "sha1,sha256,md5"


def test_pieces_become_an_asset(manager: Client) -> None:
    path = create(manager, filename="été à la mer.png", title="La mer", tags="été, mer", filetype="image/png")
    assert offset_of(manager, path) == 0
    first = send(manager, path, 0, CONTENT[:100])
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100")
    assert first.headers["tus-resumable"] == "1.0.0"
    assert "GMT" in first.headers["upload-expires"]
    assert manager.get(path).json()["asset_id"] is None
    last = send(manager, path, 100, CONTENT[100:])
    assert (last.status_code, last.headers["upload-offset"]) == (204, str(len(CONTENT)))
    upload = manager.get(path).json()
    asset = manager.get(f"/assets/{upload['asset_id']}").json()
    assert (asset["title"], asset["filename"], asset["tags"]) == (
        "La mer",
        "été à la mer.png",
        ["été", "mer"],
    )
    assert asset["sha256"] == hashlib.sha256(CONTENT).hexdigest()
    assert offset_of(manager, path) == len(CONTENT)
    assert [path.name for path in manager.house.spool.iterdir()] == []
    assert send(manager, path, 0, b"x").status_code == 409
    assert send(manager, path, len(CONTENT), b"x").status_code == 413


def test_the_announcement_may_bring_the_first_piece_or_all(manager: Client) -> None:
    headers = {**PIECE, "Upload-Length": str(len(CONTENT)), "Upload-Metadata": metadata(filename="a.png")}
    part = manager.post("/uploads", content=CONTENT[:50], headers=headers)
    assert (part.status_code, part.headers["upload-offset"]) == (201, "50")
    whole = manager.post("/uploads", content=CONTENT, headers=headers)
    assert whole.headers["upload-offset"] == str(len(CONTENT))
    assert manager.get(whole.headers["location"].partition("/api/v1")[2]).json()["asset_id"]


def test_the_same_bytes_again_are_told(manager: Client) -> None:
    asset = manager.add(CONTENT)
    path = create(manager, filename="again.png")
    send(manager, path, 0, CONTENT)
    assert manager.get(path).json() | {"asset_id": asset["id"], "duplicate": True} == manager.get(path).json()


def test_the_same_bytes_can_be_kept_as_an_asset_of_their_own(manager: Client) -> None:
    asset = manager.add(CONTENT)
    path = create(manager, filename="again.png", keep_both="yes", tags="deux")
    send(manager, path, 0, CONTENT)
    kept = manager.get(path).json()
    assert kept["duplicate"] is False
    assert kept["asset_id"] != asset["id"]


def test_an_upload_can_be_a_new_version(manager: Client) -> None:
    asset = manager.add(CONTENT)
    path = create(manager, len(CONTENT) + 1, filename="better.png", version_of=asset["id"])
    send(manager, path, 0, CONTENT + b"\x00")
    assert manager.get(path).json()["asset_id"] == asset["id"]
    versions = manager.get(f"/assets/{asset['id']}/versions").json()["items"]
    assert versions[0]["filename"] == "better.png"
    assert len(versions) == 2


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"version_of": "nothing"}, 404),
        ({"version_of": "nothing", "title": "A title"}, 400),
        ({"keep_both": "perhaps"}, 400),
    ],
)
def test_what_cannot_become_of_an_upload_is_refused_at_its_announcement(
    manager: Client, values: dict[str, str], status: int
) -> None:
    headers = {**TUS, "Upload-Length": "9", "Upload-Metadata": metadata(filename="a.png", **values)}
    assert problem_of(manager.post("/uploads", headers=headers))["status"] == status


@pytest.mark.parametrize("wrong", [1, 99, 101, 5000])
def test_a_wrong_offset_is_refused_and_changes_nothing(manager: Client, wrong: int) -> None:
    path = create(manager)
    send(manager, path, 0, CONTENT[:100])
    assert problem_of(send(manager, path, wrong, CONTENT[100:110]))["status"] == 409
    assert offset_of(manager, path) == 100


def test_a_piece_beyond_the_length_is_refused(manager: Client) -> None:
    path = create(manager)
    assert send(manager, path, 0, CONTENT + b"x").status_code == 413
    assert send(manager, path, 0, iter([CONTENT, b"x"])).status_code == 413


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
def test_a_checksum_that_agrees_counts(manager: Client, algorithm: str) -> None:
    path = create(manager, filename="a.png")
    digest = base64.b64encode(hashlib.new(algorithm, CONTENT[:64]).digest()).decode()
    assert (
        send(manager, path, 0, CONTENT[:64], **{"Upload-Checksum": f"{algorithm} {digest}"}).status_code
        == 204
    )
    assert offset_of(manager, path) == 64


def test_a_checksum_that_differs_drops_the_piece_whole(manager: Client) -> None:
    path = create(manager)
    send(manager, path, 0, CONTENT[:10])
    digest = base64.b64encode(hashlib.sha1(b"other").digest()).decode()
    response = send(manager, path, 10, CONTENT[10:64], **{"Upload-Checksum": f"sha1 {digest}"})
    assert response.status_code == 460
    assert offset_of(manager, path) == 10
    for wrong in ("crc32 AAAA", "sha1 !!!", "sha1"):
        assert send(manager, path, 10, b"x", **{"Upload-Checksum": wrong}).status_code in (400, 460)
    assert offset_of(manager, path) == 10


def test_two_requests_cannot_write_the_same_upload(manager: Client) -> None:
    path = create(manager)
    with locked(spool_path(manager.house.spool, path.rpartition("/")[2])):
        assert problem_of(send(manager, path, 0, CONTENT))["status"] == 423
    assert send(manager, path, 0, CONTENT).status_code == 204


def test_an_upload_can_be_given_up(manager: Client) -> None:
    path = create(manager)
    send(manager, path, 0, CONTENT[:10])
    assert manager.delete(path, headers=TUS).status_code == 204
    assert manager.head(path, headers=TUS).status_code == 404
    assert send(manager, path, 10, b"x").status_code == 404
    assert list(manager.house.spool.iterdir()) == []


def test_expired_uploads_are_swept_bytes_and_rows(manager: Client) -> None:
    kept, old = create(manager), create(manager)
    for path in (kept, old):
        send(manager, path, 0, CONTENT[:10])
    stray = manager.house.spool / "0123456789abcdef"
    stray.write_bytes(b"left by a kill")
    os.utime(stray, (0, 0))
    with manager.house.core.db.write() as session:
        past = manager.house.core.now() - timedelta(seconds=1)
        session.execute(sa.update(Upload).where(Upload.id == old.rpartition("/")[2]).values(expires_at=past))
    assert manager.head(old, headers=TUS).status_code == 404
    assert sweep_uploads(manager.house) == 2
    assert [path.name for path in manager.house.spool.iterdir()] == [kept.rpartition("/")[2]]
    assert offset_of(manager, kept) == 10


def test_somebody_elses_upload_does_not_exist(client_of: ClientOf) -> None:
    path = create(client_of("contributor"))
    other = client_of("manager")
    assert other.head(path, headers=TUS).status_code == 404
    assert send(other, path, 0, b"x").status_code == 404
    assert other.delete(path, headers=TUS).status_code == 404


def test_nobody_is_refused_before_the_body_is_read(nobody: httpx.Client, client_of: ClientOf) -> None:
    headers = {**PIECE, "Upload-Length": "100"}
    assert nobody.post("/api/v1/uploads", headers=headers, content=b"x" * 50).status_code == 401
    assert client_of("viewer").post("/uploads", headers=headers, content=b"x" * 50).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Length": "10"}, 412),
        ({"Tus-Resumable": "0.2.2", "Upload-Length": "10"}, 412),
        ({**TUS}, 400),
        ({**TUS, "Upload-Length": "-1"}, 400),
        ({**TUS, "Upload-Length": "many"}, 400),
        ({**TUS, "Upload-Length": "0"}, 400),
        ({**TUS, "Upload-Length": "9" * 30}, 400),
        ({**TUS, "Upload-Length": str(MOST_BYTES + 1)}, 413),
        ({**TUS, "Upload-Defer-Length": "1"}, 400),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": "filename !!!"}, 400),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": "filename /w=="}, 400),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": metadata(titel="x")}, 400),
        ({**TUS, "Upload-Length": "10", "Upload-Metadata": metadata(fields="no json")}, 400),
    ],
)
def test_a_wrong_announcement_is_refused(manager: Client, headers: dict[str, str], status: int) -> None:
    response = manager.post("/uploads", headers=headers)
    assert problem_of(response)["status"] == status
    assert response.headers["tus-resumable"] == "1.0.0"
    assert response.headers["tus-version"] == "1.0.0"


def test_a_piece_must_say_that_it_is_one(manager: Client) -> None:
    path = create(manager)
    assert manager.patch(path, content=b"x", headers={**TUS, "Upload-Offset": "0"}).status_code == 415
    assert manager.patch(path, content=b"x", headers=PIECE).status_code == 400


def test_a_refusal_is_kept_and_answered_again(manager: Client) -> None:
    words = b"only words in here\n" * 10
    path = create(manager, len(words), filename="words.jpg")
    assert problem_of(send(manager, path, 0, words))["status"] == 415
    for _ in range(2):
        assert problem_of(manager.get(path))["status"] == 415
    assert list(manager.house.spool.iterdir()) == []
    assert list(manager.house.core.store.list()) == []


def test_whole_bytes_without_an_answer_are_finished_by_the_next_question(manager: Client) -> None:
    path = create(manager, filename="a.png")
    spool_path(manager.house.spool, path.rpartition("/")[2]).write_bytes(CONTENT)
    assert offset_of(manager, path) == len(CONTENT)
    assert manager.get(path).json()["asset_id"]


def test_clients_without_patch_may_post(manager: Client) -> None:
    path = create(manager, filename="a.png")
    headers = {**PIECE, "X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"}
    assert manager.post(path, content=CONTENT, headers=headers).status_code == 204
    assert manager.post(path, headers=TUS).status_code == 400


def test_a_client_that_goes_away_leaves_what_arrived(manager: Client, base: str) -> None:
    path = create(manager, filename="a.png")
    host, port = base.removeprefix("http://").split(":")
    lines = [
        f"PATCH /api/v1{path} HTTP/1.1",
        f"Host: {host}",
        f"Authorization: {manager.headers['Authorization']}",
        *(f"{name}: {value}" for name, value in PIECE.items()),
        "Upload-Offset: 0",
        f"Content-Length: {len(CONTENT)}",
    ]
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + CONTENT[:3000])
        time.sleep(0.5)  # long enough for the server to have read it; a server that has not may drop it
    end = time.monotonic() + 10
    while offset_of(manager, path) != 3000 and time.monotonic() < end:
        time.sleep(0.01)
    response = send(manager, path, 3000, CONTENT[3000:])
    while response.status_code == 423 and time.monotonic() < end:
        response = send(manager, path, 3000, CONTENT[3000:])
    assert response.status_code == 204, response.text
    assert manager.get(path).json()["asset_id"]


def test_a_full_disk_is_told_and_what_fitted_stays(house: House, manager: Client) -> None:
    path = create(manager, filename="a.png")
    kept = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
    try:
        response = send(manager, path, 0, CONTENT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, kept)
    assert response.status_code == 507, response.text
    assert offset_of(manager, path) == 2000
    assert send(manager, path, 2000, CONTENT[2000:]).status_code == 204
