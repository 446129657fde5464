"""The delivery log: what counts as a fetch, and that each line is folded exactly once."""

import os
import time
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import sqlalchemy as sa

from dam.changes import EventsFolded
from dam.core import Core
from dam.db import Database
from dam.engagement.logs.delivery_log import DeliveryLog, fold_logs, is_counted
from dam.engagement.logs.fold import Folded
from dam.engagement.logs.guest import Guest
from dam.engagement.logs.log_line import read_line, write_fetched
from dam.engagement.models import LogPosition
from dam.engagement.visitors.keys import DAY_SECONDS, VisitorKeys
from dam.ids import new_id
from tests.cores import MakeCore, Recorder
from tests.dam.engagement.world import (
    BROWSER,
    Clock,
    count_events,
    count_rolled,
    fetches_in,
    outcomes,
    ready_keys,
)

ASSET = new_id()
ADDRESS = "203.0.113.7"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


def fetch(log: DeliveryLog, asset: str = ASSET, status: int = 200, **more: object) -> bool:
    return log.note(asset, "v1", "r1", "web", "hero", status, 5_000, BROWSER, ADDRESS, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("method", "status", "asked", "counts"),
    [
        ("GET", 200, "", True),
        ("GET", 206, "bytes=0-", True),
        ("GET", 206, "bytes=0-1023", True),
        ("GET", 206, "bytes = 0-1, 5-6", True),
        ("GET", 206, "bytes=1024-", False),
        ("GET", 206, "bytes=-500", False),
        ("GET", 200, "bytes=1024-", True),
        ("HEAD", 200, "", False),
        ("GET", 304, "", False),
        ("GET", 404, "", False),
        ("GET", 416, "bytes=0-", False),
        ("GET", 503, "", False),
    ],
)
def test_what_counts_as_a_fetch(method: str, status: int, asked: str, counts: bool) -> None:
    assert is_counted(method, status, asked) is counts


def test_a_fetch_becomes_an_event(core_on_each: Core, folder: Path, announced: Recorder) -> None:
    log = DeliveryLog(folder, ready_keys(core_on_each))
    assert fetch(log)
    assert not fetch(log, status=304)
    assert fetch(log, is_session=True)
    assert fold_logs(core_on_each, folder) == Folded(accepted=2)
    first, second = fetches_in(core_on_each)
    wanted = ("asset_id", "version_id", "rendition", "channel", "class", "kind", "actor", "site", "stage")
    assert [first[name] for name in wanted] == [
        ASSET,
        "v1",
        "r1",
        "web",
        "fetched",
        "hero",
        "human",
        "shop.example",
        "research",
    ]
    assert len(first["visitor"]) == 16
    assert second["actor"] == "staff"
    assert announced.changes == [EventsFolded((ASSET,))]
    assert fold_logs(core_on_each, folder) == Folded()
    assert count_rolled(core_on_each) == 2


def test_a_torn_tail_waits_and_what_cannot_be_read_is_counted(core: Core, folder: Path) -> None:
    log = DeliveryLog(folder, VisitorKeys(core.db))
    fetch(log)
    (path,) = folder.iterdir()
    whole = path.read_bytes()
    with path.open("ab") as file:
        file.write(b"\xff\xfenot a line\n\n" + whole[:30])
    assert fold_logs(core, folder) == Folded(1, 2)
    assert fold_logs(core, folder) == Folded()
    with path.open("ab") as file:
        file.write(whole[30:])
    assert fold_logs(core, folder) == Folded(1, 0)
    assert outcomes(core) == {"received": 4, "accepted": 2, "unreadable": 2}


def test_a_line_older_than_the_raw_window_is_dropped(core: Core, make_core: MakeCore, folder: Path) -> None:
    fetch(DeliveryLog(folder, VisitorKeys(core.db)))
    later = make_core(core.db, now=Clock(core.now() + timedelta(days=91)))
    assert fold_logs(later, folder) == Folded(0, 1)
    assert outcomes(core)["too_old"] == 1


def test_files_turn_over_and_are_removed_a_day_after_their_last_line(
    core: Core, make_core: MakeCore, folder: Path
) -> None:
    seconds = [core.now().timestamp()]
    log = DeliveryLog(folder, VisitorKeys(core.db), clock=lambda: seconds[0])
    fetch(log)
    seconds[0] += 3_601
    fetch(log)
    first, second = sorted(folder.iterdir(), key=lambda path: path.stat().st_ino)
    fold_logs(make_core(core.db, now=Clock(core.now() + timedelta(hours=2))), folder)
    assert len(list(folder.iterdir())) == 2
    with second.open("ab") as file:
        file.write(b"torn")
    for path in (first, second):
        os.utime(path, (seconds[0], seconds[0]))
    later = make_core(core.db, now=Clock(core.now() + timedelta(days=2)))
    assert fold_logs(later, folder) == Folded(0, 1)
    assert list(folder.iterdir()) == []
    assert outcomes(core) == {"received": 3, "accepted": 2, "unreadable": 1}
    seconds[0] += 2 * 86_400
    assert fetch(log), "the log goes on in a new file"
    month = make_core(core.db, now=Clock(core.now() + timedelta(days=40)))
    os.utime(next(folder.iterdir()), (0, 0))
    fold_logs(month, folder)
    with core.db.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LogPosition)) == 1


