"""Events and insights over the API."""

import pytest

from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png


@pytest.fixture
def asset(manager: Client) -> str:
    """An approved asset."""
    asset_id = str(manager.add(png(1), title="=Formula()")["id"])
    manager.approve(asset_id)
    return asset_id


def test_one_event_and_many_are_counted_once(manager: Client, asset: str) -> None:
    event = {"id": "till-1", "asset": asset, "channel": "instore", "class": "sold", "kind": "sale",
             "value": "12.50", "currency": "EUR"}  # fmt: skip
    first = manager.post("/events", json=event)
    assert (first.status_code, first.json()) == (202, {"accepted": 1, "duplicate": 0, "dropped": []})
    assert manager.post("/events", json={"events": [event, event]}).json()["duplicate"] == 2
    totals = manager.get("/insights", params={"asset": asset}).json()["totals"]
    assert (totals["sold"], totals["value"]) == (1, {"EUR": "12.50"})


@pytest.mark.parametrize(
    "wrong",
    [
        {"asset": "0000000000000000"},
        {"at": "2035-01-01T00:00:00Z"},
        {"at": "1990-01-01T00:00:00Z"},
        {"clas": "seen"},
        {"class": "felt"},
        {"asset": 5},
        {"placement": "x" * 5000},
        {"value": "12.50", "currency": "EUR"},
        {"text": "a\x00b"},
    ],
)
def test_a_wrong_event_is_dropped_with_its_reason(
    manager: Client, asset: str, wrong: dict[str, object]
) -> None:
    good = {"asset": asset, "channel": "web", "class": "seen"}
    receipt = manager.post("/events", json={"events": [good, {**good, **wrong}]}).json()
    assert receipt["accepted"] == 1
    assert [drop["index"] for drop in receipt["dropped"]] == [1]
    assert receipt["dropped"][0]["reason"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[]", 400),
        (b'{"events": 5}', 400),
        (b'{"events": [], "more": 1}', 400),
        (b"no json", 400),
        (b"\xff", 400),
        (b'{"events": [' + b",".join([b"{}"] * 1001) + b"]}", 400),
        (b'{"events": ["' + b"x" * 1_100_000 + b'"]}', 413),
    ],
)
def test_a_body_that_is_no_events_is_refused(manager: Client, body: bytes, status: int) -> None:
    assert problem_of(manager.post("/events", content=body))["status"] == status


def test_a_viewer_sends_no_events(client_of: ClientOf) -> None:
    assert client_of("viewer").post("/events", json={}).status_code == 403


def test_insights_are_grouped_and_come_as_csv(manager: Client, asset: str) -> None:
    for channel in ("web", "web", "email"):
        manager.post("/events", json={"asset": asset, "channel": channel, "class": "seen"})
    grouped = manager.get("/insights", params={"group": "channel"}).json()
    assert [(item["channel"], item["seen"]) for item in grouped["items"]] == [("web", 2), ("email", 1)]
    table = manager.get("/insights", params={"group": "asset"}, headers={"Accept": "text/csv"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    header, row = table.text.splitlines()
    assert header.startswith("asset,title,fetched")
    assert "'=Formula()" in row
    assert manager.get("/insights", headers={"Accept": "*/*"}).json()["totals"]["seen"] == 3


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("group=planet", "group"),
        ("actor=cat", "actor"),
        ("from=soon", "from"),
        ("from=2026-03-02&to=2026-03-01", "from"),
        ("limit=0", "limit"),
        ("sort=luck", "sort"),
        ("chanel=web", "chanel"),
        ("asset=a%00b", "asset"),
    ],
)
def test_a_wrong_question_names_its_parameter(manager: Client, query: str, path: str) -> None:
    response = manager.get(f"/insights?{query}")
    assert (response.status_code, paths_of(response)) == (400, {path})


def test_insights_of_a_hidden_asset_do_not_exist(client_of: ClientOf) -> None:
    draft = client_of("contributor").add(png(2))["id"]
    assert client_of("viewer").get("/insights", params={"asset": draft}).status_code == 404
