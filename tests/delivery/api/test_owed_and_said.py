"""What sales are owed to, what people said, and the stages of the journey, over the API."""

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest

from dam.accounts.caller import HOUSE
from dam.clock import rfc3339
from dam.engagement.attribution.chore import credit_journeys
from dam.engagement.attribution.recount import recount_credits
from dam.engagement.journeys import new_journey
from delivery.house import House
from tests.delivery.api.client import Client, paths_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png

SHOP = "shop.example.org"


@pytest.fixture
def house(house: House) -> House:
    """A house whose shop lets its links carry journeys."""
    return replace(house, settings=replace(house.settings, journey_sites=(SHOP,)))


@pytest.fixture
def asset(manager: Client) -> str:
    """An approved asset."""
    asset_id = str(manager.add(png(1), title="=Formula()")["id"])
    manager.approve(asset_id)
    return asset_id


def test_a_sale_is_credited_and_read_as_json_and_csv(manager: Client, asset: str, house: House) -> None:
    now = house.core.now()
    token = new_journey(now)
    contact = {"asset": asset, "channel": "email", "class": "acted", "journey": token, "site": SHOP,
               "campaign": "spring", "at": rfc3339(now - timedelta(hours=1))}  # fmt: skip
    sold = {"asset": asset, "channel": "web", "class": "sold", "value": "12.50", "currency": "EUR"}
    back = {**sold, "kind": "return", "value": "-2.50", "campaign": "summer"}
    events = [
        contact,
        {**sold, "journey": token, "site": SHOP},
        back,
        {**sold, "journey": token, "site": "else.example"},
    ]
    assert manager.post("/events", json={"events": events}).json()["accepted"] == 4
    assert credit_journeys(house.core) == 1
    answer = manager.get("/insights/attribution").json()
    assert (answer["model"], answer["window"], answer["group"]) == ("last", 30, "asset")
    assert answer["sales"] == {"sales": "3.000", "value": {"EUR": "22.50"}}
    assert answer["bases"] == {
        "journey": {"sales": "1.000", "value": {"EUR": "12.50"}},
        "campaign": {"sales": "1.000", "value": {"EUR": "-2.50"}},
        "none": {"sales": "1.000", "value": {"EUR": "12.50"}},
    }
    assert answer["items"][0] == {
        "asset": asset, "title": "=Formula()", "basis": "journey", "sales": "1.000", "value": {"EUR": "12.50"},
    }  # fmt: skip
    table = manager.get("/insights/attribution", headers={"Accept": "text/csv"})
    assert table.headers["content-disposition"].endswith('"attribution.csv"')
    rows = list(csv.reader(io.StringIO(table.text)))
    assert rows == [
        ["basis", "asset", "title", "sales", "value_EUR"],
        ["journey", asset, "'=Formula()", "1.000", "12.50"],
        ["campaign", "", "", "1.000", "-2.50"],
        ["none", "", "", "1.000", "12.50"],
    ]
    for group in ("channel", "campaign", "stage", "day", "week", "month"):
        items = manager.get("/insights/attribution", params={"group": group, "model": "linear"}).json()[
            "items"
        ]
        assert sum(float(item["sales"]) for item in items) == 3, group
    assert recount_credits(house.core, HOUSE).unlike == 0


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        ("/insights/attribution", {"model": "best"}, "model"),
        ("/insights/attribution", {"window": "8"}, "window"),
        ("/insights/attribution", {"group": "site"}, "group"),
        ("/insights/attribution", {"actor": "bot"}, "actor"),
        ("/insights/attribution", {"from": "2026-02-30"}, "from"),
        ("/insights/feedback", {"origin": "heard"}, "origin"),
        ("/insights/feedback", {"cursor": "x"}, "cursor"),
        ("/insights/feedback", {"limit": "0"}, "limit"),
        ("/insights/feedback", {"group": "asset"}, "group"),
    ],
)
def test_a_wrong_question_is_refused_by_name(
    manager: Client, path: str, query: dict[str, str], name: str
) -> None:
    assert paths_of(manager.get(path, params=query)) == {name}


def test_what_was_said_is_read_as_figures_and_words(manager: Client, client_of: ClientOf, asset: str) -> None:
    said = {"asset": asset, "channel": "web", "class": "said"}
    events = [
        {**said, "kind": "rating", "rating": 4.5, "text": "=cmd|' /C calc'!A0 <b>"},
        {**said, "kind": "nps", "rating": 9},
        {**said, "kind": "mention", "text": "@house", "origin": "indirect", "channel": "social"},
    ]
    assert manager.post("/events", json={"events": events}).json()["accepted"] == 3
    answer = client_of("viewer").get("/insights/feedback").json()
    assert answer["total"] == 3
    assert answer["kinds"][-1] == {
        "kind": "rating", "scale": 5, "count": 1, "rated": 1, "mean": 4.5, "distribution": {"4.5": 1},
    }  # fmt: skip
    assert answer["nps"] == {"score": 100, "promoters": 1, "passives": 0, "detractors": 0}
    assert answer["origins"] == {"direct": 2, "indirect": 1}
    assert (answer["assets"][0]["asset"], answer["assets"][0]["count"]) == (asset, 3)
    first = manager.get("/insights/feedback", params={"limit": 1}).json()["words"]
    second = manager.get("/insights/feedback", params={"limit": 1, "cursor": first["next"]}).json()["words"]
    assert [first["total"], second["next"]] == [2, None]
    assert [page["items"][0]["kind"] for page in (first, second)] == ["mention", "rating"]
    rows = list(
        csv.DictReader(io.StringIO(manager.get("/insights/feedback", headers={"Accept": "text/csv"}).text))
    )
    assert [row["text"] for row in rows] == ["'@house", "'=cmd|' /C calc'!A0 <b>"]
    assert manager.get("/insights/feedback", params={"asset": "0000000000000000"}).status_code == 404


def test_stages_are_read_and_edited(manager: Client, client_of: ClientOf, asset: str) -> None:
    before = client_of("viewer").get("/stages").json()
    assert [stage["name"] for stage in before["stages"]][:2] == ["discovery", "research"]
    assert before["channels"]["web"] == "research"
    wanted = {
        "stages": [{"name": "dream", "titles": {"en": "Dream", "fr": "Rêver"}}, {"name": "purchase"}],
        "channels": {"web": "dream"},
    }
    assert client_of("contributor").put("/stages", json=wanted).status_code == 403
    after = manager.put("/stages", json=wanted).json()
    assert after["stages"][0] == {"name": "dream", "titles": {"en": "Dream", "fr": "Rêver"}}
    assert after["stages"][1]["titles"] == {"en": "Purchase", "fr": "Achat"}
    assert after["channels"]["web"] == "dream"
    assert "research" in [stage["name"] for stage in after["former"]]
    assert manager.get("/stages").json() == after
    manager.post("/events", json={"asset": asset, "channel": "web", "class": "seen"})
    items = manager.get("/insights", params={"group": "stage"}).json()["items"]
    assert [item["stage"] for item in items] == ["dream"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "stages"),
        ({"stages": []}, "stages"),
        ({"stages": [{"titles": {}}]}, "stages[0].name"),
        ({"stages": [{"name": "One"}]}, "stages[0].name"),
        ({"stages": [{"name": "one", "titles": {"de": "x"}}]}, "stages[0].titles.de"),
        ({"stages": [{"name": "one"}], "channels": {"web": "two"}}, "channels.web"),
    ],
)
def test_wrong_stages_are_refused_by_path(manager: Client, body: dict[str, object], path: str) -> None:
    assert paths_of(manager.put("/stages", json=body)) == {path}
