"""The permission matrix of the API: every operation, asked by every role, by nobody, and by a role in another brand."""

from collections.abc import Iterator

import pytest

from dam.accounts.caller import Role
from dam.accounts.policy import LEAST_ROLE, PLACED, SCOPES, Action
from delivery.api.operation import Operation
from delivery.api.routes import OPERATIONS
from tests.delivery.api.gate import Gate, open_gate
from tests.delivery.api.guards import GUARDED, HIDDEN, OF_THE_HOUSE, OWN


def _named(text: str) -> set[str]:
    return {name.strip() for name in text.replace("\n", " ").split("|")}


def key(operation: Operation) -> str:
    """Return how the table names an operation."""
    return f"{operation.method} {operation.path}"


GUARD_OF = {name: action for action, text in GUARDED.items() for name in _named(text)}
ASKED = [operation for operation in OPERATIONS if not operation.is_public]
WALKED = [operation for operation in ASKED if key(operation) in GUARD_OF]
ROLES = ["none", *Role]

DEEPER = {"APPROVE_UNFINISHED", "DOWNLOAD_DARK", "MANAGE_SHARES", "ROTATE_KEYS"}
"""Actions that are asked of single things behind a door, or of the command line alone."""

TAKES_AWAY = ("/merge", "/purge", "/erase", "/hand-over")
"""Operations after which less is there to be asked about come last."""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """A house, and everybody at its gate."""
    with open_gate(tmp_path_factory.mktemp("matrix")) as gate:
        yield gate


def test_every_operation_has_its_place_in_the_table() -> None:
    placed = {*GUARD_OF, *_named(OWN)}
    there = {key(operation) for operation in ASKED}
    assert there - placed == set(), "say in tests/delivery/api/guards.py which action guards these"
    assert placed - there == set(), "these operations are gone"
    assert not set(GUARD_OF) & _named(OWN)


def test_every_action_guards_something_that_can_be_asked_for() -> None:
    """The others are asked of single assets, deeper than the first door; `tests/dam` walks them."""
    unguarded = {action.name for action in Action} - {action.name for action in GUARDED}
    assert unguarded <= DEEPER


def test_each_action_belongs_to_one_scope_of_tokens() -> None:
    scopes = [action for actions in SCOPES.values() for action in actions]
    assert sorted(scopes) == sorted(set(scopes))
    assert set(scopes) == set(Action)


def test_nobody_is_asked_to_sign_in_everywhere(gate: Gate) -> None:
    for operation in ASKED:
        assert gate.status(operation, "nobody") == 401, key(operation)


def test_below_the_least_role_everything_is_refused_and_nothing_changes(gate: Gate) -> None:
    before, hidden, wrong = gate.count_changes(), _named(HIDDEN), []
    for operation in WALKED:
        name = key(operation)
        for who in ROLES[: ROLES.index(LEAST_ROLE[GUARD_OF[name]])]:
            status = gate.status(operation, who)
            if status != (404 if name in hidden else 403):
                wrong.append((name, who, status))
    assert not wrong
    assert gate.count_changes() == before


def test_an_admin_of_another_brand_reaches_no_asset_and_nothing_of_the_house(gate: Gate) -> None:
    before, wrong = gate.count_changes(), []
    for operation in WALKED:
        is_about_main = any(f"{{{name}_id}}" in operation.path for name in ("asset", "collection", "brand"))
        if is_about_main or GUARD_OF[key(operation)] not in PLACED:
            status = gate.status(operation, "elsewhere")
            if status not in (403, 404):
                wrong.append((key(operation), status))
    assert not wrong
    assert gate.count_changes() == before


def test_from_the_least_role_on_everything_is_let_in(gate: Gate) -> None:
    """Whatever else may be wrong with what is asked; the roles in their order, what takes away last."""
    wrong = []
    for operation in sorted(WALKED, key=_takes_away):
        for who in ROLES[ROLES.index(LEAST_ROLE[GUARD_OF[key(operation)]]) :]:
            status = gate.status(operation, who)
            if status in (401, 403) or status >= 500:
                wrong.append((key(operation), who, status))
    assert not wrong


def _takes_away(operation: Operation) -> bool:
    return operation.method == "DELETE" or operation.path.endswith(TAKES_AWAY)


def test_a_role_in_one_brand_opens_what_belongs_to_no_brand(gate: Gate) -> None:
    """Lists, searches, vocabularies: shown as far as that brand; figures of all brands together stay those of the house."""
    wrong = []
    for operation in WALKED:
        name = key(operation)
        if GUARD_OF[name] in PLACED and "{" not in operation.path and name not in _named(OF_THE_HOUSE):
            status = gate.status(operation, "elsewhere")
            if status in (401, 403) or status >= 500:
                wrong.append((name, status))
    assert not wrong
