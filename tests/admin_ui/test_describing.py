"""Fields, vocabularies, the mapping: forms without a script, and what each says when something is wrong."""

import pytest

from dam.accounts.caller import HOUSE, Role
from dam.assets.read import get_asset
from dam.assets.terms.follow import follow_terms
from dam.metadata.embedding.policies import Policy, policy_of
from dam.metadata.fields import list_fields
from dam.metadata.mapping.table import USUAL, list_lines
from dam.metadata.vocabularies.read import list_terms
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of


@pytest.fixture
def admin(home: Home) -> Browser:
    return browser_of(home, Role.ADMIN, "en")


def make_fields(admin: Browser) -> None:
    """A choice of several, a text per language with the brand's own sentence, a number, a place."""
    for form in (
        {
            "key": "season",
            "kind": "choice",
            "label_en": "Season",
            "choices": "ss26 | Printemps 2026 | Spring 2026 | #0b6b66\naw26 | Automne | Autumn | retired",
            "is_several": "1",
        },
        {
            "key": "legend",
            "kind": "text",
            "label_en": "Legend",
            "is_by_locale": "1",
            "longest": "20",
            "message_en": "A legend is short.",
            "message_fr": "Une légende est courte.",
        },
        {"key": "weight", "kind": "number", "label_en": "Weight", "unit": "kg", "least": "0,5"},
        {"key": "studio", "kind": "place", "label_en": "Studio", "is_required": "1"},
    ):
        assert admin.post("/admin/fields/new", form).location == "/admin/fields"


def test_fields_are_made_filled_ordered_and_removed(home: Home, admin: Browser) -> None:
    assert "No fields of your own yet" in admin.get("/admin/fields").text
    make_fields(admin)
    asset = asset_id(home, "Vase bleu")
    page = admin.get(f"/assets/{asset}").text
    assert "Spring 2026" in page
    assert "Autumn" not in page  # a retired choice is offered no more
    form = {
        "title": "Vase bleu",
        "shown_fields": ["season", "legend", "weight", "studio"],
        "field_season": ["ss26"],
        "field_legend_locales": ["fr", "en"],
        "field_legend_fr": "Un vase",
        "field_legend_en": "A vase",
        "field_weight": "1,5",
        "field_studio": "Lyon | fr | 45,76; 4.83",
        "has_languages": "1",
        "title_en": "Blue vase",
        "is_decorative": "1",
    }
    assert (
        admin.post(f"/assets/{asset}/texts", {**form, "field_studio": "Lyon | fr | 45.76, 4.83"}).status
        == 303
    )
    view = get_asset(home.core, HOUSE, asset)
    assert view.fields == {
        "season": ["ss26"],
        "legend": {"fr": "Un vase", "en": "A vase"},
        "weight": 1.5,
        "studio": {"name": "Lyon", "country": "FR", "latitude": 45.76, "longitude": 4.83},
    }
    assert (view.titles, view.is_decorative) == ({"en": "Blue vase"}, True)
    assert "Lyon | FR | 45.76, 4.83" in admin.get(f"/assets/{asset}").text
    for locale, sentence in (("en", "A legend is short."), ("fr", "Une légende est courte.")):
        wrong = browser_of(home, Role.ADMIN, locale).post(
            f"/assets/{asset}/texts", {"title": "x", "shown_fields": "legend", "field_legend_fr": "x" * 21}
        )
        assert (wrong.status, sentence in wrong.text) == (400, True)

    assert admin.post("/admin/fields", {"place-studio": "1", "place-season": "2"}).status == 303
    with home.core.db.read() as session:
        assert [field.key for field in list_fields(session)][:2] == ["studio", "season"]
    page = admin.get("/admin/fields/season").text
    assert "1 asset holds a value" in page
    assert "ss26 | Printemps 2026 | Spring 2026 | #0b6b66" in page
    assert admin.post("/admin/fields/season/delete", {}).location == "/admin/fields"
    assert admin.get("/admin/fields/season").status == 404


