"""Lines as columns: what cannot be counted is a drop, moments are judged, and what was read can be read back."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.core import Core
from dam.engagement.comparing.models import Comparison, ComparisonVisitor
from dam.engagement.logs.fetches import read_fetches
from dam.engagement.logs.fold import FEWEST_LINES, MOST_LINES, MOST_ROWS, Folded, fold_logs, next_size
from dam.engagement.logs.log_line import FetchLine, read_line, write_line
from dam.engagement.logs.segments import pack, read_segment_rows, unpack
from tests.cores import MakeCore
from tests.dam.engagement.world import Clock, a_line, add_asset, count_rolled, outcomes, send_lines

NOW = datetime(2026, 3, 21, 10, tzinfo=UTC)
AT = int(NOW.timestamp() * 1000)
GOOD = b'{"at":%d,"asset":"a","channel":"web","preset":"hero","actor":"human"}' % AT


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "unreadable"),
        (b"\xff\xfe", "unreadable"),
        (GOOD[:-1], "unreadable"),
        (GOOD + b"}", "unreadable"),
        (GOOD.replace(b'"at":', b'"ta":'), "malformed"),
        (GOOD.replace(b"human", b"alien"), "malformed"),
        (GOOD.replace(b'"web"', b'"%s"' % (b"w" * 41)), "malformed"),
        (GOOD.replace(b'"web"', b'"w\\u0000b"'), "malformed"),
        (GOOD.replace(b'"web"', b"7"), "malformed"),
        (GOOD.replace(b'"hero"', b'"hero","placement":"%s"' % (b"p" * 201)), "malformed"),
        (GOOD.replace(b'"human"', b'"human","site":"\x7f"'), "malformed"),
        (GOOD.replace(b'"hero"', b'"hero","bytes":-1'), "malformed"),
        (GOOD.replace(b"%d" % AT, b"-5"), "malformed"),
        (GOOD.replace(b"%d" % AT, b"12"), "too_old"),
        (GOOD.replace(b"%d" % AT, b"%d" % (AT - 91 * 86_400_000)), "too_old"),
        (GOOD.replace(b"%d" % AT, b"%d" % (AT + 300_001)), "from_the_future"),
        (GOOD.replace(b"%d" % AT, b"%d" % (AT + 3_600_000)), "from_the_future"),
    ],
)
def test_what_cannot_be_counted_spoils_nothing_beside_it(line: bytes, reason: str) -> None:
    found = read_fetches([GOOD, line, GOOD], NOW)
    assert (len(found), dict(found.drops)) == (2, {reason: 1})


def test_a_clock_that_is_a_little_ahead_is_believed_up_to_now() -> None:
    ahead = GOOD.replace(b"%d" % AT, b"%d" % (AT + 299_999))
    assert read_fetches([ahead, GOOD], NOW).moments == [AT, AT]


def test_a_segment_gives_back_what_went_in() -> None:
    lines = [
        FetchLine(at=AT - 7, asset="a", channel="web", preset="hero", actor="human", visitor="v", page="/é"),
        FetchLine(
            at=AT - 90_000, asset="b", channel="app", preset="x", actor="bot", campaign="c", journey="j"
        ),
        FetchLine(at=AT, asset="a", channel="web", preset="hero", actor="human", visitor="v", page="/é"),
    ]
    texts = [write_line(line)[:-1] for line in lines]
    before = read_fetches(texts, NOW)
    after, stages = unpack(pack(before, {"web": "research", "app": "purchase"}).content)
    assert after == before
    assert stages == {"web": "research", "app": "purchase"}
    assert [read_line(text) for text in texts] == lines
    assert len(after.guests) == len(after.fetched) == 2


def test_pieces_grow_while_lines_repeat_and_shrink_before_a_transaction_is_long() -> None:
    assert next_size(FEWEST_LINES, 1_500) == 2 * FEWEST_LINES
    assert next_size(4_000, 2_200) == 8_000
    assert next_size(MOST_LINES, 10) == MOST_LINES
    assert next_size(8_000, MOST_ROWS + 1) == 4_000
    assert next_size(FEWEST_LINES, MOST_ROWS + 1) == FEWEST_LINES


def test_a_clock_that_jumps_back_costs_no_line(core: Core, make_core: MakeCore, tmp_path: Path) -> None:
    lines = [write_line(a_line(core, "a", at=AT - back)) for back in (0, 600_000, 3_600_000, 10)]
    (tmp_path / "one.fetches").write_bytes(b"".join(lines))
    assert fold_logs(make_core(core.db, now=Clock(NOW)), tmp_path) == Folded(accepted=4)
    with core.db.read() as session:
        moments = [row["at"] for row in read_segment_rows(session, first_at=0, last_at=AT)]
        some = list(read_segment_rows(session, first_at=AT - 700_000, last_at=AT - 1, limit=1))
        assert list(read_segment_rows(session, first_at=0, last_at=AT, asset_id="b")) == []
    assert moments == [AT, AT - 600_000, AT - 3_600_000, AT - 10]
    assert [row["at"] for row in some] == [AT - 600_000]


def test_the_logs_of_two_hosts_are_counted_together(
    core_on_each: Core, make_core: MakeCore, tmp_path: Path
) -> None:
    asset = add_asset(core_on_each)
    core = make_core(core_on_each.db, now=Clock(NOW))
    for host, visitors in (("a", "xy"), ("b", "yz")):
        (tmp_path / host).mkdir()
        lines = [write_line(a_line(core, asset, visitor=visitor)) for visitor in visitors]
        (tmp_path / host / f"{host}{os.getpid()}.fetches").write_bytes(b"".join(lines))
    assert [fold_logs(core, tmp_path / host).accepted for host in "ab"] == [2, 2]
    assert count_rolled(core) == 4


def test_an_exposure_is_no_fetch_and_the_first_counts(core_on_each: Core, make_core: MakeCore) -> None:
    core = make_core(core_on_each.db, now=Clock(NOW))
    asset = add_asset(core)
    with core.db.write() as session:
        session.add(
            Comparison(
                id="c1",
                title="",
                asset_id=asset,
                channel="web",
                goal_class="acted",
                created_at=NOW,
                settled={},
            )
        )
    first = a_line(core, asset, visitor="v", arm="c1:1")
    again = a_line(core, asset, visitor="v", arm="c1:1", at=AT - 5)
    others = [
        a_line(core, asset, visitor="w", arm="c1:0"),
        a_line(core, asset, visitor="v", arm="gone:0"),
        a_line(core, asset, arm="c1:0"),
    ]
    send_lines(core, first, a_line(core, asset), *others)
    send_lines(core, again, start=5)
    with core.db.read() as session:
        rows = session.scalars(sa.select(ComparisonVisitor).order_by(ComparisonVisitor.visitor)).all()
        assert [(row.visitor, row.arm, row.at) for row in rows] == [("v", 1, AT - 5), ("w", 0, AT)]
    assert count_rolled(core) == 1
    assert outcomes(core, "comparison") == {
        "received": 5,
        "accepted": 2,
        "duplicate": 1,
        "unknown_comparison": 1,
        "no_visitor": 1,
    }
    assert outcomes(core, "edge") == {"received": 1, "accepted": 1}


def test_a_line_of_yesterday_is_taken_for_ninety_days(core: Core, make_core: MakeCore) -> None:
    later = make_core(core.db, now=Clock(NOW + timedelta(days=90)))
    assert len(read_fetches([GOOD], later.now())) == 1
    assert read_fetches([GOOD], later.now() + timedelta(days=1)).drops == {"too_old": 1}
