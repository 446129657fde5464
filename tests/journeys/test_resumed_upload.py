"""A resumable upload that outlives its client and its server (tus 1.0)."""

import base64
from pathlib import Path

import httpx

from tests.films import make_film
from tests.journeys.client import ApiClient
from tests.journeys.running import running_house

TUS = {"Tus-Resumable": "1.0.0"}


def test_an_upload_goes_on_after_the_server_was_killed(tmp_path: Path) -> None:
    film = make_film(tmp_path / "été.mp4", seconds=3).read_bytes()
    half = len(film) // 2
    with running_house(tmp_path / "home") as house:
        client = house.client(house.serve())
        name = base64.b64encode("été.mp4".encode()).decode()
        made = client.http.post(
            "/api/v1/uploads",
            headers={**TUS, "Upload-Length": str(len(film)), "Upload-Metadata": f"filename {name}"},
        )
        assert made.status_code == 201
        upload = made.headers["location"].split("/api/v1", 1)[1]
        sent = _send(client, upload, 0, film[:half])
        assert (sent.status_code, sent.headers["upload-offset"]) == (204, str(half))
        house.kill(house.processes[0])
        client = house.client_with(house.serve(), client.token)
        offset = int(client.http.head(f"/api/v1{upload}", headers=TUS).headers["upload-offset"])
        assert offset == half
        assert _send(client, upload, offset - 1, film[offset - 1 :]).status_code == 409
        assert _send(client, upload, offset, film[offset:]).status_code == 204
        asset = client.get(f"/assets/{client.get(upload)['asset_id']}")
        assert (asset["filename"], asset["bytes"], asset["kind"]) == ("été.mp4", len(film), "video")


def _send(client: ApiClient, upload: str, offset: int, piece: bytes) -> httpx.Response:
    return client.http.patch(
        f"/api/v1{upload}",
        content=piece,
        headers={**TUS, "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"},
    )
