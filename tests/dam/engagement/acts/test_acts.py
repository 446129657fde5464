"""The log of acts: every line is counted once, whoever folds, whatever else stands in the file."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.engagement.acts.fold import fold_acts
from dam.engagement.acts.line import ActLine
from dam.engagement.acts.log import SUFFIX, ActLog
from dam.engagement.event import Actor
from dam.engagement.logs.turns import take_turn
from dam.engagement.models import Event
from dam.engagement.recounting.recount import recount
from tests.dam.engagement.world import add_asset, count_events, count_rolled, outcomes


def a_line(core: Core, asset: str) -> ActLine:
    """Return a scan of this moment."""
    return ActLine(
        at=int(core.now().timestamp() * 1000),
        asset=asset,
        channel="print",
        kind="scan",
        actor=Actor.HUMAN,
        placement="window",
        campaign="été",
        visitor="0123456789abcdef",
        journey="t" * 24,
    )


def test_each_line_becomes_one_event(core_on_each: Core, tmp_path: Path) -> None:
    core = core_on_each
    log = ActLog(tmp_path)
    asset = add_asset(core)
    assert all(log.note(a_line(core, asset)) for _ in range(3))
    (path,) = tmp_path.glob(f"*{SUFFIX}")
    with path.open("ab") as file:
        file.write(b'{"at":1}\n\xff\n{"at":1790000000000,"asset":"')
    assert fold_acts(core, tmp_path) == 5
    assert fold_acts(core, tmp_path) == 0
    assert outcomes(core, "link") == {"received": 5, "accepted": 3, "unreadable": 2}
    with core.db.read() as session:
        event = session.scalars(sa.select(Event)).first()
    assert event is not None
    assert (event.class_, event.kind, event.channel, event.placement, event.campaign) == (
        "acted",
        "scan",
        "print",
        "window",
        "été",
    )
    assert (event.stage, event.source, event.journey) == ("discovery", "link", "t" * 24)
    assert count_rolled(core) == count_events(core) == 3
    recount(core, HOUSE)
    assert count_rolled(core) == 3


def test_what_was_noted_before_a_kill_is_counted(core: Core, tmp_path: Path) -> None:
    asset = add_asset(core)
    command = [sys.executable, "-m", "tests.dam.engagement.acts.child", str(tmp_path / "log"), asset]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == 500:
                break
        fold_acts(core, tmp_path / "log")
        process.kill()
        said = [500, *(int(line) for line in process.stdout if line.endswith("\n"))][-1]
    fold_acts(core, tmp_path / "log")
    assert said <= count_events(core) == count_rolled(core) <= said + 1


def test_two_who_fold_at_once_count_once(core: Core, tmp_path: Path) -> None:
    log = ActLog(tmp_path)
    asset = add_asset(core)
    log.note(a_line(core, asset))
    slower = replace(core, now=_folding_meanwhile(core, tmp_path))
    assert fold_acts(slower, tmp_path) == 0
    assert count_events(core) == 1


def _folding_meanwhile(core: Core, folder: Path) -> Callable[[], datetime]:
    """Return a clock at whose stroke somebody else folds."""

    def now() -> datetime:
        fold_acts(core, folder)
        return core.now()

    return now


def test_a_finished_file_is_removed_and_its_torn_end_counted(core: Core, tmp_path: Path) -> None:
    log = ActLog(tmp_path)
    log.note(a_line(core, add_asset(core)))
    (path,) = tmp_path.glob(f"*{SUFFIX}")
    with path.open("ab") as file:
        file.write(b'{"at":17')
    later = replace(core, now=lambda: core.now() + timedelta(days=2))
    fold_acts(later, tmp_path)
    assert not path.exists()
    assert outcomes(core, "link") == {"received": 2, "accepted": 1, "unreadable": 1}


def test_a_disk_that_refuses_is_counted_and_harms_nobody(core: Core, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    log = ActLog(tmp_path / "file" / "folder")
    assert not log.note(a_line(core, add_asset(core)))
    assert log.lost == 1


def test_what_another_process_is_still_folding_is_no_torn_line(core: Core, tmp_path: Path) -> None:
    """A machine that was off for two days folds what is left of before in all of its processes at once."""
    log, asset = ActLog(tmp_path), add_asset(core)
    for _ in range(6):
        log.note(a_line(core, asset))
    log.close()
    (path,) = tmp_path.glob(f"*{SUFFIX}")
    later = core.now() + timedelta(days=2)
    first = path.read_bytes().index(b"\n") + 1

    def now() -> datetime:
        with core.db.write() as session:
            take_turn(session, path.stem, 0, first, later)  # and it writes what the first line comes to
        return later

    fold_acts(replace(core, now=now), tmp_path)
    fold_acts(replace(core, now=lambda: later), tmp_path)
    assert outcomes(core, "link") == {"received": 5, "accepted": 5}
    assert not path.exists()


def test_what_was_logged_by_a_wrong_clock_is_counted_by_the_rule_of_every_door(
    core: Core, tmp_path: Path
) -> None:
    log = ActLog(tmp_path)
    line = a_line(core, add_asset(core))
    day, today = 86_400_000, line.at // 86_400_000 * 86_400_000
    for at in (today - 90 * day, today - 90 * day - 1, line.at + 60_000, line.at + 3_600_000):
        log.note(msgspec.structs.replace(line, at=at))
    fold_acts(core, tmp_path)
    assert outcomes(core, "link") == {"received": 4, "accepted": 2, "too_old": 1, "from_the_future": 1}
