"""Manifests over HTTP: players that keep files, clients that wait, streams that tell."""

import asyncio
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn

from dam.errors import Unavailable
from dam.feed import EVERYTHING, note_change
from delivery.api.components import COMPONENTS
from delivery.manifest import stream as stream_module
from delivery.manifest.board import Board
from infra.stopping import StoppingServer
from renditions.catalogue.models import Channel
from tests.delivery.files.conftest import EMBARGO, LIT, TRASHED, WITHDRAWN
from tests.delivery.files.library import DAY, NOON, change_asset
from tests.delivery.manifest.conftest import Clock, Live
from tests.delivery.manifest.players import Player

MANIFEST = "/api/v1/channels/web/manifest"
CHANGES = "/api/v1/channels/web/changes"
STREAM = {"Accept": "text/event-stream"}


def test_a_player_keeps_a_private_channel_and_forgets_what_is_withdrawn(live: Live, tmp_path: Path) -> None:
    core = live.front.house.core
    with core.db.write() as session:
        session.get_one(Channel, "web").is_private = True
        note_change(session, EVERYTHING)
    folder = tmp_path / "player"
    folder.mkdir()
    with live.client() as client:
        player = Player(client, "web", folder)
        player.sync()
        assert LIT in player.items
        kept = {path.name for path in folder.iterdir()}
        url = player.items[LIT]["files"][0]["url"]
        assert url.startswith(live.base)
        with live.client(role=None) as stranger:
            assert stranger.get(url).status_code == 404
        change_asset(core, LIT, status="withdrawn")
        change_asset(core, WITHDRAWN, status="approved")
        player.sync()
        assert LIT not in player.items
        assert WITHDRAWN in player.items
        assert kept - {path.name for path in folder.iterdir()}, "its files are gone"
        with core.db.write() as session:
            note_change(session, EVERYTHING)
        held = dict(player.items)
        player.sync()
        assert player.items == held


def test_a_client_that_waits_is_answered_when_something_happens(live: Live) -> None:
    core = live.front.house.core
    with live.client() as client:
        cursor = client.get(MANIFEST).json()["cursor"]
        with _later(0.5, lambda: change_asset(core, LIT, title="New")):
            began = time.monotonic()
            answer = client.get(MANIFEST, params={"since": cursor}, headers={"Prefer": "wait=15"})
            took = time.monotonic() - began
        assert answer.headers["preference-applied"] == "wait=15"
        assert [item["title"] for item in answer.json()["items"]] == ["New"]
        assert 0.3 < took < 10


def test_what_concerns_nobody_here_does_not_answer(live: Live) -> None:
    """A draft is edited: who waits for the channel goes on waiting, and is told of nothing at the end."""
    core = live.front.house.core
    with live.client() as client:
        cursor = client.get(MANIFEST).json()["cursor"]
        change_asset(core, LIT, title="Before")
        before = client.get(MANIFEST, params={"since": cursor, "wait": 10}).json()
        assert before["items"], "what had happened already is told at once"
        from_then = before["cursor"]
        with _later(0.3, lambda: change_asset(core, "dddddddddddddddd", title="A draft")):
            answer = client.get(MANIFEST, params={"since": from_then, "wait": 1}).json()
        assert (answer["items"], answer["removed"], answer["resync"]) == ([], [], False)
        assert answer["cursor"] != from_then


def test_rights_that_begin_wake_who_waits(live: Live, clock: Clock) -> None:
    core = live.front.house.core
    change_asset(core, EMBARGO, rights_starts_at=NOON + DAY + timedelta(seconds=1))
    with live.client() as client:
        cursor = client.get(MANIFEST).json()["cursor"]

        def pass_time() -> None:
            clock.moment += timedelta(seconds=1)

        with _later(0.5, pass_time):
            answer = client.get(MANIFEST, params={"since": cursor, "wait": 15}).json()
        assert [item["asset"] for item in answer["items"]] == [EMBARGO]