def test_a_wrong_definition_is_said_and_keeps_what_was_typed(admin: Browser) -> None:
    form = {"key": "article", "kind": "text", "label_en": "Article", "pattern": "(?=x)", "hint_en": "VT-2040"}
    wrong = admin.post("/admin/fields/new", form)
    assert (wrong.status, "look-around" in wrong.text, "VT-2040" in wrong.text) == (400, True, True)
    assert admin.post("/admin/fields/new", {"key": "Saison!", "kind": "choice"}).status == 400
    assert admin.post("/admin/field-groups", {"key": "press", "label_fr": "Presse"}).status == 303
    assert "Presse" in admin.get("/admin/fields").text
    assert admin.post("/admin/field-groups", {"key": "P!"}).status == 400
    assert admin.post("/admin/field-groups", {"remove": "press"}).status == 303


def test_a_vocabulary_is_grown_promoted_moved_and_merged(home: Home, admin: Browser) -> None:
    assert "No vocabulary yet" in admin.get("/admin/vocabulary").text
    form = {"key": "subjects", "label_fr": "Sujets", "is_for_tags": "1"}
    assert admin.post("/admin/vocabulary", form).location == "/admin/vocabulary/subjects"
    assert admin.post("/admin/vocabulary", form).status == 409
    home_of = "/admin/vocabulary/subjects"
    assert admin.post(f"{home_of}/terms", {"label_fr": "objet", "label_en": "object"}).status == 303
    assert admin.post(f"{home_of}/terms", {"label_fr": "OBJET"}).status == 400
    asset = asset_id(home, "Vase bleu")
    tag = get_asset(home.core, HOUSE, asset).tags[0]
    assert admin.post(f"{home_of}/promote", {"tag": tag}).status == 303
    with home.core.db.read() as session:
        terms = {term.name("en"): term for term in list_terms(session, "subjects")}
    follow_terms(home.core, [term.id for term in terms.values()])
    promoted = f"/admin/terms/{terms[tag].id}"
    names = {"label_en": tag, "label_fr": "nommé", "synonyms_en": "one name\nanother name", "parent": "objet"}
    assert admin.post(promoted, names).status == 303
    assert "another name" in admin.get(promoted).text
    assert "objet" in admin.get("/tag-offers?tags=libre,+obj").text
    assert 'value="libre, objet"' in admin.get("/tag-offers?tags=libre,+OBJ").text
    above = f"/admin/terms/{terms['object'].id}"
    assert admin.post(above, {"label_fr": "objet", "parent": "another name"}).status == 400
    assert admin.post(above, {"label_fr": "objet", "parent": "no such term"}).status == 400
    assert admin.post(f"{above}/delete", {}).status == 409
    table = admin.get(f"{home_of}/table.csv")
    assert "another name" in table.text
    assert admin.post(f"{promoted}/merge", {"into": "objet"}).location == above
    assert admin.post(f"{home_of}/delete", {}).location == "/admin/vocabulary"


def test_the_mapping_and_the_policies_are_forms(home: Home, admin: Browser) -> None:
    page = admin.get("/admin/mapping").text
    assert "photoshop:Headline" in page
    form = {"what": "save", "target": ["title", "tags"], "sources-title": "photoshop:Headline\ndc:title"}
    assert admin.post("/admin/mapping", form).location == "/admin/mapping"
    with home.core.db.read() as session:
        assert [line.sources for line in list_lines(session)] == [("photoshop:Headline", "dc:title")]
    wrong = admin.post("/admin/mapping", {**form, "sources-title": "dc:nothing"})
    assert (wrong.status, "dc:nothing" in wrong.text) == (400, True)
    assert "0 assets would change" in admin.post("/admin/mapping", {"what": "look"}).text
    assert admin.post("/admin/mapping", {"what": "usual"}).status == 303
    with home.core.db.read() as session:
        assert list_lines(session) == list(USUAL)
    assert admin.post("/admin/mapping/embedding", {"words-web": "rights", "position-web": "1"}).status == 303
    with home.core.db.read() as session:
        assert policy_of(session, "web") == Policy("rights", True)


def test_these_rooms_are_not_for_contributors(home: Home) -> None:
    contributor = browser_of(home, Role.CONTRIBUTOR, "en")
    for page in ("/admin/fields", "/admin/fields/new", "/admin/vocabulary", "/admin/mapping"):
        assert contributor.get(page).status == 403
