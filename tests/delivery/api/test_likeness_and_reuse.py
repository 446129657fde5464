"""Duplicates, uses, quarantine and purging over the API: what is answered, to whom, and what is refused."""

import pytest

from dam.assets.likeness.compare import compare_asset
from dam.assets.likeness.keep import note_likeness
from dam.assets.likeness.models import LikePair
from dam.assets.likeness.read import SURE
from dam.assets.models import Asset
from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png


@pytest.fixture
def pair(manager: Client) -> tuple[str, str]:
    """Two approved assets of equal bytes."""
    content = png()
    one, other = (str(manager.add(content, keep_both="yes")["id"]) for _ in range(2))
    core = manager.house.core
    for asset_id in (one, other):
        manager.approve(asset_id)
        with core.db.write() as session:
            note_likeness(session, str(session.get_one(Asset, asset_id).current_version_id))
        compare_asset(core, asset_id)
    return one, other


def test_a_pair_is_listed_decided_and_merged(
    manager: Client, client_of: ClientOf, pair: tuple[str, str]
) -> None:
    one, other = pair
    (similar,) = manager.get(f"/assets/{one}/similar").json()["items"]
    hold_to(similar, COMPONENTS["Similar"])
    assert (similar["asset"]["id"], similar["kind"], similar["verdict"]) == (other, "bytes", "open")
    listed = manager.get("/duplicates").json()
    hold_to(listed["items"][0], COMPONENTS["Pair"])
    assert listed["total"] == 1
    verdict = f"/assets/{one}/similar/{other}"
    assert client_of("viewer").put(verdict, json={"verdict": "different"}).status_code == 403
    assert manager.put(verdict, json={"verdict": "different"}).status_code == 204
    assert manager.get("/duplicates").json()["total"] == 0
    assert manager.get("/duplicates?verdict=different").json()["total"] == 1
    merge = f"/assets/{one}/merge"
    assert paths_of(manager.post(merge, json={"other": one})) == {"other"}
    assert client_of("contributor").post(merge, json={"other": other}).status_code == 403
    assert manager.post(merge, json={"other": other}).json()["id"] == one
    assert manager.get(f"/assets/{other}").status_code == 404
    assert manager.post(merge, json={"other": other}).status_code == 404


def test_what_was_sent_anew_becomes_the_next_version_of_what_it_looks_like(
    manager: Client, pair: tuple[str, str]
) -> None:
    stays, public = pair
    merge = f"/assets/{stays}/merge"
    assert manager.post(merge, json={"other": public, "as_version": True}).status_code == 409
    sent = str(manager.add(png(3))["id"])
    kept = manager.post(merge, json={"other": sent, "as_version": True})
    assert (kept.status_code, kept.json()["id"]) == (200, stays)
    assert len(manager.get(f"/assets/{stays}/versions").json()["items"]) == 2
    assert manager.get(f"/assets/{sent}").status_code == 404


def test_people_are_warned_of_what_is_surely_alike_and_the_rest_is_listed(
    manager: Client, pair: tuple[str, str]
) -> None:
    one, other = pair
    for kind, score, is_sure in (("bytes", 1.0, True), ("near", SURE, True), ("near", 0.32, False)):
        with manager.house.core.db.write() as session:
            first, last = sorted(pair)
            row = session.get_one(LikePair, (first, last))
            row.kind, row.score = kind, score
        (similar,) = manager.get(f"/assets/{one}/similar").json()["items"]
        assert (similar["asset"]["id"], similar["is_sure"]) == (other, is_sure)


def test_a_withdrawn_asset_is_not_merged(manager: Client, pair: tuple[str, str]) -> None:
    one, other = pair
    manager.post(f"/assets/{other}/status", json={"status": "withdrawn", "reason": "recalled"})
    refused = manager.post(f"/assets/{one}/merge", json={"other": other})
    assert (refused.status_code, "withdrawn" in problem_of(refused)["detail"]) == (409, True)


def test_uses_are_declared_and_read(manager: Client, client_of: ClientOf, pair: tuple[str, str]) -> None:
    path = f"/assets/{pair[0]}/uses"
    shop = client_of("contributor")
    declared = shop.put(path, json={"uses": [{"url": "https://shop.example.org/", "system": "shop"}]})
    hold_to(declared.json(), COMPONENTS["Whereabouts"])
    assert manager.get(path).json()["uses"][0]["declared_by"].startswith("contributor")
    assert manager.get(path).json()["is_used"] is True
    assert client_of("viewer").put(path, json={"uses": []}).status_code == 403
    assert paths_of(shop.put(path, json={"uses": [{"url": "javascript:alert(1)"}]})) == {"uses[0].url"}
    assert shop.put(path, json={"uses": [{"place": "x"}] * 10_000}).status_code == 400
    assert shop.put(path, json={"uses": []}).json()["is_used"] is False


def test_what_nobody_uses_is_set_aside_and_brought_back(manager: Client, pair: tuple[str, str]) -> None:
    one, _ = pair
    assert manager.get("/unused?days=30").json()["total"] == 0
    assert paths_of(manager.get("/unused?days=0")) == {"days"}
    assert manager.post("/quarantine", json={"assets": [one]}).json() == {"assets": 1}
    assert [each["id"] for each in manager.get("/quarantine").json()["items"]] == [one]
    assert manager.get(f"/assets/{one}").json()["status"] == "approved"
    assert manager.delete(f"/assets/{one}/quarantine").status_code == 200
    assert manager.get("/quarantine").json()["total"] == 0


def test_only_an_admin_purges_and_says_why(admin: Client, manager: Client, pair: tuple[str, str]) -> None:
    one, other = pair
    path = f"/assets/{one}/purge"
    assert manager.post(path, json={"reason": "a judge"}).status_code == 403
    assert admin.post(path, json={}).status_code == 409
    admin.put(f"/assets/{one}/uses", json={"uses": [{"place": "window"}]})
    refused = admin.post(path, json={"reason": "a judge"})
    assert "still used: 1" in problem_of(refused)["detail"]
    assert admin.post(path, json={"reason": "a judge", "confirmed": True}).status_code == 204
    assert admin.get(f"/assets/{one}").status_code == 404
    assert admin.get(f"/assets/{other}/similar").json()["items"] == []
