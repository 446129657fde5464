"""Lists take as many statements for many rows as for few."""

from collections.abc import Callable

import pytest

from dam.accounts.access.groups import add_member, create_group, list_groups
from dam.accounts.caller import HOUSE, Caller, Role
from dam.assets.mapped.again import foresee_mapping
from dam.assets.processing import note_facts
from dam.assets.read import get_asset
from dam.assets.review.assign import assign_review, possible_assignees
from dam.assets.review.queue import list_queue
from dam.assets.review.sent import list_sent
from dam.assets.status import move_status
from dam.assets.workflow.rules import change_workflow
from dam.core import Core
from dam.metadata.facts import Facts
from tests.dam.accounts.world import World, make_person
from tests.dam.assets.factory import make_asset
from tests.statements import statements_of

Ask = Callable[[Core, Caller, str], object]

LISTS: dict[str, Ask] = {
    "reviews": lambda core, caller, _asset: list_queue(core, caller, limit=200).items,
    "sent": lambda core, _caller, _asset: list_sent(core, HOUSE, limit=200).items,
    "assignees": lambda core, _caller, asset: possible_assignees(core, HOUSE, asset),
    "groups": lambda core, _caller, _asset: list_groups(core, HOUSE),
    "mapping": lambda core, _caller, _asset: foresee_mapping(core, HOUSE, "fr"),
}


def furnish(world: World, count: int, start: int = 0) -> tuple[str, Caller]:
    """Add people, groups and assets in review, with all that a review tells of; return the last asset and person."""
    core = world.core
    for number in range(start, start + count):
        person = make_person(world, f"Ada {number}", Role.MANAGER)
        add_member(core, HOUSE, create_group(core, HOUSE, name=f"Team {number}").id, person.id)
        asset = make_asset(core, person, number=number, tags=("vase",))
        facts = Facts(keywords=("bleu",))
        with core.db.write() as session:
            note_facts(session, get_asset(core, HOUSE, asset).current_version_id, facts, "fr")
        move_status(core, HOUSE, asset, "in_review")
        assign_review(core, HOUSE, asset, {"assignee": {"kind": "person", "id": person.id}})
    return asset, person


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_much_for_many_rows_as_for_few(world: World, name: str) -> None:
    change_workflow(world.core, HOUSE, {"is_separate": True})
    counts = []
    for start, count in ((0, 2), (2, 5)):
        asset, caller = furnish(world, count, start)
        with statements_of(world.core.db) as sent:
            LISTS[name](world.core, caller, asset)
        counts.append(len(sent))
    assert counts[0] == counts[1]