def test_a_disk_that_refuses_costs_the_line_and_never_the_answer(core: Core, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    log = DeliveryLog(tmp_path / "log", VisitorKeys(core.db))
    assert not fetch(log)
    assert log.lost == 1


def test_two_at_once_fold_each_line_once(
    core_on_each: Core, make_core: MakeCore, folder: Path, database_url: str
) -> None:
    for _ in range(3):
        log = DeliveryLog(folder, VisitorKeys(core_on_each.db))
        for number in range(3_000):
            fetch(log, asset=f"{number % 7:016}")
    second = Database(database_url)
    other = make_core(second)
    folded: list[Folded] = []
    threads = [
        Thread(target=lambda one=one: folded.append(fold_logs(one, folder))) for one in (core_on_each, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    folded.append(fold_logs(core_on_each, folder))
    second.dispose()
    assert (
        sum(one.accepted for one in folded)
        == count_events(core_on_each)
        == count_rolled(core_on_each)
        == 9_000
    )


def test_no_address_and_no_user_agent_is_in_any_file(core: Core, tmp_path: Path, folder: Path) -> None:
    log = DeliveryLog(folder, VisitorKeys(core.db))
    headers = {
        "user-agent": "Mozilla/5.0 CanaryBrowser",
        "referer": "https://shop.example/coats?canaryquery",
    }
    log.note(ASSET, "v1", "r1", "web", "hero", 200, 10, headers, "198.51.100.77")
    fold_logs(core, folder)
    found = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"shop.example" in found
    for canary in (b"198.51.100", b"\xc6\x33\x64\x4d", b"canary", b"Canary", b"Mozilla"):
        assert canary not in found


def test_gathered_lines_say_what_noted_ones_do(core: Core, folder: Path) -> None:
    at = time.time()
    log = DeliveryLog(folder, ready_keys(core), lambda: at)
    guest = Guest(BROWSER, ADDRESS, is_session=False)
    half = write_fetched(asset=ASSET, channel="web", preset="hero", version="v1", rendition="r1", bytes=5_000)
    assert fetch(log)
    for _ in range(3):
        log.gather("web", half, guest)
    before = b"".join(path.read_bytes() for path in folder.glob("*"))
    log.write_gathered()
    log.write_gathered()
    lines = b"".join(path.read_bytes() for path in folder.glob("*")).splitlines()
    assert len(before.splitlines()) == 1, "nothing is in the file before it is written"
    assert len(lines) == 4
    assert len({read_line(line) == read_line(lines[0]) for line in lines}) == 1


def test_a_guest_is_told_anew_each_minute_and_each_day(core: Core, folder: Path) -> None:
    guest = Guest(BROWSER, ADDRESS, is_session=False)
    evening = 20_000 * DAY_SECONDS - 30.0
    keys = ready_keys(core, evening)
    today, later = guest.told("web", keys, evening), guest.told("web", keys, evening + 29)
    assert today is later
    assert guest.told("print", keys, evening) != today
    assert guest.told("web", keys, evening + 31) != today
    assert ADDRESS.encode() not in today


def test_lines_that_the_disk_refuses_are_counted_as_lost(
    core: Core, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = DeliveryLog(folder, VisitorKeys(core.db))
    guest = Guest(BROWSER, ADDRESS, is_session=False)
    half = write_fetched(asset=ASSET, channel="web", preset="hero", version="v1", rendition="r1", bytes=5_000)
    for _ in range(3):
        log.gather("web", half, guest)
    length = len(log._gathered[0])
    monkeypatch.setattr("dam.engagement.logs.delivery_log.os.write", lambda _file, _lines: length + 5)
    log.write_gathered()
    assert log.lost == 2


def test_a_pass_that_has_no_time_left_is_gone_on_with(core: Core, folder: Path) -> None:
    log = DeliveryLog(folder, VisitorKeys(core.db))
    for _ in range(3):
        fetch(log)
        log.close()
    assert fold_logs(core, folder, seconds=0) == Folded()
    total = Folded()
    for _ in range(3):
        total += fold_logs(core, folder, seconds=1e-9)
    assert total + fold_logs(core, folder) == Folded(3, 0)
