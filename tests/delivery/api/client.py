"""A client of the API for tests: plain httpx, with the few calls that many tests make."""

from collections.abc import Mapping
from typing import Any

import httpx

from dam.search.document import build_documents
from delivery.house import House


class Client(httpx.Client):
    """Talks below `/api/v1` with one identity."""

    def __init__(self, base: str, headers: Mapping[str, str], house: House) -> None:
        super().__init__(base_url=f"{base}/api/v1", headers=dict(headers), timeout=30)
        self.house = house

    def add(self, content: bytes, filename: str = "photo.png", **texts: str) -> dict[str, Any]:
        """Upload a file and return the asset."""
        response = self.post("/assets", files={"file": (filename, content)}, data=texts)
        assert response.status_code in (200, 201), response.text
        asset: dict[str, Any] = response.json()
        return asset

    def approve(self, asset_id: str) -> None:
        """Approve an asset."""
        response = self.post(f"/assets/{asset_id}/status", json={"status": "approved"})
        assert response.status_code == 200, response.text

    def index(self, *asset_ids: str) -> None:
        """Put assets into the search index, as the job after each change does."""
        with self.house.core.db.read() as session:
            self.house.index.put(build_documents(session, asset_ids))


def problem_of(response: httpx.Response) -> dict[str, Any]:
    """Return the problem document, holding it to RFC 9457."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    problem: dict[str, Any] = response.json()
    assert problem["status"] == response.status_code
    assert {"type", "title", "detail", "errors"} <= set(problem)
    assert problem["detail"], problem
    return problem


def paths_of(response: httpx.Response) -> set[str]:
    """Return which fields a problem names."""
    return {error["path"] for error in problem_of(response)["errors"]}
