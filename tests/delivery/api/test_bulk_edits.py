"""Bulk edits and spreadsheets over the API: planned, looked at, made, undone; who may, and what is refused."""

import csv
from io import StringIO
from typing import Any

import pytest

from dam.assets.bulk.steps import run_bulk_edit
from dam.search.upkeep.changes import wait_for_index
from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png


@pytest.fixture
def two(manager: Client) -> list[str]:
    """The ids of two assets that the search knows."""
    ids = [str(manager.add(png(width=40 + n), f"plage_{n}.png", tags="mer")["id"]) for n in range(2)]
    manager.index(*ids)
    return ids


def planned(client: Client, url: str = "/bulk-edits", **body: object) -> dict[str, Any]:
    """Plan a bulk edit."""
    response = client.post(url, json=body)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    hold_to(made, COMPONENTS["BulkEdit"])
    return made


def test_an_edit_of_all_found_is_planned_shown_made_and_undone(manager: Client, two: list[str]) -> None:
    edit = planned(manager, "/bulk-edits?tag=MER", change={"tags": {"add": ["été"]}}, all_found=True)
    assert (edit["state"], edit["counts"]) == ("planned", {"planned": 2})
    one = f"/bulk-edits/{edit['id']}"
    items = manager.get(f"{one}/items?state=planned").json()["items"]
    hold_to(items[0], COMPONENTS["BulkItem"])
    assert items[0]["after"] == {"tags": ["mer", "été"]}
    assert manager.post(f"{one}/make").status_code == 202
    core = manager.house.core
    run_bulk_edit(core, edit["id"])
    with core.db.write() as session:
        wait_for_index(session, two, core.now())
    done = manager.get(one).json()
    assert (done["state"], done["counts"]) == ("done", {"changed": 2})
    hold_to(done, COMPONENTS["BulkEdit"])
    assert done["waiting_for_search"] == 2
    assert done["undo_until"] > done["finished_at"]
    assert manager.get(f"/assets/{two[0]}").json()["tags"] == ["mer", "été"]
    assert manager.post(f"{one}/undo").status_code == 202
    run_bulk_edit(manager.house.core, edit["id"])
    assert manager.get(one).json()["counts"] == {"undone": 2}
    assert manager.get(f"/assets/{two[0]}").json()["tags"] == ["mer"]
    assert manager.get("/bulk-edits").json()["total"] == 1
    assert manager.post(f"{one}/cancel").status_code == 409


def test_a_spreadsheet_goes_out_and_comes_back(manager: Client, two: list[str]) -> None:
    exported = manager.post("/bulk-edits/export", json={"assets": two, "separator": ";"})
    assert exported.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(exported.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    rows[0]["title"] = "Plage"
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    answer = manager.post("/bulk-edits/sheet?filename=juin.csv", content=out.getvalue().encode())
    assert answer.status_code == 201, answer.text
    assert (answer.json()["counts"], answer.json()["change"]) == (
        {"planned": 1, "unchanged": 1},
        {"filename": "juin.csv"},
    )
    book = manager.post("/bulk-edits/export?q=mer", json={"all_found": True, "format": "xlsx"})
    assert book.content.startswith(b"PK")
    again = manager.post("/bulk-edits/sheet", content=book.content)
    assert again.json()["counts"] == {"unchanged": 2}


def test_what_is_wrong_is_named(manager: Client, client_of: ClientOf, two: list[str]) -> None:
    change = {"tags": {"add": ["x"]}}
    assert paths_of(manager.post("/bulk-edits", json={"change": change})) == {"assets"}
    assert paths_of(manager.post("/bulk-edits", json={"change": {}, "assets": two})) == {"change"}
    assert paths_of(manager.post("/bulk-edits", json={"change": change, "assets": []})) == {"assets"}
    wrong = manager.post("/bulk-edits", json={"change": {"title": "{x}"}, "assets": two})
    assert paths_of(wrong) == {"change.title"}
    problem = problem_of(manager.post("/bulk-edits/sheet", content=b"id,tittle\nx,y\n"))
    assert problem["detail"] == "Column 2: there is no column “tittle”; did you mean “title”?"
    viewer = client_of("viewer")
    assert viewer.post("/bulk-edits", json={"change": change, "assets": two}).status_code == 403
    mine = planned(manager, change=change, assets=two)
    assert client_of("contributor").get(f"/bulk-edits/{mine['id']}").status_code == 404
    assert manager.get("/bulk-edits/nothing/items").status_code == 404


def test_a_collection_hands_on_and_a_version_is_refused_over_the_api(
    manager: Client, client_of: ClientOf, two: list[str]
) -> None:
    made = manager.post("/collections", json={"name": "Winter"}).json()["id"]
    manager.post(f"/collections/{made}/assets", json={"assets": two})
    wanted = {"tags": ["hiver"]}
    seen = manager.post(f"/collections/{made}/defaults/preview", json=wanted).json()["items"]
    assert [item["after"]["tags"] for item in seen] == [["mer", "hiver"]] * 2
    assert manager.put(f"/collections/{made}/defaults", json=wanted).json() == wanted
    assert manager.get(f"/collections/{made}/defaults").json() == wanted
    assert manager.get(f"/assets/{two[0]}/inherited").json()["items"] == []
    assert paths_of(manager.put(f"/collections/{made}/defaults", json={"tags": ["x" * 200]})) == {"tags[0]"}
    sender = client_of("contributor")
    asset = str(sender.add(png(width=77), "eigen.png")["id"])
    sent = sender.post(f"/assets/{asset}/versions", files={"file": ("neu.png", png(width=78))})
    assert sent.json()["state"] == "proposed"
    commented = sender.patch(f"/assets/{asset}/versions/2", json={"comment": "Bitte"}).json()
    hold_to(commented, COMPONENTS["Version"])
    differences = manager.get(f"/assets/{asset}/versions/1/differences/2").json()["items"]
    assert {"name": "filename", "before": "eigen.png", "after": "neu.png"} in differences
    assert sender.post(f"/assets/{asset}/versions/2/refuse", json={"reason": "x"}).status_code == 403
    refused = manager.post(f"/assets/{asset}/versions/2/refuse", json={"reason": "Zu hell"}).json()
    assert (refused["state"], refused["reason"], refused["comment"]) == ("refused", "Zu hell", "Bitte")
