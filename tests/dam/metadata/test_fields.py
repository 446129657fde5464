"""Fields that a brand defines: who may, what is refused, and what values become."""

from pathlib import Path
from typing import Any, get_args

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
from dam.metadata.field_groups import delete_group, list_groups, save_group
from dam.metadata.field_values import FieldKind, RuleBroken, checked_value
from dam.metadata.fields import check_fields, delete_field, list_fields, order_fields, save_field
from dam.metadata.values.choices import Choice
from dam.metadata.values.rules import FieldRules
from dam.storage.memory import MemoryStore
from tests.databases import create_tables

MANAGER = Caller("person", "m", "Manager", Role.MANAGER)
LABEL = {"fr": "Saison", "en": "Season"}


@pytest.fixture
def core(tmp_path: Path) -> Core:
    """An empty house."""
    database = Database(f"sqlite:///{tmp_path / 'rows.db'}")
    create_tables(database)
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
    assert ([one.value for one in changed.choices], changed.is_required) == (["été"], True)
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
        ("season", "choice", LABEL, ({"value": "a", "colour": "red"},), "choices"),
        ("season", "choice", LABEL, ({"value": "a", "label": {"français": "A"}},), "choices"),
        ("season", "choice", LABEL, tuple(map(str, range(501))), "choices"),
    ],
)
def test_a_wrong_definition_names_its_place(
    core: Core, key: str, kind: str, label: dict[str, str], choices: tuple[Any, ...], path: str
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
    assert checked_value(good, kind) == kept
    with pytest.raises(ValueError, match="field holds"):
        checked_value(bad, kind)


@given(
    st.sampled_from(get_args(FieldKind)),
    st.booleans(),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda x: st.lists(x, max_size=2) | st.dictionaries(st.sampled_from(["fr", "name", "x y"]), x),
        max_leaves=3,
    ),
)
def test_any_value_is_kept_or_refused_in_a_sentence(kind: Any, is_several: bool, value: Any) -> None:
    choices, rules = (Choice("a"), Choice("b")), FieldRules(is_several=is_several)
    kept, sentence = None, "."
    try:
        kept = checked_value(value, kind, choices, rules)
    except ValueError as error:
        sentence = str(error)
    assert sentence.endswith(".")
    if sentence == ".":
        assert checked_value(kept, kind, choices, rules) == kept


@pytest.mark.parametrize(
    ("kind", "rules", "good", "kept", "bad"),
    [
        ("choice", {"is_several": True}, ["a", "b", "a"], ["a", "b"], ["a", "c"]),
        ("number", {"least": 1, "most": 9, "unit": "kg"}, 9, 9, 9.5),
        ("date", {"least": "2026-01-01"}, "2026-02-28", "2026-02-28", "2025-12-31"),
        ("text", {"shortest": 2, "longest": 4}, " été ", "été", "a"),
        ("text", {"pattern": "[A-Z]{2}-\\d+"}, "VT-2040", "VT-2040", "VT-"),
        ("long_text", {"is_by_locale": True}, {"fr": "Été ", "en": " "}, {"fr": "Été"}, {"French": "x"}),
        ("text", {"is_by_locale": True, "longest": 3}, {"fr": "été"}, {"fr": "été"}, {"pt-BR": "verão"}),
        ("person", {"is_several": True}, "  Ada  Example ", ["Ada Example"], ["x" * 201]),
        ("place", {}, "Lyon", {"name": "Lyon"}, {"name": "Lyon", "latitude": 91, "longitude": 0}),
        (
            "place",
            {},
            {"name": "Lyon", "country": "FR", "latitude": 45.76, "longitude": 4.83},
            {"name": "Lyon", "country": "FR", "latitude": 45.76, "longitude": 4.83},
            {"name": "Lyon", "country": "France"},
        ),
    ],
)
def test_a_value_is_held_to_the_rules_of_its_field(
    kind: Any, rules: dict[str, Any], good: Any, kept: Any, bad: Any
) -> None:
    choices = (Choice("a"), Choice("b", is_retired=True))
    assert checked_value(good, kind, choices, FieldRules(**rules)) == kept
    with pytest.raises(ValueError, match=r"\.$"):
        checked_value(bad, kind, choices, FieldRules(**rules))


