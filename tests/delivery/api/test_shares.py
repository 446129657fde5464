"""Shares, portals, notices and personal data over the API: their shapes, and who may."""

from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.pictures import png


def lit(manager: Client) -> str:
    asset_id = str(manager.add(png())["id"])
    manager.approve(asset_id)
    return asset_id


def test_a_share_lives_its_life(manager: Client) -> None:
    asset_id = lit(manager)
    answer = manager.post("/shares", json={"title": "T", "asset_ids": [asset_id], "most_views": 3})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    hold_to(made, COMPONENTS["Share"])
    assert made["url"] == f"http://assets.example.org/s/{made['code']}"
    assert made["expires_at"] is not None
    one = f"/shares/{made['code']}"
    stale = manager.patch(one, json={"title": "X"}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert manager.patch(one, json={"password": "une phrase assez longue"}).json()["has_password"]
    assert manager.get("/shares", params={"asset": asset_id}).json()["total"] == 1
    assert manager.delete(one).json()["state"] == "revoked"


def test_what_cannot_be_shared(manager: Client) -> None:
    draft = str(manager.add(png())["id"])
    refused = manager.post("/shares", json={"title": "T", "asset_ids": [draft]})
    assert refused.status_code == 409
    assert "only what is lit can be shared" in problem_of(refused)["detail"]
    assert manager.post("/shares", json={"title": "T"}).status_code == 400
    assert manager.get("/shares/nothing").status_code == 404


def test_a_portal_lives_its_life(manager: Client) -> None:
    answer = manager.post("/portals", json={"slug": "press", "titles": {"fr": "Presse"}})
    assert answer.status_code == 201, answer.text
    hold_to(answer.json(), COMPONENTS["Portal"])
    changed = manager.patch("/portals/press", json={"is_published": True, "accent": "#0b6b66"})
    assert changed.json()["published_at"]
    assert paths_of(manager.patch("/portals/press", json={"accent": "red"})) == {"accent"}
    assert manager.get("/portals").json()["total"] == 1
    assert manager.delete("/portals/press").status_code == 204


def test_a_token_has_no_notices(manager: Client) -> None:
    assert manager.get("/notices").status_code == 403
    assert manager.get("/notices/choices").status_code == 403
