"""Search, renditions, channels, presets, collections, tags, fields, people, tokens and audit over the API."""

import pytest

from dam.assets.models import Asset
from dam.metadata.embedding.exiftool import find_exiftool
from renditions.catalogue.plan import plan_version
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import ClientOf
from tests.delivery.api.pictures import png

SPEC = {"fit": "width", "formats": ["webp"], "widths": [500]}


def test_words_filters_facets_and_pages(manager: Client) -> None:
    ids = [manager.add(png(number), title=f"Plage {number}", tags="été")["id"] for number in range(5)]
    manager.approve(ids[0])
    manager.index(*ids)
    first = manager.get("/assets", params={"q": "plages", "limit": 2, "facets": 1, "sort": "oldest"}).json()
    assert (first["total"], [item["id"] for item in first["items"]]) == (5, ids[:2])
    assert {"value": "draft", "count": 4} in [
        {"value": each["value"], "count": each["count"]} for each in first["facets"]["status"]
    ]
    second = manager.get(
        "/assets", params={"q": "plages", "limit": 2, "sort": "oldest", "cursor": first["next"]}
    ).json()
    assert [item["id"] for item in second["items"]] == ids[2:4]
    assert manager.get("/assets", params={"tag": "ete", "status": "approved"}).json()["total"] == 1
    slip = manager.get("/assets", params={"q": "plaje"}).json()
    assert (slip["corrected"], slip["total"]) == (True, 5)
    assert slip["suggestion"]


def test_a_search_shows_and_counts_only_what_one_may_see(client_of: ClientOf) -> None:
    contributor, viewer = client_of("contributor"), client_of("viewer")
    draft = contributor.add(png(1), title="Secret")
    contributor.index(draft["id"])
    assert contributor.get("/assets", params={"q": "secret", "facets": 1}).json()["total"] == 1
    hidden = viewer.get("/assets", params={"q": "secret", "facets": 1}).json()
    assert (hidden["items"], hidden["total"], [each for each in hidden["facets"].values() if each]) == (
        [],
        0,
        [],
    )


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "cursor=nonsense", "cursor=WzFd", "created_from=soon", "sort=best", "status=lost", "page=2",
     "kind=song", "cursor=%00"],
)  # fmt: skip
def test_a_wrong_question_is_a_bad_request(manager: Client, query: str) -> None:
    assert problem_of(manager.get(f"/assets?{query}"))["status"] == 400


@pytest.mark.parametrize(
    "words", ['"', "(((", "a OR", "-", "*", ":", "field:", "\\", "été AND (", "%", "'; drop", "🌸" * 400]
)
def test_no_words_are_an_error(manager: Client, words: str) -> None:
    assert manager.get("/assets", params={"q": words}).status_code == 200


def test_renditions_are_listed_from_the_start_with_their_urls(manager: Client) -> None:
    asset = manager.add(png(3, 1200, 900))
    with manager.house.core.db.write() as session:
        plan_version(session, str(session.get_one(Asset, asset["id"]).current_version_id))
    items = manager.get(f"/assets/{asset['id']}/renditions").json()["items"]
    assert {item["channel"] for item in items} >= {"web", "app", "social", "instore", "email", "print", "sms"}
    assert {item["state"] for item in items} <= {"pending", "unavailable"}
    assert all(item["url"].startswith("http://assets.example.org/d/") for item in items)
    assert all(item["immutable_url"] is None for item in items)
    assert all(item["error"] for item in items if item["state"] == "unavailable")
    only = manager.get(
        f"/assets/{asset['id']}/renditions", params={"channel": "web", "state": "pending"}
    ).json()
    assert {(item["channel"], item["state"]) for item in only["items"]} == {("web", "pending")}


