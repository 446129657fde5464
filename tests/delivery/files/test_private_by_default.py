"""Nothing unapproved, no original and no folder is reached by guessing: every guess is answered as if nothing were there."""

import hashlib
import socket
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import httpx
import pytest

from dam.ids import LENGTH, is_id, new_id
from infra.app import build_app
from tests.delivery.api.serving import served
from tests.delivery.files.conftest import ARCHIVED, DRAFT, EMBARGO, LIT, REVIEW, Front
from tests.delivery.files.library import body_of, change_asset, digest_of

ORIGINAL = b"the original, larger than anything that is shown"

UNSEEN = (DRAFT, REVIEW, EMBARGO)

CLIMBING = (
    "..",
    "%2e%2e",
    "%2E%2e",
    "..%2f..",
    "%252e%252e",
    "..;",
    ".%00.",
    "..\\..",
    "%5c..%5c..",
    "%c0%ae%c0%ae",
)


@pytest.fixture
def base(front: Front) -> Iterator[str]:
    """The whole house on a real server; an original lies in its store, and one file is a draft's."""
    front.store.put([ORIGINAL])
    with served(build_app(front.house, files=front.server)) as url:
        yield url


def guesses() -> list[str]:
    """Return every path that somebody might try."""
    original = hashlib.sha256(ORIGINAL).hexdigest()
    paths = [
        "/d",
        "/d/",
        "/d/web",
        "/d/web/",
        "/d/web/card",
        "/d/web/card/",
        "/i",
        "/i/",
        "/i/web",
        "/i/web/",
    ]
    paths += [
        f"/i/{channel}/{original}/file.{end}"
        for channel in ("web", "admin", "print")
        for end in ("jpg", "tif")
    ]
    paths += [
        f"/i/web/{original}",
        f"/i/web/{original}/",
        f"/i/{original}/file.jpg",
        f"/i/web/{original[:2]}/x.jpg",
    ]
    paths += [
        f"/blobs/{original}",
        f"/blobs/{original[:2]}/{original}",
        "/blobs/",
        "/cache/",
        "/spool/",
        "/var/",
    ]
    paths += [
        "/vitrine.sqlite3",
        "/secret-key",
        "/.env",
        "/.git/config",
        "/static/",
        "/static/../settings.py",
    ]
    for asset in UNSEEN:
        for channel, preset in (("web", "card"), ("web", "hero"), ("admin", "thumb"), ("admin", "preview")):
            paths += [
                f"/d/{channel}/{preset}/{asset}{end}"
                for end in ("", ".jpg", ".webp", "-a-slug.jpg", "/embed")
            ]
        paths += [
            f"/i/web/{digest_of(body_of(f'v1-{asset}webcard', format_))}/x.{format_}"
            for format_ in ("jpeg", "webp")
        ]
        paths += [
            f"/i/admin/{digest_of(body_of(f'v1-{asset}adminthumb', 'webp'))}/x.webp",
            f"/d/web/card/{asset}/",
        ]
        paths += [f"/iiif/3/{asset}/info.json", f"/iiif/3/{asset}/full/max/0/default.jpg", f"/o/{asset}/1"]
    for up in CLIMBING:
        paths += [f"/d/web/card/{up}/{up}/etc/passwd", f"/i/web/{up}/{original}", f"/d/{up}/{up}/{DRAFT}.jpg"]
        paths += [
            f"/static/{up}/{up}/secret-key",
            f"/d/web/card/{DRAFT}{up}.jpg",
            f"/i/{up}/blobs/{original}",
        ]
    paths += [f"/d/web/card/{quote(sign)}{LIT[1:]}" for sign in ("\0", "%", "*", "?", "é", "a/", "٣")]
    paths += [
        f"//d/web/card/{DRAFT}.jpg",
        f"/d//web/card/{DRAFT}.jpg",
        f"/D/web/card/{LIT}.jpg",
        f"/d/WEB/card/{LIT}.jpg",
    ]
    paths += [f"/d%2fweb%2fcard%2f{DRAFT}.jpg", f"/d/web/card%2f{DRAFT}.jpg", f"/i/web%2f{original}%2fx.jpg"]
    return paths


def status_of(base: str, path: str) -> tuple[int, bytes]:
    """Ask for a path exactly as it is spelt; a client's library would tidy it up."""
    address = urlsplit(base)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=30) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode("latin-1"))
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return int(answer.split(b" ", 2)[1]), answer.partition(b"\r\n\r\n")[2]


def test_guesses_find_nothing(base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery.files.guesses.FREE", 10_000)
    found = {path: status_of(base, path) for path in guesses()}
    assert len(found) > 150
    told = {path: status for path, (status, _) in found.items() if status != 404}
    assert told == {}
    assert not [path for path, (_, body) in found.items() if ORIGINAL in body or b"root:" in body]


def test_what_was_never_seen_is_told_from_nothing_by_no_header(base: str) -> None:
    """A draft, an embargo and an id that nobody has are the same answer, to the byte."""
    answers = [httpx.get(f"{base}/d/web/card/{asset}.jpg") for asset in (*UNSEEN, "z" * LENGTH)]
    told = [
        (answer.status_code, answer.content, {**answer.headers, "date": "", "x-request-id": ""})
        for answer in answers
    ]
    assert all(each == told[0] for each in told)


def test_ids_do_not_follow_each_other() -> None:
    ids = [new_id() for _ in range(1000)]
    assert all(is_id(each) for each in ids)
    assert len(set(ids)) == len({each[:8] for each in ids}) == len(ids)
    assert ids != sorted(ids)


def test_bytes_that_were_approved_are_found_by_their_digest_alone(front: Front, base: str) -> None:
    """The same guess finds something once it is lit: the walk above does not pass because nothing is ever found."""
    change_asset(front.house.core, DRAFT, status="approved", approved_at=front.house.core.now())
    front.server.cache.poll()
    pinned = f"/i/web/{digest_of(body_of(f'v1-{DRAFT}webcard', 'jpeg'))}/x.jpeg"
    assert status_of(base, pinned)[0] == 200
    assert status_of(base, f"/d/web/card/{DRAFT}.jpg")[0] == 200
    assert status_of(base, f"/d/web/card/{ARCHIVED}.jpg")[0] == 410
