"""Fields that a brand defines: who may, what is refused, and what values become."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import AuditEntry
from dam.core import Core
from dam.db import Database
from dam.errors import Forbidden, Invalid, NotFound
from dam.jobs.memory import ImmediateJobs
from dam.metadata.field_values import checked_value
from dam.metadata.fields import check_fields, delete_field, list_fields, save_field
from dam.storage.memory import MemoryStore
from infra.tables import create_all

MANAGER = Caller("person", "m", "Manager", Role.MANAGER)
LABEL = {"fr": "Saison", "en": "Season"}


@pytest.fixture
def core(tmp_path: Path) -> Core:
    """An empty house."""
    database = Database(f"sqlite:///{tmp_path / 'rows.db'}")
    create_all(database)
    return Core(database, MemoryStore(), ImmediateJobs(), lambda _session, _change: None)


def check(core: Core, values: dict[str, Any]) -> dict[str, Any]:
    """Check in a read session."""
    with core.db.read() as session:
        return check_fields(session, values)


def test_a_field_is_defined_changed_listed_and_deleted(core: Core) -> None:
    save_field(core, HOUSE, "season", kind="choice", label=LABEL, choices=["été", "hiver", "été"], position=2)
    save_field(core, HOUSE, "shoot_on", kind="date", label={"fr": "Tournage"}, position=1)
    changed = save_field(
        core, HOUSE, "season", kind="choice", label=LABEL, choices=["été"], is_required=True, position=2
    )
    assert (changed.choices, changed.is_required) == (("été",), True)
    with core.db.read() as session:
        assert [view.key for view in list_fields(session)] == ["shoot_on", "season"]
    delete_field(core, HOUSE, "shoot_on")
    with pytest.raises(NotFound):
        delete_field(core, HOUSE, "shoot_on")
    with core.db.read() as session:
        actions = session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert list(actions) == ["field.saved", "field.saved", "field.saved", "field.deleted"]


def test_only_an_admin_may(core: Core) -> None:
    with pytest.raises(Forbidden):
        save_field(core, MANAGER, "season", kind="text", label=LABEL)
    with pytest.raises(Forbidden):
        delete_field(core, MANAGER, "season")


@pytest.mark.parametrize(
    ("key", "kind", "label", "choices", "path"),
    [
        ("Saison!", "text", LABEL, (), "key"),
        ("x" * 61, "text", LABEL, (), "key"),
        ("season", "colour", LABEL, (), "kind"),
        ("season", "text", {}, (), "label"),
        ("season", "text", {"fr": " "}, (), "label"),
        ("season", "choice", LABEL, (), "choices"),
        ("season", "choice", LABEL, ("", "a"), "choices"),
    ],
)
def test_a_wrong_definition_names_its_place(
    core: Core, key: str, kind: str, label: dict[str, str], choices: tuple[str, ...], path: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        save_field(core, HOUSE, key, kind=kind, label=label, choices=choices)
    assert [error.path for error in refusal.value.errors] == [path]


def test_values_are_checked_and_every_wrong_one_is_named(core: Core) -> None:
    save_field(core, HOUSE, "season", kind="choice", label=LABEL, choices=["été", "hiver"])
    save_field(core, HOUSE, "site", kind="link", label={"fr": "Site"})
    save_field(core, HOUSE, "credit_line", kind="text", label={"fr": "Crédit"}, is_required=True)
    assert check(core, {"season": "été", "site": "https://example.org/été"}) == {
        "season": "été",
        "site": "https://example.org/été",
    }
    with pytest.raises(Invalid) as refusal:
        check(core, {"season": "printemps", "site": "javascript:alert(1)", "credit_line": " ", "no_such": 1})
    assert [error.path for error in refusal.value.errors] == [
        "fields.season",
        "fields.site",
        "fields.credit_line",
        "fields.no_such",
    ]


@pytest.mark.parametrize(
    ("kind", "good", "kept", "bad"),
    [
        ("text", "  mot ", "mot", 7),
        ("text", "mot", "mot", "a\x00b"),
        ("date", "2026-03-21", "2026-03-21", "21/03/2026"),
        ("number", 2.5, 2.5, "2"),
        ("number", 0, 0, True),
        ("number", -1, -1, float("nan")),
        ("number", 10**15, 10**15, 10**400),
        ("text", "été", "été", "half \ud83d"),
        ("boolean", True, True, 1),
        ("link", "http://example.org", "http://example.org", "http://[broken"),
        ("link", "https://a.b/c?d", "https://a.b/c?d", "https://a b"),
    ],
)
def test_each_kind_keeps_one_form(kind: Any, good: Any, kept: Any, bad: Any) -> None:
    assert checked_value(good, kind, (), is_required=False) == kept
    with pytest.raises(ValueError, match="field holds"):
        checked_value(bad, kind, (), is_required=False)


@given(
    st.sampled_from(["text", "choice", "date", "number", "link", "boolean"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda x: st.lists(x, max_size=2),
        max_leaves=3,
    ),
)
def test_any_value_is_kept_or_refused_in_a_sentence(kind: Any, value: Any) -> None:
    kept, sentence = None, "."
    try:
        kept = checked_value(value, kind, ("a", "b"), is_required=False)
    except ValueError as error:
        sentence = str(error)
    assert sentence.endswith(".")
    if sentence == ".":
        assert checked_value(kept, kind, ("a", "b"), is_required=False) == kept
