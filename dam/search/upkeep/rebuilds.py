"""Building the index anew as a job: asked for by people, followed, stopped, and gone on with after a crash."""

from dam.accounts.audit import note
from dam.accounts.caller import Caller
from dam.accounts.policy import Action, require
from dam.core import Core
from dam.jobs.called_off import stop_if_called_off
from dam.search.port import SearchIndex
from dam.search.reindex import reindex
from dam.search.upkeep.models import IndexRun
from dam.search.upkeep.runs import OPEN, RunView, open_run, view_of


class _Stopped(Exception):
    """Somebody stopped the run."""


def ask_for_rebuild(core: Core, caller: Caller) -> RunView:
    """Ask for the index to be built anew; while that goes on, the same run is returned."""
    require(caller, Action.EDIT_SEARCH)
    with core.db.write() as session:
        run = open_run(session, "rebuild", core.now(), caller.name)
        core.jobs.enqueue(session, "rebuild_index", {"run_id": run.id}, key="rebuild-index", priority=20)
        note(session, caller, "index.rebuilt", "index", run.id)
        return view_of(run)


def rebuild_index(core: Core, index: SearchIndex, run_id: str) -> None:
    """Put every asset while searches go on; from the beginning after a crash, since nothing was forgotten yet."""

    def tell(done: int, total: int) -> None:
        stop_if_called_off()
        with core.db.write() as session:
            run = session.get(IndexRun, run_id)
            if run is None or run.state not in OPEN:
                raise _Stopped
            run.state, run.done, run.total = "running", done, total

    with core.db.read() as session:
        run = session.get(IndexRun, run_id)
    if run is None or run.state not in OPEN:
        return
    try:
        reindex(core, index, tell)
    except _Stopped:
        return
    with core.db.write() as session:
        run = session.get_one(IndexRun, run_id)
        if run.state in OPEN:
            run.state, run.done, run.finished_at = "done", run.total, core.now()
