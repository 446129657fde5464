"""Presets before and after a save, focal points and explanations over the API; every answer is held to its schema."""

from typing import Any

import httpx
import pytest

from dam.assets.models import Asset
from delivery.api.components import COMPONENTS
from delivery.api.shape import wrongs
from renditions.catalogue.plan import plan_version
from tests.delivery.api.client import Client, paths_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png

CARD = "/channels/web/presets/card"
WIDER: dict[str, Any] = {"fit": "width", "widths": [700], "formats": ["webp"]}


def _held(response: httpx.Response, component: str) -> Any:
    assert response.status_code == 200, response.text
    value = response.json()
    assert list(wrongs(value, COMPONENTS[component], "")) == []
    return value


def _planned(client: Client) -> dict[str, Any]:
    asset = client.add(png(1))
    core = client.house.core
    with core.db.write() as session:
        plan_version(session, _version(client, asset["id"]))
    return asset


def _version(client: Client, asset_id: str) -> str:
    with client.house.core.db.read() as session:
        return str(session.get_one(Asset, asset_id).current_version_id)


def test_a_preview_tells_all_before_anything_is_saved(manager: Client) -> None:
    manager.add(png(1))
    preview = _held(manager.post(f"{CARD}/preview", json=WIDER), "Preview")
    assert (preview["assets"], preview["made"], preview["dropped"], preview["reused"]) == (1, 1, 2, 0)
    assert (preview["basis"], preview["crops"]) == ("constants", [])
    assert preview["bytes_added"]["low"] <= preview["bytes_added"]["value"] <= preview["bytes_added"]["high"]
    assert manager.get(CARD).json()["revision"] == 1


def test_the_state_of_a_preset_tells_how_far_its_files_are(manager: Client) -> None:
    _planned(manager)
    state = _held(manager.get(CARD), "PresetState")
    assert state["progress"] == {
        "is_planned": True, "is_done": False, "total": 3, "ready": 0, "waiting": 3, "failed": 0
    }  # fmt: skip
    manager.put(CARD, json=WIDER)
    assert manager.get(CARD).json()["progress"]["is_planned"] is False
    assert manager.get("/channels/web/presets/fax").status_code == 404


def test_history_and_the_way_back(manager: Client) -> None:
    first = manager.get(CARD).json()["spec"]
    manager.put(CARD, json=WIDER)
    assert manager.put(CARD, json=WIDER).json()["revision"] == 2
    answer = manager.get(f"{CARD}/revisions")
    assert [_held_item(item)["revision"] for item in answer.json()["items"]] == [2, 1]
    assert answer.json()["items"][0]["saved_by"].startswith("manager")
    back = manager.post(f"{CARD}/revisions/1/restore")
    assert (back.status_code, back.json()["revision"], back.json()["spec"]) == (200, 3, first)


def _held_item(item: Any) -> Any:
    assert list(wrongs(item, COMPONENTS["PresetRevision"], "")) == []
    return item


@pytest.mark.parametrize("number", ["9", "0", "-1", "x", "²", "1" * 30])
def test_a_revision_that_never_was(manager: Client, number: str) -> None:
    assert manager.post(f"{CARD}/revisions/{number}/restore").status_code == 404


@pytest.mark.parametrize("role", ["viewer", "contributor"])
def test_only_managers_preview_save_and_go_back(client_of: ClientOf, role: str) -> None:
    client = client_of(role)
    for answer in (
        client.put(CARD, json=WIDER),
        client.delete(CARD),
        client.post(f"{CARD}/preview", json=WIDER),
        client.post(f"{CARD}/revisions/1/restore"),
        client.post("/channels", json={"name": "kiosk"}),
        client.patch("/channels/web", json={"is_enabled": False}),
        client.delete("/channels/web"),
    ):
        assert answer.status_code == 403
    assert client.get(f"{CARD}/revisions").status_code == 200


def test_focal_points_by_channel_are_patched_and_told(manager: Client) -> None:
    asset = manager.add(png(1))
    url = f"/assets/{asset['id']}"
    assert (asset["focal_source"], asset["channel_focal_points"]) == ("", {})
    points = {"social": {"x": 0.1, "y": 0.2}, "print": {"x": 0.9}}
    patched = _held(manager.patch(url, json={"channel_focal_points": points}), "Asset")
    assert patched["channel_focal_points"] == {"social": {"x": 0.1, "y": 0.2}, "print": {"x": 0.9, "y": 0.5}}
    assert patched["focal_source"] == ""
    patched = manager.patch(
        url, json={"focal_point": {"x": 0.3}, "channel_focal_points": {"print": None, "gone": None}}
    ).json()
    assert (patched["focal_point"], patched["focal_source"]) == ({"x": 0.3, "y": 0.5}, "person")
    assert list(patched["channel_focal_points"]) == ["social"]
    assert manager.patch(url, json={"channel_focal_points": None}).json()["channel_focal_points"] == {}


@pytest.mark.parametrize(
    ("patch", "path"),
    [
        ({"channel_focal_points": {"fax": {"x": 0}}}, "channel_focal_points.fax"),
        ({"channel_focal_points": {"social": {"x": 2}}}, "channel_focal_points.social.x"),
        ({"channel_focal_points": {"social": {"z": 1}}}, "channel_focal_points.social.z"),
        ({"channel_focal_points": []}, "channel_focal_points"),
        ({"focal_source": "person"}, "focal_source"),
    ],
)
def test_a_wrong_focal_point_is_named(manager: Client, patch: dict[str, Any], path: str) -> None:
    asset = manager.add(png(1))
    answer = manager.patch(f"/assets/{asset['id']}", json=patch)
    assert (answer.status_code, paths_of(answer)) == (400, {path})


def test_renditions_say_their_recipe_and_how_they_are_made(manager: Client) -> None:
    asset = _planned(manager)
    manager.patch(f"/assets/{asset['id']}", json={"channel_focal_points": {"app": {"x": 0, "y": 0}}})
    items = manager.get(f"/assets/{asset['id']}/renditions").json()["items"]
    for item in items:
        assert list(wrongs(item, COMPONENTS["Rendition"], "")) == []
        assert "explanation" not in item
    card = next(item for item in items if (item["channel"], item["preset"]) == ("web", "card"))
    assert card["recipe"].startswith("format:avif,fit:width,width:640")
    told = manager.get(f"/assets/{asset['id']}/renditions", params={"explain": 1, "channel": "app"}).json()
    for item in told["items"]:
        assert list(wrongs(item, COMPONENTS["Rendition"], "")) == []
        explained = item["explanation"]
        assert explained["settings"]["focal"] == {"x": 0.0, "y": 0.0}
        assert (explained["focal_source"], explained["is_outdated"], explained["steps"]) == (
            "channel",
            False,
            [],
        )
        assert explained["original"]["sha256"] == asset["sha256"]
