"""Tags that begin as somebody types: the most used first, and only what the asker sees."""

import pytest

from dam.accounts.caller import HOUSE, Caller
from dam.assets import begun_tags
from dam.assets.begun_tags import tags_begun
from dam.core import Core
from tests.dam.accounts.world import make_caller
from tests.dam.assets.factory import make_asset


def offered(core: Core, caller: Caller, typed: str, limit: int = 2) -> list[str]:
    with core.db.read() as session:
        return [each.tag for each in tags_begun(session, caller, typed, limit)]


def test_the_most_used_come_first_on_each_database(core_on_each: Core) -> None:
    for number in range(3):
        make_asset(core_on_each, number=number, tags=["Plage", "plat", "Été"][: number + 1])
    assert offered(core_on_each, HOUSE, "mer") == []
    assert offered(core_on_each, HOUSE, "PLÂ", limit=5) == ["Plage", "plat"]
    assert offered(core_on_each, HOUSE, "ete") == ["Été"]
    for strange in ("%", "_", "pla%", "\U0010ffff"):
        assert offered(core_on_each, HOUSE, strange) == []


def test_what_is_most_used_and_not_seen_hides_nothing(
    core_on_each: Core, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(begun_tags, "CANDIDATES", 1)
    for number in range(3):
        make_asset(core_on_each, number=number, tags=["plage", "plat"])
    make_asset(core_on_each, number=3, tags=["plume"], status="approved")
    assert offered(core_on_each, make_caller("viewer"), "pl", limit=1) == ["plume"]
