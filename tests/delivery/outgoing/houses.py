"""A house of rows behind a real edge: its files are served over HTTP, its jobs run when a test says so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
from starlette.applications import Starlette

from dam.accounts.caller import HOUSE
from dam.assets.status import move_status
from dam.clock import now as clock_now
from dam.core import Core
from dam.db import Database
from dam.engagement.logs.delivery_log import DeliveryLog
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.search.open import open_index
from delivery.files.answer import FileServer
from delivery.house import House
from delivery.outgoing.purges import SETTLED
from delivery.outgoing.withdrawals import WithdrawalView, list_withdrawals
from delivery.settings import DeliverySettings
from infra.app import FrontDoor
from infra.edges import keep_edges_in_step
from infra.jobs import bind_jobs
from infra.reactions import announcer
from renditions.catalogue.channels import seed_built_in
from tests.cores import MakeCore
from tests.delivery.api.serving import served
from tests.delivery.files.library import READY, add_asset, add_renditions
from tests.delivery.outgoing.caching_proxy import CachingProxy, caching_proxy
from tests.journeys.waiting import wait_until

LIT = "aaaaaaaaaaaaaaaa"
CARD = f"/d/web/card/{LIT}.jpeg"


@dataclass
class Clock:
    """A clock that a test moves on."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return clock_now() + self.ahead

    def move(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(seconds=seconds)


@dataclass
class Edged:
    """A house with one approved picture, and the proxy in front of it."""

    house: House
    jobs: ImmediateJobs
    proxy: CachingProxy
    clock: Clock

    @property
    def core(self) -> Core:
        """The core functions' first argument."""
        return self.house.core

    @property
    def log(self) -> Path:
        """The folder of the delivery log."""
        return self.house.spool / "log"

    def with_edges(self, edges: str) -> "Edged":
        """Return the same house with other words in `VITRINE_EDGES`."""
        return replace(self, house=replace(self.house, settings=replace(self.house.settings, edges=edges)))

    def get(self, path: str = CARD, **headers: str) -> httpx.Response:
        """Ask through the edge, as the world does."""
        return httpx.get(self.proxy.url + path, headers=headers)

    def withdraw(self) -> None:
        """Withdraw the picture."""
        move_status(self.core, HOUSE, LIT, "withdrawn", "The model's contract is over.")

    def work(self, seconds: float = 0) -> None:
        """Let time pass, then do what a worker does: look what is due, and run every job."""
        self.clock.move(seconds)
        keep_edges_in_step(self.house)
        self.jobs.run_all(bind_jobs(self.house))

    def settle(self, status: int = 410) -> None:
        """Let the time pass after which the whole house knows of a change: it answers with this status."""
        wait_until(
            lambda: httpx.get(self.proxy.upstream + CARD).status_code == status,
            seconds=10,
            what=f"the house answers {status}",
        )
        self.work(SETTLED.total_seconds() + 0.1)

    def receipt(self) -> WithdrawalView:
        """Return the newest receipt."""
        return list_withdrawals(self.core, HOUSE, LIT)[0]


@contextmanager
def edged_house(
    database: Database, folder: Path, make_core: MakeCore, edges: Callable[[CachingProxy], str]
) -> Iterator[Edged]:
    """Serve a house behind a proxy; `edges` says what stands in `VITRINE_EDGES`, given the proxy."""
    clock, jobs = Clock(), ImmediateJobs()
    core = make_core(database, jobs=jobs, announce=announcer(jobs), now=clock)
    with core.db.write() as session:
        seed_built_in(session)
        add_asset(session, LIT)
        for preset in ("card", "thumb"):
            add_renditions(session, core.store, f"v1-{LIT}", READY, preset=preset)
    house = House(
        core=core,
        index=open_index(f"whoosh://{folder / 'search'}", database),
        log=DeliveryLog(folder / "log", VisitorKeys(database)),
        settings=DeliverySettings(base_url="http://127.0.0.1:1", secret_key="k" * 32),
        spool=folder,
    )
    files, rest = FileServer(house), Starlette()
    rest.state.house = house
    files.start()
    with served(FrontDoor(files, rest)) as url, caching_proxy(url) as proxy:
        settings = replace(house.settings, base_url=proxy.url, edges=edges(proxy))
        yield Edged(replace(house, settings=settings), jobs, proxy, clock)
    files.stop()
    house.log.close()
