"""A running house behind a cache: what is withdrawn goes dark out there, and the receipt never says so too early."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.admin_ui.houses import picture
from tests.delivery.outgoing.caching_proxy import CachingProxy, caching_proxy
from tests.journeys.client import ApiClient
from tests.journeys.running import RunningHouse, free_port, running_house
from tests.journeys.waiting import wait_until


def receipt_of(client: ApiClient, asset_id: str) -> dict[str, Any]:
    """Return the newest receipt, empty while there is none."""
    items = client.get(f"/assets/{asset_id}/withdrawals")["items"]
    return dict(items[0]) if items else {}


def approved(client: ApiClient, folder: Path, colour: str) -> str:
    """Add a small picture, approve it, and wait for its files."""
    path = folder / f"{colour}.png"
    path.write_bytes(picture(colour, (320, 200), "PNG"))
    asset_id = str(client.upload(path, title=colour)["id"])
    client.move(asset_id, "approved")
    client.wait_prepared(asset_id)
    return asset_id


def light_only_web(client: ApiClient) -> None:
    """Switch off what this journey does not need, so that it costs no more than it must."""
    for channel in ("app", "social", "instore", "email", "print", "sms"):
        answer = client.http.patch(f"/api/v1/channels/{channel}", json={"is_enabled": False})
        assert answer.is_success, answer.text


@pytest.mark.slow
def test_a_withdrawal_is_dark_behind_a_cache_and_a_killed_house_finishes_it(tmp_path: Path) -> None:
    port = free_port()
    with caching_proxy(f"http://127.0.0.1:{port}") as proxy:
        settings = {"VITRINE_BASE_URL": proxy.url, "VITRINE_EDGES": f"{proxy.url}?by=keys"}
        with running_house(tmp_path / "home", **settings) as house:
            base = house.serve_at(port)
            client = house.client(base, "admin")
            light_only_web(client)
            _withdraw_and_watch(proxy, client, approved(client, tmp_path, "teal"))
            asset_id = approved(client, tmp_path, "plum")
            _kill_between_purge_and_probe(proxy, house, client, asset_id, port)


def _withdraw_and_watch(proxy: CachingProxy, client: ApiClient, asset_id: str) -> None:
    card = f"{proxy.url}/d/web/card/{asset_id}.webp"
    pinned = next(item["immutable_url"] for item in client.renditions(asset_id) if item["immutable_url"])
    for url in (card, pinned):
        assert httpx.get(url).status_code == 200
        assert "age" in httpx.get(url).headers, "the cache keeps it"
    client.move(asset_id, "withdrawn")
    wait_until(lambda: receipt_of(client, asset_id).get("state") == "dark", seconds=60, what="all is dark")
    receipt = receipt_of(client, asset_id)
    assert 2 <= receipt["seconds"] < 60
    assert {probe["status"] for probe in receipt["probes"]} == {410}
    assert [(purge["edge"], purge["state"]) for purge in receipt["purges"]] == [(proxy.url, "done")]
    assert [httpx.get(url).status_code for url in (card, pinned)] == [410, 410]


def _kill_between_purge_and_probe(
    proxy: CachingProxy, house: RunningHouse, client: ApiClient, asset_id: str, port: int
) -> None:
    """The edge does not acknowledge until the house has been killed: nothing may be lost with it."""
    card = f"{proxy.url}/d/web/card/{asset_id}.webp"
    assert httpx.get(card).status_code == 200
    proxy.refusals = 1_000
    client.move(asset_id, "withdrawn")
    wait_until(
        lambda: any(purge["error"] for purge in receipt_of(client, asset_id)["purges"]),
        seconds=30,
        what="the edge has refused",
    )
    assert httpx.get(card).status_code == 200, (
        "the cache holds it still, and the receipt does not say otherwise"
    )
    assert receipt_of(client, asset_id)["state"] == "purging"
    house.kill(house.processes[-1])
    proxy.refusals = 0
    house.serve_at(port)
    wait_until(lambda: receipt_of(client, asset_id)["state"] == "dark", seconds=90, what="all is dark")
    assert httpx.get(card).status_code == 410
