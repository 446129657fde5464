"""received = accepted + duplicate + dropped, over all doors, with repeats, folds, restarts and recounts in any order."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from dam.accounts.caller import HOUSE
from dam.core import Core
from dam.db import Database
from dam.engagement.delivery_log import DeliveryLog, fold_logs
from dam.engagement.insights import read_insights
from dam.engagement.insights_query import last_days
from dam.engagement.receipt import Receipt
from dam.engagement.recount import recount
from dam.engagement.visitors import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from infra.tables import create_all
from tests.dam.engagement.world import (
    BROWSER,
    add_asset,
    an_event,
    count_events,
    count_rolled,
    outcomes,
    send,
    send_openly,
)

CLASSES = st.sampled_from(["fetched", "rendered", "seen", "acted", "sold", "said", "glanced"])


class Ledger(RuleBasedStateMachine):
    """A house that is sent events, restarts, folds and recounts; `expected` counts what must be in the ledger."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.core = self._open()
        create_all(self.core.db)
        self.assets = [add_asset(self.core) for _ in range(2)]
        self.log = DeliveryLog(self.path / "log", VisitorKeys(self.core.db))
        self.sent: dict[str, Counter[str]] = {"api": Counter(), "beacon": Counter(), "delivery": Counter()}
        self.seen_ids: dict[tuple[str, str], dict[str, Any]] = {}
        self.unfolded = 0

    def _open(self) -> Core:
        database = Database(f"sqlite:///{self.path / 'rows.sqlite3'}")
        return Core(
            db=database, store=MemoryStore(), jobs=ImmediateJobs(), announce=lambda _session, _change: None
        )

    def teardown(self) -> None:
        self.log.close()
        self.core.db.dispose()
        self.folder.cleanup()

    @rule(target=ids, id_=st.sampled_from(["a", "b", "c"]))
    def name_an_event(self, id_: str) -> str:
        return id_

    @rule(
        asset=st.sampled_from([0, 1, 2]),
        class_=CLASSES,
        id_=st.none() | ids,
        is_open=st.booleans(),
        times=st.integers(1, 3),
        visitor=st.sampled_from(["", "v1", "v2"]),
    )
    def send(self, asset: int, class_: str, id_: str | None, is_open: bool, times: int, visitor: str) -> None:
        name = self.assets[asset] if asset < 2 else "0000000000000000"
        event = an_event(name, class_, **({"id": id_} if id_ else {}))
        door = send_openly if is_open else send
        receipt = door(self.core, *[event] * times, visitor=visitor)
        source = "beacon" if is_open else "api"
        assert receipt == self._expected(source, event, asset < 2, times, receipt)

    def _expected(
        self, source: str, event: dict[str, Any], is_known: bool, times: int, told: Receipt
    ) -> Receipt:
        counter = self.sent[source]
        counter["received"] += times
        if event["class"] == "glanced":
            reason = "malformed"
        elif source == "beacon" and event["class"] in ("fetched", "sold", "said"):
            reason = "needs_token"
        elif not is_known:
            reason = "unknown_asset"
        else:
            return self._expected_counted(source, event, times, told)
        counter[reason] += times
        assert [drop.reason for drop in told.dropped] == [reason] * times
        return Receipt(0, 0, told.dropped)

    def _expected_counted(self, source: str, event: dict[str, Any], times: int, told: Receipt) -> Receipt:
        counter = self.sent[source]
        if "id" not in event:
            counter["accepted"] += times
            return Receipt(times, 0, ())
        before = self.seen_ids.setdefault((source, event["id"]), event)
        if before is event:
            counter["accepted"] += 1
            counter["duplicate"] += times - 1
            return Receipt(1, times - 1, ())
        if before == event:
            counter["duplicate"] += times
            return Receipt(0, times, ())
        counter["conflict"] += times
        assert [drop.reason for drop in told.dropped] == ["conflict"] * times
        return Receipt(0, 0, told.dropped)

    @rule(asset=st.sampled_from([0, 1]), address=st.sampled_from(["203.0.113.7", "198.51.100.9"]))
    def fetch(self, asset: int, address: str) -> None:
        assert self.log.note(self.assets[asset], "v", "r", "web", "hero", 200, 9, BROWSER, address)
        self.unfolded += 1

    @rule()
    def write_rubbish(self) -> None:
        for path in list((self.path / "log").glob("*"))[:1]:
            with path.open("ab") as file:
                file.write(b"rubbish\n")
            self.sent["delivery"].update(received=1, unreadable=1)
            fold_logs(self.core, self.path / "log")
            self._count_folded()

    @rule()
    def fold(self) -> None:
        assert fold_logs(self.core, self.path / "log").accepted == self.unfolded
        self._count_folded()

    def _count_folded(self) -> None:
        self.sent["delivery"].update(received=self.unfolded, accepted=self.unfolded)
        self.unfolded = 0

    @rule()
    def restart(self) -> None:
        self.log.close()
        self.core.db.dispose()
        self.core = self._open()
        self.log = DeliveryLog(self.path / "log", VisitorKeys(self.core.db))

    @rule()
    def count_again(self) -> None:
        found = recount(self.core, HOUSE)
        assert (found.differences, found.unlike_sketches, found.is_conserved) == ((), 0, True)

    @invariant()
    def everything_is_somewhere(self) -> None:
        accepted = 0
        for source, counter in self.sent.items():
            expected = {outcome: count for outcome, count in counter.items() if count}
            assert outcomes(self.core, source) == expected
            assert counter["received"] == sum(counter.values()) - counter["received"]
            accepted += counter["accepted"]
        assert count_events(self.core) == count_rolled(self.core) == accepted

    @invariant()
    def uniques_are_no_more_than_events(self) -> None:
        totals = read_insights(self.core, HOUSE, last_days(2, self.core.now())).totals
        assert totals.uniques is not None
        assert totals.uniques <= totals.events


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
