"""Due days are days of the house: the queue in their order, reminders the day before and once overdue, clocks that change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dam.accounts.access.brands import create_brand
from dam.accounts.access.models import GrantRow, Group, GroupMember
from dam.accounts.caller import HOUSE
from dam.accounts.models import Person
from dam.accounts.sessions import load_caller
from dam.assets.models import Asset
from dam.assets.review.assign import assign_review, possible_assignees
from dam.assets.review.queue import QueueFilter, count_waiting, list_queue
from dam.assets.review.read import get_review
from dam.assets.review.reminders import remind_of_reviews
from dam.assets.review.verdicts import give_verdict
from dam.assets.status import move_status
from dam.assets.trash import trash_asset
from dam.assets.workflow.days import days_after
from dam.assets.workflow.refusals import NotRight
from dam.assets.workflow.rules import change_workflow
from dam.errors import Forbidden, Invalid
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset
from tests.dam.assets.review.people import person, told
from tests.dam.assets.review.test_approval import in_review


def in_paris(world: World) -> World:
    world.core = replace(world.core, zone=ZoneInfo("Europe/Paris"))
    return world


MIDNIGHTS = {
    datetime(2027, 3, 27, 23, tzinfo=UTC): "2027-03-27",
    datetime(2027, 3, 28, 22, tzinfo=UTC): "2027-03-28",  # a day of 23 hours
    datetime(2027, 10, 31, 23, tzinfo=UTC): "2027-10-31",  # one of 25 hours
    datetime(2028, 2, 29, 23, tzinfo=UTC): "2028-02-29",
}
"""When days end in Paris."""


def test_a_day_is_over_at_midnight_of_the_house(world: World) -> None:
    in_paris(world)
    asset_id = in_review(world, HOUSE)
    for midnight, due in MIDNIGHTS.items():
        assign_review(world.core, HOUSE, asset_id, {"due_on": due})
        for minutes, is_overdue in ((-1, False), (1, True)):
            world.moment = midnight + timedelta(minutes=minutes)
            assert get_review(world.core, HOUSE, asset_id).is_overdue is is_overdue


def test_days_to_review_are_counted_on_the_calendar(world: World) -> None:
    in_paris(world)
    change_workflow(world.core, HOUSE, {"due_days": 1})
    for number, (moment, due) in enumerate(
        (
            (datetime(2028, 2, 28, 12, tzinfo=UTC), date(2028, 2, 29)),
            (datetime(2027, 2, 28, 12, tzinfo=UTC), date(2027, 3, 1)),
            (datetime(2027, 3, 27, 22, 30, tzinfo=UTC), date(2027, 3, 28)),
            (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 3, 29)),
        )
    ):
        world.moment = moment
        assert get_review(world.core, HOUSE, in_review(world, HOUSE, number)).due_on == due
    assert days_after(date.max, 9) == date.max


def test_a_day_that_is_past_or_too_far_is_refused(world: World) -> None:
    asset_id = in_review(world, HOUSE)
    for due, words in (("2026-03-20", "today or later"), ("2036-09-01", "ten"), ("9999-12-31", "ten years")):
        with pytest.raises(NotRight, match=words):
            assign_review(world.core, HOUSE, asset_id, {"due_on": due})
    for wrong in ("2027-02-29", "soon", "2026-W12-1", 7):
        with pytest.raises(Invalid, match="due_on is a day such as"):
            assign_review(world.core, HOUSE, asset_id, {"due_on": wrong})
    assert assign_review(world.core, HOUSE, asset_id, {"due_on": "2026-03-21"}).due_on == date(2026, 3, 21)


def test_reminders_come_the_day_before_and_once_overdue(world: World) -> None:
    author, manager = person(world.core, "contributor", "Ana"), person(world.core, "manager")
    asset_id = in_review(world, author)
    mine = {"kind": "person", "id": manager.id}
    assign_review(world.core, author, asset_id, {"assignee": mine, "due_on": "2026-03-23"})
    expected = [("assigned", "Ana")]
    for wait, more in (
        (0, []),
        (1, [("due_soon", "Vitrine")]),
        (1, []),
        (1, [("overdue", "Vitrine")]),
        (9, []),
    ):
        world.wait(days=wait)
        assert remind_of_reviews(world.core) == len(more)
        expected += more
        assert told(world.core, manager) == expected
    assign_review(world.core, author, asset_id, {"due_on": "2026-04-04"})
    world.wait(days=3)
    assert remind_of_reviews(world.core) == 1
    trash_asset(world.core, HOUSE, asset_id)
    assert remind_of_reviews(world.core) == 0


def test_where_nobody_is_asked_by_name_the_sender_is_reminded(world: World) -> None:
    author = person(world.core, "contributor", "Ana")
    asset_id = in_review(world, author)
    assign_review(world.core, author, asset_id, {"due_on": "2026-03-22"})
    assert remind_of_reviews(world.core) == 1
    assert told(world.core, author) == [("due_soon", "Vitrine")]


def test_the_queue_shows_the_most_pressing_first_and_by_whom(world: World) -> None:
    manager, other = person(world.core, "manager", "Luc"), person(world.core, "manager", "Noé")
    ids = []
    for number, due in enumerate((None, "2026-03-25", "2026-03-23")):
        world.wait(minutes=1)
        ids.append(in_review(world, HOUSE, number))
        assign_review(world.core, HOUSE, ids[-1], {"due_on": due})
    make_asset(world.core, HOUSE, number=9)
    team = Group(id="team000000000000", name="Studio", created_at=world.moment)
    with world.core.db.write() as session:
        session.add(team)
        session.flush()
        session.add(GroupMember(group_id=team.id, person_id=manager.id))
    assert [each.kind for each in possible_assignees(world.core, manager, ids[0])] == [
        "person",
        "person",
        "group",
    ]
    assign_review(world.core, other, ids[0], {"assignee": {"kind": "group", "id": team.id}})
    assert told(world.core, manager) == [("assigned", "Noé")]

    def queue(**wanted: object) -> list[str]:
        found = list_queue(world.core, manager, QueueFilter(**wanted))  # type: ignore[arg-type]
        assert found.total == count_waiting(world.core, manager, QueueFilter(**wanted))  # type: ignore[arg-type]
        return [each.asset.id for each in found.items]

    assert queue() == [ids[2], ids[1], ids[0]]
    assert queue(is_mine=True) == [ids[0]]
    assert queue(kind="video") == []
    world.moment += timedelta(days=3)
    assert queue(is_overdue=True) == [ids[2]]
    first = list_queue(world.core, manager, limit=2)
    assert [each.asset.id for each in list_queue(world.core, manager, limit=2, cursor=first.next).items] == [
        ids[0]
    ]
    give_verdict(world.core, manager, ids[2], "approve")
    move_status(world.core, HOUSE, ids[1], "draft")
    assert queue() == [ids[0]]
    with pytest.raises(Forbidden):
        list_queue(world.core, make_caller("contributor"))


def test_a_role_in_a_brand_is_enough_to_review_what_is_the_brand_s(world: World) -> None:
    manager = person(world.core, "viewer", "Luc")
    ours, theirs = in_review(world, HOUSE), in_review(world, HOUSE, 1)
    brand = create_brand(world.core, HOUSE, name="Ours").id
    grant = GrantRow(
        id="grant00000000000",
        subject_kind="person",
        subject_id=manager.id,
        scope_kind="brand",
        scope_id=brand,
        role="manager",
        created_by_name="",
        created_at=world.moment,
    )
    with world.core.db.write() as session:
        session.add(grant)
        session.get_one(Asset, ours).brand_id = brand
    mine = {"kind": "person", "id": manager.id}
    assert assign_review(world.core, HOUSE, ours, {"assignee": mine}).assignee is not None
    with pytest.raises(NotRight, match="may not approve this asset"):
        assign_review(world.core, HOUSE, theirs, {"assignee": mine})
    with world.core.db.read() as session:
        caller = load_caller(session, session.get_one(Person, manager.id), world.moment)
    assert [each.asset.id for each in list_queue(world.core, caller).items] == [ours]
    change_workflow(world.core, HOUSE, {"is_separate": True}, brand)
    assert give_verdict(world.core, caller, ours, "approve", aspect="picture").status == "in_review"
    assert give_verdict(world.core, caller, ours, "approve", aspect="data").status == "approved"
