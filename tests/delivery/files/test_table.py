"""What every URL answers: state of the asset × method × Accept × range × condition, as one table."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from dam.storage.counted import CountedStore
from dam.storage.memory import MemoryStore
from infra.tables import create_all
from tests.delivery.files.conftest import (
    ARCHIVED,
    DRAFT,
    EMBARGO,
    ENDED,
    ENDING,
    FILM,
    FRANCE_ONLY,
    LIT,
    PRINT_ONLY,
    REVIEW,
    SHARED,
    TRASHED,
    TWIN,
    UNPLANNED,
    WITHDRAWN,
    Front,
    fill,
    make_front,
)
from tests.delivery.files.library import body_of, digest_of

BROWSER = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"
OLD_BROWSER = "image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"
JPEG = body_of(f"v1-{LIT}webcard", "jpeg")
WEBP = body_of(f"v1-{LIT}webcard", "webp")
AVIF = body_of(f"v1-{LIT}webcard", "avif")
ETAG = f'"{digest_of(JPEG)}"'
CARD = f"/d/web/card/{LIT}.jpg"
PINNED = f"/i/web/{digest_of(JPEG)}/facade-d-ete.jpg"
EARLIER = digest_of(body_of(f"v2-{LIT}webcard", "jpeg"))
FILM_BODY = body_of(f"v1-{FILM}webhero1600w", "mp4", 1_500_000)
YEAR = "public, max-age=31536000, immutable"
SHORT = "public, max-age=30, stale-while-revalidate=60, stale-if-error=300"


@dataclass(frozen=True)
class Row:
    """One question and what must come back; `headers` are those that must be there, None: must not."""

    name: str
    path: str
    status: int
    asked: dict[str, str]
    headers: dict[str, str | None]
    body: bytes | None = None
    method: str = "GET"


def row(
    name: str, path: str, status: int, body: bytes | None = None, method: str = "GET", **both: str | None
) -> Row:
    """Write a row; names that begin with `ask_` are sent, the others expected, `_` for `-`."""
    asked = {n[4:].replace("_", "-"): v for n, v in both.items() if n.startswith("ask_") and v is not None}
    headers = {n.replace("_", "-"): v for n, v in both.items() if not n.startswith("ask_")}
    return Row(name, path, status, asked, headers, body, method)


def immutable(asset_id: str, channel: str = "web") -> str:
    """Return the immutable URL of an asset's card."""
    return f"/i/{channel}/{digest_of(body_of(f'v1-{asset_id}webcard', 'jpeg'))}/x.jpg"


