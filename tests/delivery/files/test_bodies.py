"""Bytes: small ones from bounded memory, large ones piece by piece, and a store that fails."""

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from dam.errors import Unavailable
from dam.feed import note_change
from dam.storage.faulty import FaultyStore
from dam.storage.memory import MemoryStore
from delivery.files.bodies import SMALL_BYTES, Bodies
from delivery.files.sending import CutOff
from renditions.catalogue.models import Rendition
from tests.delivery.files.asking import ask_async, make_scope
from tests.delivery.files.conftest import FILM, LIT, Front
from tests.delivery.files.library import body_of, change_asset

CARD = f"/d/web/card/{LIT}.jpg"
FILM_PATH = f"/d/web/hero@1600w/{FILM}.mp4"
OTHER = b"made anew" * 50
FILM_BODY = body_of(f"v1-{FILM}webhero1600w", "mp4", 1_500_000)


def test_memory_is_bounded_and_a_look_at_everything_leaves_the_hot_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("delivery.files.bodies.MEMORY_BYTES", 2_500)
    store = MemoryStore()
    bodies = Bodies(store)
    digests = [store.put([bytes([number]) * 1000]).digest for number in range(5)]

    def kept() -> list[int]:
        assert bodies.memory.bytes <= 2_500
        return [number for number, digest in enumerate(digests) if bodies.kept(digest) is not None]

    for digest in digests:
        assert bodies.load(digest)[0] == 1000
    assert kept() == [0, 1]
    for number in (2, 0, 3):
        bodies.load(digests[number])
    assert kept() == [2, 3]


def test_a_large_body_is_never_kept() -> None:
    store = MemoryStore()
    digest = store.put([b"x" * (SMALL_BYTES + 1)]).digest
    assert Bodies(store).load(digest) == (SMALL_BYTES + 1, None)


def test_several_ranges_come_in_parts(front: Front) -> None:
    for path, whole in ((CARD, body_of(f"v1-{LIT}webcard", "jpeg")), (FILM_PATH, FILM_BODY)):
        answer = front.ask(path, range="bytes=0-9, 20-29, -5")
        kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
        assert (answer.status, kind) == (206, "multipart/byteranges")
        parts = answer.body.split(f"\r\n--{boundary}".encode())
        assert parts[0] == b""
        assert parts[-1] == b"--\r\n"
        bodies = [part.split(b"\r\n\r\n", 1)[1] for part in parts[1:-1]]
        assert bodies == [whole[:10], whole[20:30], whole[-5:]]
        assert f"content-range: bytes 20-29/{len(whole)}".encode() in parts[2]
        assert int(answer.headers["content-length"]) == len(answer.body)


@pytest.mark.parametrize("path", [CARD, FILM_PATH])
def test_bytes_that_are_not_in_the_store_are_a_503(front: Front, path: str) -> None:
    for info in list(front.store.list()):
        front.store.delete(info.digest)
    answer = front.ask(path)
    assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")


@pytest.mark.parametrize("path", [CARD, FILM_PATH])
@pytest.mark.parametrize("call", ["info", "read"])
def test_a_store_that_does_not_answer_is_a_503_and_heals(front: Front, path: str, call: str) -> None:
    front.server.bodies = Bodies(FaultyStore(front.store, {call: {1}}))
    assert front.ask(path).status == 503
    assert front.ask(path).status == 200


def test_a_store_that_breaks_off_cuts_the_answer_short(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dam.storage.memory.CHUNK", 64 * 1024)
    front.server.bodies = Bodies(FaultyStore(front.store, {"read": {1}}, after_bytes=1_100_000))
    with pytest.raises(CutOff):
        front.ask(FILM_PATH)


def test_nothing_is_sent_when_the_store_breaks_off_in_the_first_piece(front: Front) -> None:
    front.server.bodies = Bodies(FaultyStore(front.store, {"read": {1}}, after_bytes=1_000))
    assert front.ask(FILM_PATH).status == 503


def test_nothing_is_read_for_a_client_that_left(front: Front) -> None:
    class Dripping(MemoryStore):
        """Gives a film in many small pieces."""

        given = 0

        def read(self, _digest: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
            for place in range(start, end or 0, 1000):
                Dripping.given += 1
                yield FILM_BODY[place : place + 1000]

    store = Dripping()
    store.put([FILM_BODY])
    front.server.bodies = Bodies(store)
    scope = make_scope("GET", FILM_PATH, {}, front.state)
    answer = asyncio.run(ask_async(front.server, scope, leaves_after=3))
    assert (answer.status, answer.is_whole) == (200, False)
    assert Dripping.given < 20


def test_a_short_blob_is_not_taken_for_the_whole(front: Front) -> None:
    class Short(MemoryStore):
        """Says more than it has."""

        def info(self, digest: str):  # type: ignore[no-untyped-def]
            found = super().info(digest)
            return found and replace(found, bytes=found.bytes + 1)

    store = Short()
    digest = store.put([b"short"]).digest
    with pytest.raises(Unavailable):
        Bodies(store).load(digest)


@pytest.mark.parametrize(("path", "status"), [(CARD, 410), (FILM_PATH, 200)])
def test_what_goes_dark_while_the_store_is_asked_is_not_sent(
    front: Front, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    find = front.server.bodies.find

    async def find_while_it_changes(digest: str) -> tuple[int, bytes | None]:
        change_asset(front.house.core, LIT, status="withdrawn")
        front.server.cache.poll()
        return await find(digest)

    monkeypatch.setattr(front.server.bodies, "find", find_while_it_changes)
    answer = front.ask(path)
    assert answer.status == status
    assert front.fetches() == (status == 200)


def test_what_changes_while_the_store_is_asked_is_sent_as_it_is_then(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = front.server.bodies.find

    async def find_while_it_changes(digest: str) -> tuple[int, bytes | None]:
        with front.house.core.db.write() as session:
            changed = session.scalars(
                sa.select(Rendition).where(Rendition.preset == "card", Rendition.version_id == f"v1-{LIT}")
            )
            for row in changed:
                row.sha256 = front.store.put([OTHER]).digest
            note_change(session, LIT)
        front.server.cache.poll()
        return await find(digest)

    monkeypatch.setattr(front.server.bodies, "find", find_while_it_changes)
    answer = front.ask(CARD)
    assert (answer.status, answer.body) == (200, OTHER)
    assert answer.headers["etag"] == f'"{hashlib.sha256(OTHER).hexdigest()}"'
    assert front.fetches() == 1
