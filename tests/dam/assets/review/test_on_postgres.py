"""Reviews on PostgreSQL, where two may decide in the same moment."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from dam.accounts.caller import HOUSE, Caller
from dam.assets.read import get_asset
from dam.assets.review.assign import assign_review
from dam.assets.review.comments import NewComment, add_comment, settle_thread
from dam.assets.review.queue import list_queue
from dam.assets.review.reminders import remind_of_reviews
from dam.assets.review.threads import list_threads
from dam.assets.review.verdicts import give_verdict
from dam.assets.workflow.refusals import NotReady
from dam.assets.workflow.rules import change_workflow
from tests.dam.accounts.world import World, make_caller, make_world
from tests.dam.assets.review.people import person, told
from tests.dam.assets.review.test_approval import in_review

pytestmark = pytest.mark.servers


@pytest.fixture
def world(fresh_pg_url: str) -> Iterator[World]:
    """Give a core on an empty PostgreSQL database."""
    made = make_world(fresh_pg_url)
    yield made
    made.core.db.dispose()


def test_of_many_at_once_one_decides_and_the_others_hear_who(world: World) -> None:
    change_workflow(world.core, HOUSE, {"is_separate": True})
    luc = person(world.core, "manager", "Luc")
    asset_id, later = in_review(world, HOUSE), in_review(world, HOUSE, 1)
    assign_review(
        world.core, HOUSE, later, {"due_on": "2026-03-22", "assignee": {"kind": "person", "id": luc.id}}
    )
    assert [each.asset.id for each in list_queue(world.core, luc).items] == [later, asset_id]
    assert (remind_of_reviews(world.core), remind_of_reviews(world.core)) == (1, 0)
    assert [kind for kind, _ in told(world.core, luc)].count("due_soon") == 1
    callers = [make_caller("manager", f"Reviewer {number}") for number in range(6)]

    def decide(caller: Caller) -> str:
        aspect = "picture" if caller.name < "Reviewer 3" else "data"
        try:
            give_verdict(world.core, caller, asset_id, "approve", aspect=aspect)
        except NotReady as refusal:
            return str(refusal)
        return ""

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(decide, callers))
    assert answers.count("") == 2
    assert all("has already approved" in each or "was faster" in each for each in answers if each)
    assert get_asset(world.core, HOUSE, asset_id).status == "approved"


def test_comments_of_many_at_once_are_all_kept(world: World) -> None:
    asset_id = in_review(world, HOUSE)
    first = add_comment(world.core, HOUSE, asset_id, NewComment("Ici", pin={"x": 0.5, "y": 0.5}))

    def answer(number: int) -> None:
        add_comment(world.core, HOUSE, asset_id, NewComment(f"Oui {number}", thread_id=first.id))
        settle_thread(world.core, HOUSE, asset_id, first.id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(answer, range(8)))
    assert len(list_threads(world.core, HOUSE, asset_id)[0].comments) == 9
