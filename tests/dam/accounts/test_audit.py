"""The audit trail: written with the change, read in pages by admins."""

import pytest

from dam.accounts.audit import note
from dam.accounts.caller import HOUSE
from dam.accounts.trail.read import AuditFilter, list_audit
from dam.errors import Forbidden, Invalid
from tests.dam.accounts.world import World, make_caller


def write(world: World, number: int) -> None:
    with world.core.db.write() as session:
        for each in range(number):
            note(session, HOUSE, "thing.made", "thing", f"t{each}", {"n": each})


def test_pages_follow_each_other_newest_first(world: World) -> None:
    write(world, 5)
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(3):
        page = list_audit(world.core, HOUSE, limit=2, cursor=cursor)
        assert page.total == 5
        seen += [entry.subject_id for entry in page.items]
        cursor = page.next
    assert cursor is None
    assert seen == ["t4", "t3", "t2", "t1", "t0"]


def test_a_filter_narrows_items_and_total(world: World) -> None:
    write(world, 3)
    page = list_audit(world.core, HOUSE, AuditFilter(subject_id="t1"))
    assert (page.total, page.items[0].details) == (1, {"n": 1})
    assert list_audit(world.core, HOUSE, AuditFilter(action="other")).total == 0


def test_what_is_rolled_back_leaves_no_line(world: World) -> None:
    def fail() -> None:
        with world.core.db.write() as session:
            note(session, HOUSE, "thing.made", "thing", "t")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list_audit(world.core, HOUSE).total == 0


@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "bnVsbA", "é", "W10"])
def test_a_made_up_cursor_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(Invalid) as refusal:
        list_audit(world.core, HOUSE, cursor=cursor)
    assert refusal.value.errors[0].path == "cursor"


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_limit_out_of_range_is_refused(world: World, limit: int) -> None:
    with pytest.raises(Invalid, match="between 1 and 200"):
        list_audit(world.core, HOUSE, limit=limit)


@pytest.mark.parametrize("role", ["viewer", "contributor", "manager"])
def test_only_admins_read_it(world: World, role: str) -> None:
    with pytest.raises(Forbidden):
        list_audit(world.core, make_caller(role))


def test_a_period_holds_its_start_and_not_its_end(world: World) -> None:
    write(world, 1)
    at = list_audit(world.core, HOUSE).items[0].at
    assert list_audit(world.core, HOUSE, AuditFilter(since=at)).total == 1
    assert list_audit(world.core, HOUSE, AuditFilter(until=at)).total == 0
