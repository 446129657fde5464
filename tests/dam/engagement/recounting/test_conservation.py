"""received = accepted + duplicate + dropped, over all doors, with repeats, folds, restarts and recounts in any order."""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule

from dam.accounts.caller import ANONYMOUS, HOUSE
from dam.core import Core
from dam.db import Database
from dam.engagement.acts.fold import fold_acts
from dam.engagement.acts.line import ActLine
from dam.engagement.acts.log import ActLog
from dam.engagement.event import Actor
from dam.engagement.insights.query import last_days
from dam.engagement.insights.read import read_insights
from dam.engagement.intake.ledger import accept
from dam.engagement.intake.receipt import Receipt
from dam.engagement.intake.steps import PIXEL, Context
from dam.engagement.limits import RAW_DAYS
from dam.engagement.logs.delivery_log import DeliveryLog, fold_logs
from dam.engagement.recounting.purge import purge_engagement
from dam.engagement.recounting.recount import recount
from dam.engagement.visitors.keys import VisitorKeys
from dam.jobs.memory import ImmediateJobs
from dam.storage.memory import MemoryStore
from tests.dam.engagement.world import (
    BROWSER,
    Clock,
    a_line,
    add_asset,
    an_event,
    count_events,
    count_rolled,
    outcomes,
    send,
    send_lines,
    send_openly,
)
from tests.databases import create_tables
from tests.scale import many

CLASSES = st.sampled_from(["fetched", "rendered", "seen", "acted", "sold", "said", "glanced"])


