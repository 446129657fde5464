"""The tuning of search over the API: weights, synonyms, suggestions, and why a hit is there."""

import pytest

from dam.search.update import index_assets
from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from delivery.house import House
from tests.delivery.api.client import Client, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png


@pytest.fixture
def flacon(manager: Client, house: House) -> str:
    """The id of an approved asset with a title and a tag."""
    asset_id = str(manager.add(png(), title="Flacon ambré", tags="Parfum")["id"])
    manager.approve(asset_id)
    index_assets(house.core, house.index, [asset_id])
    return asset_id


def test_weights_are_read_turned_and_put_back(manager: Client) -> None:
    items = manager.get("/search-settings").json()["items"]
    for each in items:
        hold_to(each, COMPONENTS["Weight"])
    turned = manager.patch("/search-settings", json={"weights": {"tags": 99}}).json()["items"]
    assert {each["name"]: each["value"] for each in turned}["tags"] == 99
    assert manager.patch("/search-settings", json={"weights": {"tags": None}}).json()["items"] == items


def test_a_wrong_weight_is_a_sentence(manager: Client) -> None:
    wrong: tuple[object, ...] = ({"tags": 101}, {"tags": "many"}, {"nothing": 1}, [], None)
    for weights in wrong:
        assert problem_of(manager.patch("/search-settings", json={"weights": weights}))["status"] == 400


def test_a_line_of_synonyms_is_kept_and_finds(manager: Client, flacon: str) -> None:
    made = manager.post("/synonyms", json={"terms": ["VT-77", "flacon"]})
    assert made.status_code == 201
    line = made.json()
    hold_to(line, COMPONENTS["Synonym"])
    (found,) = manager.get("/assets", params={"q": "vt77"}).json()["items"]
    assert found["id"] == flacon
    assert found["why"] == [{"typed": "vt 77", "met": "Flacon", "how": "synonym", "place": "title"}]
    one = f"/synonyms/{line['id']}"
    assert manager.patch(one, json={"meanings": ["parfum"]}).json()["meanings"] == ["parfum"]
    assert manager.get("/synonyms", params={"q": "PARFUM"}).json()["total"] == 1
    assert manager.delete(one).status_code == 204
    assert manager.delete(one).status_code == 404
    assert manager.put("/synonyms", json={"items": [{"terms": ["a", "b"]}]}).json() == {"total": 1}
    problem = problem_of(manager.put("/synonyms", json={"items": [{"terms": ["a", "b"]}] * 10_000}))
    assert "at most 5000 lines" in problem["detail"]


def test_only_those_who_may_tune_search(client_of: ClientOf) -> None:
    contributor = client_of("contributor")
    assert contributor.get("/search-settings").status_code == 403
    assert contributor.post("/synonyms", json={"terms": ["a", "b"]}).status_code == 403


def test_typing_suggests(manager: Client, flacon: str) -> None:
    items = manager.get("/suggest", params={"q": "fla"}).json()["items"]
    for each in items:
        hold_to(each, COMPONENTS["Suggestion"])
    assert [(each["kind"], each["text"], each["asset_id"]) for each in items] == [
        ("title", "Flacon ambré", flacon)
    ]
    assert manager.get("/suggest").json() == {"items": []}
    assert "why" not in manager.get("/assets").json()["items"][0]