TABLE = [
    # negotiation
    row("no Accept", f"/d/web/card/{LIT}", 200, JPEG, content_type="image/jpeg", vary="Accept"),
    row(
        "modern browser",
        f"/d/web/card/{LIT}",
        200,
        AVIF,
        ask_accept=BROWSER,
        content_type="image/avif",
        vary="Accept",
    ),
    row("older browser", f"/d/web/card/{LIT}", 200, JPEG, ask_accept=OLD_BROWSER, content_type="image/jpeg"),
    row("only WebP", f"/d/web/card/{LIT}", 200, WEBP, ask_accept="image/webp", content_type="image/webp"),
    row("AVIF refused", f"/d/web/card/{LIT}", 200, WEBP, ask_accept="image/avif;q=0, image/webp, */*"),
    row("JPEG preferred", f"/d/web/card/{LIT}", 200, JPEG, ask_accept="image/avif;q=0.5, image/jpeg"),
    row("anything", f"/d/web/card/{LIT}", 200, JPEG, ask_accept="*/*"),
    row("nothing that we have", f"/d/web/card/{LIT}", 200, JPEG, ask_accept="text/html"),
    row("Accept is noise", f"/d/web/card/{LIT}", 200, JPEG, ask_accept=";;q=,/é"),
    row(
        "some formats still pending",
        f"/d/web/thumb/{LIT}",
        200,
        ask_accept=BROWSER,
        content_type="image/webp",
        vary="Accept",
    ),
    row("one format only", f"/d/print/proof/{LIT}", 200, content_type="application/pdf", vary=None),
    row(
        "film for a player",
        f"/d/web/hero@1600w/{FILM}",
        200,
        FILM_BODY,
        ask_accept="*/*",
        content_type="video/mp4",
    ),
    row(
        "film's poster for a page",
        f"/d/web/hero@1600w/{FILM}",
        200,
        ask_accept=BROWSER,
        content_type="image/avif",
    ),
    # names
    row("exact extension", CARD, 200, JPEG, vary=None, cache_control=SHORT, etag=ETAG),
    row("extension jpeg", f"/d/web/card/{LIT}.jpeg", 200, JPEG),
    row("exact extension wins over Accept", f"/d/web/card/{LIT}.avif", 200, AVIF, ask_accept="image/jpeg"),
    row("any slug", f"/d/web/card/{LIT}-une-façade.jpg", 200, JPEG),
    row("empty slug", f"/d/web/card/{LIT}-.jpg", 200, JPEG),
    row("variant", f"/d/web/hero@2400w/{LIT}.webp", 200, body_of(f"v1-{LIT}webhero2400w", "webp")),
    row("first variant by default", f"/d/web/hero/{LIT}.webp", 200, body_of(f"v1-{LIT}webhero1600w", "webp")),
    row(
        "download",
        f"{CARD}?download=1",
        200,
        JPEG,
        content_disposition="attachment; filename=\"Facade d'ete.jpg\"; filename*=UTF-8''Fa%C3%A7ade%20d%27%C3%A9t%C3%A9.jpg",
    ),
    row("other queries", f"{CARD}?utm_source=news", 200, JPEG, content_disposition=None),
    row("unknown variant", f"/d/web/hero@999w/{LIT}.webp", 404),
    row("format that the preset lacks", f"/d/web/card/{LIT}.gif", 404),
    row("extension of no format", f"/d/web/card/{LIT}.exe", 404),
    row("unknown preset", f"/d/web/nothing/{LIT}.jpg", 404),
    row("unknown channel", f"/d/radio/card/{LIT}.jpg", 404),
    row("unknown asset", "/d/web/card/zzzzzzzzzzzzzzzz.jpg", 404),
    row("nonsense id", "/d/web/card/../../etc/passwd", 404),
    row("too short", "/d/web", 404),
    row("root", "/d/", 404),
    # states
    row("draft", f"/d/web/card/{DRAFT}.jpg", 404, cache_control="no-store"),
    row("in review", f"/d/web/card/{REVIEW}.jpg", 404),
    row("withdrawn", f"/d/web/card/{WITHDRAWN}.jpg", 410, cache_control="no-store"),
    row("archived", f"/d/web/card/{ARCHIVED}", 410),
    row("trashed", f"/d/web/card/{TRASHED}", 410),
    row("rights ended", f"/d/web/card/{ENDED}", 410),
    row("embargo", f"/d/web/card/{EMBARGO}", 404),
    row("rights end soon", f"/d/web/card/{ENDING}.jpg", 200, cache_control="public, max-age=9"),
    row("channel not granted", f"/d/web/card/{PRINT_ONLY}", 451),
    row("territory not granted", f"/d/web/card/{FRANCE_ONLY}", 451),
    row("withdrawn, HEAD", f"/d/web/card/{WITHDRAWN}.jpg", 410, b"", "HEAD"),
    row("withdrawn beats 304", f"/d/web/card/{WITHDRAWN}.jpg", 410, ask_if_none_match="*"),
    row("pending", f"/d/social/square/{LIT}.jpg", 503, retry_after="2", cache_control="no-store"),
    row("pending, negotiated", f"/d/social/square/{LIT}", 503, retry_after="2"),
    row("exact format pending", f"/d/web/thumb/{LIT}.avif", 503, retry_after="2"),
    row("not planned yet", f"/d/web/card/{UNPLANNED}", 503, retry_after="2"),
    row("not planned yet, a format it will never have", f"/d/web/card/{UNPLANNED}.gif", 404),
    row("failed", f"/d/social/link/{LIT}.jpg", 422),
    row("failed, negotiated", f"/d/web/content/{LIT}", 422),
    row("unavailable", f"/d/social/story/{LIT}.jpg", 415),
    # conditions
    row(
        "same tag",
        CARD,
        304,
        b"",
        ask_if_none_match=ETAG,
        etag=ETAG,
        cache_control=SHORT,
        content_length=None,
    ),
    row("same tag, weak", CARD, 304, b"", ask_if_none_match=f"W/{ETAG}"),
    row("tag in a list", CARD, 304, b"", ask_if_none_match=f'"a", {ETAG}'),
    row("any tag", CARD, 304, b"", ask_if_none_match="*"),
    row("same tag, HEAD", CARD, 304, b"", "HEAD", ask_if_none_match=ETAG),
    row("negotiated and same tag", f"/d/web/card/{LIT}", 304, b"", ask_if_none_match=ETAG, vary="Accept"),
    row("other tag", CARD, 200, JPEG, ask_if_none_match='"a"'),
    row("not modified since", CARD, 304, b"", ask_if_modified_since="Sat, 21 Mar 2026 12:00:00 GMT"),
    row("modified since", CARD, 200, JPEG, ask_if_modified_since="Sat, 21 Mar 2026 11:59:59 GMT"),
    row("a date that is none", CARD, 200, JPEG, ask_if_modified_since="yesterday"),
    row(
        "tag wins over date",
        CARD,
        200,
        JPEG,
        ask_if_none_match='"a"',
        ask_if_modified_since="Sat, 21 Mar 2026 12:00:00 GMT",
    ),
    # ranges
    row(
        "first bytes",
        CARD,
        206,
        JPEG[:10],
        ask_range="bytes=0-9",
        content_range="bytes 0-9/1000",
        content_length="10",
    ),
    row("from a byte on", CARD, 206, JPEG[990:], ask_range="bytes=990-", content_range="bytes 990-999/1000"),
    row("last bytes", CARD, 206, JPEG[-5:], ask_range="bytes=-5", content_range="bytes 995-999/1000"),
    row(
        "more than there is",
        CARD,
        206,
        JPEG[900:],
        ask_range="bytes=900-5000",
        content_range="bytes 900-999/1000",
    ),
    row(
        "beyond the end",
        CARD,
        416,
        ask_range="bytes=1000-",
        content_range="bytes */1000",
        cache_control="no-store",
    ),
    row("no last bytes", CARD, 416, ask_range="bytes=-0"),
    row("backwards", CARD, 200, JPEG, ask_range="bytes=9-0"),
    row("other unit", CARD, 200, JPEG, ask_range="lines=1-2"),
    row("noise", CARD, 200, JPEG, ask_range="bytes=a-b"),
    row("unit in capitals", CARD, 206, JPEG[:1], ask_range="Bytes=0-0"),
    row("nine ranges", CARD, 200, JPEG, ask_range="bytes=" + ",".join(f"{n}-{n}" for n in range(9))),
    row("ranges that exceed the file", CARD, 200, JPEG, ask_range="bytes=0-999,0-999"),
    row(
        "range, HEAD",
        CARD,
        200,
        b"",
        "HEAD",
        ask_range="bytes=0-9",
        content_length="1000",
        content_range=None,
    ),
    row("range of the same", CARD, 206, JPEG[:2], ask_range="bytes=0-1", ask_if_range=ETAG),
    row("range of another", CARD, 200, JPEG, ask_range="bytes=0-1", ask_if_range='"a"'),
    row("range, weak tag", CARD, 200, JPEG, ask_range="bytes=0-1", ask_if_range=f"W/{ETAG}"),
    row(
        "range since then",
        CARD,
        206,
        JPEG[:2],
        ask_range="bytes=0-1",
        ask_if_range="Sat, 21 Mar 2026 12:00:00 GMT",
    ),
    row("range, same tag", CARD, 304, b"", ask_range="bytes=0-1", ask_if_none_match=ETAG),
    row(
        "range of a film",
        f"/d/web/hero@1600w/{FILM}.mp4",
        206,
        FILM_BODY[1_200_000:1_300_000],
        ask_range="bytes=1200000-1299999",
    ),
    row("whole film", f"/d/web/hero@1600w/{FILM}.mp4", 200, FILM_BODY, content_length="1500000"),
    row("film, HEAD", f"/d/web/hero@1600w/{FILM}.mp4", 200, b"", "HEAD", content_length="1500000"),
    # immutable
    row("immutable", PINNED, 200, JPEG, cache_control=YEAR, etag=ETAG, vary=None),
    row("immutable under any name", f"/i/web/{digest_of(JPEG)}/autre.jpeg", 200, JPEG),
    row("immutable, HEAD", PINNED, 200, b"", "HEAD", content_length="1000"),
    row("immutable, same tag", PINNED, 304, b"", ask_if_none_match=ETAG, cache_control=YEAR),
    row("immutable, range", PINNED, 206, JPEG[:3], ask_range="bytes=0-2", cache_control=YEAR),
    row("immutable, other channel", PINNED.replace("/web/", "/email/"), 404),
    row("immutable, other type", PINNED.replace(".jpg", ".png"), 404),
    row("immutable, other digest", f"/i/web/{'0' * 64}/x.jpg", 404),
    row("immutable, capitals", f"/i/web/{digest_of(JPEG).upper()}/x.jpg", 404),
    row("immutable of another version", f"/i/web/{EARLIER}/x.jpg", 200),
    row("immutable of a draft", immutable(DRAFT), 404),
    row("immutable of a withdrawn asset", immutable(WITHDRAWN), 410),
    row("immutable of ended rights", immutable(ENDED), 410),
    row("immutable, not granted", immutable(PRINT_ONLY), 451),
    row("bytes of a lit and a dark asset", f"/i/email/{digest_of(SHARED)}/x.jpg", 200, SHARED),
    # the library's own
    row("preview for nobody", f"/d/admin/thumb/{LIT}", 404),
    row("preview with a wrong token", f"/d/admin/thumb/{LIT}", 404, ask_authorization="Bearer vt_wrong"),
    row(
        "preview by digest for nobody",
        f"/i/admin/{digest_of(body_of(f'v1-{LIT}adminthumb', 'webp'))}/x.webp",
        404,
    ),
    # methods
    row("HEAD", CARD, 200, b"", "HEAD", content_length="1000", etag=ETAG, content_type="image/jpeg"),
    row("POST", CARD, 405, method="POST", allow="GET, HEAD, OPTIONS"),
    row("DELETE", PINNED, 405, method="DELETE"),
    row("OPTIONS", CARD, 204, b"", "OPTIONS", allow="GET, HEAD, OPTIONS", access_control_max_age="86400"),
]


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """One library for the whole table: no row changes it."""
    folder = tmp_path_factory.mktemp("table")
    database = Database(f"sqlite:///{folder / 'rows.sqlite3'}")
    create_all(database)
    core = Core(database, CountedStore(MemoryStore()), ImmediateJobs(), lambda _session, _change: None)
    fill(core)
    front = make_front(core, folder)
    front.server.start()
    yield front
    front.server.stop()
    front.house.log.close()
    database.dispose()


