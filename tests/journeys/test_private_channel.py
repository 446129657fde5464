"""What is private opens by a signature, and every process forgets a retired key and a public channel within two seconds."""

from pathlib import Path
from urllib.parse import urlsplit

import httpx

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from delivery.signing.keys import rotate_keys
from tests.journeys.client import ApiClient
from tests.journeys.running import RunningHouse, running_house
from tests.journeys.waiting import wait_until
from tests.photographs import photograph

PROMISED = 2.0
"""Seconds until every process follows."""


def everywhere(bases: list[str], target: str) -> list[int]:
    """Return what each process answers."""
    return [httpx.get(base + target, timeout=30).status_code for base in bases]


def follow(bases: list[str], target: str, status: int) -> None:
    """Wait until every process answers so, no longer than is promised."""
    wait_until(
        lambda: everywhere(bases, target) == [status] * len(bases),
        seconds=PROMISED,
        what=f"{status} everywhere",
        every=0.05,
    )


def signed(client: ApiClient, asset: str) -> str:
    """Return path and query of a signed URL of the original."""
    url = urlsplit(client.post(f"/assets/{asset}/signed-urls", {"original": True})["url"])
    return f"{url.path}?{url.query}"


def rotate(house: RunningHouse, *, at_once: bool = False) -> None:
    """Do what `vitrine keys rotate` does, in a third process: this one."""
    database = Database(f"sqlite:///{house.log_folder / 'vitrine.sqlite3'}")
    core = Core(database, MemoryStore(), ImmediateJobs(), lambda _session, _change: None)
    rotate_keys(core, HOUSE, at_once=at_once)
    database.dispose()


def test_two_processes_agree_on_keys_and_on_what_is_private(tmp_path: Path) -> None:
    with running_house(tmp_path / "home") as house:
        _agree(house)


def _agree(house: RunningHouse) -> None:
    bases = [house.serve("--no-worker") for _ in range(2)]
    client = house.client(bases[0])
    photo = photograph("coffee")
    asset = str(client.upload(photo)["id"])
    client.move(asset, "approved")

    first = signed(client, asset)
    for base in bases:
        assert httpx.get(base + first, timeout=30).content == photo.read_bytes()
    rotate(house)
    follow(bases, first, 200)
    rotate(house)
    follow(bases, first, 403)
    second = signed(client, asset)
    follow(bases, second, 200)
    rotate(house, at_once=True)
    follow(bases, second, 403)

    card = f"/d/web/card/{asset}.jpg"
    assert everywhere(bases, card) == [503, 503], "it is public, and nobody makes it"
    client.http.patch("/api/v1/channels/web", json={"is_private": True}).raise_for_status()
    follow(bases, card, 404)
    client.http.patch("/api/v1/channels/web", json={"is_private": False}).raise_for_status()
    follow(bases, card, 503)
