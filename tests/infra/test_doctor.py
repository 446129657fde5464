"""The doctor says what is well and what is not, and never faints."""

import platform
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.sandbox import landlock
from delivery.files.disk.cache import DiskCache
from delivery.house import House
from delivery.outgoing.models import Purge
from delivery.outgoing.purges import ask_for_purges
from infra.doctor import CHECKS, Finding, examine, is_well
from infra.migrate import upgrade
from infra.settings import Settings, read_settings
from renditions.image import engines
from renditions.readers import is_installed, office_library
from tests.dam.jobs.engine import wait_until, working
from tests.delivery.files.library import NOON


def look(settings: Settings, part: str) -> list[tuple[str, str]]:
    """What the doctor says of one part."""
    return [(found.level, found.sentence) for found in examine(settings) if found.part == part]


def test_a_fresh_house_is_well(house: House, settings: Settings) -> None:
    findings = list(examine(settings))
    assert is_well(findings), findings
    assert {finding.part for finding in findings} == set(CHECKS)
    assert all(finding.sentence.endswith(".") for finding in findings)
    assert look(settings, "database")[0][1].startswith("SQLite 3")
    assert look(settings, "search") == [("ok", "Whoosh, embedded, with 0 documents.")]


def test_a_house_before_its_first_start_is_not_created_by_looking(settings: Settings) -> None:
    assert is_well(examine(settings))
    assert look(settings, "database")[0][0] == "warn"
    assert not (settings.home / "vitrine.sqlite3").exists()


def test_it_says_what_the_disk_cache_holds(settings: Settings) -> None:
    said, held = look(settings, "disk cache")
    assert held[1].startswith("0.0 MB of at most 2147.5 MB, 0 files, in ")
    assert said == ("ok", "Files are read where the store keeps them, so that none is copied.")
    elsewhere = replace(settings, storage_url="s3://bucket", cache_bytes=8_192_000)
    DiskCache(settings.cache, 8_192_000).sweep()
    (settings.cache / ("a" * 64)).write_bytes(b"x" * 5_000)
    told = f"0.0 MB of at most 8.2 MB, 1 file, in {settings.cache}"
    assert look(elsewhere, "disk cache") == [("ok", f"{told}.")]
    vast = replace(elsewhere, cache_bytes=1 << 60)
    assert look(vast, "disk cache")[0][0] == "warn"
    assert "lower VITRINE_CACHE_BYTES" in look(vast, "disk cache")[0][1]
    assert look(replace(elsewhere, cache_bytes=0), "disk cache")[0][0] == "warn"


def test_it_hears_workers(house: House, settings: Settings) -> None:
    assert look(settings, "jobs") == [
        ("warn", "DBOS; workers: 0, jobs waiting: 0, running: 0: nobody works now.")
    ]
    with working(settings.database_url, {}):
        wait_until(lambda: look(settings, "jobs")[0][0] == "ok", "the worker to be heard")


def test_it_says_which_engines_make_pictures_and_what_a_fallback_costs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [level for level, _ in look(settings, "engines")] == ["ok", "ok"]
    assert "cykooz-resizer" in look(settings, "engines")[0][1]
    asked = look(replace(settings, image_engine="pillow"), "engines")
    assert [level for level, _ in asked] == ["ok", "ok"]
    assert all("as VITRINE_IMAGE_ENGINE asks for" in sentence for _, sentence in asked)
    engines._installed.cache_clear()
    for name in ("renditions.image.simd", "renditions.image.jpegli"):
        monkeypatch.setitem(sys.modules, name, None)
    missing = look(settings, "engines")
    engines._installed.cache_clear()
    assert [level for level, _ in missing] == ["warn", "warn"]
    assert "a third more" in missing[0][1]
    assert "a sixth heavier" in missing[1][1]


def test_a_key_that_others_can_read_is_a_warning(settings: Settings) -> None:
    (settings.home / "secret-key").chmod(0o644)
    ((level, sentence),) = look(settings, "secret key")
    assert (level, "chmod 600" in sentence) == ("warn", True)


