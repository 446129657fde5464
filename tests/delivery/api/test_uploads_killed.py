"""A resumable upload outlives `kill -9` of the server, by the front door."""

import base64
import hashlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.delivery.api.pictures import png
from tests.journeys.running import running_house

CONTENT = png(1) + bytes(range(256)) * 40_000
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}


def _slowly(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), 100_000):
        time.sleep(0.02)
        yield content[start : start + 100_000]


@pytest.mark.slow
def test_an_upload_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    with running_house(tmp_path / "home") as house:
        token = house.command("token", "create", "--role", "manager", "--name", "upload")
        headers = {"Authorization": f"Bearer {token}", **TUS}
        base = house.serve("--no-worker")
        name = base64.b64encode("été.png".encode()).decode()
        announced = httpx.post(
            f"{base}/api/v1/uploads",
            headers={**headers, "Upload-Length": str(len(CONTENT)), "Upload-Metadata": f"filename {name}"},
        )
        path = httpx.URL(announced.headers["location"]).path
        threading.Timer(1.0, house.kill, [house.processes[-1]]).start()
        with pytest.raises(httpx.TransportError):
            httpx.patch(
                base + path, headers={**headers, **PIECE, "Upload-Offset": "0"}, content=_slowly(CONTENT)
            )
        base = house.serve("--no-worker")
        offset = int(httpx.head(base + path, headers=headers).headers["upload-offset"])
        assert 0 < offset < len(CONTENT)
        rest = httpx.patch(
            base + path, headers={**headers, **PIECE, "Upload-Offset": str(offset)}, content=CONTENT[offset:]
        )
        assert rest.status_code == 204, rest.text
        asset_id = httpx.get(base + path, headers=headers).json()["asset_id"]
        asset = httpx.get(f"{base}/api/v1/assets/{asset_id}", headers=headers).json()
        assert asset["sha256"] == hashlib.sha256(CONTENT).hexdigest()
        assert asset["filename"] == "été.png"