def test_channels_and_presets_are_edited_and_previewed(client_of: ClientOf) -> None:
    manager, viewer = client_of("manager"), client_of("viewer")
    assert manager.post("/channels", json={"name": "kiosk", "title": {"fr": "Borne"}}).status_code == 201
    assert manager.post("/channels", json={"name": "kiosk"}).status_code == 409
    manager.add(png(4))
    preview = manager.post("/channels/kiosk/presets/wall/preview", json=SPEC)
    assert (preview.json()["assets"], preview.json()["renditions"]) == (1, 1)
    assert manager.put("/channels/kiosk/presets/wall", json=SPEC).json()["spec"]["widths"] == [500]
    assert manager.get("/channels/kiosk").json()["presets"][0]["name"] == "wall"
    assert manager.patch("/channels/kiosk", json={"is_enabled": False}).json()["is_enabled"] is False
    assert manager.patch("/channels/nowhere", json={"is_enabled": False}).status_code == 404
    assert viewer.delete("/channels/kiosk").status_code == 403
    assert manager.delete("/channels/kiosk/presets/wall").status_code == 204
    assert manager.delete("/channels/kiosk").status_code == 204
    assert manager.get("/channels/kiosk").status_code == 404


@pytest.mark.parametrize(
    ("spec", "paths"),
    [
        ({"fit": "round"}, {"fit"}),
        ({"widths": [1]}, {"fit"}),
        ({**SPEC, "wdths": []}, {"wdths"}),
        ({**SPEC, "formats": ["bmp"]}, {"formats[0]"}),
        ({**SPEC, "widths": [0]}, {"widths[0]"}),
        ({**SPEC, "widths": []}, {"widths"}),
    ],
)
def test_a_wrong_preset_names_what_is_wrong(
    manager: Client, spec: dict[str, object], paths: set[str]
) -> None:
    response = manager.put("/channels/web/presets/odd", json=spec)
    assert (response.status_code, paths_of(response)) == (400, paths)


def test_collections_group_assets(client_of: ClientOf) -> None:
    owner, other = client_of("contributor"), client_of("contributor")
    asset = owner.add(png(5))["id"]
    made = owner.post("/collections", json={"name": "Rentrée", "description": "2026"}).json()
    url = f"/collections/{made['id']}"
    assert other.patch(url, json={"name": "Mine"}).status_code == 403
    assert owner.post(f"{url}/assets", json={"assets": [asset]}).json()["count"] == 1
    assert other.get(url).status_code == 404, "a name is for those who may see something in it"
    assert owner.patch(url, json={"name": "Noël"}).json()["name"] == "Noël"
    assert owner.request("DELETE", f"{url}/assets", json={"assets": [asset]}).json()["count"] == 0
    assert owner.delete(url).status_code == 204
    assert owner.get(url).status_code == 404
    assert paths_of(owner.post("/collections", json={"name": ""})) == {"name"}
    in_one = owner.post("/assets", files={"file": ("b.png", png(6))}, data={"collection": "nowhere"})
    assert in_one.status_code in (400, 404)


def test_tags_are_counted_renamed_and_removed(manager: Client) -> None:
    manager.add(png(7), tags="Été, mer")
    assert {each["tag"]: each["count"] for each in manager.get("/tags").json()["items"]} == {
        "Été": 1,
        "mer": 1,
    }
    assert manager.get("/tags", params={"starts_with": "ET"}).json()["total"] == 1
    other = manager.add(png(70))["id"]
    assert manager.post("/tags", json={"tag": "ete", "assets": [other]}).json() == {"assets": 1}
    assert manager.get("/tags").json()["items"][0]["count"] == 2
    assert manager.post("/tags", json={"tag": "x", "assets": ["nothing"]}).status_code == 404
    assert manager.patch("/tags/été", json={"tag": "Summer"}).json() == {"assets": 2}
    assert manager.delete("/tags/mer").json() == {"assets": 1}
    assert manager.delete("/tags/mer").status_code == 404
    assert [each["tag"] for each in manager.get("/tags").json()["items"]] == ["Summer"]


def test_fields_are_defined_and_held_to(client_of: ClientOf) -> None:
    admin, manager = client_of("admin"), client_of("manager")
    field = {"key": "season", "kind": "choice", "label": {"fr": "Saison"}, "choices": ["summer", "winter"]}
    assert manager.post("/fields", json=field).status_code == 403
    assert admin.post("/fields", json=field).status_code == 201
    assert admin.post("/fields", json=field).status_code == 409
    asset = manager.add(png(8))["id"]
    assert manager.patch(f"/assets/{asset}", json={"fields": {"season": "summer"}}).status_code == 200
    assert paths_of(manager.patch(f"/assets/{asset}", json={"fields": {"season": "rain"}})) == {
        "fields.season"
    }
    assert paths_of(manager.patch(f"/assets/{asset}", json={"fields": {"sesson": "x"}})) == {"fields.sesson"}
    choices = admin.patch("/fields/season", json={"label": {"en": "Season"}}).json()["choices"]
    assert [choice["value"] for choice in choices] == ["summer", "winter"]
    assert admin.get("/fields/season").json()["assets"] == 1
    assert "assets" not in manager.get("/fields/season").json()
    assert admin.patch("/fields/nothing", json={"position": 1}).status_code == 404
    assert admin.delete("/fields/season").status_code == 204


