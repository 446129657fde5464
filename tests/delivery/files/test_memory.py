"""A hit asks neither database nor store, and what was withdrawn is dark everywhere within two seconds."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.core import Core
from dam.db import Database
from dam.feed import EVERYTHING, AssetChange, note_change
from dam.storage.counted import CountedStore
from dam.storage.memory import MemoryStore
from delivery.files.cache import BLIND_SECONDS, ResolutionCache
from delivery.files.parse import StableUrl
from tests.cores import MakeCore
from tests.delivery.files.conftest import ENDING, LIT, SHARED, TWIN, WITHDRAWN, Front, fill, make_front
from tests.delivery.files.library import (
    DAY,
    NOON,
    add_asset,
    add_renditions,
    add_version,
    body_of,
    change_asset,
    digest_of,
)

LATER = "zzzzzzzzzzzzzzzz"
CARD = f"/d/web/card/{LIT}.jpg"


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    """Collect every statement that reaches the database."""
    statements: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    yield statements
    sa.event.remove(database.engine, "before_cursor_execute", hear)


def wait_until(holds: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds, at most so long, and tell how long it took."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, f"it did not happen within {seconds} s"
        time.sleep(0.01)
    return time.monotonic() - start


@pytest.mark.parametrize(
    "path", [CARD, f"/d/web/card/{LIT}", f"/i/web/{digest_of(body_of(f'v1-{LIT}webcard', 'jpeg'))}/x.jpg"]
)
def test_a_hit_asks_neither_database_nor_store(front: Front, path: str) -> None:
    assert front.ask(path).status == 200
    front.server.stop()
    with counted_statements(front.house.core.db) as statements:
        calls = dict(front.store.calls)
        for _ in range(5):
            assert front.ask(path).status == 200
            assert front.ask(path, "HEAD").status == 200
            assert front.ask(path, range="bytes=0-9").status == 206
            assert front.ask(path, if_none_match="*").status == 304
    assert statements == []
    assert dict(front.store.calls) == calls


def test_a_404_of_nothing_is_not_kept(front: Front) -> None:
    for number in range(20):
        assert front.ask(f"/d/web/card/{number:016d}.jpg").status == 404
    assert len(front.server.cache._kept) == 0


def test_a_withdrawal_in_one_process_is_dark_in_the_other_within_two_seconds(
    database: Database, make_core: MakeCore, tmp_path: Path
) -> None:
    core = make_core(database, store=CountedStore(MemoryStore()))
    fill(core)
    front, other = (make_front(core, tmp_path / name) for name in ("one", "other"))
    for each in (front, other):
        each.server.start()
    pinned = f"/i/web/{digest_of(body_of(f'v1-{LIT}webcard', 'jpeg'))}/x.jpg"
    both = [(server, path) for server in (front, other) for path in (CARD, pinned)]
    assert [server.ask(path).status for server, path in both] == [200] * 4
    change_asset(core, LIT, status="withdrawn")
    wait_until(lambda: [server.ask(path).status for server, path in both] == [410] * 4, BLIND_SECONDS)
    change_asset(core, LIT, status="approved")
    wait_until(lambda: [server.ask(path).status for server, path in both] == [200] * 4, BLIND_SECONDS)
    for each in (front, other):
        each.server.stop()


def test_only_what_changed_is_asked_again(front: Front, core: Core) -> None:
    others = [f"/d/web/card/{ENDING}.jpg", CARD]
    assert [front.ask(path).status for path in others] == [200, 200]
    misses = front.server.cache.misses
    change_asset(core, LIT, title="Autre")
    front.server.cache.poll()
    assert [front.ask(path).status for path in others] == [200, 200]
    assert front.server.cache.misses == misses + 1


def test_everything_is_asked_again_after_a_change_of_everything(front: Front, core: Core) -> None:
    assert front.ask(CARD).status == 200
    with core.db.write() as session:
        note_change(session, EVERYTHING)
    front.server.cache.poll()
    assert len(front.server.cache._kept) == 0


def test_more_changes_than_one_reading_holds_are_all_seen(front: Front, core: Core) -> None:
    assert front.ask(CARD).status == 200
    with core.db.write() as session:
        session.execute(sa.insert(AssetChange), [{"asset_id": "x"} for _ in range(10_050)])
        note_change(session, LIT)
    front.server.cache.poll()
    assert len(front.server.cache._kept) == 0


def test_rows_restored_from_a_backup_are_noticed(front: Front, core: Core) -> None:
    front.server.cache.poll()
    assert front.ask(CARD).status == 200
    with core.db.write() as session:
        session.execute(sa.delete(AssetChange).where(AssetChange.seq > 1))
    front.server.cache.poll()
    assert len(front.server.cache._kept) == 0


def test_a_new_version_is_served_once_it_is_current(front: Front, core: Core) -> None:
    before = front.ask(CARD)
    with core.db.write() as session:
        add_renditions(session, core.store, add_version(session, LIT, 3), {"jpeg": "ready"})
    change_asset(core, LIT, current_version_id=f"v3-{LIT}", updated_at=NOON + timedelta(hours=1))
    front.server.cache.poll()
    after = front.ask(CARD)
    assert (after.status, after.body) == (200, body_of(f"v3-{LIT}webcard", "jpeg"))
    change_asset(core, LIT, current_version_id=f"v1-{LIT}", updated_at=NOON + timedelta(hours=2))
    front.server.cache.poll()
    restored = front.ask(CARD, if_modified_since=after.headers["last-modified"])
    assert (restored.status, restored.body) == (200, before.body)


def test_the_end_of_the_rights_is_seen_at_a_hit(front: Front) -> None:
    path = f"/d/web/card/{ENDING}.jpg"
    assert front.ask(path).status == 200
    front.server.stop()
    for seconds, status in ((9, 200), (10, 410), (3600, 410)):
        later = partial(datetime.fromtimestamp, (NOON + DAY).timestamp() + seconds, UTC)
        front.server.house = replace(front.house, core=replace(front.house.core, now=later))
        assert front.ask(path).status == status


def test_shared_bytes_go_dark_with_their_last_owner(front: Front, core: Core) -> None:
    path = f"/i/email/{digest_of(SHARED)}/x.jpg"
    assert front.ask(path).status == 200
    change_asset(core, LIT, status="withdrawn")
    front.server.cache.poll()
    assert front.ask(path).status == 410
    change_asset(core, TWIN, status="approved", approved_at=NOON)
    front.server.cache.poll()
    lit_again = front.ask(path)
    assert (lit_again.status, TWIN in lit_again.headers["cache-tag"]) == (200, True)


@pytest.mark.parametrize("channel", ["web", "admin"])
def test_dark_bytes_are_lit_by_an_asset_that_comes_later(front: Front, core: Core, channel: str) -> None:
    preset, format_ = ("card", "jpeg") if channel == "web" else ("thumb", "webp")
    body = body_of(f"v1-{WITHDRAWN}{channel}{preset}", format_)
    path = f"/i/{channel}/{digest_of(body)}/x.{format_}"
    viewer = front.token("viewer")
    assert front.ask(path, authorization=viewer).status == (410 if channel == "web" else 404)
    with core.db.write() as session:
        add_asset(session, LATER)
        version = f"v1-{LATER}"
        add_renditions(
            session,
            core.store,
            version,
            {format_: "ready"},
            channel=channel,
            preset=preset,
            bodies={format_: body},
        )
    front.server.cache.poll()
    assert front.ask(path, authorization=viewer).status == 200


class Clock:
    """A monotonic clock that is turned by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_who_has_not_heard_for_two_seconds_asks_the_database(core: Core) -> None:
    clock = Clock()
    cache = ResolutionCache(core.db, clock)
    key = StableUrl("web", "card", "", LIT, "")
    assert cache.kept(key) is None
    cache.poll()
    cache.load(key)
    clock.seconds += BLIND_SECONDS
    assert cache.kept(key) is not None
    clock.seconds += 0.01
    assert cache.kept(key) is None
    cache.poll()
    assert cache.kept(key) is not None


