"""The description of the API is true: every operation is in it, and real answers have the shapes it shows."""

import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from starlette.routing import Route

from delivery.api.components import COMPONENTS
from delivery.api.endpoint import Endpoint
from delivery.api.openapi import describe
from delivery.api.problems import ALL_KINDS
from delivery.api.routes import OPERATIONS, PREFIX, routes
from delivery.api.schemas import Schema
from delivery.api.shape import hold_to
from tests.delivery.api.client import Client
from tests.delivery.api.pictures import png

CONTRACT = """
POST /assets | GET /assets | GET /assets/{} | PATCH /assets/{} | DELETE /assets/{} | POST /assets/{}/versions
GET /assets/{}/versions | POST /assets/{}/versions/{}/restore | POST /assets/{}/versions/{}/approve
GET /assets/{}/original | POST /assets/{}/status | GET /assets/{}/renditions | GET /channels | POST /channels
GET /channels/{} | PATCH /channels/{} | DELETE /channels/{} | PUT /channels/{}/presets/{}
DELETE /channels/{}/presets/{} | POST /channels/{}/presets/{}/preview | GET /collections | POST /collections
PATCH /collections/{} | DELETE /collections/{} | GET /tags | POST /tags | PATCH /tags/{} | DELETE /tags/{} | GET /fields
POST /fields | PATCH /fields/{} | DELETE /fields/{} | GET /people | POST /people | PATCH /people/{} | DELETE /people/{}
GET /webhooks | POST /webhooks | GET /webhooks/{} | PATCH /webhooks/{} | DELETE /webhooks/{}
GET /tokens | POST /tokens | PATCH /tokens/{} | DELETE /tokens/{} | GET /audit | OPTIONS /uploads | POST /uploads | HEAD /uploads/{}
PATCH /uploads/{} | DELETE /uploads/{} | GET /uploads/{} | POST /events | GET /insights
"""


