"""A player as a customer would write it: it keeps the files of a channel, and knows nothing but the documentation."""

import hashlib
from pathlib import Path
from typing import Any

import httpx


class Player:
    """Keeps every file of a channel in a folder, by its SHA-256, and shows what the manifest lists."""

    def __init__(self, client: httpx.Client, channel: str, folder: Path) -> None:
        self.client = client
        self.address = f"/api/v1/channels/{channel}/manifest"
        self.folder = folder
        self.items: dict[str, Any] = {}
        self.cursor = ""

    def sync(self, wait: int = 0) -> None:
        """Bring items and files in step with the channel; `wait` seconds for something new."""
        items, page, cursor = dict(self.items) if self.cursor else {}, "", self.cursor
        while True:
            asked: dict[str, str | int] = {"since": self.cursor, "cursor": page, "wait": wait, "limit": 2}
            answer = self.client.get(self.address, params=asked, timeout=wait + 10).raise_for_status().json()
            if answer["resync"]:
                items = {}
            items.update({item["asset"]: item for item in answer["items"]})
            for asset in answer["removed"]:
                items.pop(asset, None)
            cursor, page = answer["cursor"], answer["next"]
            if page is None:
                break
        self.items, self.cursor = items, cursor
        self._keep({file["sha256"]: file["url"] for item in items.values() for file in item["files"]})

    def _keep(self, wanted: dict[str, str]) -> None:
        for path in self.folder.iterdir():
            if path.name not in wanted:
                path.unlink()
        for sha256, url in wanted.items():
            if not (self.folder / sha256).exists():
                content = self.client.get(httpx.URL(url).path).raise_for_status().content
                assert hashlib.sha256(content).hexdigest() == sha256
                (self.folder / sha256).write_bytes(content)
