"""Is the house alive, is it ready, and what are its figures: `/healthz`, `/readyz`, `/metrics`."""

import threading
import time
from collections.abc import Callable

import anyio
import anyio.to_thread
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dam.jobs.engine_rows import count_jobs
from delivery.files.answer import FileServer
from delivery.house import House, house_of
from infra.exposition import MEDIA_TYPE, Sample, write_metrics
from infra.metrics import RequestFigures, body_samples, database_samples

PATIENCE = 5.0
"""Seconds after which a part that has not answered counts as not ready: probes give up at about ten."""

KEPT_SECONDS = 5.0
"""How long figures from the rows are good: they cost a look at an index, and many may ask."""

NO_STORE = {"Cache-Control": "no-store"}


def health_routes(figures: RequestFigures) -> list[Route]:
    """Return the three routes; `figures` are those of this process."""
    rows = _KeptSamples()

    async def show_metrics(request: Request) -> Response:
        house = house_of(request)
        files = getattr(request.app.state, "files", None)
        served = (
            [*body_samples(files.bodies), *files.misses.figures()] if isinstance(files, FileServer) else []
        )
        samples = figures.samples() + served + await anyio.to_thread.run_sync(rows.of, house)
        return PlainTextResponse(write_metrics(samples), media_type=MEDIA_TYPE, headers=NO_STORE)

    return [
        Route("/healthz", show_alive, methods=["GET"]),
        Route("/readyz", show_ready, methods=["GET"]),
        Route("/metrics", show_metrics, methods=["GET"]),
    ]


async def show_alive(_request: Request) -> Response:
    """Answer 200 as long as the process answers at all."""
    return JSONResponse({"status": "alive"}, headers=NO_STORE)


async def show_ready(request: Request) -> Response:
    """Answer 200 when database, storage and jobs answer, else 503; each part is named with `ok` or `not answering`."""
    house = house_of(request)
    parts: dict[str, str] = {}
    async with anyio.create_task_group() as group:
        for name, check in CHECKS.items():
            group.start_soon(_check, parts, name, check, house)
    is_ready = all(answer == "ok" for answer in parts.values())
    body = {"status": "ready" if is_ready else "not ready", **{name: parts[name] for name in CHECKS}}
    return JSONResponse(body, 200 if is_ready else 503, headers=NO_STORE)


async def _check(parts: dict[str, str], name: str, check: Callable[[House], object], house: House) -> None:
    parts[name] = "not answering"
    with anyio.move_on_after(PATIENCE):
        try:
            await anyio.to_thread.run_sync(check, house, abandon_on_cancel=True)
        except Exception:
            return
        parts[name] = "ok"


def _check_database(house: House) -> None:
    with house.core.db.read() as session:
        session.execute(sa.text("select 1"))


def _check_jobs(house: House) -> None:
    with house.core.db.read() as session:
        count_jobs(session)


CHECKS: dict[str, Callable[[House], object]] = {
    "database": _check_database,
    "storage": lambda house: house.core.store.check(),
    "jobs": _check_jobs,
}


class _KeptSamples:
    """Figures from the rows, asked for every few seconds at most; none while the database does not answer."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self._samples: list[Sample] = []

    def of(self, house: House) -> list[Sample]:
        """Return the figures of a house."""
        with self._lock:
            if time.monotonic() >= self._until:
                try:
                    with house.core.db.read() as session:
                        self._samples = database_samples(session)
                except sa.exc.OperationalError:
                    self._samples = []
                self._until = time.monotonic() + KEPT_SECONDS
            return self._samples