@pytest.mark.parametrize("expected", TABLE, ids=lambda each: each.name)
def test_the_table(front: Front, expected: Row) -> None:
    answer = front.ask(
        expected.path, expected.method, **{n.replace("-", "_"): v for n, v in expected.asked.items()}
    )
    assert answer.status == expected.status
    assert answer.is_whole
    for name, value in expected.headers.items():
        assert answer.headers.get(name) == value, name
    if expected.body is not None:
        assert answer.body == expected.body
    if answer.status in (200, 206, 304):
        _check_file(answer.headers)
    else:
        assert answer.headers["cache-control"] in ("no-store", "private, no-store")
    if answer.status >= 400 and expected.method != "HEAD":
        problem = json.loads(answer.body)
        assert problem["status"] == answer.status
        assert problem["detail"].endswith(".")
    if answer.status not in (204, 304):
        length = int(answer.headers["content-length"])
        assert expected.method == "HEAD" or length == len(answer.body)


def _check_file(headers: dict[str, str]) -> None:
    """Hold every answer with a file to what all of them promise."""
    assert headers["access-control-allow-origin"] == "*"
    assert headers["etag"].startswith('"')
    assert headers["last-modified"].endswith(" GMT")
    assert headers["surrogate-key"].split() == headers["cache-tag"].split(",")
    assert {part.split("-")[0] for part in headers["cache-tag"].split(",")} == {
        "asset",
        "version",
        "channel",
        "preset",
    }


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 60
    assert len({each.name for each in TABLE}) == len(TABLE)


def test_the_answer_names_the_lit_owner_alone(front: Front) -> None:
    answer = front.ask(f"/i/email/{digest_of(SHARED)}/x.jpg")
    assert LIT in answer.headers["surrogate-key"]
    assert TWIN not in str(answer.headers)
