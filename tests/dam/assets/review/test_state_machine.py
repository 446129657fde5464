"""Whatever people do in whatever order: nothing is approved by its author alone, unseen, unticked or unchanged since."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.strategies import DataObject, data, sampled_from

from dam.accounts.caller import HOUSE, Caller
from dam.assets.edit import edit_asset
from dam.assets.read import get_asset
from dam.assets.review.ticks import tick_item
from dam.assets.review.verdicts import give_verdict
from dam.assets.status import ALLOWED_MOVES, move_status
from dam.assets.workflow.refusals import Said
from dam.assets.workflow.rules import change_workflow
from dam.errors import Conflict, Forbidden
from tests.dam.accounts.world import World, make_caller, make_world
from tests.dam.assets.factory import make_asset

AUTHOR, ANOTHER, THIRD = (make_caller("manager", name) for name in ("Ana", "Luc", "Noé"))
TICK = {"key": "brand", "titles": {"en": "Brand"}, "is_required": True}


@contextmanager
def refused_in_words() -> Iterator[None]:
    """Let a refusal pass, which always says why."""
    said = "."
    try:
        yield
    except (Said, Conflict, Forbidden) as error:
        said = str(error)
    assert said.endswith(".")


class Approvals(RuleBasedStateMachine):
    """One asset of Ana's; `seen` holds who approved which aspect of it as it is."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.world = make_world(f"sqlite:///{self.folder.name}/rows.sqlite")
        self.seen: dict[str, str] = {}
        self.is_ticked = False
        self.count = 0

    @initialize(four_eyes=sampled_from([True, False]), separate=sampled_from([True, False]))
    def begin(self, four_eyes: bool, separate: bool) -> None:
        self.four_eyes, self.separate = four_eyes, separate
        rules = {"four_eyes": four_eyes, "is_separate": separate, "checklists": {"image": [TICK]}}
        change_workflow(self.world.core, HOUSE, rules)
        self.asset_id = make_asset(self.world.core, AUTHOR)
        self.before = "draft"
        self.tick(is_done=True)

    @rule(who=sampled_from([AUTHOR, ANOTHER]), data=data())
    def move(self, who: Caller, data: DataObject) -> None:
        to = data.draw(sampled_from([to for to in ALLOWED_MOVES[self.before] if to != "archived"]))
        with refused_in_words():
            move_status(self.world.core, who, self.asset_id, to)
            self._moved(who, to)

    @precondition(lambda self: self.before != "approved")
    @rule(
        who=sampled_from([AUTHOR, ANOTHER, THIRD]),
        verdict=sampled_from(["approve", "approve", "approve", "reject"]),
        aspect=sampled_from(["picture", "data"]),
    )
    def decide(self, who: Caller, verdict: str, aspect: str) -> None:
        aspect = aspect if self.separate else "whole"
        with refused_in_words():
            view = give_verdict(
                self.world.core,
                who,
                self.asset_id,
                verdict,
                aspect=aspect,
                reason="Flou",
            )
            if verdict == "approve" and self.separate:
                self.seen[aspect] = who.name
            if view.status != self.before:
                self._moved(who, view.status)

    @rule(is_done=sampled_from([True, True, False]))
    def tick(self, is_done: bool) -> None:
        tick_item(self.world.core, ANOTHER, self.asset_id, "brand", is_done=is_done)
        self.is_ticked = is_done

    @precondition(lambda self: self.before != "approved")
    @rule()
    def edit(self) -> None:
        self.count += 1
        edit_asset(self.world.core, AUTHOR, self.asset_id, {"title": f"Title {self.count}"})
        self.seen.pop("data", None)

    def _moved(self, who: Caller, to: str) -> None:
        assert to in ALLOWED_MOVES[self.before]
        if to == "approved":
            assert self.is_ticked
            assert not (self.four_eyes and who is AUTHOR)
            assert not (self.four_eyes and AUTHOR.name in self.seen.values())
            assert not self.separate or set(self.seen) == {"picture", "data"}
        if to in ("draft", "in_review"):
            self.seen.clear()
        self.before = to

    @invariant()
    def the_status_is_what_was_done(self) -> None:
        if hasattr(self, "asset_id"):
            assert get_asset(self.world.core, HOUSE, self.asset_id).status == self.before

    def teardown(self) -> None:
        self.world.core.db.dispose()
        self.folder.cleanup()


TestApprovals = Approvals.TestCase
TestApprovals.settings = settings(
    max_examples=10,
    phases=(Phase.generate,),
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
