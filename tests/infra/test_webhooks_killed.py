"""kill -9 of the worker in the midst of sending: every event still arrives, under its one id."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE
from dam.assets.status import move_status
from delivery.house import House
from delivery.outgoing.models import WebhookDelivery
from delivery.outgoing.webhooks import create_webhook
from infra.settings import Settings
from tests.delivery.outgoing.receiver import receiving
from tests.infra.library import add_original, random_bytes

ASSETS = 8

DIES_AT = 3
"""Which call the worker does not survive."""

LATEST = 90.0
"""Seconds after which a machine is not slow but something is lost."""


@contextmanager
def working(settings: Settings, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a worker of the house in a process of its own."""
    environment = {**os.environ, "VITRINE_HOME": str(settings.home), "VITRINE_OUTGOING_ALLOW": "127.0.0.0/8"}
    with (folder / "worker.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "infra.cli", "worker"], env=environment, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait(timeout=20)


def until(is_so: Callable[[], bool], folder: Path) -> None:
    ends_at = time.monotonic() + LATEST
    while not is_so():
        assert time.monotonic() < ends_at, (folder / "worker.log").read_text()[-3000:]
        time.sleep(0.1)


@pytest.mark.slow
def test_nothing_is_lost_when_the_worker_is_killed(house: House, settings: Settings, tmp_path: Path) -> None:
    with receiving() as receiver:
        allowing = replace(house.settings, outgoing_allow="127.0.0.0/8")
        create_webhook(house.core, HOUSE, allowing, url=receiver.url, types=["asset.withdrawn"])
        asset_ids = [add_original(house.core, random_bytes())[0] for _ in range(ASSETS)]
        for asset_id in asset_ids:
            move_status(house.core, HOUSE, asset_id, "withdrawn")
        with working(settings, tmp_path) as first:

            def die() -> None:
                if len(receiver.messages) == DIES_AT:
                    os.kill(first.pid, signal.SIGKILL)

            receiver.on_message = die
            until(lambda: first.poll() is not None, tmp_path)
        assert first.returncode == -signal.SIGKILL
        with (
            house.core.db.write() as session
        ):  # the minute passes for which the dead worker held what it sent
            past = house.core.now() - timedelta(seconds=1)
            waiting = sa.update(WebhookDelivery).where(WebhookDelivery.state == "waiting")
            session.execute(waiting.values(next_at=past))
        with working(settings, tmp_path):
            until(lambda: _delivered(house) == ASSETS, tmp_path)
        with house.core.db.read() as session:
            rows = session.scalars(sa.select(WebhookDelivery)).all()
        assert {row.asset_id for row in rows} == set(asset_ids)
        assert set(receiver.ids) == {row.event_id for row in rows}
        assert len(receiver.ids) <= ASSETS + 1  # only the call that was cut off is repeated


def _delivered(house: House) -> int:
    with house.core.db.read() as session:
        done = sa.select(sa.func.count()).where(WebhookDelivery.state == "delivered")
        return session.scalar(done) or 0
