"""Assets over the API: add, read, edit, move, trash."""

import json
import socket

import httpx
import pytest

from dam.assets.models import Version
from tests.delivery.api.client import Client, paths_of, problem_of
from tests.delivery.api.conftest import MOST_BYTES, ClientOf
from tests.delivery.api.pictures import jpeg, png


def test_a_file_becomes_an_asset_with_everything_that_was_said(manager: Client) -> None:
    response = manager.post(
        "/assets",
        files={"file": ("été.png", png(1))},
        data={
            "title": "L’été",
            "description": "Au bord de l’eau",
            "tags": ["été, plage", "mer"],
            "status": "in_review",
        },
    )
    assert response.status_code == 201, response.text
    asset = response.json()
    assert (asset["title"], asset["description"], asset["tags"]) == (
        "L’été",
        "Au bord de l’eau",
        ["été", "plage", "mer"],
    )
    assert (asset["filename"], asset["media_type"], asset["kind"], asset["status"]) == (
        "été.png",
        "image/png",
        "image",
        "in_review",
    )
    assert response.headers["location"] == f"http://assets.example.org/api/v1/assets/{asset['id']}"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert asset["created_at"].endswith("Z")
    assert asset["urls"]["web"]["hero"].startswith("http://assets.example.org/d/web/hero/")


def test_texts_may_stand_before_and_after_the_file(manager: Client) -> None:
    boundary = "b0und4ry"
    part = '--{b}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'
    body = (
        part.format(b=boundary, n="title", v="Before").encode()
        + f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'.encode()
        + png(2)
        + b"\r\n"
        + part.format(b=boundary, n="description", v="After").encode()
        + f"--{boundary}--\r\n".encode()
    )
    response = manager.post(
        "/assets", content=body, headers={"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    assert response.status_code == 201, response.text
    assert (response.json()["title"], response.json()["description"]) == ("Before", "After")


def test_the_same_bytes_are_the_same_asset_only_for_those_who_may_see_it(client_of: ClientOf) -> None:
    first, second, manager = client_of("contributor"), client_of("contributor"), client_of("manager")
    asset = first.add(png(3))
    assert "duplicate" not in asset
    again = first.post("/assets", files={"file": ("other.png", png(3))})
    assert (again.status_code, again.json()["id"], again.json()["duplicate"]) == (200, asset["id"], True)
    assert manager.post("/assets", files={"file": ("m.png", png(3))}).json()["duplicate"] is True
    theirs = second.post("/assets", files={"file": ("mine.png", png(3))})
    assert theirs.status_code == 201
    assert theirs.json()["id"] != asset["id"]


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"", "empty.jpg", 400),
        (b"just some words, no picture at all\n", "words.jpg", 415),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "logo.eps", 415),
        (b"PK\x03\x04" + b"\x00" * 60, "archive.zip", 415),
        (b"MZ" + b"\x00" * 200, "setup.exe", 415),
        (b"<!doctype html><script>alert(1)</script>", "page.html", 415),
        (png(4) + b"\x00" * MOST_BYTES, "large.png", 413),
    ],
)
def test_what_is_not_kept_is_refused_and_leaves_nothing(
    manager: Client, content: bytes, name: str, status: int
) -> None:
    response = manager.post("/assets", files={"file": (name, content)})
    assert problem_of(response)["status"] == status, response.text
    assert list(manager.house.core.store.list()) == []
    assert manager.get("/audit").status_code == 403


def test_a_length_over_the_limit_is_refused_before_the_body(manager: Client, base: str) -> None:
    request = manager.build_request(
        "POST",
        "/assets",
        headers={"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(20 * MOST_BYTES)},
        content=b"",
    )
    del request.headers["content-length"]
    request.headers["content-length"] = str(20 * MOST_BYTES)
    host, port = base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        lines = [f"POST /api/v1/assets HTTP/1.1\r\nHost: {host}\r\n"]
        lines += [f"{name}: {value}\r\n" for name, value in request.headers.items() if name != "host"]
        connection.sendall("".join([*lines, "\r\n"]).encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


def test_a_form_without_a_file_says_so(manager: Client) -> None:
    assert paths_of(manager.post("/assets", files={"title": (None, "no file")})) == {"file"}
    chosen_none = manager.post(
        "/assets",
        content=b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--x--\r\n',
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    assert (chosen_none.status_code, paths_of(chosen_none)) == (400, {"file"})
    assert manager.post("/assets", json={"file": "x"}).status_code == 400


def test_unknown_names_in_a_form_are_told_with_the_nearest(manager: Client) -> None:
    response = manager.post("/assets", files={"file": ("a.png", png(5))}, data={"titel": "x"})
    assert paths_of(response) == {"titel"}
    assert "title" in problem_of(response)["errors"][0]["message"]


@pytest.mark.parametrize(
    "body", [b"--x\r\nnonsense", b"", b"--x\r\nContent-Disposition: form-data; name=file"]
)
def test_a_broken_form_is_a_bad_request(manager: Client, body: bytes) -> None:
    response = manager.post(
        "/assets", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert problem_of(response)["status"] == 400


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b'filename="../../x.png"', "x.png"),
        (b'filename="C:\\\\Users\\\\me\\\\y.png"', "y.png"),
        ('filename="日本 🌸.png"'.encode(), "日本 🌸.png"),
        (b'filename="a%22b.png"', 'a"b.png'),
        (b"filename*=UTF-8''%C3%A9t%C3%A9.png", "été.png"),
        (b'filename="\xe9t\xe9.png"', "�t�.png"),
        (b'filename="nul\x01.png"', "nul.png"),
    ],
)
def test_any_file_name_becomes_a_harmless_one(manager: Client, sent: bytes, kept: str) -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="file"; '
        + sent
        + b"\r\n\r\n"
        + png(6)
        + b"\r\n--x--\r\n"
    )
    response = manager.post(
        "/assets", content=body, headers={"Content-Type": "multipart/form-data; boundary=x"}
    )
    assert response.status_code == 201, response.text
    assert response.json()["filename"] == kept


