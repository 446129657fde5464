"""Logs of edges where the setting says: read as they grow, each line once, and trouble told once."""

import gzip
import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.engagement.foreign.imports import forget_imports
from dam.engagement.foreign.models import LogImport
from dam.engagement.models import LogPosition
from dam.storage.open import read_bucket
from dam.storage.s3_client import open_client
from delivery.files.parse import parse_path
from delivery.house import House
from infra.doctor_logs import check_logs
from infra.log_places import read_places
from infra.log_sources import BucketPlace
from infra.settings import Settings, read_settings
from infra.watched_logs import WatchedLogs, watch_logs
from tests.cores import MakeCore
from tests.dam.engagement.foreign.lines import combined_line, nginx_line
from tests.dam.engagement.world import Clock, add_asset, outcomes


@pytest.fixture
def path(house: House) -> str:
    """The address of a file of an asset that is there."""
    path = f"/d/web/hero/{add_asset(house.core)}-coat.jpg"
    assert parse_path(path)
    return path


def settings_with(tmp_path: Path, places: str) -> Settings:
    return read_settings(
        environment={
            "VITRINE_HOME": str(tmp_path / "home"),
            "VITRINE_LOGS": places,
            "VITRINE_EDGE_SECRET": "a-secret-of-the-edge",
        }
    )


def look_again(house: House, places: str) -> WatchedLogs:
    """Return what another process would watch."""
    return watch_logs(house, places, float("inf"))


def test_what_is_new_in_a_folder_is_counted_once(house: House, path: str, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "access.log"
    log.parent.mkdir()
    places = f"nginx:{tmp_path}/logs/access.log*"
    watched = look_again(house, places)
    assert watched.look() == 0
    log.write_text(nginx_line(house.core, path))
    assert [watched.look(), watched.look()] == [1, 0]
    with log.open("a") as file:
        file.write(nginx_line(house.core, path) * 2)
    log.rename(f"{log}.1")
    log.write_text(nginx_line(house.core, path, bytes=7))
    assert [watched.look(), watched.look()] == [3, 0]
    Path(f"{log}.2.gz").write_bytes(gzip.compress(Path(f"{log}.1").read_bytes()))
    Path(f"{log}.1").unlink()
    assert [watched.look(), look_again(house, places).look()] == [0, 0]
    assert outcomes(house.core, "logs") == {"received": 4, "accepted": 4}


def test_a_file_that_cannot_be_read_keeps_no_newer_one_out(
    house: House, path: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "broken").symlink_to("/proc/self/mem")
    log = folder / "access.log"
    log.write_text(combined_line(house.core, path))
    os.utime(log, (4e9, 4e9))
    watched = look_again(house, f"auto:{folder}")
    assert [watched.look(), watched.look()] == [1, 0]
    assert [record.message for record in caplog.records if "wait" in record.message] == [
        f"the logs of {folder}/broken wait: [Errno 5] Input/output error"
    ]


def test_a_whole_folder_is_watched_by_its_name(house: House, path: str, tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    (folder / "below").mkdir(parents=True)
    for name in ("a", ".hidden", "below/b"):
        (folder / name).write_text(combined_line(house.core, path))
    assert look_again(house, f"auto:{folder}").look() == 1


def test_trouble_is_told_once_and_keeps_nobody_out(
    house: House, path: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    (folder / "bad.log").write_text("Dear colleagues,\n")
    (folder / "good.log").write_text(nginx_line(house.core, path))
    watched = look_again(house, f"nginx:{tmp_path}/nowhere/*.log auto:{folder}")
    with caplog.at_level(logging.WARNING, "vitrine.logs"):
        assert [watched.look(), watched.look(), watched.look()] == [1, 0, 0]
    assert len(caplog.messages) == 2
    assert sorted("is not there" in message for message in caplog.messages) == [False, True]
    assert sorted("No known log format" in message for message in caplog.messages) == [False, True]
    (folder / "bad.log").write_text(nginx_line(house.core, path, bytes=8))
    assert watched.look() == 1


def test_a_look_ends_when_its_time_is_over_and_the_next_goes_on(
    house: House, path: str, tmp_path: Path
) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(combined_line(house.core, path, number) for number in range(9_000)))
    watched = watch_logs(house, f"combined:{log}", 1e-6)
    counted = [watched.look() for _ in range(40)]
    assert counted[0] < 9_000, "it stopped behind a transaction"
    assert sum(counted) == 9_000


def test_the_doctor_tells_what_waits(house: House, path: str, tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    places = f"by-hand nginx:{tmp_path}/access.log* cloudfront:{tmp_path}/nowhere/*.gz"
    settings = settings_with(tmp_path, places)
    assert [level for level, _ in check_logs(settings)] == ["ok", "warn", "warn"]
    log.write_text(nginx_line(house.core, path))
    told = list(check_logs(settings))
    assert told[1][0] == "warn"
    assert "1 logs, 1 with something new" in told[1][1]
    assert look_again(house, f"nginx:{tmp_path}/access.log*").look() == 1
    told = list(check_logs(settings))
    assert told[1][0] == "ok"
    assert "0 with something new; last read" in told[1][1]
    assert next(iter(check_logs(settings_with(tmp_path, ""))))[0] == "ok"


def test_imports_are_forgotten_when_their_lines_are_too_old(
    house: House, path: str, tmp_path: Path, make_core: MakeCore
) -> None:
    log = tmp_path / "access.log"
    log.write_text(nginx_line(house.core, path))
    look_again(house, f"nginx:{log}").look()
    assert forget_imports(house.core) == 0
    later = make_core(house.core.db, now=Clock(house.core.now() + timedelta(days=93)))
    assert forget_imports(later) == 1
    with house.core.db.read() as session:
        for table in (LogImport, LogPosition):
            assert session.scalar(sa.select(sa.func.count()).select_from(table)) == 0


@pytest.mark.servers
def test_a_prefix_in_a_bucket_is_listed_from_where_it_is_new(
    house: House, path: str, tmp_path: Path, s3_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.log_sources.LIST_SECONDS", 0.0)
    bucket = read_bucket(s3_url)
    client = open_client(bucket)

    def put(name: str, text: str) -> None:
        body = gzip.compress(text.encode()) if name.endswith(".gz") else text.encode()
        client.put_object(Bucket=bucket.name, Key=f"{bucket.prefix}/{name}", Body=body)

    put("E1.2026-11-22-08.gz", combined_line(house.core, path, 1) * 3)
    put("E1.2026-11-22-09.log", combined_line(house.core, path, 2).rstrip())
    watched = look_again(house, f"auto:{s3_url}")
    assert [watched.look(), watched.look()] == [4, 0]
    put("E1.2026-11-22-10.gz", combined_line(house.core, path, 3))
    assert [watched.look(), look_again(house, f"auto:{s3_url}").look()] == [1, 0]
    (name,) = read_places(f"auto:{s3_url}")
    place = BucketPlace(name, house.spool, Clock(house.core.now() + timedelta(days=3)))
    assert [len(list(place.look())) for _ in range(2)] == [3, 0], "what is old is not listed again"
    put("E1.2026-11-22-11.gz", combined_line(house.core, path, 4))
    assert len(list(place.look())) == 1
    assert str(bucket.secret_key) not in str(name)
