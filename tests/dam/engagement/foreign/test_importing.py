"""Each line of another server's log is taken in exactly once, whatever becomes of the file."""

import gzip
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread
from typing import BinaryIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.core import Core
from dam.db import Database
from dam.engagement.foreign.importing import Imported, Wish, import_log
from dam.engagement.foreign.reading import LONGEST_LINE, DiskLog
from dam.engagement.recounting.recount import recount
from dam.errors import Invalid, NotSignedIn
from dam.ids import new_id
from tests.cores import MakeCore
from tests.dam.engagement.foreign.lines import combined_line, judge_of, nginx_line
from tests.dam.engagement.world import add_asset, count_rolled, outcomes
from tests.scale import many


def take(core: Core, path: Path, **wish: object) -> Imported:
    return import_log(core, HOUSE, DiskLog(path), judge_of(core), Wish(**wish))  # type: ignore[arg-type]


@pytest.fixture
def path(core: Core) -> str:
    return f"/d/web/hero/{add_asset(core)}"


def test_a_log_is_known_when_it_grows_turns_over_and_is_compressed(
    core: Core, path: str, tmp_path: Path
) -> None:
    log, turned, compressed = (tmp_path / name for name in ("access.log", "access.log.1", "access.log.1.gz"))
    log.write_text(combined_line(core, path, 1))
    assert take(core, log).accepted == 1
    again = take(core, log)
    assert (again.lines, again.is_known) == (0, True)
    with log.open("a") as file:
        file.writelines(combined_line(core, path, number) for number in range(2, 200))
    assert take(core, log).accepted == 198
    with log.open("a") as file:
        file.write(combined_line(core, path, 200))
    log.rename(turned)
    log.write_text(combined_line(core, path, 201))
    assert [take(core, each).accepted for each in (turned, log)] == [1, 1]
    with turned.open("rb") as plain, gzip.open(compressed, "wb") as packed:
        shutil.copyfileobj(plain, packed)
        packed.write(combined_line(core, path, 202).encode())
    assert [take(core, each).accepted for each in (turned, compressed, log, compressed)] == [0, 1, 0, 0]
    assert count_rolled(core) == 202
    assert outcomes(core, "logs") == {"received": 202, "accepted": 202}


@settings(max_examples=many(12, 500), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_however_a_log_grows_each_line_counts_once(
    core: Core, path: str, tmp_path: Path, data: st.DataObject
) -> None:
    salt = new_id()
    lines = [
        combined_line(core, f"{path}?{salt}", number) for number in range(data.draw(st.integers(1, 120)))
    ]
    text = "".join(lines).encode()
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=5).map(sorted))
    counted = 0
    for cut in (*cuts, len(text)):
        log = tmp_path / data.draw(st.sampled_from(["access.log", "access.log.1", "copy.log"]))
        log.write_bytes(gzip.compress(text[:cut]) if data.draw(st.booleans()) else text[:cut])
        counted += take(core, log).accepted
    assert counted == len(lines)
    assert take(core, log).lines == 0


def test_logs_whose_first_lines_are_equal_are_two_once_they_differ(
    core: Core, path: str, tmp_path: Path
) -> None:
    one, two = tmp_path / "one.log", tmp_path / "two.log"
    same = combined_line(core, path)
    one.write_text(same)
    assert take(core, one).accepted == 1
    one.write_text(same + "".join(combined_line(core, path, number) for number in range(1, 100)))
    two.write_text(same + "".join(combined_line(core, path, number) for number in range(100, 300)))
    assert take(core, one).accepted == 99
    assert take(core, two).accepted == 201
    assert take(core, one).lines == take(core, two).lines == 0


def test_a_torn_last_line_waits_for_its_end(core: Core, path: str, tmp_path: Path) -> None:
    log, line = tmp_path / "access.log", nginx_line(core, path)
    log.write_text(line[:50])
    assert take(core, log).is_torn
    log.write_text(line + line[:50])
    first = take(core, log)
    assert (first.accepted, first.is_torn) == (1, True)
    log.write_text(line + line + "\r\n\n")
    assert take(core, log).accepted == 1
    assert outcomes(core, "logs")["received"] == 2