def test_a_change_between_reading_and_keeping_is_not_lost(core: Core) -> None:
    cache = ResolutionCache(core.db)
    cache.poll()
    key = StableUrl("web", "card", "", LIT, "")
    has_read, may_go_on = threading.Event(), threading.Event()

    def hold(*_: object) -> None:
        has_read.set()
        may_go_on.wait(10)

    loading = threading.Thread(target=cache.load, args=(key,))
    sa.event.listen(core.db.engine, "rollback", hold, once=True)
    loading.start()
    assert has_read.wait(10)
    change_asset(core, LIT, status="withdrawn")
    cache.poll()
    may_go_on.set()
    loading.join(10)
    assert cache.kept(key) is None


def test_what_is_kept_is_bounded(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("delivery.files.cache.MOST_KEPT", 3)
    cache = ResolutionCache(core.db)
    cache.poll()
    for number in range(1, 8):
        cache.load(StableUrl("web", "card", f"{number}w", LIT, ""))
    assert len(cache._kept) == 3
    assert {key for keys in cache._keys_of.values() for key in keys} == set(cache._kept)


def test_without_a_database_nothing_leaves_the_house(tmp_path: Path, front: Front, core: Core) -> None:
    assert front.ask(CARD).status == 200
    front.server.stop()
    gone = Database("sqlite:///" + str(tmp_path / "gone" / "rows.sqlite3"))
    (tmp_path / "gone").rmdir()
    front.server.finder._cache = ResolutionCache(gone)
    front.server.misses._lookups._cache = ResolutionCache(gone)
    answer = front.ask(CARD)
    assert (answer.status, answer.headers["cache-control"]) == (503, "no-store")
    assert int(answer.headers["retry-after"]) > 0
    gone.dispose()


def test_a_database_that_hangs_is_not_waited_for(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front.server.misses._lookups._work, "_seconds", 0.05)
    may_go_on = threading.Event()

    def hang(_key: object) -> None:
        may_go_on.wait(10)

    monkeypatch.setattr(front.server.cache, "load", hang)
    answer = front.ask(f"/d/web/card/{ENDING}")
    may_go_on.set()
    assert answer.status == 503
