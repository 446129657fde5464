"""An outside client of the API, as a channel's engineer would write it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.waiting import wait_until


class ApiClient:
    """Talks to one base URL with one token; an unexpected status fails with the server's own sentence."""

    def __init__(self, base: str, token: str) -> None:
        self.base = base
        self.token = token
        self.http = httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60)
        self.public = httpx.Client(base_url=base, timeout=60)

    def close(self) -> None:
        """Close both connections."""
        self.http.close()
        self.public.close()

    def get(self, path: str, **parameters: Any) -> Any:
        """Return the JSON of one GET below /api/v1."""
        return _json(self.http.get(f"/api/v1{path}", params=parameters))

    def post(self, path: str, body: Any) -> Any:
        """Return the JSON of one POST below /api/v1."""
        return _json(self.http.post(f"/api/v1{path}", json=body))

    def upload(self, path: Path, **fields: str) -> Any:
        """Upload one file as a new asset and return the asset."""
        with path.open("rb") as file:
            return _json(self.http.post("/api/v1/assets", files={"file": (path.name, file)}, data=fields))

    def move(self, asset_id: str, status: str) -> Any:
        """Move an asset in its life cycle."""
        return self.post(f"/assets/{asset_id}/status", {"status": status, "reason": ""})

    def renditions(self, asset_id: str) -> list[dict[str, Any]]:
        """Return every rendition of an asset."""
        return list(self.get(f"/assets/{asset_id}/renditions")["items"])

    def wait_prepared(self, asset_id: str, seconds: float = 120) -> None:
        """Wait until no rendition of the asset is pending any more."""

        def is_prepared() -> bool:
            items = self.renditions(asset_id)
            return bool(items) and all(item["state"] != "pending" for item in items)

        wait_until(is_prepared, seconds=seconds, what=f"the renditions of {asset_id} are made", every=0.3)

    def wait_found(self, words: str, asset_id: str, seconds: float = 10) -> None:
        """Wait until a search for the words finds the asset."""
        self.wait(
            lambda: asset_id in [item["id"] for item in self.get("/assets", q=words)["items"]],
            seconds,
            f"{words!r} finds {asset_id}",
        )

    @staticmethod
    def wait(is_true: Callable[[], bool], seconds: float, what: str) -> None:
        """Wait until something holds."""
        wait_until(is_true, seconds=seconds, what=what, every=0.2)


def _json(response: httpx.Response) -> Any:
    assert response.is_success, f"{response.request.method} {response.request.url}: {response.text}"
    return response.json()
