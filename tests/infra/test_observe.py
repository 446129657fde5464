"""Health, readiness and figures of a running house."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dam.jobs.dbos_engine import DbosJobs
from dam.storage.memory import MemoryStore
from delivery.files.bodies import Bodies
from delivery.files.disk.cache import DiskCache
from delivery.house import House
from infra import observe
from infra.assemble import assemble
from infra.exposition import write_metrics
from infra.metrics import body_samples
from infra.migrate import upgrade
from infra.settings import Settings, read_settings
from tests.servers.postgres import Postgres


async def greet(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def fail(request: Request) -> PlainTextResponse:
    raise RuntimeError("torn")


@asynccontextmanager
async def asking(house: House) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=[*observe.routes(), Route("/greet/{name}", greet), Route("/fail", fail)])
    app.state.house = house
    transport = httpx.ASGITransport(observe.Observed(app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        yield client


def get(house: House, *paths: str) -> list[httpx.Response]:
    async def ask() -> list[httpx.Response]:
        async with asking(house) as client:
            return [await client.get(path) for path in paths]

    return anyio.run(ask)


def test_a_whole_house_is_alive_and_ready(house: House) -> None:
    alive, ready = get(house, "/healthz", "/readyz")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})
    assert ready.status_code == 200
    assert ready.json() == {"status": "ready", "database": "ok", "storage": "ok", "jobs": "ok"}
    assert ready.headers["cache-control"] == "no-store"


def test_a_house_without_its_folder_of_blobs_is_not_ready(house: House, settings: Settings) -> None:
    blobs = settings.home / "blobs"
    for folder in sorted(blobs.rglob("*"), reverse=True):
        folder.rmdir()
    blobs.rmdir()
    blobs.write_text("in the way")
    (ready,) = get(house, "/readyz")
    assert ready.status_code == 503
    assert ready.json()["storage"] == "not answering"
    assert ready.json()["database"] == "ok"


@pytest.mark.servers
def test_a_house_whose_database_died_is_alive_and_not_ready(own_postgres: Postgres, tmp_path: Path) -> None:
    url = own_postgres.address.url()
    upgrade(url)
    house = assemble(read_settings(environment={"VITRINE_HOME": str(tmp_path), "VITRINE_DATABASE_URL": url}))
    assert get(house, "/readyz")[0].status_code == 200
    own_postgres.kill()
    alive, ready, figures = get(house, "/healthz", "/readyz", "/metrics")
    assert (alive.status_code, ready.status_code, figures.status_code) == (200, 503, 200)
    assert ready.json()["database"] == ready.json()["jobs"] == "not answering"
    house.core.db.dispose()


def test_figures_count_answers_jobs_and_renditions(house: House) -> None:
    jobs = house.core.jobs
    assert isinstance(jobs, DbosJobs)
    with house.core.db.write() as session:
        jobs.enqueue(session, "index_asset", {})
    *_, figures = get(house, "/greet/a", "/greet/b", "/nowhere", "/metrics")
    lines = figures.text.splitlines()
    assert figures.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert count(lines, 'vitrine_requests_total{method="GET",route="/greet/{name}",status="200"}') >= 2
    assert count(lines, 'vitrine_requests_total{method="GET",route="(none)",status="404"}') >= 1
    assert count(lines, 'vitrine_request_seconds_bucket{route="/greet/{name}",le="+Inf"}') >= 2
    assert count(lines, 'vitrine_jobs{state="waiting"}') == 1
    assert "# TYPE vitrine_request_seconds histogram" in lines


def test_figures_tell_what_is_kept_of_files(tmp_path: Path) -> None:
    store, disk = MemoryStore(), DiskCache(tmp_path / "cache", 1 << 20)
    bodies = Bodies(store, disk)
    digest = store.put([b"kept"]).digest
    bodies.load(digest)
    disk.path_of(digest)
    assert body_samples(bodies) == [
        ("vitrine_memory_bytes", (), 4),
        ("vitrine_disk_cache_bytes", (), 4096),
        ("vitrine_disk_cache_quota_bytes", (), 1 << 20),
        ("vitrine_disk_cache_hits_total", (), 1),
        ("vitrine_disk_cache_misses_total", (), 1),
        ("vitrine_disk_cache_evictions_total", (), 0),
    ]
    lines = write_metrics(body_samples(bodies)).splitlines()
    assert "vitrine_disk_cache_bytes 4096" in lines
    assert "# TYPE vitrine_disk_cache_hits_total counter" in lines


def test_a_torn_answer_is_counted_and_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    broken, figures = get(house, "/fail", "/metrics")
    assert broken.status_code == 500
    assert count(figures.text.splitlines(), 'vitrine_requests_total{method="GET",route="/fail",status="500"}')
    assert "a request was answered with 500" in caplog.text


def count(lines: list[str], series: str) -> float:
    (value,) = [line.removeprefix(series) for line in lines if line.startswith(series + " ")]
    return float(value)
