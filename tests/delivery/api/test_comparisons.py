"""Comparisons over the API: a life from draft to report, and what is refused."""

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa

from dam.assets.models import Asset
from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from renditions.catalogue.models import Rendition
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png


def add(manager: Client, number: int, *, is_ready: bool = True) -> str:
    """Add an approved asset; its files are rows and no bytes."""
    asset_id, core = str(manager.add(png(number))["id"]), manager.house.core
    manager.approve(asset_id)
    with core.db.write() as session:
        version_id = session.scalar(sa.select(Asset.current_version_id).where(Asset.id == asset_id))
        row = Rendition(
            id=f"r{number}",
            asset_id=asset_id,
            version_id=version_id,
            channel="web",
            preset="card",
            variant="",
            format="jpeg",
            state="ready" if is_ready else "pending",
            wanted_recipe="r",
            sha256=f"{number:064}" if is_ready else None,
            created_at=core.now(),
            updated_at=core.now(),
        )
        session.add(row)
    return asset_id


def a_draft(*assets: str, **more: Any) -> dict[str, Any]:
    arms = [{"asset": asset} for asset in assets]
    return {"asset": assets[0], "channel": "web", "preset": "card", "arms": arms, **more}


def make(manager: Client, **more: Any) -> dict[str, Any]:
    response = manager.post("/comparisons", json=a_draft(add(manager, 1), add(manager, 2), **more))
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def test_a_comparison_lives_its_life(manager: Client, client_of: ClientOf) -> None:
    made = make(manager, title="Hats", goal_kind="click", ends_at="2999-01-01")
    one = f"/comparisons/{made['id']}"
    hold_to(made, COMPONENTS["Comparison"])
    assert (made["state"], made["goal_class"], made["arms"][1]["letter"]) == ("draft", "acted", "B")
    assert manager.post(f"{one}/start").status_code == 400  # longer than events live
    weights = [
        {**arm, "weight": weight}
        for arm, weight in zip(a_draft(made["asset"], made["arms"][1]["asset"])["arms"], (9, 1), strict=True)
    ]
    edited = manager.patch(one, json={"ends_at": None, "arms": weights, "title": "Caps"}).json()
    assert ([arm["weight"] for arm in edited["arms"]], edited["title"]) == ([9, 1], "Caps")
    started = manager.post(f"{one}/start").json()
    assert (started["state"], bool(started["starts_at"])) == ("running", True)
    assert problem_of(manager.post(f"{one}/start"))["status"] == 409
    assert problem_of(manager.delete(one))["status"] == 409
    viewer = client_of("viewer")
    read = viewer.get(one).json()
    hold_to(read, COMPONENTS["ComparisonWithReport"])
    assert [arm["verdict"] for arm in read["report"]["arms"]] == ["control", "too_few"]
    assert viewer.get("/comparisons", params={"state": "running"}).json()["items"] == [started]
    assert viewer.post(f"{one}/end").status_code == 403
    assert manager.post(f"{one}/end").json()["state"] == "ended"
    assert manager.delete(one).status_code == 204
    assert manager.get(one).status_code == 404


def test_the_report_comes_as_a_table(manager: Client) -> None:
    made = make(manager)
    answer = manager.get(f"/comparisons/{made['id']}", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["arm"], row["asset"], row["visitors"], row["rate"]) for row in rows] == [
        ("A", made["asset"], "0", ""),
        ("B", made["arms"][1]["asset"], "0", ""),
    ]


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"arms": []}, "arms"),
        ({"arms": [{}]}, "arms[0].asset"),
        ({"arms": [{"asset": "x", "weight": 0}]}, "arms[0].weight"),
        ({"goal_class": "sold"}, "goal_class"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"ends_at": 7}, "ends_at"),
        ({"colour": "red"}, "colour"),
        ({"channel": "no way"}, "channel"),
    ],
)
def test_what_is_wrong_is_named(manager: Client, more: dict[str, Any], path: str) -> None:
    body = a_draft(add(manager, 1), add(manager, 2), **more)
    response = manager.post("/comparisons", json=body)
    assert (response.status_code, path in paths_of(response)) == (400, True)


def test_who_may_and_what_is_not_ready(manager: Client, client_of: ClientOf) -> None:
    body = a_draft(add(manager, 1), add(manager, 2, is_ready=False))
    assert client_of("contributor").post("/comparisons", json=body).status_code == 403
    made = manager.post("/comparisons", json=body).json()
    problem = problem_of(manager.post(f"/comparisons/{made['id']}/start"))
    assert (problem["status"], problem["detail"]) == (
        409,
        "Arm B is not ready: web/card is not there as jpeg.",
    )
    assert client_of("viewer").get(f"/comparisons/{made['id']}").status_code == 404
    assert manager.get("/comparisons/nothing").status_code == 404
    assert manager.post("/comparisons", json=a_draft("zzzzzzzzzzzzzzzz", body["asset"])).status_code == 404


def test_two_tests_are_never_behind_one_url(manager: Client) -> None:
    body = a_draft(add(manager, 1), add(manager, 2))
    first, second = (manager.post("/comparisons", json=body).json()["id"] for _ in range(2))
    assert manager.post(f"/comparisons/{first}/start").status_code == 200
    assert problem_of(manager.post(f"/comparisons/{second}/start"))["status"] == 409