def test_fields_are_rich_grouped_and_ordered(client_of: ClientOf) -> None:
    admin, manager = client_of("admin"), client_of("manager")
    assert manager.put("/field-groups/press", json={"label": {"en": "Press"}}).status_code == 403
    assert admin.put("/field-groups/press", json={"label": {"en": "Press"}}).status_code == 200
    words = {"en": "A press number is three digits."}
    rules = {"pattern": "[0-9]{3}", "messages": words}
    number = {"key": "number", "kind": "text", "group": "press", "rules": rules}
    assert admin.post("/fields", json=number).json()["rules"]["pattern"] == "[0-9]{3}"
    choice = {"value": "paris", "label": {"en": "Paris", "fr": "Paris"}, "colour": "#0b6b66"}
    season = {"key": "issue", "kind": "choice", "choices": [choice, "milan"], "rules": {"is_several": True}}
    assert admin.post("/fields", json=season).status_code == 201
    caption = {"key": "caption", "kind": "long_text", "rules": {"is_by_locale": True}}
    assert admin.post("/fields", json=caption).status_code == 201
    refused = admin.post("/fields", json={"key": "x", "kind": "text", "rules": {"pattern": "(?=no)"}})
    assert paths_of(refused) == {"rules.pattern"}
    ordered = admin.put("/field-order", json={"keys": ["issue", "number"]}).json()["items"]
    assert [each["key"] for each in ordered] == ["issue", "number", "caption"]

    address = f"/assets/{manager.add(png(9))['id']}"
    fields = {"issue": ["paris", "milan"], "caption": {"fr": "Été", "en": "Summer"}, "number": "040"}
    assert manager.patch(address, json={"fields": fields}).json()["fields"] == fields
    patched = manager.patch(address, json={"fields": {"caption": {"en": None, "de": "Sommer"}}})
    assert patched.json()["fields"]["caption"] == {"fr": "Été", "de": "Sommer"}
    wrong = manager.patch(address, json={"fields": {"number": "40"}}).json()["errors"]
    assert [each["own"] for each in wrong] == [words]
    assert admin.delete("/field-groups/press").status_code == 204
    assert admin.get("/field-groups").json()["items"] == []


def test_the_mapping_and_what_is_written_back_are_edited(client_of: ClientOf) -> None:
    admin, manager = client_of("admin"), client_of("manager")
    table = admin.get("/mapping").json()
    assert table["lines"][0]["target"] == "title"
    assert "dc:title" in table["sources"]
    lines = [{"target": "title", "sources": ["photoshop:Headline"]}]
    assert manager.put("/mapping", json={"lines": lines}).status_code == 403
    assert admin.put("/mapping", json={"lines": lines}).json()["lines"] == lines
    wrong = admin.put("/mapping", json={"lines": [{"target": "status", "sources": []}]})
    assert paths_of(wrong) == {"lines[0].target"}
    assert admin.get("/mapping/effect").json() == {"assets": 0, "targets": {}}
    assert admin.post("/mapping/apply").status_code == 202
    places = {each["place"]: each["words"] for each in manager.get("/embedding").json()["items"]}
    assert (places["originals"], places["web"]) == ("all", "none")
    policy = {"words": "rights", "has_position": True}
    assert manager.put("/embedding/web", json=policy).status_code == 403
    assert admin.put("/embedding/web", json=policy).json() == {"place": "web", **policy}
    assert admin.put("/embedding/nowhere", json=policy).status_code == 404
    asset = manager.add(png(11))["id"]
    answer = manager.get(f"/assets/{asset}/original?metadata=current")
    assert answer.status_code == (422 if find_exiftool() is None else 200)