def test_a_viewer_may_not_add(client_of: ClientOf) -> None:
    assert problem_of(client_of("viewer").post("/assets", files={"file": ("a.png", png())}))["status"] == 403


def test_a_contributor_may_not_approve_while_adding(client_of: ClientOf) -> None:
    contributor = client_of("contributor")
    response = contributor.post("/assets", files={"file": ("a.png", png(7))}, data={"status": "approved"})
    assert response.status_code == 403


def test_a_draft_of_somebody_else_does_not_exist(client_of: ClientOf) -> None:
    asset = client_of("contributor").add(png(8))
    for role in ("viewer", "contributor"):
        other = client_of(role)
        assert other.get(f"/assets/{asset['id']}").status_code == 404
        assert other.get(f"/assets/{asset['id']}/renditions").status_code == 404
        assert other.get(f"/assets/{asset['id']}/versions").status_code == 404
        assert other.get(f"/assets/{asset['id']}/original").status_code == 404
    assert client_of("contributor").patch(f"/assets/{asset['id']}", json={"title": "x"}).status_code == 404
    assert client_of("manager").get(f"/assets/{asset['id']}").status_code == 200


def test_an_unchanged_asset_answers_304(manager: Client) -> None:
    asset = manager.add(png(9))
    first = manager.get(f"/assets/{asset['id']}")
    again = manager.get(f"/assets/{asset['id']}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert manager.get(f"/assets/{asset['id']}", headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_merge_patch_changes_what_it_names(manager: Client) -> None:
    asset = manager.add(png(10), title="Old", description="Stays")
    patch = {
        "title": "Nouveau",
        "tags": ["a", "b"],
        "rights": {"holder": "ACME", "expires_at": "2030-01-02T03:04:05+02:00", "channels": ["web"]},
        "focal_point": {"x": 0.25},
        "alt": {"fr": "Un carré"},
    }
    changed = manager.patch(f"/assets/{asset['id']}", json=patch)
    assert changed.status_code == 200, changed.text
    body = changed.json()
    assert (body["title"], body["description"], body["tags"]) == ("Nouveau", "Stays", ["a", "b"])
    assert body["rights"]["expires_at"] == "2030-01-02T01:04:05Z"
    assert body["focal_point"] == {"x": 0.25, "y": 0.5}
    cleared = manager.patch(
        f"/assets/{asset['id']}", json={"tags": None, "rights": {"expires_at": None}}
    ).json()
    assert (cleared["tags"], cleared["rights"]["expires_at"], cleared["rights"]["holder"]) == (
        [],
        None,
        "ACME",
    )


def test_a_stale_edit_is_refused_with_both_sides(manager: Client) -> None:
    asset = manager.add(png(11))
    url = f"/assets/{asset['id']}"
    seen = manager.get(url).headers["etag"]
    assert manager.patch(url, json={"title": "Theirs"}, headers={"If-Match": seen}).status_code == 200
    refused = manager.patch(url, json={"title": "Mine"}, headers={"If-Match": seen})
    problem = problem_of(refused)
    assert problem["status"] == 412
    assert (problem["current"]["title"], problem["yours"]["title"]) == ("Theirs", "Mine")
    assert manager.get(url).json()["title"] == "Theirs"


@pytest.mark.parametrize(
    ("patch", "paths"),
    [
        ({"titel": "x"}, {"titel"}),
        ({"rights": {"expires": "2030-01-01T00:00:00Z"}}, {"rights.expires"}),
        ({"rights": {"expires_at": "tomorrow"}}, {"rights.expires_at"}),
        ({"focal_point": {"x": 2}}, {"focal_point.x"}),
        ({"tags": "one"}, {"tags"}),
        ({"tags": [1]}, {"tags[0]"}),
        ({"title": 5, "alt": []}, {"title", "alt"}),
        ({"title": "a\x00b"}, {"title"}),
    ],
)
def test_wrong_fields_are_named_by_their_path(
    manager: Client, patch: dict[str, object], paths: set[str]
) -> None:
    asset = manager.add(png(12))
    response = manager.patch(f"/assets/{asset['id']}", json=patch)
    assert response.status_code == 400
    assert paths_of(response) == paths


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b"[]", b'"text"', b"\xff\xfe", b'{"title": "\xff"}', b"[" * 100_000, b'{"title": 1e999}',
     b'{"title": "\\ud800"}'],
)  # fmt: skip
def test_a_body_that_is_no_json_object_is_a_bad_request(manager: Client, body: bytes) -> None:
    asset = manager.add(png(13))
    assert problem_of(manager.patch(f"/assets/{asset['id']}", content=body))["status"] == 400


