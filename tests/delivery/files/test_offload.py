"""Large files by other hands: who may have them is decided here, the bytes are sent elsewhere."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dam.errors import Invalid
from dam.storage.local import LocalStore
from dam.storage.memory import MemoryStore
from dam.storage.port import BlobStore
from delivery.files.answer import FileServer
from delivery.files.bodies import Bodies
from delivery.files.offload import Offload
from tests.delivery.files.conftest import FILM, LIT, WITHDRAWN, Front
from tests.delivery.files.library import body_of, digest_of
from tests.journeys.waiting import wait_until

FILM_PATH = f"/d/web/hero@1600w/{FILM}.mp4"
FILM_BODY = body_of(f"v1-{FILM}webhero1600w", "mp4", 1_500_000)
DIGEST = digest_of(FILM_BODY)
CARD = f"/d/web/card/{LIT}.jpg"


def with_sender(front: Front, sender: str, store: BlobStore, cache: Path | None = None) -> Front:
    """The same front on another store, with another sender."""
    for info in list(front.store.list()):
        store.put(front.store.read(info.digest) or ())
    settings = replace(front.house.settings, send_files=sender, cache=cache, cache_bytes=64 * 1024**2)
    house = replace(front.house, core=replace(front.house.core, store=store), settings=settings)
    server = FileServer(house)
    server.start()
    return replace(front, server=server, house=house)


@pytest.fixture(params=["accel", "sendfile"])
def here(request: pytest.FixtureRequest, front: Front, tmp_path: Path) -> Iterator[tuple[Front, str, str]]:
    """A front whose files stand here, the header that names a file, and what it says of the film."""
    blobs = tmp_path / "blobs"
    other = with_sender(front, request.param, LocalStore(blobs))
    place = f"{DIGEST[:2]}/{DIGEST}"
    if request.param == "accel":
        yield other, "x-accel-redirect", f"/_vitrine_files/store/{place}"
    else:
        yield other, "x-sendfile", str(blobs / place)
    other.server.stop()


def test_a_large_file_is_named_and_not_sent(here: tuple[Front, str, str]) -> None:
    front, header, place = here
    straight = front.ask(FILM_PATH, "HEAD")
    fetches = front.fetches()
    answer = front.ask(FILM_PATH)
    assert (answer.status, answer.body, answer.headers[header]) == (200, b"", place)
    assert answer.headers["content-length"] == "0"
    assert front.fetches() == fetches + 1
    for name in ("etag", "last-modified", "cache-control", "content-type", "surrogate-key", "accept-ranges"):
        assert answer.headers[name] == straight.headers[name]
    assert straight.headers["content-length"] == str(len(FILM_BODY))
    assert header not in straight.headers


@pytest.mark.parametrize("asked", ["bytes=5-9", "bytes=5-9, 20-29"])
def test_ranges_are_cut_by_who_sends(here: tuple[Front, str, str], asked: str) -> None:
    front, header, place = here
    answer = front.ask(FILM_PATH, range=asked)
    assert (answer.status, answer.headers[header]) == (200, place)
    assert "content-range" not in answer.headers
    assert answer.headers["content-type"] == "video/mp4"


def test_what_needs_no_bytes_is_answered_here(here: tuple[Front, str, str]) -> None:
    front, header, _ = here
    answers = [
        front.ask(FILM_PATH, if_none_match="*"),
        front.ask(FILM_PATH, range="bytes=9999999-"),
        front.ask(f"/d/web/card/{WITHDRAWN}.jpg"),
        front.ask(CARD),
    ]
    assert [answer.status for answer in answers] == [304, 416, 410, 200]
    assert all(header not in answer.headers for answer in answers)
    assert answers[-1].body == body_of(f"v1-{LIT}webcard", "jpeg")


def test_of_a_store_elsewhere_the_first_answer_is_sent_here(front: Front, tmp_path: Path) -> None:
    other = with_sender(front, "accel", MemoryStore(), tmp_path / "cache")
    assert other.ask(FILM_PATH).body == FILM_BODY
    wait_until((tmp_path / "cache" / DIGEST).is_file, seconds=20, what="the file stands on the disk")
    again = other.ask(FILM_PATH)
    assert again.headers["x-accel-redirect"] == f"/_vitrine_files/cache/{DIGEST}"
    assert (tmp_path / "cache" / DIGEST).read_bytes() == FILM_BODY
    other.server.stop()


@pytest.mark.parametrize("sender", ["accel", "sendfile", "redirect"])
def test_a_sender_that_cannot_work_is_refused_in_one_sentence(sender: str) -> None:
    store = MemoryStore()
    with pytest.raises(Invalid, match=rf"^VITRINE_SEND_FILES={sender} needs [^.]+\.$"):
        Offload(sender, store, Bodies(store))


def test_a_folder_cannot_be_redirected_to(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    with pytest.raises(Invalid, match="this one is a folder of this machine"):
        Offload("redirect", store, Bodies(store))
