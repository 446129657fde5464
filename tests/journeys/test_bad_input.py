"""Bad input and what it gets, by the front door of one running house: a clear refusal, nothing half-stored, no 5xx."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys import hostile
from tests.journeys.client import ApiClient
from tests.journeys.running import EMAIL, RunningHouse, running_house

MOST_BYTES = 2_000_000

REFUSED_FILES: list[tuple[str, bytes, int, str]] = [
    ("empty.jpg", b"", 400, "is empty"),
    ("text.jpg", b"This is no picture at all.\n" * 20, 415, "not a picture, film, document or sound"),
    ("page.html", b"<!doctype html><script>alert(1)</script>", 415, "not a picture"),
    ("drawing.eps", hostile.EPS, 415, "not a picture"),
    ("film.mp4", hostile.PLAYLIST, 415, "not a picture"),
    ("things.zip", hostile.plain_zip(), 415, "not a picture"),
    ("program.png", b"\x7fELF" + bytes(400), 415, "not a picture"),
    ("large.jpg", hostile.picture() + bytes(MOST_BYTES), 413, "at the most"),
]

KEPT_FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "half.jpg": (lambda: hostile.picture("navy")[:60_000], "damaged"),
    "head.jpg": (lambda: hostile.picture("olive")[:300], "cannot be read"),
    "bomb.png": (hostile.bomb, "more than 250 million pixels"),
    "frames.gif": (hostile.long_gif, ""),
    "script.svg": (lambda: hostile.SCRIPTED_SVG, ""),
    "laughs.docx": (hostile.laughing_document, ""),
    "broken.pdf": (lambda: b"%PDF-1.7\n%broken\n", "cannot be opened"),
    "nothing.mp4": (
        lambda: b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(900),
        "cannot be read",
    ),
}
"""Name: content, and what is said of it where renditions cannot be made as they should."""

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}
DEEP = b'{"fields":' + b'{"a":' * 5000 + b"1" + b"}" * 5001

REQUESTS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("PATCH", "/assets/{asset}", {"content": b"hello"}, 400, "must be JSON"),
    ("PATCH", "/assets/{asset}", {"content": b'{"title": "\xff"}'}, 400, "must be JSON in UTF-8"),
    ("PATCH", "/assets/{asset}", {"json": {"titel": "x"}}, 400, "did you mean title"),
    ("PATCH", "/assets/{asset}", {"json": {"title": "x" * 10_000_000}}, 413, "at most"),
    ("PATCH", "/assets/{asset}", {"content": DEEP}, 400, "nested too deeply"),
    ("PATCH", "/assets/{asset}", {"content": b"[" * 100_000}, 400, "nested too deeply"),
    ("PATCH", "/assets/{asset}", {"json": {"title": "a\x00b"}}, 400, "NUL"),
    ("PATCH", "/assets/{asset}", {"json": {"rights": {"expires_at": "0001-01-01T00:00:00Z"}}}, 400, "moment"),
    ("GET", "/assets/0000000000000000", {}, 404, ""),
    ("GET", "/assets/..%2f..%2fetc%2fpasswd", {}, 404, ""),
    ("GET", "/assets?limit=99999", {}, 400, "limit"),
    ("GET", "/assets?cursor=x", {}, 400, "cursor"),
    ("GET", "/assets/{asset}/versions?nonsense=1", {}, 400, "nonsense"),
    ("PUT", "/assets/{asset}", {"json": {}}, 405, "takes"),
    ("POST", "/uploads", {"headers": {**TUS, "Upload-Length": "-1"}}, 400, "whole number"),
    ("POST", "/uploads", {"headers": {**TUS, "Upload-Length": str(MOST_BYTES + 1)}}, 413, "at most"),
    ("POST", "/uploads", {"headers": {**TUS, "Upload-Length": "9", "Upload-Metadata": "filename /w=="}}, 400, "UTF-8"),
    ("PATCH", "{upload}", {"headers": {**PIECE, "Upload-Offset": "5"}, "content": b"x"}, 409, "begins at 5"),
    ("PATCH", "{upload}", {"headers": {**PIECE, "Upload-Offset": "0"}, "content": b"x" * 101}, 413, "beyond the length"),
    ("GET", "/assets", {"headers": {"Authorization": "Bearer vt_0000"}}, 401, "not known"),
    ("GET", "/assets", {"headers": {"Authorization": "Basic YTpi"}}, 401, "Bearer TOKEN"),
    ("POST", "/events", {"json": {"events": [{}] * 1001}}, 400, "at most 1000"),
]  # fmt: skip

DROPPED_EVENTS: list[tuple[dict[str, object], str]] = [
    ({"at": "2035-01-01T00:00:00Z"}, "from_the_future"),
    ({"at": "1990-01-01T00:00:00Z"}, "too_old"),
    ({"at": "soon"}, "malformed"),
    ({"asset": "0000000000000000"}, "unknown_asset"),
    ({"class": "loved"}, "malformed"),
    ({"class": "sold", "value": "1e999", "currency": "EUR"}, "malformed"),
    ({"placement": "a\x00b"}, "malformed"),
    ({"actor": "human"}, "malformed"),
]

FILE_NAMES = {
    b"../../x": "x",
    b"..": "file",
    b"\xff\xe9.jpg": "\ufffd\ufffd.jpg",
    b"a\x00b.jpg": "ab.jpg",
    "photo\u202egpj.exe".encode(): "photogpj.exe",
    b"a%0d%0aSet-Cookie: b=c.jpg": "a%0d%0aSet-Cookie: b=c.jpg",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHouse]:
    """A house with a small limit; at its end its log has neither a traceback nor a secret."""
    folder = tmp_path_factory.mktemp("bad-input")
    with running_house(folder, VITRINE_MAX_UPLOAD_BYTES=str(MOST_BYTES)) as house:
        yield house
    log = (folder / "process-0.log").read_text()
    assert "Traceback" not in log
    assert not re.search(r"vt_[a-z0-9]{8}", log)


@pytest.fixture(scope="module")
def client(house: RunningHouse) -> ApiClient:
    """A manager's key to the running house."""
    return house.client(house.serve())


