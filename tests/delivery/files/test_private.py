"""Private channels, previews and originals: who is let in, by what, and how the answers are kept."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import list_audit
from dam.assets.models import OriginalDownload, Version
from dam.core import Core
from dam.errors import Conflict, Forbidden, Invalid, NotFound
from delivery.files.cache import ResolutionCache
from delivery.signing.keys import rotate_keys, signing_key
from delivery.signing.settings import MOST_SECONDS, SigningSettings
from delivery.signing.signature import sign_target
from delivery.signing.signed_urls import FileWanted, OriginalWanted, make_signed_url
from renditions.catalogue.channels import delete_channel, save_channel
from tests.dam.accounts.world import make_caller
from tests.delivery.files.asking import Answer, ask_async, make_scope
from tests.delivery.files.conftest import (
    DRAFT,
    EMBARGO,
    ENDED,
    LIT,
    PRINT_ONLY,
    TRASHED,
    WITHDRAWN,
    Front,
    make_front,
)
from tests.delivery.files.library import body_of, change_asset, digest_of

SETTINGS = SigningSettings("http://assets.example.org", "k" * 32)
CARD = FileWanted("web", "card", format="jpeg")
JPEG = body_of(f"v1-{LIT}webcard", "jpeg")
PINNED = f"/i/web/{digest_of(JPEG)}/facade-d-ete.jpeg"
ORIGINAL = b"II*\x00 an original of many colours " * 100


@pytest.fixture
def private(core: Core, tmp_path: Path) -> Iterator[Front]:
    """A file server in front of a library whose channel `web` is private; a first key is there."""
    save_channel(core, HOUSE, "web", is_private=True)
    signing_key(core, SETTINGS.secret_key)
    front = make_front(core, tmp_path)
    front.server.start()
    yield front
    front.server.stop()
    front.house.log.close()


def signed(front: Front, asset_id: str, wanted: FileWanted | OriginalWanted = CARD, seconds: int = 60) -> str:
    """Return path and query of a signed URL."""
    url = urlsplit(make_signed_url(front.house.core, HOUSE, asset_id, wanted, SETTINGS, seconds).url)
    return f"{url.path}?{url.query}"


def ask_raw(front: Front, target: str, method: str = "GET") -> Answer:
    """Ask with the path as it goes over the wire."""
    scope = make_scope(method, target, {}, front.state)
    scope["raw_path"] = target.partition("?")[0].encode()
    return asyncio.run(ask_async(front.server, scope))


def later(front: Front, seconds: float) -> None:
    """Move the clock of the file server."""
    now = front.house.core.now() + timedelta(seconds=seconds)
    front.server.house = replace(front.house, core=replace(front.house.core, now=lambda: now))


def sign(front: Front, path: str, seconds: int = 60) -> str:
    """Sign any path, whether or not anybody would be given it."""
    core = front.house.core
    key = signing_key(core, SETTINGS.secret_key)
    front.server.cache.poll()
    return sign_target(key, path, core.now() + timedelta(seconds=seconds))


@pytest.mark.parametrize("path", [f"/d/web/card/{LIT}.jpg", f"/d/web/card/{LIT}", PINNED])
def test_nobody_finds_a_private_file_and_no_cache_keeps_that(private: Front, path: str) -> None:
    answer = private.ask(path)
    assert (answer.status, answer.headers["cache-control"]) == (404, "private, no-store")
    assert private.ask(path, authorization="Bearer wrong").status == 404
    assert private.ask(path, cookie="vitrine=wrong").status == 404


@pytest.mark.parametrize("role", ["viewer", "contributor", "manager", "admin"])
def test_every_live_token_opens_what_is_lit(private: Front, role: str) -> None:
    token = private.token(role)
    for path in (f"/d/web/card/{LIT}.jpg", PINNED):
        answer = private.ask(path, authorization=token)
        assert (answer.status, answer.body) == (200, JPEG)
        assert answer.headers["cache-control"] == "private, max-age=60"
        assert "cdn-cache-control" not in answer.headers
        assert private.ask(path).status == 404, "what one was given stands ready for nobody else"
    assert private.ask(f"/d/web/card/{DRAFT}.jpg", authorization=token).status == 404
    assert private.ask(f"/d/web/card/{WITHDRAWN}.jpg", authorization=token).status == 410
    assert private.ask(f"/d/web/card/{PRINT_ONLY}.jpg", authorization=token).status == 451


def test_a_signature_opens_the_file_until_its_time_is_over(private: Front) -> None:
    target = signed(private, LIT)
    answer = private.ask(target)
    assert (answer.status, answer.body) == (200, JPEG)
    assert answer.headers["cache-control"] == "private, max-age=60"
    later(private, 50.5)
    assert private.ask(target).headers["cache-control"] == "private, max-age=9"
    later(private, 60)
    past = private.ask(target)
    assert (past.status, past.headers["cache-control"]) == (410, "private, no-store")


def test_a_stand_in_is_for_those_who_are_let_in(core: Core, tmp_path: Path) -> None:
    save_channel(core, HOUSE, "web", is_private=True, fallback_asset_id=LIT)
    front = make_front(core, tmp_path)
    front.server.cache.poll()
    gone = f"/d/web/card/{WITHDRAWN}.jpg"
    assert front.ask(gone).status == 404
    assert front.ask(gone + "?expires=1&key=x&signature=y").status == 403
    assert front.ask(sign(front, gone, seconds=-1)).status == 410
    for answer in (front.ask(gone, authorization=front.token("viewer")), front.ask(sign(front, gone))):
        assert (answer.status, answer.headers["vitrine-fallback"]) == (200, "gone")
        assert answer.headers["cache-control"] == "private, no-store"
    front.house.log.close()


def test_a_signature_opens_one_address(private: Front) -> None:
    target = signed(private, LIT)
    path, _, query = target.partition("?")
    assert private.ask(f"{path.replace('jpeg', 'webp')}?{query}").status == 403
    assert private.ask(f"{path}?{query}&download=1").status == 403
    assert private.ask(f"{path}?download=1&{query}").status == 403
    assert private.ask(f"/d/web/card/{WITHDRAWN}.jpg?{query}").status == 403
    assert private.ask(f"/d/web/card/zzzzzzzzzzzzzzzz.jpg?{query}").status == 403
    assert private.ask(path).status == 404


def test_another_spelling_of_the_same_address_is_refused(private: Front) -> None:
    target = signed(private, LIT)
    assert ask_raw(private, target).status == 200
    scope = make_scope("GET", target, {}, private.state)
    scope["raw_path"] = target.partition("?")[0].replace("card", "%63ard").encode()
    assert asyncio.run(ask_async(private.server, scope)).status == 403


def test_a_pinned_address_is_signed_with_its_bytes(private: Front) -> None:
    target = signed(private, LIT, replace(CARD, is_immutable=True))
    assert target.startswith("/i/web/")
    answer = private.ask(target)
    assert (answer.status, answer.body) == (200, JPEG)
    assert answer.headers["cache-control"] == "private, max-age=60"


def test_conditions_and_ranges_hold_for_signed_addresses(private: Front) -> None:
    target = signed(private, LIT)
    etag = f'"{digest_of(JPEG)}"'
    assert private.ask(target, if_none_match=etag).status == 304
    assert private.ask(target, range="bytes=0-9").body == JPEG[:10]
    assert private.ask(target, "HEAD").headers["content-length"] == "1000"


@pytest.mark.parametrize(
    ("asset_id", "status"), [(DRAFT, 404), (EMBARGO, 404), (WITHDRAWN, 410), (ENDED, 410)]
)
def test_a_signature_does_not_light_what_is_not_lit(private: Front, asset_id: str, status: int) -> None:
    assert private.ask(sign(private, f"/d/web/card/{asset_id}.jpg")).status == status


def test_checking_a_signature_asks_no_database(private: Front) -> None:
    target = signed(private, LIT)
    private.ask(target)
    asked: list[str] = []
    engine = private.house.core.db.engine
    private.server.stop()

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    assert private.ask(target).status == 200
    assert private.ask(target[:-1]).status == 403
    sa.event.remove(engine, "before_cursor_execute", note)
    assert asked == []


@pytest.mark.parametrize(
    ("asset_id", "status"),
    [(LIT, 200), (DRAFT, 200), (EMBARGO, 200), (WITHDRAWN, 410), (TRASHED, 410), (ENDED, 410)],
)
def test_a_signed_preview_shows_what_waits_for_its_approval_and_nothing_dark(
    private: Front, asset_id: str, status: int
) -> None:
    path = f"/d/admin/thumb/{asset_id}.webp"
    assert private.ask(path).status == 404
    answer = private.ask(sign(private, path))
    assert answer.status == status
    assert answer.headers["cache-control"].startswith("private, ")


def test_a_channel_becomes_private_and_public_again_within_two_seconds(front: Front) -> None:
    path = f"/d/web/card/{LIT}.jpg"
    assert front.ask(path).headers["cache-control"].startswith("public")
    save_channel(front.house.core, HOUSE, "web", is_private=True)
    front.server.cache.poll()
    assert front.ask(path).status == 404
    save_channel(front.house.core, HOUSE, "web", is_private=False)
    front.server.cache.poll()
    assert front.ask(path).headers["cache-control"].startswith("public")


def test_a_public_file_needs_no_signature_and_is_not_signed(front: Front) -> None:
    with pytest.raises(Conflict, match="need no signature"):
        make_signed_url(front.house.core, HOUSE, LIT, CARD, SETTINGS)
    assert front.ask(f"/d/web/card/{LIT}.jpg?expires=1&key=x&signature=y").status == 200


def test_a_retired_key_opens_nothing_any_more(private: Front) -> None:
    target = signed(private, LIT)
    rotate_keys(private.house.core, HOUSE)
    private.server.cache.poll()
    assert private.ask(target).status == 200, "the former key is believed"
    rotate_keys(private.house.core, HOUSE)
    private.server.cache.poll()
    assert private.ask(target).status == 403


def test_while_the_feed_is_not_heard_the_keys_are_read_from_their_rows(private: Front, core: Core) -> None:
    target = signed(private, LIT)
    private.server.stop()
    rotate_keys(core, HOUSE, at_once=True)
    assert private.ask(target).status == 200, "nobody polls, and the two seconds are not over"
    private.server.cache._heard_at = float("-inf")
    assert private.server.cache.is_blind
    assert private.ask(target).status == 403


def test_who_may_sign_what(private: Front) -> None:
    core = private.house.core
    with pytest.raises(Forbidden):
        make_signed_url(core, make_caller("viewer"), LIT, CARD, SETTINGS)
    with pytest.raises(NotFound):
        make_signed_url(core, make_caller("contributor"), DRAFT, FileWanted("admin", "thumb"), SETTINGS)
    with pytest.raises(NotFound):
        make_signed_url(core, HOUSE, LIT, FileWanted("web", "nothing"), SETTINGS)
    for wrong in (replace(CARD, format="gif"), replace(CARD, variant="9w"), replace(CARD, format="hls")):
        with pytest.raises(Invalid):
            make_signed_url(core, HOUSE, LIT, wrong, SETTINGS)
    for seconds in (0, -1, MOST_SECONDS + 1):
        with pytest.raises(Invalid):
            make_signed_url(core, HOUSE, LIT, CARD, SETTINGS, seconds)
    make_signed_url(core, make_caller("contributor"), LIT, CARD, SETTINGS)


def test_the_trail_tells_of_the_address_and_never_of_its_signature(private: Front) -> None:
    target = signed(private, LIT)
    entry = list_audit(private.house.core, HOUSE).items[0]
    assert (entry.action, entry.subject_id) == ("url.signed", LIT)
    assert entry.details["path"] == target.partition("?")[0]
    assert target.rpartition("=")[2] not in repr(entry.details)


def test_a_private_channel_is_opened_before_it_is_removed(private: Front) -> None:
    with pytest.raises(Conflict, match="private channel"):
        delete_channel(private.house.core, HOUSE, "web")
    with pytest.raises(Conflict):
        save_channel(private.house.core, HOUSE, "admin", is_private=True)


# originals


@pytest.fixture
def original(private: Front) -> Front:
    """The same, with real bytes behind the first version of `LIT` and of `DRAFT`."""
    core = private.house.core
    digest = core.store.put([ORIGINAL]).digest
    with core.db.write() as session:
        for asset_id in (LIT, DRAFT):
            version = session.get_one(Version, f"v1-{asset_id}")
            version.sha256, version.bytes = digest, len(ORIGINAL)
            version.media_type, version.filename = "image/tiff", "Façade d’été.tif"
    return private


def downloads(core: Core) -> list[tuple[str, str, str]]:
    """Return who downloaded what, and how."""
    with core.db.read() as session:
        rows = session.scalars(sa.select(OriginalDownload).order_by(OriginalDownload.id))
        return [(row.asset_id, row.caller_name, row.via) for row in rows]


def test_an_original_is_saved_under_its_name_and_noted(original: Front) -> None:
    target = signed(original, LIT, OriginalWanted())
    assert target.startswith(f"/o/{LIT}/current/facade-d-ete.tif?by=house&expires=")
    answer = original.ask(target)
    assert (answer.status, answer.body) == (200, ORIGINAL)
    assert answer.headers["content-type"] == "image/tiff"
    assert answer.headers["cache-control"] == "private, max-age=60"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["etag"] == f'"{digest_of(ORIGINAL)}"'
    assert "surrogate-key" not in answer.headers
    assert downloads(original.house.core) == [(LIT, "house", "url")]
    assert original.fetches() == 0


def test_a_download_counts_where_it_begins(original: Front) -> None:
    target = signed(original, LIT, OriginalWanted(1))
    assert original.ask(target, "HEAD").headers["content-length"] == str(len(ORIGINAL))
    assert original.ask(target, if_none_match="*").status == 304
    assert downloads(original.house.core) == []
    assert original.ask(target, range="bytes=0-99").status == 206
    assert original.ask(target, range="bytes=100-199").body == ORIGINAL[100:200]
    assert len(downloads(original.house.core)) == 1


def test_leaving_out_the_first_byte_hides_no_download(original: Front) -> None:
    target = signed(original, LIT, OriginalWanted(1))
    for _ in range(2):
        assert original.ask(target, range="bytes=1-").body == ORIGINAL[1:]
    assert len(downloads(original.house.core)) == 1


def test_an_original_is_for_a_signature_and_nobody_else(original: Front) -> None:
    path, _, query = signed(original, LIT, OriginalWanted()).partition("?")
    assert original.ask(path).status == 404
    assert original.ask(path, authorization=original.token("admin")).status == 404
    assert original.ask(f"{path}?{query.replace('by=house', 'by=other')}").status == 403
    assert original.ask(f"/o/{DRAFT}/current/facade-d-ete.tif?{query}").status == 403
    assert original.ask(f"{path}?{query}", "POST").status == 405


def test_an_original_waits_for_no_approval_and_goes_dark_with_its_asset(original: Front) -> None:
    target = signed(original, DRAFT, OriginalWanted())
    assert original.ask(target).status == 200
    change_asset(original.house.core, DRAFT, status="withdrawn")
    assert original.ask(target).status == 410
    change_asset(original.house.core, DRAFT, status="approved", rights_ends_at=original.house.core.now())
    assert original.ask(target).status == 410


def test_versions_that_were_never_served_are_not_given_out(original: Front) -> None:
    core = original.house.core
    with core.db.write() as session:
        session.get_one(Version, f"v2-{LIT}").state = "proposed"
    with pytest.raises(NotFound):
        make_signed_url(core, HOUSE, LIT, OriginalWanted(2), SETTINGS)
    assert original.ask(sign(original, f"/o/{LIT}/2/x.tif")).status == 404
    assert original.ask(sign(original, f"/o/{LIT}/0/x.tif")).status == 404
    assert original.ask(sign(original, "/o/zzzzzzzzzzzzzzzz/current/x.tif")).status == 404


def test_a_ring_that_nobody_fills_believes_nothing(core: Core) -> None:
    read: list[object] = []
    cache = ResolutionCache(core.db, on_everything=read.append)
    cache.poll()
    cache.poll()
    assert len(read) == 1
