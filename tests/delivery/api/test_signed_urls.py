"""Signed URLs over the API: asked for, refused with words, and good for the file server."""

import httpx
import pytest

from dam.assets.models import Asset
from delivery.api.schemas import ref
from renditions.catalogue.plan import plan_version
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png
from tests.delivery.api.test_description import validator_of


@pytest.fixture
def asset_id(manager: Client) -> str:
    """An approved asset in a library whose channel `web` is private."""
    assert manager.patch("/channels/web", json={"is_private": True}).json()["is_private"] is True
    asset = manager.add(png())
    manager.approve(asset["id"])
    return str(asset["id"])


def test_a_signed_url_is_given_out(manager: Client, asset_id: str) -> None:
    answer = manager.post(
        f"/assets/{asset_id}/signed-urls", json={"channel": "web", "preset": "card", "format": "jpeg"}
    )
    assert answer.status_code == 201
    validator_of(ref("SignedUrl")).validate(answer.json())
    url = httpx.URL(answer.json()["url"])
    assert url.path.startswith(f"/d/web/card/{asset_id}-")
    assert set(url.params) == {"expires", "key", "signature"}
    original = manager.post(f"/assets/{asset_id}/signed-urls", json={"original": True, "expires_in": 5})
    assert f"/o/{asset_id}/current/" in original.json()["url"]


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, {"channel", "preset"}),
        ({"channel": "web"}, {"preset"}),
        ({"original": True, "channel": "web"}, {"channel"}),
        ({"channel": "web", "preset": "card", "version": 1}, {"version"}),
        ({"channel": "web", "preset": "card", "expires_in": 0}, {"expires_in"}),
        ({"channel": "web", "preset": "card", "expires_in": 2_592_001}, {"expires_in"}),
        ({"channel": "web", "preset": "card", "format": "exe"}, {"format"}),
        ({"channel": "web", "preset": "card", "format": "gif"}, {"format"}),
        ({"channel": "web", "preset": "card", "immutable": True}, {"format"}),
        ({"channel": "web", "preset": "card", "embed": True, "format": "webp"}, {"embed"}),
    ],
)
def test_what_is_wrong_is_named(
    manager: Client, asset_id: str, body: dict[str, object], paths: set[str]
) -> None:
    answer = manager.post(f"/assets/{asset_id}/signed-urls", json=body)
    assert answer.status_code == 400
    assert paths_of(answer) == paths


def test_who_may_not_and_what_needs_none(manager: Client, client_of: ClientOf, asset_id: str) -> None:
    body = {"channel": "web", "preset": "card"}
    address = f"/assets/{asset_id}/signed-urls"
    assert client_of("viewer").post(address, json=body).status_code == 403
    assert client_of("contributor").post(address, json=body).status_code == 201
    public = manager.post(address, json={"channel": "social", "preset": "square"})
    assert public.status_code == 409
    assert "need no signature" in problem_of(public)["detail"]
    assert manager.post(address, json={"channel": "web", "preset": "nothing"}).status_code == 404
    assert manager.post(address, json={"original": True, "version": 7}).status_code == 404
    assert manager.post("/assets/zzzzzzzzzzzzzzzz/signed-urls", json=body).status_code == 404


def test_a_private_channel_is_not_removed(manager: Client, asset_id: str) -> None:
    assert manager.delete("/channels/web").status_code == 409
    assert manager.patch("/channels/admin", json={"is_private": False}).status_code == 409
    assert manager.post("/channels", json={"name": "press", "is_private": True}).json()["is_private"] is True


def test_renditions_say_which_addresses_need_more(manager: Client, asset_id: str) -> None:
    with manager.house.core.db.write() as session:
        plan_version(session, str(session.get_one(Asset, asset_id).current_version_id))
    items = manager.get(f"/assets/{asset_id}/renditions").json()["items"]
    assert {item["channel"] for item in items if item["is_private"]} == {"web"}
    assert {item["channel"] for item in items if not item["is_private"]} >= {"social", "print"}
