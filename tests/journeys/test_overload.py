"""Ten times more misses than can be served: health answers, hits are served, nobody waits too long, memory stays."""

import asyncio
import statistics
import time
from pathlib import Path

from PIL import Image

from dam.jobs.models import JobWorker
from tests.benchmarks.processes import memory
from tests.journeys.client import ApiClient
from tests.journeys.cold import ledger_of
from tests.journeys.running import RunningHouse, running_house
from tests.journeys.storm import Answered, ask, by_status, leave, storm_beside
from tests.journeys.test_on_demand import approved, lean, rows_of
from tests.journeys.waiting import wait_until
from tests.scale import many

REQUESTS = many(500, 2_000)
MOST_MEGABYTES = 150
"""By which the process may grow: 500 connections, their waits and answers."""

CALM = 1.0
"""Seconds in which 99 of 100 looks at the health are answered, on a machine that does five other things."""


def _pretend_a_worker(house: RunningHouse, *, until: float) -> None:
    """Let a worker seem to live that makes nothing: whoever asks for a file waits as long as one may."""
    with ledger_of(rows_of(house)) as rows, rows.write() as session:
        session.merge(JobWorker(id="asleep", seen_at=until))


def _cold_urls(base: str, assets: list[str]) -> list[str]:
    """Every file of the web's presets: none is made, and none is planned either."""
    presets = ("thumb", "card", "content", "hero@1600w", "hero@2400w")
    return [
        f"{base}/d/web/{preset}/{asset}.{extension}"
        for asset in assets
        for preset in presets
        for extension in ("jpg", "webp", "avif")
    ]


def _add_pictures(client: ApiClient, folder: Path) -> list[str]:
    """Add six small pictures that are approved from the start."""
    assets = []
    for shade in range(0, 240, 40):
        path = folder / f"{shade}.png"
        Image.new("RGB", (640, 480), (shade, 90, 200)).save(path)
        assets.append(str(client.upload(path, status="approved")["id"]))
    return assets


def test_a_storm_of_misses_passes(tmp_path: Path) -> None:
    with running_house(tmp_path / "home") as house:
        base = house.serve("--no-worker")
        web = house.processes[0]
        client = lean(house, base)
        worker = house.start("worker")
        hot = f"{base}/d/social/link/{approved(client)}.jpg"
        house.kill(worker)
        client.http.patch("/api/v1/channels/web", json={"is_enabled": True})
        cold = _cold_urls(base, _add_pictures(client, tmp_path))
        assert asyncio.run(ask(hot)).status == 200
        _pretend_a_worker(house, until=time.time() + 3600)
        asyncio.run(leave(cold[-1]))
        client.wait(lambda: _figure(client, 'outcome="left"') == 1, 5, "who left is waited for no more")
        before = memory(web.pid)
        urls = [cold[number % len(cold)] for number in range(REQUESTS)]
        answers, looks = storm_beside(urls, f"{base}/healthz")
        hits, _ = storm_beside([hot] * 20, f"{base}/healthz")
        _check_answers(answers)
        _check_calm(looks)
        assert by_status(hits) == {200: 20}
        assert _figure(client, "vitrine_misses_waiting ") == 0
        assert memory(web.pid) - before < MOST_MEGABYTES * 1024**2
        _pretend_a_worker(house, until=0)
        house.start("worker")
        wait_until(
            lambda: asyncio.run(ask(cold[0])).status == 200, seconds=120, what="a cold URL is answered"
        )


def _figure(client: ApiClient, name: str) -> int:
    lines = client.public.get("/metrics").text.splitlines()
    return next(int(line.split()[-1]) for line in lines if name in line and not line.startswith("#"))


def _check_answers(answers: list[Answered]) -> None:
    assert by_status(answers) == {503: REQUESTS}
    assert max(answer.seconds for answer in answers) < 15
    assert all(1 <= answer.retry_after <= 60 for answer in answers)
    waited = [answer for answer in answers if answer.seconds > 9]
    assert 0 < len(waited) < REQUESTS, (
        "some waited for their file, and those for whom there was no place did not"
    )


def _check_calm(looks: list[Answered]) -> None:
    assert by_status(looks) == {200: len(looks)}
    seconds = sorted(look.seconds for look in looks)
    assert statistics.median(seconds) < 0.1
    assert seconds[int(len(seconds) * 0.99)] < CALM
