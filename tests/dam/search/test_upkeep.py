"""The index kept in step: what many edits leave to it, building it anew, following and stopping both."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Caller, Role
from dam.assets.models import Asset
from dam.core import Core
from dam.db import Database
from dam.errors import Conflict, Forbidden, NotFound, Unavailable
from dam.jobs.called_off import CalledOff, asking
from dam.jobs.claims import claiming
from dam.jobs.memory import ImmediateJobs
from dam.search.document import SearchDocument
from dam.search.open import open_index
from dam.search.port import SearchIndex, SearchQuery, Visibility
from dam.search.reindex import reindex
from dam.search.update import index_assets
from dam.search.upkeep import changes
from dam.search.upkeep.changes import index_waiting, wait_for_index
from dam.search.upkeep.models import WaitingAsset
from dam.search.upkeep.rebuilds import ask_for_rebuild, rebuild_index
from dam.search.upkeep.runs import cancel_run, index_status
from tests.cores import MakeCore
from tests.dam.search.rows import add_rows
from tests.scale import many

OpenDatabase = Callable[[str], Database]

COUNT = many(12, 2_000)
EVERYBODY = Visibility(sees_all=True)


def name(number: int) -> str:
    """Return an id in order."""
    return f"{number:016d}"


@pytest.fixture
def core(request: pytest.FixtureRequest, open_database: OpenDatabase, make_core: MakeCore) -> Core:
    """A core with assets called avant, on SQLite unless the test asks for another database."""
    database = open_database(request.getfixturevalue(getattr(request, "param", "sqlite_url")))
    with database.write() as session:
        for number in range(COUNT):
            add_rows(session, name(number), title="Avant")
    return make_core(database)


@pytest.fixture
def index(core: Core, tmp_path: Path) -> SearchIndex:
    """The index that follows the database, filled."""
    index = open_index(f"whoosh://{tmp_path}/search" if core.db.is_sqlite else "postgresql", core.db)
    reindex(core, index)
    return index


def edit(core: Core, numbers: Sequence[int], title: str) -> None:
    """Give assets another title and leave them to the index, as an edit of many does."""
    ids = [name(number) for number in numbers]
    with core.db.write() as session:
        session.execute(sa.update(Asset).where(Asset.id.in_(ids)).values(title=title))
        wait_for_index(session, ids, core.now())


def total(index: SearchIndex, text: str) -> int:
    """Return how many are found."""
    return index.search(SearchQuery(text, visibility=EVERYBODY)).total


def test_what_many_edits_leave_is_indexed_in_batches_and_told(
    core: Core, index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BATCH", 5)
    edit(core, range(8), "Après")
    edit(core, range(6, COUNT), "Après")
    status = index_status(core, HOUSE, index)
    assert (status.documents, status.assets, status.waiting) == (COUNT, COUNT, COUNT)
    assert [(run.kind, run.state, run.done, run.total) for run in status.runs] == [
        ("changes", "waiting", 0, COUNT)
    ]
    followed: list[str] = []
    index_waiting(core, index, followed.extend)
    assert (total(index, "apres"), total(index, "avant"), len(followed)) == (COUNT, 0, COUNT)
    status = index_status(core, HOUSE, index)
    assert [(run.state, run.done, run.total) for run in status.runs] == [("done", COUNT, COUNT)]
    assert status.waiting == 0


def test_after_a_batch_that_is_not_full_the_next_steps_gather(
    core: Core, index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BATCH", 5)
    edit(core, range(7), "Après")
    steps, followed = [range(7, 9), range(9, COUNT)], []

    def rest() -> None:
        if steps:
            edit(core, steps.pop(), "Après")

    index_waiting(core, index, lambda asset_ids: followed.append(len(asset_ids)), rest)
    assert (total(index, "apres"), sum(followed)) == (COUNT, COUNT)
    assert followed[:2] == [5, 2]
    assert not steps


def test_one_that_cannot_be_indexed_keeps_no_other_out(
    core: Core, index: SearchIndex, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    edit(core, range(3), "Après")
    with core.db.read() as session:
        bad = min(session.scalars(sa.select(WaitingAsset.asset_id)))

    def refuse(core: Core, index: SearchIndex, asset_ids: list[str]) -> None:
        if bad in asset_ids:
            raise ValueError("a word is too long")
        index_assets(core, index, asset_ids)

    monkeypatch.setattr(changes, "index_assets", refuse)
    index_waiting(core, index)
    assert (total(index, "apres"), index_status(core, HOUSE, index).waiting) == (2, 0)
    assert f"asset {bad} cannot be indexed" in caplog.text
    edit(core, range(2), "Plus tard")

    def be_away(*_: object) -> None:
        raise Unavailable("The search index does not answer.")

    monkeypatch.setattr(changes, "index_assets", be_away)
    with pytest.raises(Unavailable):
        index_waiting(core, index)
    assert index_status(core, HOUSE, index).waiting == 2


def test_one_at_a_time_works_it_off_and_looks_again_when_it_lets_go(
    core: Core, index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(core, [0], "Après")
    with claiming(core.db) as claims:
        assert claims.take([changes.CLAIM])
        index_waiting(core, index)
        assert index_status(core, HOUSE, index).waiting == 1
    rest, work_off = [1, 2], changes._work_off

    def work_off_and_let_somebody_come(*given: Any) -> None:
        work_off(*given)
        if rest:
            edit(core, [rest.pop()], "Après")

    monkeypatch.setattr(changes, "_work_off", work_off_and_let_somebody_come)
    index_waiting(core, index)
    assert (total(index, "apres"), index_status(core, HOUSE, index).waiting) == (3, 0)


def test_what_changes_while_it_is_indexed_goes_on_waiting(core: Core, index: SearchIndex) -> None:
    class BusyIndex:
        """Puts, and during the first put the asset changes again."""

        puts = 0

        def __getattr__(self, attribute: str) -> object:
            return getattr(index, attribute)

        def put(self, documents: Sequence[SearchDocument]) -> None:
            index.put(documents)
            BusyIndex.puts += 1
            if BusyIndex.puts == 1:
                edit(core, [0], "Encore")

    edit(core, [0, 1], "Après")
    index_waiting(core, BusyIndex())  # type: ignore[arg-type]
    assert (total(index, "encore"), total(index, "apres")) == (1, 1)
    assert index_status(core, HOUSE, index).waiting == 0


def test_a_run_is_stopped_between_batches_and_leaves_the_rest(
    core: Core, index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "BATCH", 5)
    edit(core, range(COUNT), "Après")
    batches = iter([False, True])
    with asking(lambda: next(batches)), pytest.raises(CalledOff):
        index_waiting(core, index)
    (run,) = index_status(core, HOUSE, index).runs
    assert (run.state, run.done) == ("running", 5)
    stopped = cancel_run(core, HOUSE, run.id)
    assert (stopped.state, stopped.done, stopped.is_open) == ("cancelled", 5, False)
    assert cancel_run(core, HOUSE, run.id) == stopped
    index_waiting(core, index)
    assert (total(index, "apres"), total(index, "avant")) == (5, COUNT - 5)


def test_a_rebuild_is_a_job_that_people_follow_and_only_one_at_a_time(core: Core, index: SearchIndex) -> None:
    run = ask_for_rebuild(core, HOUSE)
    assert ask_for_rebuild(core, HOUSE).id == run.id
    assert isinstance(core.jobs, ImmediateJobs)
    assert [job.name for job in core.jobs.list()] == ["rebuild_index"]
    with core.db.write() as session:
        session.execute(sa.update(Asset).values(title="Après"))
    rebuild_index(core, index, run.id)
    (done,) = index_status(core, HOUSE, index).runs
    assert (done.state, done.done, done.total) == ("done", COUNT, COUNT)
    assert total(index, "apres") == COUNT
    with pytest.raises(Conflict):
        cancel_run(core, HOUSE, run.id)
    rebuild_index(core, index, run.id)  # a job that comes again finds nothing to do


def test_a_rebuild_that_is_stopped_forgets_nothing(core: Core, index: SearchIndex) -> None:
    run = ask_for_rebuild(core, HOUSE)
    cancel_run(core, HOUSE, run.id)
    rebuild_index(core, index, run.id)
    assert total(index, "avant") == COUNT
    assert index_status(core, HOUSE, index).runs[0].done == 0


def test_what_changes_during_a_rebuild_stands_as_it_is_at_its_end(core: Core, index: SearchIndex) -> None:
    class LateIndex:
        """Rebuilds, and an edit is indexed between what was read and what is put."""

        def __getattr__(self, attribute: str) -> object:
            return getattr(index, attribute)

        def rebuild(self, batches: Iterator[Sequence[SearchDocument]]) -> None:
            def late() -> Iterator[Sequence[SearchDocument]]:
                for number, documents in enumerate(batches):
                    if number == 0:
                        edit(core, [0], "Après")
                        index_waiting(core, index)
                    yield documents

            index.rebuild(late())

    reindex(core, LateIndex())  # type: ignore[arg-type]
    assert (total(index, "apres"), total(index, "avant")) == (1, COUNT - 1)


@pytest.mark.parametrize(
    "core", ["sqlite_url", pytest.param("fresh_pg_url", marks=pytest.mark.servers)], indirect=True
)
def test_no_search_misses_what_was_there_while_the_index_is_rebuilt(core: Core, index: SearchIndex) -> None:
    is_over = threading.Event()
    wrong: list[object] = []

    def search() -> None:
        try:
            while not is_over.is_set():
                page = index.search(SearchQuery("avant", visibility=EVERYBODY, limit=200, with_facets=True))
                if page.total != COUNT or page.facets["kind"][0].count != COUNT:
                    wrong.append((page.total, page.facets["kind"]))
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(3):
            assert reindex(core, index) == COUNT
    finally:
        is_over.set()
        for thread in threads:
            thread.join(timeout=60)
    assert wrong == []


def test_only_those_who_keep_the_search_see_and_stop(core: Core, index: SearchIndex) -> None:
    viewer = Caller("person", "vera", "Vera", Role.VIEWER)
    for act in (lambda: index_status(core, viewer, index), lambda: ask_for_rebuild(core, viewer)):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Forbidden):
        cancel_run(core, viewer, name(1))
    with pytest.raises(NotFound):
        cancel_run(core, HOUSE, "nonsense")
