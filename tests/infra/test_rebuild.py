"""An edit of a preset is carried through the library: what differs is made anew, all else is left alone."""

import hashlib
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.jobs.memory import ImmediateJobs
from dam.storage.counted import CountedStore
from dam.storage.faulty import FaultyStore
from delivery.files.answer import FileServer
from delivery.house import House
from infra.app import FrontDoor
from infra.jobs import bind_jobs
from infra.reactions import announcer
from infra.rebuild import rebuild_library
from renditions.catalogue.carried import Carried, progress_of_preset
from renditions.catalogue.channels import get_channel, save_channel, seed_built_in
from renditions.catalogue.differences import Scope, differing_versions
from renditions.catalogue.ledger import renditions_of
from renditions.catalogue.models import Rendition
from renditions.catalogue.preset_edits import delete_preset, save_preset
from renditions.catalogue.revisions import roll_back_preset
from tests.delivery.api.serving import served
from tests.renditions.interrupting import wait_until
from tests.renditions.originals import Placed, place
from tests.renditions.pictures import quarters, saved


@pytest.fixture
def jobs() -> ImmediateJobs:
    return ImmediateJobs()


@pytest.fixture
def store(house: House) -> CountedStore:
    """What is written is counted: `store.calls["put_file"]` files were made."""
    return CountedStore(house.core.store)


@pytest.fixture
def shop(house: House, jobs: ImmediateJobs, store: CountedStore) -> House:
    """A house whose jobs wait for `_work`."""
    core = replace(house.core, jobs=jobs, announce=announcer(jobs), store=store)
    with core.db.write() as session:
        seed_built_in(session)
    shop = replace(house, core=core)
    for name in ("app", "instore", "email", "print", "sms"):
        save_channel(core, HOUSE, name, is_enabled=False)
    for preset in ("hero", "content", "thumb"):
        delete_preset(core, HOUSE, "web", preset)
    for preset in ("portrait", "story", "link"):
        delete_preset(core, HOUSE, "social", preset)
    _work(shop, jobs)
    return shop


@pytest.fixture
def placed(shop: House, jobs: ImmediateJobs, tmp_path: Path) -> list[Placed]:
    """Two pictures with all their files."""
    some = [
        place(
            shop.core, saved(quarters(900 + 3 * n, 600), tmp_path / f"{n}.jpg"), width=900 + 3 * n, height=600
        )
        for n in range(2)
    ]
    with shop.core.db.write() as session:
        session.execute(sa.update(Asset).values(approved_at=shop.core.now()))
    rebuild_library(shop, Scope())
    _work(shop, jobs)
    return some


def _work(house: House, jobs: ImmediateJobs) -> list[str]:
    """Run what waits, and return the names of the jobs in their order."""
    before = {job.id for job in jobs.list(limit=10_000) if job.state != "waiting"}
    jobs.run_all(bind_jobs(house))
    return [job.name for job in reversed(jobs.list(limit=10_000)) if job.id not in before]


def _files(house: House, placed: Placed) -> dict[tuple[str, str, str], Rendition]:
    with house.core.db.read() as session:
        return {(row.channel, row.preset, row.format): row for row in renditions_of(session, placed.asset_id)}


def _spec(house: House, channel: str, preset: str) -> dict[str, Any]:
    with house.core.db.read() as session:
        return next(
            each.spec.to_json() for each in get_channel(session, channel).presets if each.name == preset
        )


def test_an_edit_that_changes_nothing_rebuilds_nothing(
    shop: House, jobs: ImmediateJobs, store: CountedStore, placed: list[Placed]
) -> None:
    made = store.calls["put_file"]
    spec = _spec(shop, "web", "card")
    for words in ({}, {"source": "The brand's book"}, {"date": "2027-02-01"}, {"shown_width": 320}):
        save_preset(shop.core, HOUSE, "web", "card", {**spec, **words})
    assert _work(shop, jobs) == []
    assert store.calls["put_file"] == made
    assert progress_of_preset(shop.core, HOUSE, "web", "card") == Carried(True, 6, 6, 0, 0)


def test_an_edit_of_one_width_makes_its_files_and_no_other(
    shop: House, jobs: ImmediateJobs, store: CountedStore, placed: list[Placed]
) -> None:
    before = [_files(shop, each) for each in placed]
    made = store.calls["put_file"]
    save_preset(shop.core, HOUSE, "web", "card", {**_spec(shop, "web", "card"), "widths": [555]})
    assert not progress_of_preset(shop.core, HOUSE, "web", "card").is_planned
    assert sorted(_work(shop, jobs)) == ["purge_preset", *["rebuild_asset"] * 2, "rebuild_library"]
    assert store.calls["put_file"] - made == 6
    for each, old in zip(placed, before, strict=True):
        for key, row in _files(shop, each).items():
            assert (row.sha256 == old[key].sha256) == (key[:2] != ("web", "card"))
            assert (row.updated_at == old[key].updated_at) == (key[:2] != ("web", "card"))
    assert progress_of_preset(shop.core, HOUSE, "web", "card") == Carried(True, 6, 6, 0, 0)


