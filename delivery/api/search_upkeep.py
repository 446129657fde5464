"""The search index over the API: how it stands, building it anew, stopping that."""

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from dam.clock import rfc3339
from dam.search.upkeep.rebuilds import ask_for_rebuild
from dam.search.upkeep.runs import RunView, cancel_run, index_status
from delivery.api.answers import json_answer
from delivery.api.operation import Call, Operation
from delivery.api.schemas import COUNT, MAYBE_MOMENT, MOMENT, TEXT, exactly, many
from delivery.api.views import JsonObject

RUN = exactly(
    {
        "id": TEXT,
        "kind": {"type": "string", "enum": ["changes", "rebuild"]},
        "state": {"type": "string", "enum": ["waiting", "running", "done", "cancelled"]},
        "done": COUNT,
        "total": COUNT,
        "by": TEXT,
        "created_at": MOMENT,
        "finished_at": MAYBE_MOMENT,
    }
)

STATUS = exactly({"documents": COUNT, "assets": COUNT, "waiting": COUNT, "runs": many(RUN)})


async def read_status(call: Call) -> Response:
    """Return how many documents the index holds, how many assets wait for it, and the last work on it."""
    status = await run_in_threadpool(index_status, call.house.core, call.caller, call.house.index)
    return json_answer(
        {
            "documents": status.documents,
            "assets": status.assets,
            "waiting": status.waiting,
            "runs": [_run(run) for run in status.runs],
        }
    )


async def rebuild(call: Call) -> Response:
    """Build the index anew in the background while it goes on answering; while that runs, it is the same work."""
    return json_answer(_run(await call.run(ask_for_rebuild)), 202)


async def stop(call: Call) -> Response:
    """Stop work on the index; what it did stays."""
    return json_answer(_run(await call.run(cancel_run, call.path("run_id"))))


def _run(run: RunView) -> JsonObject:
    return {
        "id": run.id,
        "kind": run.kind,
        "state": run.state,
        "done": run.done,
        "total": run.total,
        "by": run.by_name,
        "created_at": rfc3339(run.created_at),
        "finished_at": rfc3339(run.finished_at) if run.finished_at else None,
    }


OPERATIONS = (
    Operation(
        "GET",
        "/search/index",
        read_status,
        "Search",
        "See how the index stands",
        {200: STATUS},
        problems=(403, 503),
    ),
    Operation(
        "POST",
        "/search/index/rebuilds",
        rebuild,
        "Search",
        "Build the index anew",
        {202: RUN},
        problems=(403,),
    ),
    Operation(
        "POST",
        "/search/index/runs/{run_id}/cancel",
        stop,
        "Search",
        "Stop work on the index",
        {200: RUN},
        problems=(403, 404, 409),
    ),
)
