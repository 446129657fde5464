"""Shares, portals, notices and personal data over the API: their shapes, and who may."""

from dam.accounts.caller import HOUSE
from dam.accounts.people import add_person
from dam.accounts.seen.book import write_sightings
from dam.search.upkeep.models import IndexRun
from delivery.api.components import COMPONENTS
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.pictures import png

PASSWORD = "une phrase assez longue"


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


def test_a_share_and_a_portal_are_given_to_somebody_else(admin: Client) -> None:
    made = admin.post("/shares", json={"title": "T", "asset_ids": [lit(admin)]}).json()
    admin.post("/portals", json={"slug": "press", "titles": {"fr": "Presse"}})
    heir = add_person(
        admin.house.core, HOUSE, email="h@example.org", name="Heir", role="manager", password=PASSWORD
    )
    for one, shape in ((f"/shares/{made['code']}", "Share"), ("/portals/press", "Portal")):
        given = admin.post(f"{one}/give", json={"to": heir.id})
        assert (given.status_code, given.json()["owner"]["name"]) == (200, "Heir"), given.text
        hold_to(given.json(), COMPONENTS[shape])
        assert admin.post(f"{one}/give", json={"to": "nobody"}).status_code == 404
        assert admin.post(f"{one}/give", json={}).status_code == 400


def test_reading_an_asset_is_noted_once_a_day_and_told_to_admins(admin: Client, manager: Client) -> None:
    asset_id = lit(manager)
    for _ in range(2):
        assert manager.get(f"/assets/{asset_id}").status_code == 200
    assert admin.get("/audit/seen", params={"asset": asset_id}).json()["total"] == 0
    write_sightings(admin.house.core, admin.house.seen)
    (line,) = admin.get("/audit/seen", params={"asset": asset_id}).json()["items"]
    hold_to(line, COMPONENTS["Sighting"])
    assert line["caller"]["kind"] == "token"
    assert manager.get("/audit/seen").status_code == 403
    (entry, *_) = admin.get("/audit", params={"subject_id": asset_id}).json()["items"]
    hold_to(entry, COMPONENTS["AuditEntry"])
    assert entry["subject"]["title"] == "photo.png"


def test_namesakes_are_listed_before_somebody_is_erased(admin: Client) -> None:
    core = admin.house.core
    one, other = (
        add_person(core, HOUSE, email=f"{name}@example.org", name="Camille", role="viewer", password=PASSWORD)
        for name in ("one", "two")
    )
    with core.db.write() as session:
        session.add(
            IndexRun(
                id="r",
                kind="rebuild",
                state="done",
                by_name="Camille",
                created_at=core.now(),
                finished_at=None,
            )
        )
    left = [{"place": "search_runs.by_name", "name": "Camille", "rows": 1}]
    assert admin.get(f"/people/{one.id}/namesakes").json() == {"items": left}
    assert admin.post(f"/people/{one.id}/erase", params={"also": "people.name"}).status_code == 400
    assert admin.post(f"/people/{one.id}/erase").json()["left"] == left
    assert admin.get(f"/people/{other.id}/namesakes").json() == {"items": []}
    erased = admin.post(f"/people/{other.id}/erase").json()
    assert (erased["left"], erased["rows"] > 0) == ([], True)
