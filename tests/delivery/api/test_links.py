"""Short links over the API: made, listed, led elsewhere, retired, drawn; who may, and what is refused."""

import io
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from dam.engagement.acts.fold import fold_acts
from dam.engagement.acts.line import ActLine
from dam.engagement.acts.log import ActLog
from dam.engagement.event import Actor, milliseconds
from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png

SHOP = "https://shop.example.org/coats"


@pytest.fixture
def asset(manager: Client) -> str:
    """The id of an approved asset."""
    asset_id = str(manager.add(png())["id"])
    manager.approve(asset_id)
    return asset_id


def make(client: Client, asset: str, **more: object) -> dict[str, Any]:
    """Make a link."""
    response = client.post("/links", json={"asset_id": asset, "channel": "print", **more})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def test_a_link_lives_its_life(manager: Client, asset: str) -> None:
    made = make(manager, asset, title="Window", target=SHOP, campaign="summer")
    hold_to(made, COMPONENTS["Link"])
    assert made["url"] == f"http://assets.example.org/q/{made['code']}"
    assert (made["state"], made["kind"], made["placement"], made["revision"]) == (
        "active",
        "scan",
        made["code"],
        1,
    )
    one = f"/links/{made['code']}"
    read = manager.get(one)
    assert (read.json(), read.headers["etag"]) == (made, '"1"')
    edited = manager.patch(one, json={"target": "", "placement": "Lyon"}, headers={"if-match": '"1"'})
    assert (edited.json()["target"], edited.json()["placement"], edited.headers["etag"]) == (
        "",
        "Lyon",
        '"2"',
    )
    stale = manager.patch(one, json={"target": SHOP}, headers={"if-match": '"1"'})
    assert stale.status_code == 412
    assert (problem_of(stale)["current"]["target"], problem_of(stale)["yours"]["target"]) == ("", SHOP)
    assert manager.delete(one).json()["state"] == "retired"
    assert manager.patch(one, json={"is_retired": False}).json()["retired_at"] is None


def test_a_code_of_an_asset_is_there_before_anybody_made_it(manager: Client, asset: str) -> None:
    one = f"/links/{asset}.instore.landscape"
    read = manager.get(one).json()
    assert (read["channel"], read["placement"], read["revision"], read["created_at"]) == (
        "instore",
        "landscape",
        0,
        None,
    )
    assert manager.get("/links").json()["total"] == 0
    assert manager.patch(one, json={"target": SHOP}).json()["revision"] == 1
    assert [each["target"] for each in manager.get("/links").json()["items"]] == [SHOP]
    assert manager.get("/links/0000000000000000.a5").status_code == 404


def test_the_links_of_what_is_gone_are_led_elsewhere(manager: Client, asset: str) -> None:
    one = f"/links/{make(manager, asset, target=SHOP)['code']}"
    assert manager.delete(f"/assets/{asset}").status_code == 204
    form = {**manager.get(one).json(), "target": "https://example.org/"}
    posted = {name: form[name] for name in ("asset_id", "channel", "placement", "kind", "target")}
    assert manager.patch(one, json=posted).json()["target"] == "https://example.org/"
    elsewhere = str(manager.add(png(5))["id"])
    assert manager.patch(one, json={"asset_id": elsewhere}).json()["asset_id"] == elsewhere
    assert paths_of(manager.patch(one, json={"asset_id": asset})) == {"asset_id"}


def test_links_are_found(manager: Client, asset: str) -> None:
    other = str(manager.add(png(1))["id"])
    make(manager, asset, title="Poster", campaign="summer")
    make(manager, other, channel="email", campaign="winter", code="winter-mail")
    make(manager, other, channel="sms", campaign="winter", title="50% off_season")
    manager.delete("/links/winter-mail")

    def found(**query: object) -> int:
        return int(
            manager.get("/links", params={name: str(each) for name, each in query.items()}).json()["total"]
        )

    assert found() == 3
    assert [found(asset=asset), found(channel="email"), found(campaign="winter")] == [1, 1, 2]
    assert [found(state="retired"), found(state="active"), found(q="POST"), found(q="winter mail")] == [
        1,
        2,
        1,
        1,
    ]
    assert [found(q="%"), found(q="_"), found(q="50% off_")] == [1, 1, 1]
    first = manager.get("/links", params={"limit": 2}).json()
    rest = manager.get("/links", params={"limit": 2, "cursor": first["next"]}).json()
    assert len({each["code"] for each in (*first["items"], *rest["items"])}) == 3