class Ledger(RuleBasedStateMachine):
    """A house that is sent events, restarts, folds and recounts; `expected` counts what must be in the ledger."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name)
        self.clock = Clock(datetime(2026, 3, 21, 10, tzinfo=UTC))
        self.core = self._open()
        create_tables(self.core.db)
        self.assets = [add_asset(self.core) for _ in range(2)]
        self._open_logs()
        self.sent: dict[str, Counter[str]] = {
            source: Counter() for source in ("api", "beacon", "pixel", "delivery", "link", "edge")
        }
        self.seen_ids: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
        self.days: Counter[int] = Counter()
        self.unfolded = self.unfolded_acts = self.lines = self.passed = 0

    def _open(self) -> Core:
        return Core(
            db=Database(f"sqlite:///{self.path / 'rows.sqlite3'}"),
            store=MemoryStore(),
            jobs=ImmediateJobs(),
            announce=lambda _session, _change: None,
            now=self.clock,
        )

    def _open_logs(self) -> None:
        self.log = DeliveryLog(self.path / "log", VisitorKeys(self.core.db), self._seconds)
        self.acts = ActLog(self.path / "log", self._seconds)

    def _seconds(self) -> float:
        return self.clock.moment.timestamp()

    @property
    def today(self) -> int:
        """Whole days since 1970 of the house's clock."""
        return int(self._seconds()) // 86_400

    def teardown(self) -> None:
        self.log.close()
        self.acts.close()
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
        if "id" not in event:
            self._accept(source, times)
            return Receipt(times, 0, ())
        counter = self.sent[source]
        _, before = self.seen_ids.setdefault((source, event["id"]), (self.today, event))
        if before is event:
            self._accept(source, 1)
            counter["duplicate"] += times - 1
            return Receipt(1, times - 1, ())
        if before == event:
            counter["duplicate"] += times
            return Receipt(0, times, ())
        counter["conflict"] += times
        assert [drop.reason for drop in told.dropped] == ["conflict"] * times
        return Receipt(0, 0, told.dropped)

    def _accept(self, source: str, times: int) -> None:
        self.sent[source]["accepted"] += times
        self.days[self.today] += times

    @rule(asset=st.sampled_from([0, 1]))
    def look(self, asset: int) -> None:
        """Fetch the pixel of a mailing."""
        event = an_event(self.assets[asset], "rendered", "email")
        assert accept(self.core, ANONYMOUS, [event], Context(PIXEL)).accepted == 1
        self.sent["pixel"]["received"] += 1
        self._accept("pixel", 1)

    @rule(asset=st.sampled_from([0, 1]))
    def follow(self, asset: int) -> None:
        """Follow a short link."""
        at = int(self._seconds() * 1000)
        assert self.acts.note(
            ActLine(at=at, asset=self.assets[asset], channel="print", kind="scan", actor=Actor.HUMAN)
        )
        self.unfolded_acts += 1

    @rule(asset=st.sampled_from([0, 1]), visitor=st.sampled_from(["", "v1"]), is_again=st.booleans())
    def import_log(self, asset: int, visitor: str, is_again: bool) -> None:
        """Import two good lines, one of the future and one that says too much, or a place that was read before."""
        line = a_line(self.core, self.assets[asset], visitor=visitor)
        late = a_line(self.core, self.assets[asset], at=line.at + 3_600_000)
        odd = a_line(self.core, self.assets[asset], page="/" * 500)
        start = 0 if is_again and self.lines else self.lines
        is_new = send_lines(self.core, line, line, late, odd, start=start)
        assert is_new is (start == self.lines)
        if is_new:
            self.lines += 4
            self.sent["edge"].update(received=4, from_the_future=1, malformed=1)
            self._accept("edge", 2)

    @rule(asset=st.sampled_from([0, 1]), address=st.sampled_from(["203.0.113.7", "198.51.100.9"]))
    def fetch(self, asset: int, address: str) -> None:
        assert self.log.note(self.assets[asset], "v", "r", "web", "hero", 200, 9, BROWSER, address)
        self.unfolded += 1

    @rule()
    def write_rubbish(self) -> None:
        for path in list((self.path / "log").glob("*.fetches"))[:1]:
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
        self.sent["delivery"]["received"] += self.unfolded
        self._accept("delivery", self.unfolded)
        self.unfolded = 0

    @rule()
    def fold_what_was_followed(self) -> None:
        assert fold_acts(self.core, self.path / "log") == self.unfolded_acts
        self.sent["link"]["received"] += self.unfolded_acts
        self._accept("link", self.unfolded_acts)
        self.unfolded_acts = 0

    @rule()
    def restart(self) -> None:
        self.log.close()
        self.acts.close()
        self.core.db.dispose()
        self.core = self._open()
        self._open_logs()

    @precondition(lambda self: self.passed < 6)
    @rule()
    def weeks_pass(self) -> None:
        """Let seven weeks pass: what is older than the raw window is sealed and purged, and its figures stay."""
        self.fold()
        self.fold_what_was_followed()
        self.passed += 1
        self.clock.moment += timedelta(days=49)
        gone = [day for day in self.days if day < self.today - RAW_DAYS]
        assert purge_engagement(self.core) == sum(self.days.pop(day) for day in gone)
        self.seen_ids = {key: seen for key, seen in self.seen_ids.items() if seen[0] not in gone}

    @rule()
    def count_again(self) -> None:
        found = recount(self.core, HOUSE)
        assert (found.differences, found.unlike_sketches, found.is_conserved) == ((), 0, True)
        assert (found.seals.altered, found.seals.unsealed) == ((), ())
        assert found.events == self.days.total()

    @invariant()
    def everything_is_somewhere(self) -> None:
        accepted = 0
        for source, counter in self.sent.items():
            expected = {outcome: count for outcome, count in counter.items() if count}
            assert outcomes(self.core, source) == expected
            assert counter["received"] == sum(counter.values()) - counter["received"]
            accepted += counter["accepted"]
        assert count_rolled(self.core) == accepted
        assert count_events(self.core) == self.days.total()

    @invariant()
    def uniques_are_no_more_than_events(self) -> None:
        totals = read_insights(self.core, HOUSE, last_days(2, self.core.now())).totals
        assert totals.uniques is not None
        assert totals.uniques <= totals.events


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=many(12, 200), stateful_step_count=25, deadline=None)
