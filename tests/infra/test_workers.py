"""The chores of a worker."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import Sighting
from dam.assets.ingest import NewAsset, receive_file
from dam.assets.models import Asset
from dam.jobs.memory import ImmediateJobs
from dam.search.port import SearchQuery, Visibility
from dam.search.upkeep.models import WaitingAsset
from infra.assemble import assemble
from infra.commands.run import _end_chores
from infra.jobs import bind_jobs
from infra.periodic import Chore, Scheduler
from infra.settings import read_settings
from infra.workers import _fill_empty_index
from tests.databases import create_migrated
from tests.journeys.waiting import wait_until
from tests.photographs import photograph


def test_a_lost_index_fills_itself(tmp_path: Path) -> None:
    settings = read_settings(environment={"VITRINE_HOME": str(tmp_path)})
    create_migrated(settings.database_url)
    house = assemble(settings)
    receive_file(house.core, HOUSE, photograph("coffee"), NewAsset("coffee.png", title="Tasse"))
    assert house.index.count() == 0
    _fill_empty_index(house)
    assert house.index.count() == 1
    house.core.db.dispose()


def test_what_waits_without_a_job_gets_one(tmp_path: Path) -> None:
    settings = read_settings(environment={"VITRINE_HOME": str(tmp_path)})
    create_migrated(settings.database_url)
    assembled = assemble(settings)
    jobs = ImmediateJobs()
    house = replace(
        assembled, core=replace(assembled.core, jobs=jobs, announce=lambda _session, _change: None)
    )
    receive_file(house.core, HOUSE, photograph("coffee"), NewAsset("coffee.png", title="Tasse"))
    _fill_empty_index(house)
    with house.core.db.write() as session:
        session.execute(sa.update(Asset).values(title="Bol"))
        session.execute(
            sa.insert(WaitingAsset).from_select(["asset_id", "asked"], sa.select(Asset.id, sa.literal("x")))
        )
    _fill_empty_index(house)
    jobs.run_all(bind_jobs(house))
    found = house.index.search(SearchQuery("bol", visibility=Visibility(sees_all=True)))
    assert found.total == 1
    house.core.db.dispose()


def test_a_chore_that_fails_is_done_again_and_stops_no_other() -> None:
    done: list[str] = []

    def fail() -> None:
        done.append("failed")
        raise OSError("the disk is away for a moment")

    scheduler = Scheduler([Chore("fails", 0.01, fail), Chore("works", 0.01, lambda: done.append("worked"))])
    scheduler.start()
    wait_until(
        lambda: done.count("failed") > 2 and done.count("worked") > 2, seconds=5, what="both were done"
    )
    scheduler.stop()
    count = len(done)
    time.sleep(0.1)  # ten times as long as a chore waits
    assert len(done) == count


def test_who_saw_what_is_written_when_a_process_stops_in_order(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings = read_settings(environment={"VITRINE_HOME": str(tmp_path), "VITRINE_SEEN_DAYS": "7"})
    create_migrated(settings.database_url)
    house = assemble(settings)
    assert house.seen.days_kept == 7
    scheduler = Scheduler([Chore("nothing", 60, lambda: None)])
    scheduler.start()
    somebody = Caller("person", "p", "Camille", Role.VIEWER)
    house.seen.note(somebody, "a", house.core.now())
    _end_chores(scheduler, house)
    with house.core.db.write() as session:
        assert session.scalar(sa.select(Sighting.asset_id)) == "a"
        session.execute(sa.text("DROP TABLE sightings"))
    house.seen.note(somebody, "b", house.core.now())
    _end_chores(scheduler, house)
    assert "could not be written" in caplog.text
    house.core.db.dispose()