def _blank(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


def validator_of(schema: Schema) -> Draft202012Validator:
    """Return a validator that knows our components."""
    return Draft202012Validator({**schema, "components": {"schemas": COMPONENTS}})


def test_everything_in_the_contract_is_there() -> None:
    promised = {
        operation.strip()
        for line in CONTRACT.split("\n")
        for operation in line.split("|")
        if operation.strip()
    }
    there = {f"{operation.method} {_blank(operation.path)}" for operation in OPERATIONS}
    assert promised - there == set()


def test_every_route_is_documented_and_every_documented_route_exists() -> None:
    served = {
        (method, route.path.removeprefix(PREFIX))
        for route in routes()
        if isinstance(route, Route) and isinstance(route.app, Endpoint) and route.path.startswith(PREFIX)
        for method, operation in route.app.operations.items()
        if operation.method == method
    }
    documented = {
        (method.upper(), path)
        for path, methods in describe(OPERATIONS, "")["paths"].items()
        for method in methods
    }
    assert served - documented == {("GET", "/openapi.json")}
    assert documented - served == set()


def test_no_two_operations_share_method_and_path() -> None:
    keys = [(operation.method, operation.path) for operation in OPERATIONS]
    assert len(keys) == len(set(keys))


def test_the_document_is_sound(nobody: httpx.Client) -> None:
    document = nobody.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    names = [each["operationId"] for methods in document["paths"].values() for each in methods.values()]
    assert len(names) == len(set(names))
    for schema in _schemas_in(document):
        Draft202012Validator.check_schema(schema)
    used = set(re.findall(r"#/components/schemas/(\w+)", nobody.get("/api/v1/openapi.json").text))
    assert used == set(document["components"]["schemas"])


def _schemas_in(value: Any) -> list[Mapping[str, Any]]:
    if isinstance(value, list):
        return [schema for each in value for schema in _schemas_in(each)]
    if not isinstance(value, dict):
        return []
    own = [value["schema"]] if "schema" in value else []
    return own + [schema for each in value.values() for schema in _schemas_in(each)]


def test_what_comes_as_a_table_is_described_so(admin: Client) -> None:
    documented = describe(OPERATIONS, "")["paths"]
    for operation in OPERATIONS:
        assert operation.has_table == ("Accept: text/csv" in operation.summary)
        if operation.has_table:
            answer = documented[operation.path]["get"]["responses"]["200"]
            assert set(answer["content"]) == {"application/json", "text/csv"}
            if "{" not in operation.path:
                table = admin.get(operation.path, headers={"Accept": "text/csv"})
                assert table.headers["content-type"] == "text/csv; charset=utf-8"


def test_the_page_for_people_has_every_operation_and_problem(nobody: httpx.Client) -> None:
    page = nobody.get("/api/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "<script" not in page.text
    for operation in OPERATIONS:
        assert operation.summary.replace("'", "&#39;") in page.text
    for kind in ALL_KINDS:
        assert f'id="problem-{kind.name}"' in page.text


def _operation(method: str, path: str) -> Any:
    return next(each for each in OPERATIONS if (each.method, each.path) == (method, path))


def hold(method: str, path: str, response: httpx.Response) -> dict[str, Any]:
    """Hold a real answer to the documented one and return it."""
    schema = _operation(method, path).answers[response.status_code]
    body: dict[str, Any] = response.json()
    validator_of(schema).validate(body)
    return body


def test_real_answers_have_the_documented_shapes(admin: Client) -> None:
    added = admin.post("/assets", files={"file": ("a.png", png(1))}, data={"tags": "été"})
    asset = hold("POST", "/assets", added)
    url = f"/assets/{asset['id']}"
    hold("GET", "/assets/{asset_id}", admin.get(url))
    rights = {"expires_at": "2031-01-01T00:00:00Z", "territories": ["FR"]}
    hold("PATCH", "/assets/{asset_id}", admin.patch(url, json={"rights": rights, "alt": {"fr": "x"}}))
    hold("POST", "/assets/{asset_id}/status", admin.post(f"{url}/status", json={"status": "approved"}))
    hold("GET", "/assets/{asset_id}/versions", admin.get(f"{url}/versions"))
    admin.index(asset["id"])
    found = hold("GET", "/assets", admin.get("/assets", params={"q": "ete", "facets": 1}))
    assert [item["id"] for item in found["items"]] == [asset["id"]]
    hold("GET", "/tags", admin.get("/tags"))
    hold("GET", "/channels", admin.get("/channels"))
    hold("GET", "/channels/{channel}", admin.get("/channels/web"))
    made = hold("POST", "/collections", admin.post("/collections", json={"name": "Été"}))
    hold("GET", "/collections", admin.get("/collections"))
    placed = admin.post(f"/collections/{made['id']}/assets", json={"assets": [asset["id"]]})
    assert hold("POST", "/collections/{collection_id}/assets", placed)["count"] == 1
    field = {"key": "season", "kind": "choice", "label": {"fr": "Saison"}, "choices": ["été"]}
    hold("POST", "/fields", admin.post("/fields", json=field))
    hold("GET", "/fields", admin.get("/fields"))
    person = {
        "email": "somebody@example.org",
        "name": "Some Body",
        "role": "viewer",
        "password": "long enough words",
    }
    hold("POST", "/people", admin.post("/people", json=person))
    hold("GET", "/people", admin.get("/people"))
    hold("POST", "/tokens", admin.post("/tokens", json={"name": "shop", "role": "viewer"}))
    hold("GET", "/tokens", admin.get("/tokens"))
    hold("GET", "/audit", admin.get("/audit"))
    event = {"asset": asset["id"], "channel": "web", "class": "seen"}
    hold("POST", "/events", admin.post("/events", json={"events": [event, {"bad": 1}]}))
    hold("GET", "/insights", admin.get("/insights", params={"group": "asset", "actor": "all"}))


@pytest.mark.parametrize(
    "operation", [each for each in OPERATIONS if each.body], ids=lambda each: f"{each.method} {each.path}"
)
def test_our_own_check_knows_every_word_of_the_request_shapes(operation: Any) -> None:
    known = {"type", "enum", "properties", "required", "additionalProperties", "items", "maxItems", "minLength",
             "maxLength", "minimum", "maximum", "$ref", "format", "contentMediaType", "oneOf", "description"}  # fmt: skip

    def words(schema: Any) -> set[str]:
        nested = [*schema.get("properties", {}).values(), *schema.get("oneOf", [])]
        nested += [
            schema[name] for name in ("items", "additionalProperties") if isinstance(schema.get(name), dict)
        ]
        return set(schema).union(*(words(each) for each in nested))

    assert words(operation.body) <= known


def test_components_hold_each_other(admin: Client) -> None:
    asset = admin.add(png(2))
    hold_to(asset, COMPONENTS["Asset"])
