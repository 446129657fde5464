"""Webhooks over the API: who may, what is shown, and what is refused."""

import httpx
import pytest

from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf

URL = "https://hooks.example.org/vitrine?key=abc"


def make(admin: Client, **more: object) -> dict[str, object]:
    response = admin.post("/webhooks", json={"url": URL, **more})
    assert response.status_code == 201, response.text
    made: dict[str, object] = response.json()
    return made


def test_a_webhook_lives_its_life(admin: Client) -> None:
    made = make(admin, title="Shop", types=["asset.withdrawn", "asset.approved"])
    hold_to(made, COMPONENTS["Webhook"])
    assert str(made["secret"]).startswith("whsec_")
    assert made["types"] == ["asset.approved", "asset.withdrawn"]
    one = f"/webhooks/{made['id']}"
    read = admin.get(one).json()
    assert "secret" not in read
    assert read == {name: value for name, value in made.items() if name != "secret"}
    assert admin.get("/webhooks").json()["items"] == [read]
    rotated = admin.post(f"{one}/rotate").json()
    assert rotated["secret"] != made["secret"]
    assert rotated["rotated_at"]
    edited = admin.patch(one, json={"title": "Boutique", "types": [], "is_enabled": False}).json()
    assert (edited["title"], edited["types"], edited["is_enabled"]) == ("Boutique", [], False)
    assert problem_of(admin.post(f"{one}/ping"))["status"] == 409
    assert admin.patch(one, json={"is_enabled": True}).json()["is_enabled"]
    assert admin.delete(one).status_code == 204
    assert admin.get(one).status_code == 404


def test_the_log_shows_what_is_sent_and_sends_again(admin: Client) -> None:
    one = f"/webhooks/{make(admin)['id']}"
    sent = [admin.post(f"{one}/ping").json() for _ in range(3)]
    hold_to(sent[0], COMPONENTS["WebhookDelivery"])
    assert {row["state"] for row in sent} == {"waiting"}
    page = admin.get(f"{one}/deliveries", params={"limit": 2}).json()
    assert (page["total"], len(page["items"])) == (3, 2)
    rest = admin.get(f"{one}/deliveries", params={"limit": 2, "cursor": page["next"]}).json()
    assert {row["id"] for row in (*page["items"], *rest["items"])} == {row["id"] for row in sent}
    assert admin.get(f"{one}/deliveries", params={"state": "failed"}).json()["total"] == 0
    again = admin.post(f"{one}/deliveries/{sent[0]['id']}/resend")
    assert (again.status_code, again.json()["event_id"]) == (202, sent[0]["event_id"])
    assert admin.post(f"{one}/deliveries/nothing/resend").status_code == 404


def test_an_event_of_one_webhook_is_not_sent_by_another(admin: Client) -> None:
    first, second = make(admin), make(admin)
    row = admin.post(f"/webhooks/{first['id']}/ping").json()
    assert admin.post(f"/webhooks/{second['id']}/deliveries/{row['id']}/resend").status_code == 404


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, {"url"}),
        ({"url": "http://127.0.0.1/"}, {"url"}),
        ({"url": "http://[::ffff:10.0.0.1]/"}, {"url"}),
        ({"url": "https://name:word@example.org/"}, {"url"}),
        ({"url": "https://example.org:22/"}, {"url"}),
        ({"url": 7}, {"url"}),
        ({"url": URL, "types": ["asset.eaten"]}, {"types[0]"}),
        ({"url": URL, "title": "x" * 201}, {"title"}),
        ({"url": URL, "secret": "mine"}, {"secret"}),
    ],
)
def test_what_is_wrong_is_named(admin: Client, body: dict[str, object], paths: set[str]) -> None:
    response = admin.post("/webhooks", json=body)
    assert response.status_code == 400
    assert paths_of(response) == paths


@pytest.mark.parametrize("role", ["viewer", "contributor", "manager"])
def test_only_an_admin_may(client_of: ClientOf, nobody: httpx.Client, role: str) -> None:
    client = client_of(role)
    for method, path in (
        ("GET", ""), ("POST", ""), ("GET", "/x"), ("PATCH", "/x"), ("DELETE", "/x"), ("POST", "/x/rotate"),
        ("POST", "/x/ping"), ("GET", "/x/deliveries"), ("POST", "/x/deliveries/y/resend"),
    ):  # fmt: skip
        body = {"url": URL} if (method, path) in (("POST", ""), ("PATCH", "/x")) else None
        assert client.request(method, f"/webhooks{path}", json=body).status_code == 403, (method, path)
        assert nobody.request(method, f"/api/v1/webhooks{path}", json=body).status_code == 401
