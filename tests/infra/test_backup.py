"""A house that was backed up while open comes back whole on another machine."""

import json
import os
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.assets.models import Asset
from dam.core import Core
from dam.engagement.models import VisitorSalt
from dam.engagement.visitors.salts import FILE_NAME, SaltFile
from dam.errors import Conflict, Invalid
from dam.feed import EVERYTHING, AssetChange
from dam.jobs.dbos_engine import DbosJobs
from dam.storage.layout import key_of
from delivery.house import House
from delivery.outgoing.models import Purge
from infra.assemble import assemble
from infra.backup import back_up
from infra.migrate import upgrade
from infra.restore import restore
from infra.settings import Settings, read_settings
from infra.verify import verify
from renditions.catalogue.channels import seed_built_in
from tests.infra.library import add_original, random_bytes
from tests.servers.postgres import Postgres

NAMES = pytest.mark.parametrize("name", ["kept", "kept.tar"])


@pytest.fixture
def elsewhere(tmp_path: Path) -> Settings:
    """Settings of another machine, where nothing is yet."""
    return read_settings(environment={"VITRINE_HOME": str(tmp_path / "elsewhere")})


@pytest.fixture
def opened() -> Iterator[Callable[[Settings], Core]]:
    houses: list[House] = []

    def open_one(settings: Settings) -> Core:
        houses.append(assemble(settings))
        return houses[-1].core

    yield open_one
    for house in houses:
        house.core.db.dispose()


@NAMES
def test_a_restored_house_is_whole(
    house: House,
    settings: Settings,
    elsewhere: Settings,
    tmp_path: Path,
    name: str,
    opened: Callable[[Settings], Core],
) -> None:
    contents = [random_bytes(), b"", b"x" * 3_000_000]
    ids = [add_original(house.core, content)[0] for content in contents]
    orphan = house.core.store.put([b"nobody's"]).digest
    with house.core.db.write() as session:
        seed_built_in(session)
        house.core.jobs.enqueue(session, "index_asset", {"asset_id": ids[0]})
    settings.logs.mkdir(exist_ok=True)
    (settings.logs / "a.log").write_text("line\n")

    kept = back_up(settings, tmp_path / name)
    assert (kept.blobs, kept.bytes, kept.problems) == (3, 3_005_000, [])
    elsewhere = replace(elsewhere, edges="http://10.0.0.5:8080?by=keys")
    back = restore(elsewhere, tmp_path / name)
    assert (back.blobs, back.bytes, back.problems) == (3, 3_005_000, [])

    core = opened(elsewhere)
    found = verify(core)
    assert (found.checked, found.troubles) == (3, [])
    with core.db.read() as session:
        assert set(session.scalars(sa.select(Asset.id))) == set(ids)
        newest = sa.select(AssetChange.asset_id).order_by(AssetChange.seq.desc()).limit(1)
        assert session.scalar(newest) == EVERYTHING, "no cursor of before is believed"
        owed = {(row.edge, row.key, row.is_hard) for row in session.scalars(sa.select(Purge))}
        assert ("http://10.0.0.5:8080", "channel-web", True) in owed, (
            "edges hold what the backup does not know"
        )
    assert core.store.info(orphan) is None
    jobs = DbosJobs(elsewhere.database_url)
    assert [(job.name, job.state) for job in jobs.list()] == [("index_asset", "waiting")]
    jobs.close()
    assert (elsewhere.home / "secret-key").read_text() == settings.secret_key
    assert (elsewhere.logs / "a.log").read_text() == "line\n"


@NAMES
def test_only_the_owner_can_read_a_backup_and_no_visitor_salt_is_in_it(
    house: House, settings: Settings, tmp_path: Path, name: str
) -> None:
    salts = list(SaltFile(settings.home / FILE_NAME).turn(house.core.now().timestamp()).values())
    row = os.urandom(32)
    with house.core.db.write() as session:
        session.add(VisitorSalt(slot=0, day=1, salt=row))
    back_up(settings, tmp_path / name)
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    files = [tmp_path / name] if name.endswith(".tar") else list((tmp_path / name).iterdir())
    assert salts
    assert all(salt not in path.read_bytes() for path in files if path.is_file() for salt in [row, *salts])


def test_a_backup_goes_on_while_the_house_works(house: House, settings: Settings, tmp_path: Path) -> None:
    is_over = threading.Event()
    written: list[str] = []

    def work() -> None:
        while not is_over.is_set():
            written.append(add_original(house.core, random_bytes())[0])

    worker = threading.Thread(target=work)
    worker.start()
    try:
        kept = [back_up(settings, tmp_path / f"kept-{n}") for n in range(3)]
    finally:
        is_over.set()
        worker.join()
    assert all(carried.problems == [] for carried in kept)
    assert kept[0].blobs <= kept[1].blobs <= kept[2].blobs <= len(written)
    assert kept[0].blobs < kept[2].blobs
    with sqlite3.connect(tmp_path / "kept-2" / "rows") as rows:
        assert rows.execute("select count(*) from versions").fetchone() == (kept[2].blobs,)
        assert rows.execute("pragma integrity_check").fetchone() == ("ok",)
    rows.close()