@pytest.mark.parametrize(
    ("kind", "rules", "path"),
    [
        ("date", {"is_several": True}, "rules.is_several"),
        ("number", {"is_by_locale": True}, "rules.is_by_locale"),
        ("number", {"least": 5, "most": 1}, "rules.most"),
        ("number", {"least": "five"}, "rules.least"),
        ("text", {"least": 1}, "rules.least"),
        ("text", {"shortest": 9, "longest": 3}, "rules.longest"),
        ("text", {"longest": 10**6}, "rules.longest"),
        ("text", {"pattern": "(?=look)"}, "rules.pattern"),
        ("text", {"pattern": "(" * 200}, "rules.pattern"),
        ("text", {"pattern": "x" * 201}, "rules.pattern"),
        ("text", {"messages": {"fr": "x" * 301}}, "rules.messages"),
        ("text", {"required_locales": ["fr"]}, "rules.required_locales"),
        ("text", {"no_such": 1}, "rules.no_such"),
        ("term", {}, "rules.vocabulary"),
        ("term", {"vocabulary": "nowhere"}, "rules.vocabulary"),
    ],
)
def test_a_rule_that_makes_no_sense_names_its_place(
    core: Core, kind: str, rules: dict[str, Any], path: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        save_field(core, HOUSE, "season", kind=kind, label=LABEL, rules=rules)
    assert [error.path for error in refusal.value.errors] == [path]


def test_the_brand_says_in_its_own_words_what_is_wrong(core: Core) -> None:
    words = {
        "fr": "Un numéro d'article est VT- suivi de chiffres.",
        "en": "An article number is VT- and digits.",
    }
    rules = {"pattern": r"VT-\d+", "messages": words}
    save_field(core, HOUSE, "article", kind="text", label={"fr": "Article"}, rules=rules)
    with pytest.raises(Invalid) as refusal:
        check(core, {"article": "2040"})
    [error] = refusal.value.errors
    assert (error.said("fr"), error.said("en"), error.said("de")) == (words["fr"], words["en"], words["fr"])
    with pytest.raises(Invalid) as refusal:
        check(core, {"article": 2040})
    assert refusal.value.errors[0].said("fr") == "This field holds a text of at most 5000 characters."


def test_no_pattern_takes_long_whatever_is_typed() -> None:
    """Backtracking would take longer than the world stands: 2 to the power of 500."""
    rules = FieldRules(pattern="(a+)+(b?a*)*[^ab]")
    with pytest.raises(RuleBroken):
        checked_value("a" * 500, "text", (), rules)


def test_fields_stand_in_groups_and_in_an_order(core: Core) -> None:
    save_group(core, HOUSE, "shooting", label={"fr": "Prise de vue", "en": "Shoot"})
    save_field(core, HOUSE, "studio", kind="place", label={"fr": "Studio"}, group="shooting", kinds=["image"])
    save_field(core, HOUSE, "model", kind="person", label={"fr": "Mannequin"}, group="shooting")
    with pytest.raises(Invalid):
        save_field(core, HOUSE, "x", kind="text", label=LABEL, group="nowhere")
    with pytest.raises(Invalid):
        save_field(core, HOUSE, "x", kind="text", label=LABEL, kinds=["hologram"])
    ordered = order_fields(core, HOUSE, ["studio", "model"])
    assert [(each.key, each.position) for each in ordered] == [("studio", 0), ("model", 1)]
    assert (ordered[0].is_for("image"), ordered[0].is_for("video"), ordered[1].is_for("video")) == (
        True,
        False,
        True,
    )
    delete_group(core, HOUSE, "shooting")
    with core.db.read() as session:
        assert list_groups(session) == []
        assert {each.group for each in list_fields(session)} == {""}
    with pytest.raises(NotFound):
        order_fields(core, HOUSE, ["nothing"])