def test_an_asset_is_told_in_many_languages(manager: Client) -> None:
    address = f"/assets/{manager.add(png(10))['id']}"
    patch = {"titles": {"fr": "Été", "pt-BR": "Verão"}, "descriptions": {"en": "Sun"}, "is_decorative": True}
    told = manager.patch(address, json=patch).json()
    assert {name: told[name] for name in patch} == patch
    told = manager.patch(address, json={"titles": {"fr": None}, "is_decorative": False}).json()
    assert (told["titles"], told["is_decorative"]) == ({"pt-BR": "Verão"}, False)
    assert paths_of(manager.patch(address, json={"titles": {"Français": "x", "fr": "x" * 501}})) == {
        "titles.Français",
        "titles.fr",
    }


def test_people_and_tokens_are_for_admins(client_of: ClientOf) -> None:
    admin, manager = client_of("admin"), client_of("manager")
    person = {
        "email": "New@Example.org",
        "name": "New Body",
        "role": "contributor",
        "password": "long enough words",
    }
    assert manager.post("/people", json=person).status_code == 403
    added = admin.post("/people", json=person).json()
    assert not {"password", "password_hash"} & set(added)
    assert admin.post("/people", json=person).status_code == 409
    assert paths_of(admin.post("/people", json={**person, "role": "king"})) == {"role"}
    assert paths_of(admin.post("/people", json={"email": "x@example.org"})) == {"name", "role", "password"}
    assert admin.patch(f"/people/{added['id']}", json={"role": "manager"}).json()["role"] == "manager"
    assert admin.delete(f"/people/{added['id']}").json()["is_active"] is False
    token = admin.post("/tokens", json={"name": "shop", "role": "viewer", "expires_at": "2040-01-01"}).json()
    assert token["token"].startswith("vt_")
    assert token["expires_at"] == "2040-01-01T23:59:59Z"
    assert token["token"] not in admin.get("/tokens").text
    assert admin.patch(f"/tokens/{token['id']}", json={"name": "till"}).json()["name"] == "till"
    assert admin.patch("/tokens/nothing", json={"name": "till"}).status_code == 404
    assert admin.delete(f"/tokens/{token['id']}").status_code == 204
    for wrong in ("yesterday", "1990-01-01"):
        body = {"name": "old", "role": "viewer", "expires_at": wrong}
        assert paths_of(admin.post("/tokens", json=body)) == {"expires_at"}


def test_what_was_done_can_be_read_page_by_page(admin: Client) -> None:
    asset = admin.add(png(9))["id"]
    admin.patch(f"/assets/{asset}", json={"title": "New"})
    first = admin.get("/audit", params={"subject_id": asset, "limit": 1}).json()
    assert (first["total"], first["items"][0]["action"]) == (2, "asset.edited")
    second = admin.get("/audit", params={"subject_id": asset, "limit": 1, "cursor": first["next"]}).json()
    assert (second["items"][0]["action"], second["next"]) == ("asset.added", None)
    assert admin.get("/audit", params={"to": "2001-01-01"}).json()["total"] == 0
    for cursor in ("x", "WyJhIl0", "WzFlOTld", "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTld"):
        assert admin.get("/audit", params={"cursor": cursor}).status_code == 400, cursor


@pytest.mark.parametrize("path", ["/channels", "/collections", "/tags", "/fields", "/people", "/tokens"])
def test_short_lists_come_whole_or_in_pages(admin: Client, path: str) -> None:
    for number in range(3):
        admin.add(png(80 + number), tags=f"tag {number}")
        admin.post("/collections", json={"name": f"Collection {number}"})
        admin.post("/tokens", json={"name": f"token {number}", "role": "viewer"})
        admin.post("/fields", json={"key": f"field_{number}", "kind": "text"})
        person = {
            "email": f"p{number}@example.org",
            "name": "P",
            "role": "viewer",
            "password": "long enough words",
        }
        admin.post("/people", json=person)
    whole = admin.get(path).json()
    assert whole["next"] is None
    assert whole["total"] == len(whole["items"]) >= 3
    paged, cursor = [], ""
    while cursor is not None:
        page = admin.get(path, params={"limit": 2, "cursor": cursor}).json()
        assert page["total"] == whole["total"]
        paged += page["items"]
        cursor = page["next"]
    assert paged == whole["items"]
    assert admin.get(path, params={"limit": 0}).status_code == 400
    assert admin.get(path, params={"cursor": "nonsense"}).status_code == 400
