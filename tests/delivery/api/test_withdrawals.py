"""Receipts of withdrawals and downloads of originals over the API."""

from dam.accounts.caller import HOUSE
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from delivery.outgoing.receipt import work_on_receipt
from delivery.outgoing.withdrawals import follow_light
from tests.delivery.api.client import Client, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import jpeg, png


def withdraw(client: Client, asset_id: str) -> None:
    """Withdraw an asset as an assembled house does."""
    client.approve(asset_id)
    move_status(client.house.core, HOUSE, asset_id, "withdrawn", "The licence is over.")
    with client.house.core.db.write() as session:
        follow_light(session, asset_id, client.house.core.now(), "Colette")


def test_a_receipt_is_read_with_all_that_was_done(manager: Client) -> None:
    asset_id = manager.add(png(1))["id"]
    path = f"/assets/{asset_id}/withdrawals"
    assert manager.get(path).json() == {"items": [], "total": 0, "next": None}
    withdraw(manager, asset_id)
    (receipt,) = manager.get(path).json()["items"]
    assert {name: receipt[name] for name in ("cause", "reason", "asked_by", "state", "urls")} == {
        "cause": "withdrawn",
        "reason": "The licence is over.",
        "asked_by": "Colette",
        "state": "purging",
        "urls": None,
    }
    work_on_receipt(manager.house, asset_id)
    (receipt,) = manager.get(path).json()["items"]
    assert receipt["urls"] == len(receipt["probes"]) == 0, "no rendition was ever made of it"
    assert receipt["seconds"] is receipt["dark_at"] is receipt["lit_again_at"] is None


def test_a_receipt_is_for_those_who_see_the_asset_in_the_trash_too(client_of: ClientOf) -> None:
    manager, viewer, contributor = (client_of(role) for role in ("manager", "viewer", "contributor"))
    asset_id = manager.add(png(2))["id"]
    withdraw(manager, asset_id)
    path = f"/assets/{asset_id}/withdrawals"
    for stranger in (viewer, contributor):
        assert problem_of(stranger.get(path))["status"] == 404
    trash_asset(manager.house.core, HOUSE, asset_id)
    assert manager.get(path).json()["total"] == 1
    assert manager.get("/assets/nobody-knows-it/withdrawals").status_code == 404
    assert manager.get(f"{path}?limit=0").status_code == 400


def test_a_receipt_of_the_past_names_nobody_to_viewers(client_of: ClientOf) -> None:
    manager, viewer, contributor = (client_of(role) for role in ("manager", "viewer", "contributor"))
    asset_id = contributor.add(png(4))["id"]
    withdraw(manager, asset_id)
    manager.approve(asset_id)
    seen = [
        client.get(f"/assets/{asset_id}/withdrawals").json()["total"]
        for client in (manager, contributor, viewer)
    ]
    assert seen == [1, 1, 0]


def test_who_took_the_original_home_is_told_to_managers(client_of: ClientOf) -> None:
    manager, viewer = client_of("manager"), client_of("viewer")
    content = jpeg(3)
    asset_id = manager.add(content)["id"]
    manager.approve(asset_id)
    original = f"/assets/{asset_id}/original"
    etag = viewer.get(original).headers["etag"]
    manager.get(original, headers={"Range": "bytes=0-"})
    for headers in (
        {"Range": "bytes=5-9"},
        {"Range": "bytes=-4"},
        {"Range": f"bytes={len(content)}-"},
        {"If-None-Match": etag},
    ):
        viewer.get(original, headers=headers)
    viewer.head(original)
    path = f"/assets/{asset_id}/downloads"
    taken = manager.get(path).json()["items"]
    assert [(each["caller"]["name"], each["via"], each["version"]) for each in taken] == [
        ("manager 0", "token", 1),
        ("viewer 1", "token", 1),
    ]
    other = client_of("viewer")
    for _ in range(2):
        assert other.get(original, headers={"Range": "bytes=1-"}).status_code == 206
    taken = manager.get(path).json()["items"]
    assert len(taken) == 3, "a part without a beginning takes the file home by itself, once"
    assert problem_of(viewer.get(path))["status"] == 403
    assert problem_of(manager.get("/assets/nobody-knows-it/downloads"))["status"] == 404