def test_the_last_line_of_a_compressed_log_needs_no_newline(core: Core, path: str, tmp_path: Path) -> None:
    log = tmp_path / "access.gz"
    text = (nginx_line(core, path) * 3).rstrip("\n").encode()
    log.write_bytes(gzip.compress(text[:300]) + gzip.compress(text[300:]))
    assert take(core, log).accepted == 3, "members are read one after the other"
    torn = nginx_line(core, path, bytes=1) + nginx_line(core, path, bytes=2)
    log.write_bytes(gzip.compress(torn[:-40].encode()))
    assert (take(core, log).accepted, take(core, log).is_torn) == (1, True)
    log.write_bytes(gzip.compress(torn.encode()))
    assert take(core, log).accepted == 1, "it was a copy of a log that grew"


def test_a_compressed_log_that_is_being_written_goes_on_later(core: Core, path: str, tmp_path: Path) -> None:
    log = tmp_path / "access.gz"
    packed = gzip.compress("".join(combined_line(core, path, n) for n in range(3_000)).encode())
    log.write_bytes(packed[: len(packed) // 2])
    first = take(core, log)
    assert 1_000 < first.accepted < 3_000, "all that stands before the end is there to be read"
    log.write_bytes(packed)
    assert first.accepted + take(core, log).accepted == 3_000


def test_whoever_begins_a_log_with_a_long_request_cannot_hide_the_rest(
    core: Core, path: str, tmp_path: Path
) -> None:
    log, compressed = tmp_path / "access.log", tmp_path / "access.log.1.gz"
    long = combined_line(core, "/" + "a" * 30_000)
    log.write_text(long[:9_000])
    assert take(core, log, format="combined").is_torn
    log.write_text(long + combined_line(core, path, 1))
    first = take(core, log)
    assert (first.lines, first.accepted, first.format) == (2, 1, "combined")
    with log.open("a") as file:
        file.write(combined_line(core, path, 2))
    compressed.write_bytes(gzip.compress(log.read_bytes()))
    assert [take(core, each).accepted for each in (log, compressed)] == [1, 0]


def test_what_stands_before_a_damage_is_imported(core: Core, path: str, tmp_path: Path) -> None:
    log = tmp_path / "access.gz"
    log.write_bytes(gzip.compress((combined_line(core, path) * 3).encode()) + b"and so on")
    with pytest.raises(Invalid, match="damaged"):
        take(core, log)
    assert outcomes(core, "logs") == {"received": 3, "accepted": 3}


def test_a_compressed_log_comes_through_a_pipe(core: Core, path: str, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    packed = gzip.compress((combined_line(core, path) * 3).encode())
    writer = Thread(target=pipe.write_bytes, args=(packed,))
    writer.start()
    assert take(core, pipe).accepted == 3
    writer.join()


def test_what_is_damaged_or_was_made_to_do_harm_is_refused(core: Core, path: str, tmp_path: Path) -> None:
    log = tmp_path / "access.gz"
    packed = bytearray(gzip.compress("".join(combined_line(core, path, n) for n in range(3_000)).encode()))
    packed[len(packed) // 2] ^= 0xFF
    log.write_bytes(packed)
    with pytest.raises(Invalid, match="damaged"):
        take(core, log)
    start = nginx_line(core, path).encode()
    with gzip.open(tmp_path / "bomb.gz", "wb") as bomb:
        bomb.write(start)
        for _ in range(many(32, 4_000)):
            bomb.write(bytes(1 << 20))
    with pytest.raises(Invalid, match="expands"):
        take(core, tmp_path / "bomb.gz")
    (tmp_path / "packed.zst").write_bytes(b"\x28\xb5\x2f\xfd and so on")
    with pytest.raises(Invalid, match="zstd"):
        take(core, tmp_path / "packed.zst")
    (tmp_path / "letter.txt").write_text("Dear colleagues,\nplease find attached.\n")
    with pytest.raises(Invalid, match="format"):
        take(core, tmp_path / "letter.txt")


def test_a_line_without_end_is_not_kept_in_memory(core: Core, path: str, tmp_path: Path) -> None:
    log, line = tmp_path / "access.log", nginx_line(core, path)
    long = "x" * (9 * 1_000_000) + "\n"
    log.write_text(line + long + line + "y" * (LONGEST_LINE + 1) + "\n" + line)
    imported = take(core, log)
    assert (imported.accepted, dict(imported.drops), imported.lines) == (3, {"unreadable": 2}, 5)
    assert take(core, log).lines == 0


def test_columns_named_in_an_earlier_part_hold_on(core: Core, path: str, tmp_path: Path) -> None:
    log, moment = tmp_path / "u_ex.log", core.now().strftime("%Y-%m-%d %H:%M:%S")
    line = f"{moment} 192.0.2.1 GET {path} 200 Mozilla/5.0\n"
    log.write_text(
        f"#Version: 1.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status cs(User-Agent)\n{line}"
    )
    assert take(core, log).accepted == 1
    with log.open("a") as file:
        file.write(line)
    assert take(core, log).accepted == 1


def test_a_dry_run_tells_and_changes_nothing(core: Core, path: str, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text(nginx_line(core, path) + "broken\n")
    for _ in range(2):
        told = take(core, log, is_dry=True)
        assert (told.lines, told.accepted, dict(told.drops)) == (2, 1, {"unreadable": 1})
    assert outcomes(core) == {}
    assert take(core, log).accepted == 1


def test_an_empty_log_and_one_of_remarks_bring_nothing(core: Core, tmp_path: Path) -> None:
    (tmp_path / "empty.log").touch()
    (tmp_path / "remarks.log").write_text("#Version: 1.0\n#Fields: date time\n")
    (tmp_path / "empty.gz").write_bytes(gzip.compress(b""))
    for name in ("empty.log", "remarks.log", "empty.gz"):
        assert take(core, tmp_path / name).lines == 0


def test_who_may_send_no_events_imports_nothing(core: Core, tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()
    with pytest.raises(NotSignedIn):
        import_log(core, ANONYMOUS, DiskLog(tmp_path / "a.log"), judge_of(core))


class Stream:
    """A log out of a pipe: it cannot be sought."""

    name, stored, size, is_whole = "-", "", 0, True

    def __init__(self, text: str) -> None:
        self._text = text

    def open(self) -> BinaryIO:
        """Open it for reading."""
        reading, writing = os.pipe()
        Thread(target=self._write, args=(writing,)).start()
        return os.fdopen(reading, "rb")

    def _write(self, writing: int) -> None:
        with os.fdopen(writing, "wb") as file:
            file.write(self._text.encode())


def test_a_pipe_is_the_same_log_again(core: Core, path: str, tmp_path: Path) -> None:
    text = "".join(combined_line(core, path, number) for number in range(500))
    (tmp_path / "a.log").write_text(text[:20_000])
    known = take(core, tmp_path / "a.log").accepted
    assert known + import_log(core, HOUSE, Stream(text.rstrip()), judge_of(core)).accepted == 500
    assert import_log(core, HOUSE, Stream(text), judge_of(core)).lines == 0


def test_two_at_once_import_each_line_once(
    core_on_each: Core, make_core: MakeCore, database_url: str, tmp_path: Path
) -> None:
    path = f"/d/web/hero/{add_asset(core_on_each)}"
    log = tmp_path / "access.log"
    log.write_text("".join(combined_line(core_on_each, path, number) for number in range(12_000)))
    second = Database(database_url)
    cores = (core_on_each, make_core(second))
    threads = [Thread(target=take, args=(each, log)) for each in cores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    take(core_on_each, log)
    second.dispose()
    assert count_rolled(core_on_each) == 12_000
    assert outcomes(core_on_each, "logs") == {"received": 12_000, "accepted": 12_000}


@pytest.mark.slow
def test_an_import_that_is_killed_counts_each_line_once(
    core_on_each: Core, database_url: str, tmp_path: Path
) -> None:
    path, log = f"/d/web/hero/{add_asset(core_on_each)}", tmp_path / "access.log.gz"
    with gzip.open(log, "wt") as file:
        file.writelines(combined_line(core_on_each, path, number) for number in range(60_000))
    kills = 0
    for number in range(many(3, 200)):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.dam.engagement.foreign.child", database_url, str(log)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "importing\n"
        time.sleep(0.05 + 0.1 * (number % 5))
        child.send_signal(signal.SIGKILL)
        kills += child.wait(30) == -signal.SIGKILL and "done" not in child.stdout.read()
        child.stdout.close()
    assert kills
    take(core_on_each, log)
    assert count_rolled(core_on_each) == 60_000
    assert outcomes(core_on_each, "logs") == {"received": 60_000, "accepted": 60_000}
    found = recount(core_on_each, HOUSE)
    assert (found.differences, found.is_conserved) == ((), True)
