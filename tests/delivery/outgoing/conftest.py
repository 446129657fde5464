"""A core whose changes are told, a clock that tests move, and a receiver."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.models import Asset
from dam.clock import now as clock_now
from dam.core import Core
from dam.db import Database
from dam.jobs.memory import ImmediateJobs
from delivery.outgoing.models import Webhook, WebhookDelivery
from delivery.outgoing.sending import ask_for_due, client_of, send_to_webhook
from delivery.outgoing.telling import is_anybody_told, tell_webhooks
from delivery.outgoing.webhooks import create_webhook
from delivery.settings import DeliverySettings
from infra.reactions import announcer
from tests.cores import MakeCore
from tests.delivery.files.library import add_asset
from tests.delivery.outgoing.receiver import Receiver, receiving

SETTINGS = DeliverySettings(
    base_url="https://assets.example.org", secret_key="k" * 32, outgoing_allow="127.0.0.0/8"
)

A1 = "a000000000000001"


@dataclass(slots=True)
class Clock:
    """Says what the test says."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        """Let time pass: `pass_(hours=2)`."""
        self.at += timedelta(**time)


@dataclass(slots=True)
class Outside:
    """Everything a test of webhooks needs."""

    core: Core
    jobs: ImmediateJobs
    clock: Clock
    receiver: Receiver
    settings: DeliverySettings = SETTINGS

    def hook(self, *types: str, url: str = "") -> tuple[Webhook, str]:
        """Make a webhook to the receiver."""
        return create_webhook(self.core, HOUSE, self.settings, url=url or self.receiver.url, types=types)

    def asset(self, asset_id: str = A1, **changes: Any) -> str:
        """Add an asset without anybody being told."""
        with self.core.db.write() as session:
            add_asset(session, asset_id, **changes)
        return asset_id

    def work(self) -> None:
        """Ask for what is due and run every job of webhooks; what belongs to others is not run."""
        ask_for_due(self.core)
        client = client_of(self.settings)
        others = (
            "index_asset",
            "work_on_receipt",
            "rebuild_asset",
            "prepare_version",
            "purge_preset",
            "rebuild_library",
        )
        self.jobs.run_all(
            {
                "tell_webhooks": lambda payload: tell_webhooks(self.core, self.settings.base_url, payload),
                "send_to_webhook": lambda payload: send_to_webhook(
                    self.core, self.settings, str(payload["webhook_id"]), client
                ),
                **{name: lambda _payload: None for name in others},
            }
        )

    def rows(self) -> list[WebhookDelivery]:
        """Return every delivery, oldest first."""
        with self.core.db.read() as session:
            return (
                session.query(WebhookDelivery).order_by(WebhookDelivery.created_at, WebhookDelivery.id).all()
            )

    def row(self) -> WebhookDelivery:
        """Return the only delivery."""
        (row,) = self.rows()
        return row

    def again(self, webhook: Webhook) -> Webhook:
        """Read a webhook anew."""
        with self.core.db.read() as session:
            return session.get_one(Webhook, webhook.id)

    def change(self, asset_id: str, **values: object) -> None:
        """Write onto an asset behind everybody's back."""
        with self.core.db.write() as session:
            for name, value in values.items():
                setattr(session.get_one(Asset, asset_id), name, value)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver that takes everything."""
    with receiving() as receiver:
        yield receiver


def _outside(make_core: MakeCore, database: Database, receiver: Receiver) -> Outside:
    jobs, clock = ImmediateJobs(), Clock(clock_now().replace(microsecond=0))
    core = make_core(database, jobs=jobs, announce=announcer(jobs, is_anybody_told), now=clock)
    return Outside(core, jobs, clock, receiver)


@pytest.fixture
def outside(core: Core, make_core: MakeCore, receiver: Receiver) -> Outside:
    """Webhooks on SQLite."""
    return _outside(make_core, core.db, receiver)


@pytest.fixture
def outside_on_each(database: Database, make_core: MakeCore, receiver: Receiver) -> Outside:
    """Webhooks on SQLite and, in a second run of the test, on PostgreSQL."""
    return _outside(make_core, database, receiver)


def without_private_networks(outside: Outside) -> Outside:
    """The same house of an operator who has opened nothing."""
    return replace(outside, settings=replace(SETTINGS, outgoing_allow=""))
