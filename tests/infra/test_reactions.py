"""What follows a change is enqueued in the change's own transaction."""

import typing

from sqlalchemy.orm import Session

from dam import changes
from dam.changes import Change
from dam.jobs.memory import ImmediateJobs
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
