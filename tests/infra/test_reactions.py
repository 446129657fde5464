"""What follows a change is enqueued in the change's own transaction."""

import typing

import pytest
from sqlalchemy.orm import Session

from dam import changes
from dam.assets.trash import TRASHED
from dam.changes import Change
from dam.core import Core
from dam.jobs.memory import ImmediateJobs
from dam.jobs.port import Json
from dam.search.upkeep.runs import count_waiting
from infra.reactions import REACTIONS, announcer


def test_every_change_has_its_line_in_the_table() -> None:
    assert set(REACTIONS) == set(typing.get_args(Change))


def test_a_new_version_is_indexed_and_prepared() -> None:
    jobs = ImmediateJobs()
    with Session() as session, session.begin():
        announcer(jobs)(session, changes.VersionAdded("a", "v"))
    assert [(job.name, dict(job.payload), job.queue) for job in reversed(jobs.list())] == [
        ("index_asset", {"asset_id": "a"}, "light"),
        ("prepare_version", {"asset_id": "a", "version_id": "v"}, "heavy"),
    ]


def test_an_upload_that_somebody_waits_for_comes_before_a_whole_folder() -> None:
    jobs = ImmediateJobs()
    ran: list[Json] = []
    with Session() as session, session.begin():
        for version_id, is_waited_for in (("folder", False), ("upload", True)):
            announcer(jobs)(session, changes.VersionAdded("a", version_id, is_waited_for))
    jobs.run_all(
        {"index_asset": lambda _: None, "prepare_version": lambda payload: ran.append(payload["version_id"])}
    )
    assert ran == ["upload", "folder"]


def test_what_comes_back_from_the_trash_is_finished_and_what_goes_dark_is_told_to_the_edges(
    core: Core,
) -> None:
    for before, after, names in (
        (TRASHED, "approved", ["index_asset", "rebuild_asset"]),
        ("approved", TRASHED, ["index_asset", "work_on_receipt"]),
        ("approved", "withdrawn", ["index_asset", "work_on_receipt"]),
        ("draft", "approved", ["index_asset"]),
    ):
        jobs = ImmediateJobs()
        with core.db.write() as session:
            announcer(jobs)(session, changes.StatusMoved("a", before, after))
        assert [job.name for job in reversed(jobs.list())] == names


def test_many_are_indexed_by_one_job_whatever_changed(core: Core) -> None:
    jobs = ImmediateJobs()
    with core.db.write() as session:
        for asset_id in ("a", "b"):
            announcer(jobs)(session, changes.RightsChanged(asset_id, is_indexed_later=True))
        announcer(jobs)(session, changes.FoundOtherwise(("a", "b")))
    assert [job.name for job in jobs.list()] == ["index_waiting"]
    with core.db.read() as session:
        assert count_waiting(session) == 2


TOLD = (
    changes.VersionAdded("a", "v"),
    changes.AssetEdited("a"),
    changes.StatusMoved("a", "draft", "approved"),
    changes.RightsChanged("a"),
    changes.CurrentVersionChanged("a", "v"),
    changes.FocalPointMoved("a"),
    changes.SubtitlesChanged("a"),
    changes.RenditionsReady("a", "v"),
    changes.PresetChanged("web", None),
)


@pytest.mark.parametrize("change", TOLD, ids=lambda change: type(change).__name__)
def test_webhooks_are_told_of_what_people_see(change: Change) -> None:
    asked = [wanted for reaction in REACTIONS[type(change)] if (wanted := reaction(change)) is not None]
    (told,) = (wanted for wanted in asked if wanted.is_for_webhooks)
    assert (told.name, told.queue) == ("tell_webhooks", "outgoing")
    assert told.payload["happenings"]


@pytest.mark.parametrize("is_on", [False, True])
def test_webhooks_are_told_only_while_one_is_switched_on(is_on: bool) -> None:
    jobs = ImmediateJobs()
    with Session() as session, session.begin():
        announcer(jobs, lambda _session: is_on)(session, changes.AssetEdited("a"))
        announcer(jobs, lambda _session: is_on)(session, changes.AssetEdited("a"))
    told = [job for job in jobs.list() if job.name == "tell_webhooks"]
    assert len(told) == (1 if is_on else 0)
