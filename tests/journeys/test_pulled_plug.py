"""`kill -9` of the web process and of the worker: what was acknowledged is there, and every rendition appears once."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.journeys.client import ApiClient
from tests.journeys.running import running_house
from tests.journeys.waiting import wait_until
from tests.photographs import photograph


def test_a_worker_killed_in_mid_job_leaves_nothing_undone(tmp_path: Path) -> None:
    with running_house(tmp_path) as house:
        base = house.serve("--no-worker")
        client = house.client(base)
        worker = house.start("worker")
        assets = [client.upload(photograph(name))["id"] for name in ("coffee", "chelsea", "astronaut")]
        _wait_begun(client, assets)
        house.kill(worker)
        house.start("worker")
        for asset in assets:
            client.wait_prepared(asset, seconds=180)
            rows = Counter(
                (item["channel"], item["preset"], item["variant"], item["format"])
                for item in client.renditions(asset)
            )
            assert max(rows.values()) == 1
            assert "failed" not in {item["state"] for item in client.renditions(asset)}
        house.command("verify")


def test_a_web_process_killed_after_its_answer_has_lost_nothing(tmp_path: Path) -> None:
    with running_house(tmp_path) as house:
        base = house.serve()
        client = house.client(base)
        asset = client.upload(photograph("coffee"), title="Acknowledged")["id"]
        event = {"id": "e-1", "asset": asset, "channel": "web", "class": "acted", "kind": "click"}
        assert client.post("/events", event)["accepted"] == 1
        house.kill(house.processes[0])
        client = house.client(house.serve())
        assert client.get(f"/assets/{asset}")["title"] == "Acknowledged"
        assert client.post("/events", event)["duplicate"] == 1
        assert client.get("/insights", asset=asset, actor="all")["totals"]["acted"] == 1
        client.wait_prepared(asset, seconds=180)


def test_asked_to_stop_it_stops_in_time_and_cleanly(tmp_path: Path) -> None:
    with running_house(tmp_path) as house:
        house.serve()
        process = house.processes[0]
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)
        assert "Traceback" not in (tmp_path / "process-0.log").read_text()
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


def _wait_begun(client: ApiClient, assets: list[str]) -> None:
    """Wait until some renditions are made and others are not."""

    def has_begun() -> bool:
        states = Counter(item["state"] for asset in assets for item in client.renditions(asset))
        return states["ready"] > 2 and states["pending"] > 2

    wait_until(has_begun, seconds=60, what="the worker is in the midst of it", every=0.05)