def test_where_files_are_only_dropped_no_asset_is_worked_on(
    shop: House, jobs: ImmediateJobs, store: CountedStore, placed: list[Placed]
) -> None:
    made = store.calls["put_file"]
    delete_preset(shop.core, HOUSE, "social", "square")
    assert sorted(_work(shop, jobs)) == ["index_assets", "purge_preset", "rebuild_library"]
    assert all(("social", "square", "jpeg") not in _files(shop, each) for each in placed)
    assert "social" not in get_asset(shop.core, HOUSE, placed[0].asset_id).ready_channels
    assert store.calls["put_file"] == made


def test_going_back_renders_nothing(
    shop: House, jobs: ImmediateJobs, store: CountedStore, placed: list[Placed]
) -> None:
    before = [{key: row.sha256 for key, row in _files(shop, each).items()} for each in placed]
    save_preset(shop.core, HOUSE, "social", "square", {**_spec(shop, "social", "square"), "height": 600})
    _work(shop, jobs)
    made = store.calls["put_file"]
    roll_back_preset(shop.core, HOUSE, "social", "square", 1)
    _work(shop, jobs)
    assert store.calls["put_file"] == made
    assert [{key: row.sha256 for key, row in _files(shop, each).items()} for each in placed] == before


def test_switching_a_channel_off_and_on_renders_nothing(
    shop: House, jobs: ImmediateJobs, store: CountedStore, placed: list[Placed]
) -> None:
    before = {key: row.sha256 for key, row in _files(shop, placed[0]).items()}
    made = store.calls["put_file"]
    save_channel(shop.core, HOUSE, "social", is_enabled=False)
    _work(shop, jobs)
    assert "social" not in get_asset(shop.core, HOUSE, placed[0].asset_id).ready_channels
    save_channel(shop.core, HOUSE, "social", is_enabled=True)
    _work(shop, jobs)
    assert "social" in get_asset(shop.core, HOUSE, placed[0].asset_id).ready_channels
    assert {key: row.sha256 for key, row in _files(shop, placed[0]).items()} == before
    assert store.calls["put_file"] == made


def test_a_rebuild_cut_short_is_taken_up_where_it_stopped(
    shop: House, jobs: ImmediateJobs, store: CountedStore, placed: list[Placed]
) -> None:
    save_preset(shop.core, HOUSE, "web", "card", {**_spec(shop, "web", "card"), "widths": [555]})
    broken = replace(shop, core=replace(shop.core, store=FaultyStore(store, {"put_file": {3}})))
    with pytest.raises(Exception, match="put_file"):
        jobs.run_all(bind_jobs(broken))
    part = progress_of_preset(shop.core, HOUSE, "web", "card")
    assert (part.is_planned, part.ready, part.waiting) == (True, 2, 4)
    made = store.calls["put_file"]
    assert rebuild_library(shop, Scope("web", "card")) == 0
    for each in placed:
        bind_jobs(shop)["rebuild_asset"]({"asset_id": each.asset_id})
    assert store.calls["put_file"] - made == 4
    assert progress_of_preset(shop.core, HOUSE, "web", "card").is_done


def test_looking_twice_finds_nothing(shop: House, placed: list[Placed]) -> None:
    assert [piece.differing for piece in differing_versions(shop.core, Scope())] == [()]
    assert rebuild_library(shop, Scope()) == 0


def test_the_stable_url_answers_at_every_moment(
    shop: House, jobs: ImmediateJobs, placed: list[Placed]
) -> None:
    """Asked again and again over HTTP while the files of other sizes, names and formats, and of a way back, are made."""
    state = Starlette()
    state.state.house = shop
    server = FileServer(shop)
    url = f"/d/social/square/{placed[0].asset_id}"
    answers: list[tuple[int, str, bytes]] = []
    is_over = threading.Event()

    def keep_asking(base: str) -> None:
        with httpx.Client(base_url=base) as client:
            while not is_over.is_set():
                answer = client.get(url)
                answers.append((answer.status_code, answer.headers["content-type"], answer.content))
                time.sleep(0.01)

    server.start()
    with served(FrontDoor(server, state)) as base:
        asking = threading.Thread(target=keep_asking, args=(base,))
        asking.start()
        spec = _spec(shop, "social", "square")
        for change in (
            {"height": 600},
            {"densities": [1, 2], "width": 300, "height": 300},
            {"formats": ["webp"]},
        ):
            wait_until(lambda: answers)
            has_moved = partial(_has_moved, answers, answers[-1])
            save_preset(shop.core, HOUSE, "social", "square", {**spec, **change})
            _work(shop, jobs)
            wait_until(has_moved)
        roll_back_preset(shop.core, HOUSE, "social", "square", 1)
        _work(shop, jobs)
        wait_until(lambda: answers[-1] == answers[0])  # the feed is polled every quarter of a second
        is_over.set()
        asking.join()
        bodies = {body: kind for _, kind, body in answers}
        addresses = [f"{base}/i/social/{_digest(body)}/x.{kind[6:]}" for body, kind in bodies.items()]
        immutable = {httpx.get(address).status_code for address in addresses}
    server.stop()
    assert {status for status, _, _ in answers} == {200}
    assert answers[0] == answers[-1]
    assert len(bodies) >= 3
    assert immutable == {200}


def _has_moved(answers: list[tuple[int, str, bytes]], before: tuple[int, str, bytes]) -> bool:
    return answers[-1] != before


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