def test_dead_servers_are_named_without_their_passwords(
    settings: Settings, free_port: Callable[[], int]
) -> None:
    dead = replace(
        settings,
        database_url=f"postgresql+psycopg://vitrine:hunter2@127.0.0.1:{free_port()}/vitrine",
        storage_url=f"s3://b/p?endpoint_url=http://127.0.0.1:{free_port()}&access_key=k&secret_key=hunter2",
        search_url="postgresql",
    )
    findings = {found.part: found for found in examine(dead)}
    for part in ("database", "blobs", "search", "jobs"):
        assert findings[part].level == "bad"
    assert not any("hunter2" in found.sentence for found in findings.values())
    assert not is_well(findings.values())


@pytest.mark.servers
def test_servers_beyond_one_machine_are_well(fresh_pg_url: str, s3_url: str, tmp_path: Path) -> None:
    settings = read_settings(
        environment={
            "VITRINE_HOME": str(tmp_path),
            "VITRINE_DATABASE_URL": fresh_pg_url,
            "VITRINE_STORAGE_URL": s3_url,
        }
    )
    upgrade(fresh_pg_url)
    assert look(settings, "database")[0][1].startswith("PostgreSQL 18")
    assert look(settings, "blobs") == [
        ("ok", "Blobs are kept in an S3 store, which can be read and written.")
    ]
    assert look(settings, "search") == [("ok", "PostgreSQL full text, with 0 documents.")]


def test_what_nobody_foresaw_is_a_finding(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def faint(_settings: Settings) -> list[tuple[str, str]]:
        raise ZeroDivisionError("by nought")

    monkeypatch.setitem(CHECKS, "python", faint)
    found = next(iter(examine(settings)))
    assert found == Finding("python", "bad", "This could not be looked at: ZeroDivisionError: by nought")


def test_it_tries_the_fences_itself(settings: Settings) -> None:
    ((level, sentence),) = look(settings, "fences")
    assert level == ("ok" if "no." not in sentence and ": no;" not in sentence else "warn")
    assert [name in sentence for name in ("seccomp", "Landlock")] == [True, True]
    if platform.machine() in ("x86_64", "aarch64") and landlock.version():
        assert (level, sentence.count(": yes")) == ("ok", 3)


def test_it_says_which_originals_stay_without_renditions(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [level for level, _ in look(settings, "originals")] == ["ok", "ok", "ok"]
    for name in ("pi_heif", "rawpy"):
        monkeypatch.setitem(sys.modules, name, None)  # as where it is not installed
    monkeypatch.setenv("PATH", "")
    for lookup in (is_installed, office_library):
        lookup.cache_clear()
    missing = [*look(settings, "originals"), *look(settings, "documents")]
    for lookup in (is_installed, office_library):
        lookup.cache_clear()
    assert [level for level, _ in missing] == ["ok", "warn", "warn", "ok", "warn"]
    assert "pi-heif is missing" in missing[1][1]
    assert "LibreOffice was not found" in missing[4][1]


def test_rows_of_an_earlier_release_are_no_reason_to_keep_silent_about_edges(tmp_path: Path) -> None:
    environment = {"VITRINE_HOME": str(tmp_path / "earlier"), "VITRINE_EDGES": "http://10.0.0.5?by=keys"}
    earlier = read_settings(environment=environment)
    earlier.home.mkdir(exist_ok=True)
    upgrade(earlier.database_url, "0002")
    assert look(earlier, "edges") == [("ok", "http://10.0.0.5 is purged by key.")]


def test_it_names_the_edges_without_their_secrets_and_those_that_do_not_acknowledge(
    house: House, settings: Settings
) -> None:
    assert look(settings, "edges") == [("ok", "No edge is purged: VITRINE_EDGES names none.")]
    kept = look(replace(settings, cdn_cache_control="max-age=86400"), "edges")
    assert [level for level, _ in kept] == ["warn"]
    edged = replace(settings, edges="fastly://SU1?token=hush http://10.0.0.5:8080 http://10.0.0.6?by=keys")
    with house.core.db.write() as session:
        ask_for_purges(session, ["http://10.0.0.5:8080"], ["asset-a"], NOON, is_hard=True)
        session.flush()
        session.scalars(sa.select(Purge)).one().error = "HTTP 403"
    assert look(edged, "edges") == [
        ("ok", "fastly SU1 is purged by key."),
        ("warn", "http://10.0.0.5:8080 has not acknowledged a purge since 2026-03-21 12:00 UTC: HTTP 403"),
        ("ok", "http://10.0.0.6 is purged by key."),
    ]