@pytest.fixture(scope="module")
def asset(client: ApiClient, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A sound picture, approved."""
    path = tmp_path_factory.mktemp("sound") / "sound.jpg"
    path.write_bytes(hostile.picture())
    asset_id = str(client.upload(path)["id"])
    client.move(asset_id, "approved")
    client.wait_prepared(asset_id)
    return asset_id


def _send(client: ApiClient, name: str, content: bytes) -> httpx.Response:
    return client.http.post("/api/v1/assets", files={"file": (name, content)})


def _detail(response: httpx.Response) -> str:
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == response.status_code
    return str(response.json()["detail"])


@pytest.mark.parametrize(("name", "content", "status", "sentence"), REFUSED_FILES)
def test_a_refused_file_leaves_nothing(
    house: RunningHouse, client: ApiClient, asset: str, name: str, content: bytes, status: int, sentence: str
) -> None:
    before = client.get("/assets")["total"], _stored(house)
    refused = _send(client, name, content)
    assert (refused.status_code, sentence in _detail(refused)) == (status, True), refused.text
    assert (client.get("/assets")["total"], _stored(house)) == before


def _stored(house: RunningHouse) -> int:
    return sum(1 for path in (Path(house.environment["VITRINE_HOME"]) / "blobs").rglob("*") if path.is_file())


def test_what_cannot_be_rendered_is_kept_marked_and_downloadable(client: ApiClient, asset: str) -> None:
    contents = {name: make() for name, (make, _) in KEPT_FILES.items()}
    ids = {name: _send(client, name, content).json()["id"] for name, content in contents.items()}
    for name, (_, sentence) in KEPT_FILES.items():
        client.wait_prepared(ids[name])
        said = json.dumps(client.renditions(ids[name])) + json.dumps(client.get(f"/assets/{ids[name]}"))
        assert sentence in said, name
        original = client.http.get(f"/api/v1/assets/{ids[name]}/original")
        assert original.content == contents[name]
        assert original.headers["content-disposition"].startswith("attachment")
        assert original.headers["content-security-policy"].startswith("sandbox")
    after = _send(client, "after.jpg", hostile.picture("maroon")).json()["id"]
    client.wait_prepared(after)
    assert {item["state"] for item in client.renditions(after)} == {"ready", "unavailable"}, (
        "the worker lives"
    )


@pytest.mark.parametrize(("method", "path", "sent", "status", "sentence"), REQUESTS)
def test_a_wrong_request_gets_one_clear_sentence(
    client: ApiClient, asset: str, method: str, path: str, sent: dict[str, Any], status: int, sentence: str
) -> None:
    if path == "{upload}":
        begun = client.http.post("/api/v1/uploads", headers={**TUS, "Upload-Length": "100"})
        path = httpx.URL(begun.headers["location"]).path.removeprefix("/api/v1")
    refused = client.http.request(method, "/api/v1" + path.replace("{asset}", asset), **sent)
    assert (refused.status_code, sentence in _detail(refused)) == (status, True), refused.text


@pytest.mark.parametrize(
    "path",
    [
        "/d/web/nothing/{asset}",
        "/d/nowhere/card/{asset}",
        "/d/web/card/0000000000000000",
        "/d/web/card@641w/{asset}",
        "/d/web/card/{asset}.exe",
        "/d/admin/thumb/{asset}",
        "/d/web/card/..%2f..%2fetc%2fpasswd",
        "/i/web/" + "0" * 64 + "/x.jpg",
    ],
)
def test_a_file_that_is_not_there_is_404(client: ApiClient, asset: str, path: str) -> None:
    refused = client.public.get(path.replace("{asset}", asset))
    assert (refused.status_code, "no-store" in refused.headers["cache-control"]) == (404, True)
    assert _detail(refused) == "There is no such file."


@pytest.mark.parametrize(("wrong", "reason"), DROPPED_EVENTS)
def test_a_wrong_event_is_dropped_with_its_reason(
    client: ApiClient, asset: str, wrong: dict[str, object], reason: str
) -> None:
    right = {"asset": asset, "channel": "web", "class": "acted", "kind": "click"}
    receipt = client.post("/events", {"events": [{**right, **wrong}, right]})
    assert (receipt["accepted"], [drop["reason"] for drop in receipt["dropped"]]) == (1, [reason])


@pytest.mark.parametrize(("name", "kept"), FILE_NAMES.items())
def test_a_file_name_becomes_harmless(client: ApiClient, name: bytes, kept: str) -> None:
    body = b'--B\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n%s%s\r\n--B--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=B"}
    content = body % (name, hostile.picture(size=(20, 20)), name)
    added = client.http.post("/api/v1/assets", content=content, headers=headers)
    assert added.json()["filename"] == kept
    saved = client.http.get(f"/api/v1/assets/{added.json()['id']}/original")
    assert "set-cookie" not in saved.headers
    assert "/" not in saved.headers["content-disposition"]


def test_nobody_guesses_the_files_of_a_draft(house: RunningHouse, client: ApiClient) -> None:
    draft = _send(client, "draft.jpg", hostile.picture("crimson")).json()["id"]
    client.wait_prepared(draft)
    ready = [item for item in client.renditions(draft) if item["state"] == "ready"]
    urls = [item[name] for item in ready for name in ("url", "immutable_url")]
    strangers = [house.client(client.base, role).http for role in ("viewer", "contributor")]
    for stranger in (client.public, *strangers):
        assert {stranger.get(url).status_code for url in urls} == {404}


def test_a_spoofed_address_does_not_slip_past_the_throttle(client: ApiClient) -> None:
    def try_to_sign_in(number: int) -> int:
        form = {"email": f"nobody{number}@example.org", "password": "guessed-and-guessed"}
        headers = {"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": f"for=192.0.2.{number}"}
        return client.public.post("/sign-in", data=form, headers=headers).status_code

    assert [try_to_sign_in(number) for number in range(41)].count(429) == 1
    assert client.public.post("/sign-in", data={"email": EMAIL, "password": "x"}).status_code == 429