def test_ten_megabytes_of_json_are_too_large(manager: Client) -> None:
    asset = manager.add(png(14))
    body = json.dumps({"description": "x" * 10_000_000})
    assert problem_of(manager.patch(f"/assets/{asset['id']}", content=body.encode()))["status"] == 413
    unannounced = iter([b"x" * 100_000] * 100)
    assert problem_of(manager.patch(f"/assets/{asset['id']}", content=unannounced))["status"] == 413


def test_a_refused_move_lists_the_allowed_ones(manager: Client) -> None:
    asset = manager.add(png(15))
    problem = problem_of(manager.post(f"/assets/{asset['id']}/status", json={"status": "withdrawn"}))
    assert (problem["status"], set(problem["allowed"])) == (409, {"in_review", "approved", "archived"})
    assert paths_of(manager.post(f"/assets/{asset['id']}/status", json={"status": "gone"})) == {"status"}
    manager.approve(asset["id"])
    assert manager.get(f"/assets/{asset['id']}").json()["status"] == "approved"


def test_the_trash_gives_back_what_it_took(manager: Client) -> None:
    asset = manager.add(png(16))
    assert manager.delete(f"/assets/{asset['id']}").status_code == 204
    assert manager.get(f"/assets/{asset['id']}").status_code == 404
    assert manager.post(f"/assets/{asset['id']}/restore").json()["id"] == asset["id"]


def test_the_original_comes_whole_in_part_or_not_again(manager: Client) -> None:
    content = jpeg(1)
    asset = manager.add(content, "été à la mer.jpg")
    url = f"/assets/{asset['id']}/original"
    whole = manager.get(url)
    assert (whole.content, whole.headers["content-type"]) == (content, "image/jpeg")
    assert "filename*=UTF-8''%C3%A9t%C3%A9%20%C3%A0%20la%20mer.jpg" in whole.headers["content-disposition"]
    part = manager.get(url, headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, content[5:10])
    assert part.headers["content-range"] == f"bytes 5-9/{len(content)}"
    assert manager.get(url, headers={"Range": "bytes=-4"}).content == content[-4:]
    assert manager.get(url, headers={"Range": f"bytes={len(content)}-"}).status_code == 416
    assert manager.get(url, headers={"Range": "bytes=5-9", "If-Range": '"other"'}).status_code == 200
    assert manager.get(url, headers={"If-None-Match": whole.headers["etag"]}).status_code == 304
    head = manager.head(url)
    assert (head.headers["content-length"], head.content) == (str(len(content)), b"")


def test_where_a_picture_was_taken_stays_private(manager: Client) -> None:
    asset = manager.add(png(17))
    with manager.house.core.db.write() as session:
        version = session.get_one(Version, session.query(Version.id).scalar())
        version.facts = {"gps": [48.85, 2.35], "camera": "X100"}
    text = manager.get(f"/assets/{asset['id']}").text + manager.get(f"/assets/{asset['id']}/versions").text
    assert "X100" in text
    assert "48.85" not in text
    assert "gps" not in text


def test_versions_are_added_listed_and_proposed(client_of: ClientOf) -> None:
    contributor, manager = client_of("contributor"), client_of("manager")
    asset = contributor.add(png(18))
    url = f"/assets/{asset['id']}/versions"
    proposed = contributor.post(url, files={"file": ("b.png", png(19))})
    assert (proposed.status_code, proposed.json()["state"], proposed.json()["number"]) == (201, "proposed", 2)
    assert [version["number"] for version in manager.get(url).json()["items"]] == [2, 1]
    assert contributor.post(f"{url}/2/approve").status_code == 403
    assert manager.post(f"{url}/2/approve").json()["state"] == "arriving"
    assert manager.post(f"{url}/2/restore").status_code == 409
    assert manager.post(f"{url}/9/restore").status_code == 404
    assert manager.post(f"{url}/two/restore").status_code == 404
    assert manager.post(f"{url}/99999999999999999999/restore").status_code == 404


def test_nobody_gets_anything(nobody: httpx.Client) -> None:
    for method, path in (("GET", "/assets"), ("POST", "/assets"), ("GET", "/people"), ("POST", "/uploads")):
        response = nobody.request(method, f"/api/v1{path}")
        assert problem_of(response)["status"] == 401
        assert response.headers["www-authenticate"] == "Bearer"