def test_what_the_store_has_lost_is_said(house: House, settings: Settings, tmp_path: Path) -> None:
    _, lost = add_original(house.core, random_bytes())
    _, torn = add_original(house.core, random_bytes())
    house.core.store.delete(lost)
    path = settings.home / "blobs" / key_of(torn)
    path.chmod(0o644)
    path.write_bytes(b"torn")
    kept = back_up(settings, tmp_path / "kept")
    assert sorted(kept.problems) == sorted(
        [f"The blob {lost} is missing in the store.", f"The blob {torn} is corrupt in the store."]
    )


def test_nothing_is_ever_overwritten(
    house: House, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    back_up(settings, tmp_path / "kept")
    with pytest.raises(Invalid, match="never written over"):
        back_up(settings, tmp_path / "kept")
    with pytest.raises(Conflict, match="empty HOME only"):
        restore(settings, tmp_path / "kept")
    (elsewhere.home / "notes.txt").write_text("mine")
    with pytest.raises(Conflict, match=r"notes\.txt"):
        restore(elsewhere, tmp_path / "kept")


@NAMES
def test_a_backup_that_was_touched_is_refused(
    house: House, settings: Settings, elsewhere: Settings, tmp_path: Path, name: str
) -> None:
    add_original(house.core, random_bytes())
    back_up(settings, tmp_path / name)
    touch_rows(tmp_path / name)
    with pytest.raises(Invalid, match="rows of the backup is not what its manifest says"):
        restore(elsewhere, tmp_path / name)
    assert not (elsewhere.home / "vitrine.sqlite3").exists()


def touch_rows(backup: Path) -> None:
    if backup.is_dir():
        path, at = backup / "rows", 5_000
    else:
        with tarfile.open(backup) as tar:
            path, at = backup, tar.getmember("rows").offset_data + 5_000
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


def test_a_torn_blob_of_a_backup_is_said_and_the_rest_restored(
    house: House, settings: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    _, torn = add_original(house.core, random_bytes())
    add_original(house.core, random_bytes())
    back_up(settings, tmp_path / "kept")
    (tmp_path / "kept" / "blobs" / torn[:2] / torn).write_bytes(b"torn")
    back = restore(elsewhere, tmp_path / "kept")
    assert (back.blobs, back.problems) == (1, [f"The blob {torn} is corrupt in the backup."])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 99}, "format 1"),
        ({"database": "postgresql"}, "holds rows of postgresql"),
        ({"files": {"../../x": {"sha256": "", "bytes": 0}}}, "which no backup of ours would"),
    ],
)
def test_a_foreign_backup_is_refused(
    house: House,
    settings: Settings,
    elsewhere: Settings,
    tmp_path: Path,
    change: dict[str, object],
    sentence: str,
) -> None:
    back_up(settings, tmp_path / "kept")
    manifest = tmp_path / "kept" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **change}))
    with pytest.raises(Invalid, match=sentence):
        restore(elsewhere, tmp_path / "kept")


@pytest.mark.parametrize("content", [b"", b"not a tar", b"\x00" * 2048])
def test_what_is_no_backup_is_refused(elsewhere: Settings, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file.tar").write_bytes(content)
    with pytest.raises(Invalid):
        restore(elsewhere, tmp_path / "file.tar")
    with pytest.raises(Invalid, match="no backup at"):
        restore(elsewhere, tmp_path / "nothing")
    (tmp_path / "folder").mkdir()
    with pytest.raises(Invalid, match="lacks its file"):
        restore(elsewhere, tmp_path / "folder")


@pytest.mark.servers
def test_postgres_and_s3_come_back_too(
    fresh_pg_url: str,
    own_postgres: Postgres,
    s3_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    opened: Callable[[Settings], Core],
) -> None:
    monkeypatch.setenv("PATH", str(own_postgres.binaries), prepend=os.pathsep)
    here = read_settings(
        environment={
            "VITRINE_HOME": str(tmp_path / "here"),
            "VITRINE_DATABASE_URL": fresh_pg_url,
            "VITRINE_STORAGE_URL": s3_url,
        }
    )
    there = read_settings(
        environment={
            "VITRINE_HOME": str(tmp_path / "there"),
            "VITRINE_DATABASE_URL": own_postgres.address.url(),
        }
    )
    upgrade(here.database_url)
    asset_id, digest = add_original(opened(here), random_bytes())
    assert not back_up(here, tmp_path / "rows-only").has_blobs
    kept = back_up(here, tmp_path / "kept", with_blobs=True)
    assert (kept.blobs, kept.problems) == (1, [])

    assert restore(there, tmp_path / "kept").blobs == 1
    core = opened(there)
    with core.db.read() as session:
        assert session.scalars(sa.select(Asset.id)).all() == [asset_id]
    assert verify(core).is_whole
    assert core.store.info(digest)
    with pytest.raises(Conflict, match="empty database only"):
        restore(
            read_settings(
                environment={"VITRINE_HOME": str(tmp_path / "x"), "VITRINE_DATABASE_URL": fresh_pg_url}
            ),
            tmp_path / "kept",
        )


@pytest.mark.servers
def test_without_pg_dump_one_sentence_says_what_to_install(
    fresh_pg_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = read_settings(
        environment={"VITRINE_HOME": str(tmp_path / "h"), "VITRINE_DATABASE_URL": fresh_pg_url}
    )
    upgrade(fresh_pg_url)
    with pytest.raises(Invalid, match="the command pg_dump is needed"):
        back_up(settings, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