def test_people_who_followed_are_counted(manager: Client, asset: str) -> None:
    made, twin = make(manager, asset), make(manager, asset)
    core, log = manager.house.core, ActLog(manager.house.log.folder)
    for actor in (Actor.HUMAN, Actor.HUMAN, Actor.BOT):
        line = ActLine(
            at=milliseconds(core.now()),
            asset=asset,
            channel="print",
            kind="scan",
            actor=actor,
            placement=made["code"],
        )
        log.note(line)
    fold_acts(core, manager.house.log.folder)
    read = manager.get(f"/links/{made['code']}").json()
    assert (read["followed"], len(read["days"]), read["days"][-1]["followed"]) == (2, 30, 2)
    listed = {each["code"]: each["followed"] for each in manager.get("/links").json()["items"]}
    assert listed == {made["code"]: 2, twin["code"]: 0}


@pytest.mark.parametrize(
    ("wanted", "paths"),
    [
        ({"target": "javascript:alert(1)"}, {"target"}),
        ({"target": "http://assets.example.org/q/abc", "fallback": "//x"}, {"target", "fallback"}),
        ({"channel": "admin"}, {"channel"}),
        ({"channel": "nothing"}, {"channel"}),
        ({"channel": "print", "preset": "hero"}, {"preset"}),
        ({"asset_id": "nothing"}, {"asset_id"}),
        ({"code": "No Code!"}, {"code"}),
        ({"code": "0123456789abcdef"}, {"code"}),
        ({"placement": "a\nb"}, {"placement"}),
        ({"campaign": "\u0007"}, {"campaign"}),
        ({"kind": "buy"}, {"kind"}),
        ({"title": "x" * 201}, {"title"}),
        ({"unknown": 1}, {"unknown"}),
    ],
)
def test_wrong_wishes_are_named(
    manager: Client, asset: str, wanted: dict[str, object], paths: set[str]
) -> None:
    body = {"asset_id": asset, "channel": "print", **wanted}
    assert paths_of(manager.post("/links", json=body)) == paths


def test_a_word_is_given_once(manager: Client, asset: str) -> None:
    make(manager, asset, code="Summer")
    taken = manager.post("/links", json={"asset_id": asset, "channel": "print", "code": "summer"})
    assert problem_of(taken)["status"] == 409


def test_who_may_what(client_of: ClientOf, nobody: httpx.Client, manager: Client, asset: str) -> None:
    draft = str(manager.add(png(2))["id"])
    hidden = make(manager, draft)
    made = make(client_of("contributor"), asset)
    viewer = client_of("viewer")
    assert [each["code"] for each in viewer.get("/links").json()["items"]] == [made["code"]]
    assert viewer.get(f"/links/{hidden['code']}").status_code == 404
    assert viewer.get(f"/links/{made['code']}/qr").status_code == 200
    assert viewer.post("/links", json={"asset_id": asset, "channel": "print"}).status_code == 403
    assert viewer.patch(f"/links/{made['code']}", json={"target": SHOP}).status_code == 403
    assert viewer.delete(f"/links/{made['code']}").status_code == 403
    assert paths_of(
        client_of("contributor").post("/links", json={"asset_id": draft, "channel": "print"})
    ) == {"asset_id"}
    assert nobody.get("/api/v1/links").status_code == 401


def test_a_code_is_drawn(manager: Client, asset: str) -> None:
    answer = manager.get(f"/links/{asset}.a5/qr", params={"format": "png", "size": 300, "level": "H"})
    assert (answer.headers["content-type"], answer.status_code) == ("image/png", 200)
    assert f'filename="qr-{asset}-a5.png"' in answer.headers["content-disposition"]
    with Image.open(io.BytesIO(answer.content)) as image:
        (code,) = zxingcpp.read_barcodes(image.convert("L"))
    assert code.text == f"http://assets.example.org/q/{asset}.a5"
    assert manager.get(f"/links/{asset}/qr").headers["content-type"] == "image/svg+xml"
    assert paths_of(manager.get(f"/links/{asset}/qr", params={"size": 3})) == {"size"}
    assert manager.get("/links/nothing/qr").status_code == 404


def test_what_was_changed_is_in_the_trail(manager: Client, admin: Client, asset: str) -> None:
    made = make(manager, asset)
    manager.patch(f"/links/{made['code']}", json={"target": SHOP})
    trail = [each for each in admin.get("/audit").json()["items"] if each["subject"]["kind"] == "link"]
    assert [each["action"] for each in trail] == ["link.edited", "link.created"]
    assert trail[0]["details"]["target"] == SHOP
