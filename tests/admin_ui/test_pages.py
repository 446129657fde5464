"""Every page opens for those who may, in both languages, with the headers that protect it."""

import pytest

from admin_ui.routes import PAGES
from dam.accounts.access.groups import create_group
from dam.accounts.caller import HOUSE, Role
from dam.accounts.people import list_people
from dam.assets.bulk.asking import plan_bulk_edit
from dam.assets.consent.register import add_consent
from dam.engagement.comparing.drafts import create_comparison, list_comparisons
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.ids import new_id
from dam.metadata.vocabularies.edit import add_term, save_vocabulary
from dam.metadata.vocabularies.read import list_terms
from dam.sharing.portals import create_portal
from dam.sharing.shares import create_share
from delivery.outgoing.webhooks import create_webhook, list_webhooks
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of

PARTS = ("/progress", "/receipt")
"""What a page asks for by itself; opened on its own it leads to the page."""

ADDRESSES = {
    "/assets/{asset_id}": "Vase bleu",
    "/assets/{asset_id}/progress": "Vase bleu",
}


def address_of(home: Home, path: str) -> str:
    """Fill a route's path with something that is there."""
    if "{asset_id}" in path:
        path = path.replace("{name:path}", "social/square.jpeg")
        return path.format(asset_id=asset_id(home, "Vase bleu"))
    if path == "/shares/new":
        return f"{path}?asset={asset_id(home, 'Vase bleu')}"
    if path.startswith("/shares/{"):
        given = {"title": "S", "asset_ids": [asset_id(home, "Vase bleu")]}
        return path.format(code=create_share(home.core, HOUSE, given).code)
    if "{slug}" in path:
        slug = new_id()
        create_portal(home.core, HOUSE, {"slug": slug, "titles": {"fr": "Presse"}})
        return path.format(slug=slug)
    if "{code}" in path:
        return path.format(code=asset_id(home, "Vase bleu"))
    if "{collection_id}" in path:
        return "/collections"
    if "{consent_id}" in path:
        given = {"role": "minor", "name": "Ada", "guardian": "Bea", "of_age_on": "2031-01-01"}
        consent = add_consent(home.core, HOUSE, {**given, "given_on": "2026-01-01"})
        return path.format(consent_id=consent.id)
    if "{person_id}" in path:
        return path.format(person_id=list_people(home.core, HOUSE)[0].id)
    if "{group_id}" in path:
        return path.format(group_id=create_group(home.core, HOUSE, name=new_id()).id)
    if "{brand_id}" in path:
        return path.format(brand_id="main")
    if "{webhook_id}" in path:
        found = list_webhooks(home.core, HOUSE)
        if not found:
            create_webhook(home.core, HOUSE, home.house.settings, url="https://hooks.example.org/vitrine")
        return path.format(webhook_id=list_webhooks(home.core, HOUSE)[0].id)
    if "{edit_id}" in path:
        wanted = {"tags": {"add": ["noël"]}}
        plan = plan_bulk_edit(home.core, HOUSE, wanted, [asset_id(home, "Vase bleu")])
        return path.format(edit_id=plan.id)
    if path.startswith(("/admin/fields/", "/admin/vocabulary/", "/admin/terms/")):
        return path.format(key="new", vocabulary="subjects", term_id=term(home))
    if path.endswith("/comparisons/new"):
        return f"{path}?asset={asset_id(home, 'Vase bleu')}"
    if "{comparison_id}" in path:
        return path.format(comparison_id=comparison(home))
    return path.format(channel="social", preset="story", code=asset_id(home, "Vase bleu"))


def term(home: Home) -> str:
    """Return the one term of the house, in the vocabulary `subjects`."""
    with home.core.db.read() as session:
        found = list_terms(session, "subjects")
    if found:
        return found[0].id
    save_vocabulary(home.core, HOUSE, "subjects", label={"fr": "Sujets"}, is_for_tags=True)
    return add_term(home.core, HOUSE, "subjects", labels={"fr": "objet", "en": "object"}).id


def comparison(home: Home) -> str:
    """Return the one comparison of the house."""
    found = list_comparisons(home.core, HOUSE).items
    if found:
        return found[0].id
    assets = [asset_id(home, title) for title in ("Vase bleu", "Affiche rouge")]
    return create_comparison(home.core, HOUSE, Plan(assets[0], "social", tuple(map(PlannedArm, assets)))).id


@pytest.mark.parametrize("locale", ["fr", "en"])
def test_every_page_opens_for_an_admin(home: Home, locale: str) -> None:
    browser = browser_of(home, Role.ADMIN, locale)
    for path, _ in PAGES:
        page = browser.get(address_of(home, path))
        if path.endswith(PARTS):
            assert page.status == 303, path
            continue
        assert page.status == 200, path
        if path.endswith((".csv", "/qr")):
            continue
        assert f'<html lang="{locale}"' in page.text
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert "unsafe-eval" not in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "private, no-store"
        assert "<script>" not in page.text
        assert "onclick" not in page.text


def test_every_page_sends_nobody_to_the_sign_in(home: Home) -> None:
    browser = browser_of(home, None)
    for path, _ in PAGES:
        page = browser.get(address_of(home, path))
        assert page.status == 303
        assert page.location.startswith("/sign-in")


@pytest.mark.parametrize(
    "path", ["/people", "/review", "/upload", "/trash", "/channels/social/presets/story"]
)
def test_a_viewer_is_told_what_is_not_theirs(home: Home, path: str) -> None:
    page = browser_of(home, Role.VIEWER).get(path)
    assert page.status == 403
    assert "This needs the role" in page.text


def test_a_viewer_sees_only_what_is_approved(home: Home) -> None:
    page = browser_of(home, Role.VIEWER).get("/")
    assert page.text.count("data-tile") == 1
    assert "Vase bleu" in page.text
    assert 'href="/upload"' not in page.text


def test_another_s_draft_does_not_exist(home: Home) -> None:
    page = browser_of(home, Role.CONTRIBUTOR, "fr").get(f"/assets/{asset_id(home, 'Fauteuil vert')}")
    assert page.status == 404
    assert "Il n’y a rien ici" in page.text


def test_a_token_opens_no_page(home: Home, admin: Browser) -> None:
    made = admin.post("/tokens", {"name": "Shop", "role": "admin", "days": "30"})
    secret = made.text.split("<code>vt_")[1].split("</code>")[0]
    page = browser_of(home, None).get("/", Authorization=f"Bearer vt_{secret}")
    assert page.status == 303


def test_theme_and_language_are_chosen_by_a_form(home: Home, admin: Browser) -> None:
    chosen = admin.post("/preferences", {"theme": "dark", "back": "/collections"})
    assert chosen.location == "/collections"
    assert 'data-theme="dark"' in admin.get("/").text
    admin.post("/preferences", {"locale": "fr"})
    assert "Médiathèque" in admin.get("/").text


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", ""])
def test_a_redirect_never_leaves_the_house(admin: Browser, back: str) -> None:
    assert admin.post("/preferences", {"theme": "dark", "back": back}).location == "/"


def test_static_files_say_how_long_they_hold(admin: Browser) -> None:
    mark = admin.get("/static/mark.svg")
    assert mark.status == 200
    assert mark.headers["cache-control"] == "public, max-age=3600"


def test_a_page_that_breaks_says_so_and_is_written_down(
    home: Home, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("admin_ui.pages.library.by_month", None)
    page = browser_of(home, Role.ADMIN).get("/")
    assert page.status == 500
    assert "Something broke on our side" in page.text
    assert "Traceback" not in page.text
    assert "the page / broke" in caplog.text
