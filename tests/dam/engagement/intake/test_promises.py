"""Who waits in a thread and who waits on an event loop are both told, and who waits no longer is passed over."""

import asyncio
from concurrent.futures import Future

import pytest

from dam.accounts.caller import ANONYMOUS
from dam.core import Core
from dam.engagement.intake.doors import BEACON, Context
from dam.engagement.intake.ledger import accept_soon, count_refusal
from dam.engagement.intake.promises import keep_promises
from dam.engagement.intake.receipt import NOTHING, Receipt
from tests.dam.engagement.world import add_asset, an_event, outcomes
from tests.journeys.waiting import wait_until


def test_an_event_loop_is_told_what_became_of_each_request(core_on_each: Core) -> None:
    asset = add_asset(core_on_each)

    async def send_many() -> list[Receipt]:
        sent = [
            accept_soon(core_on_each, ANONYMOUS, [an_event(asset, id=f"{number % 30}")], Context(BEACON))
            for number in range(60)
        ]
        return await asyncio.gather(*sent)

    receipts = asyncio.run(send_many())
    assert sum(receipt.accepted for receipt in receipts) == 30
    assert sum(receipt.duplicate for receipt in receipts) == 30


def test_who_waits_no_longer_keeps_nobody_else_from_hearing() -> None:
    async def wait() -> Receipt:
        gone, there = (asyncio.get_running_loop().create_future() for _ in range(2))
        gone.cancel()
        await asyncio.to_thread(keep_promises, [(gone, NOTHING), (there, Receipt(1, 0, ()))])
        told: Receipt = await there
        return told

    assert asyncio.run(wait()).accepted == 1
    closed, left = asyncio.new_event_loop(), Future[Receipt]()
    orphan: asyncio.Future[Receipt] = closed.create_future()
    closed.close()
    left.cancel()
    told: Future[Receipt] = Future()
    keep_promises([(orphan, NOTHING), (left, NOTHING), (told, ValueError("no"))])
    with pytest.raises(ValueError, match="no"):
        told.result(0)


def test_what_was_turned_away_is_counted_soon(core: Core) -> None:
    for _ in range(3):
        count_refusal(core, BEACON, "too_many")
    wait_until(
        lambda: outcomes(core, "beacon") == {"received": 3, "too_many": 3},
        seconds=20,
        what="the refusals are counted",
    )