def test_a_manifest_that_a_client_has_is_not_sent_again(live: Live) -> None:
    with live.client() as client:
        first = client.get(MANIFEST)
        assert first.headers["cache-control"] == "private, no-cache"
        assert not first.headers["etag"].startswith("W/")
        again = client.get(MANIFEST, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.head(MANIFEST).headers["etag"] == first.headers["etag"]


WRONG = [
    {"since": "nonsense"},
    {"cursor": "nonsense"},
    {"limit": "0"},
    {"limit": "1001"},
    {"wait": "61"},
    {"wait": "-1"},
    {"territory": "France"},
    {"colour": "red"},
]


def test_wrong_questions_are_told(live: Live) -> None:
    with live.client() as client:
        assert [client.get(MANIFEST, params=query).status_code for query in WRONG] == [400] * len(WRONG)
        assert client.get("/api/v1/channels/nowhere/manifest").status_code == 404
    with live.client(role=None) as stranger:
        assert stranger.get(MANIFEST).status_code == 401
        assert stranger.get(CHANGES).status_code == 401


def test_a_stream_tells_of_changes_and_resumes(live: Live) -> None:
    core = live.front.house.core
    with live.client() as client:
        with client.stream("GET", CHANGES, headers=STREAM) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            blocks = _blocks(answer)
            assert any(line.startswith("id: ") for line in next(blocks))
            change_asset(core, LIT, title="Told by stream")
            event = next(block for block in blocks if "event: change" in block)
        told = _field(event, "id")
        assert json.loads(_field(event, "data")) == {"channel": "web", "cursor": told}
        change_asset(core, TRASHED, trashed_at=None)
        with client.stream("GET", CHANGES, headers={**STREAM, "Last-Event-ID": told}) as answer:
            missed = next(_blocks(answer))
        assert "event: change" in missed
        items = client.get(MANIFEST, params={"since": told}).json()["items"]
        assert [item["asset"] for item in items] == [TRASHED]


def test_who_takes_no_stream_is_answered_once(live: Live) -> None:
    with live.client() as client:
        first = client.get(CHANGES).json()
        assert first == {"channel": "web", "cursor": first["cursor"], "changed": False}
        change_asset(live.front.house.core, LIT, title="New")
        assert client.get(CHANGES, params={"since": first["cursor"]}).json()["changed"]


def test_a_silent_stream_says_that_it_is_there(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_module, "HEARTBEAT_SECONDS", 0.1)
    monkeypatch.setattr(stream_module, "STREAM_SECONDS", 0.5)
    with live.client() as client, client.stream("GET", CHANGES, headers=STREAM) as answer:
        blocks = list(_blocks(answer))
    assert len(blocks) >= 3
    assert all(any(line.startswith(": ") for line in block) for block in blocks)
    assert _wait_for_nobody(live.follower.board)


def test_who_waits_is_answered_when_the_house_closes(live: Live) -> None:
    """A server that is asked to stop waits for open answers; those that wait themselves must end at once."""
    server = StoppingServer(uvicorn.Config(live.base), live.follower.board.close)
    with live.client() as client, client.stream("GET", CHANGES, headers=STREAM) as stream:
        blocks = _blocks(stream)
        next(blocks)
        cursor = client.get(MANIFEST).json()["cursor"]
        with _later(0.5, lambda: server.handle_exit(signal.SIGTERM, None)):
            answer = client.get(MANIFEST, params={"since": cursor, "wait": 60}, timeout=30)
        assert answer.json()["items"] == []
        assert server.should_exit
        list(blocks)


def test_no_more_than_so_many_wait(live: Live) -> None:
    live.follower.board._most = 1
    with live.client() as client, client.stream("GET", CHANGES, headers=STREAM) as answer:
        blocks = _blocks(answer)
        next(blocks)
        cursor = client.get(MANIFEST).json()["cursor"]
        for refused in (
            client.get(MANIFEST, params={"since": cursor, "wait": 5}),
            client.get(CHANGES, headers=STREAM),
        ):
            assert refused.status_code == 503
            assert int(refused.headers["retry-after"]) > 0
    assert _wait_for_nobody(live.follower.board)


def test_a_stream_that_lost_its_place_meanwhile_ends_without_an_error(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.follower.board._most = 0
    monkeypatch.setattr(live.follower.board, "require_room", _pass_once(live.follower.board.require_room))
    with live.client() as client:
        answer = client.get(CHANGES, headers=STREAM)
    assert (answer.status_code, answer.text) == (200, "")


def _pass_once(ask: Callable[[], None]) -> Callable[[], None]:
    """Return a question that is answered well for the first time."""
    asked: list[bool] = []

    def ask_again() -> None:
        if asked:
            ask()
        asked.append(True)

    return ask_again


def test_a_thousand_wait_without_a_thread_each() -> None:
    async def wait_all() -> int:
        board = Board(1000)
        threads = threading.active_count()

        async def one() -> bool:
            with board.listening() as bell:
                return await bell.wait(20)

        waiting = [asyncio.ensure_future(one()) for _ in range(1000)]
        while board.count < 1000:
            await asyncio.sleep(0)
        assert threading.active_count() <= threads
        with pytest.raises(Unavailable), board.listening():
            pass
        board.hear({LIT})
        assert all(await asyncio.gather(*waiting))
        return board.count

    assert asyncio.run(wait_all()) == 0


def test_the_shapes_are_described() -> None:
    assert {"Manifest", "ManifestItem", "ManifestFile"} <= set(COMPONENTS)


@contextmanager
def _later(seconds: float, do: object) -> Iterator[None]:
    assert callable(do)
    timer = threading.Timer(seconds, do)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def _blocks(answer: httpx.Response) -> Iterator[list[str]]:
    block: list[str] = []
    for line in answer.iter_lines():
        if line:
            block.append(line)
        elif block:
            yield block
            block = []


def _field(block: list[str], name: str) -> str:
    return next(line for line in block if line.startswith(f"{name}: ")).partition(": ")[2]


def _wait_for_nobody(board: Board) -> bool:
    """Wait until the server has noticed that clients left."""
    end = time.monotonic() + 10
    while board.count and time.monotonic() < end:
        time.sleep(0.02)
    return board.count == 0
