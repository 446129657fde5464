"""The review queue, the discussion of an asset and the rules of approval, as plain forms."""

import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import Person
from dam.assets.models import Asset
from dam.assets.read import get_asset
from dam.assets.review.read import get_review
from dam.assets.review.threads import list_threads
from dam.assets.status import move_status
from dam.assets.workflow.rules import change_workflow, get_workflow
from tests.admin_ui.houses import Browser, Home, asset_id, browser_of


def test_a_discussion_from_its_first_word_to_its_end(home: Home, admin: Browser) -> None:
    asset = asset_id(home, "Affiche rouge")
    address = f"/assets/{asset}"
    assert "Nobody has said anything yet" in admin.get(f"{address}/discussion").text
    form = {"body": "Trop <b>rouge</b>, @Manager", "x": "25", "y": "50,5", "version": "1"}
    sent = admin.post(f"{address}/comments", form)
    (thread,) = list_threads(home.core, HOUSE, asset)
    assert sent.location == f"{address}/discussion#comment-{thread.id}"
    assert (thread.pin.x, thread.pin.y) == (0.25, 0.505)
    page = admin.get(f"{address}/discussion").text
    assert f'href="#thread-{thread.id}" style="--px:0.25;--py:0.505"' in page
    assert 'Trop &lt;b&gt;rouge&lt;/b&gt;, <b class="mention">@Manager</b>' in page
    admin.post(f"{address}/comments", {"body": "Corrigé", "thread": thread.id})
    admin.post(f"{address}/comments/{thread.id}", {"body": "Trop rouge"})
    admin.post(f"{address}/comments/{thread.id}", {"act": "resolve"})
    assert "Resolved by Admin" in admin.get(f"{address}/discussion").text
    admin.post(f"{address}/comments/{thread.id}", {"act": "reopen"})
    admin.post(f"{address}/comments/{thread.id}", {"act": "remove"})
    page = admin.get(f"{address}/discussion").text
    assert "This comment was removed." in page
    assert "Corrigé" in page


def test_refusals_are_said_in_the_reader_s_language(home: Home) -> None:
    french = browser_of(home, Role.ADMIN, "fr")
    address = f"/assets/{asset_id(home, 'Affiche rouge')}/comments"
    for form, words in (
        ({"body": "Ici", "x": "120", "y": "3"}, "Une épingle se place dans l’image"),
        ({"body": "Ici", "x": "rien", "y": "3"}, "pin.x est un nombre"),
        ({"body": "@Personne"}, "@Personne ne désigne personne qui puisse voir cette ressource"),
        ({"body": "x" * 100_000}, "Un commentaire compte de 1 à"),
    ):
        french.post(address, form)
        assert words in french.get("/account").text, form


def test_a_review_is_given_ticked_and_decided(home: Home, admin: Browser) -> None:
    asset = asset_id(home, "Affiche rouge")
    item = {"key": "brand", "titles": {"en": "Brand book"}, "is_required": True}
    change_workflow(home.core, HOUSE, {"is_separate": True, "checklists": {"image": [item]}})
    page = admin.get(f"/assets/{asset}/discussion").text
    assert ">Manager</option>" in page
    assert ">Contributor</option>" not in page
    chosen = page.split('<option value="person:')[1].split('"')[0]
    admin.post(f"/assets/{asset}/review/assign", {"assignee": f"person:{chosen}", "due_on": "2033-02-28"})
    review = get_review(home.core, HOUSE, asset)
    assert (review.assignee and review.assignee.id, str(review.due_on)) == (chosen, "2033-02-28")
    queue = admin.get("/review").text
    assert "Due on Feb 28, 2033" in queue
    assert "Approve the picture" in queue
    back = f"/review?asset={asset}"
    form = {"asset": asset, "verdict": "approve", "version": "1", "after": "", "kind": "image"}
    assert admin.post("/review", {**form, "aspect": "picture"}).location == f"{back}&kind=image"
    admin.post("/review", {**form, "aspect": "data"})
    assert "Still open before this can be approved: Brand book." in admin.get("/review").text
    ticked = admin.post(f"/assets/{asset}/review/checklist", {"key": "brand", "done": "yes", "back": back})
    assert ticked.location == back
    assert admin.post("/review", {**form, "aspect": "data"}).location == "/review?kind=image"
    assert get_asset(home.core, HOUSE, asset).status == "approved"
    steps = admin.get(f"/assets/{asset}/discussion").text
    for words in (
        "In review → Approved",
        "Approved · Data",
        "Checklist · Brand book",
        "Review given · Admin",
    ):
        assert words in steps, words


def test_the_queue_is_narrowed(home: Home, admin: Browser) -> None:
    assert "Affiche rouge" in admin.get("/review?kind=image&kind=nonsense").text
    for narrowed in ("mine=1", "overdue=1", "kind=video"):
        assert "Show everyone’s" in admin.get(f"/review?{narrowed}").text


def test_films_play_and_documents_open_in_the_queue_and_the_discussion(home: Home, admin: Browser) -> None:
    asset = asset_id(home, "Affiche rouge")
    for kind, words, field in (
        ("video", "<video controls", 'name="second"'),
        ("audio", "<audio controls", 'name="second"'),
        ("document", "All pages", 'name="page"'),
    ):
        with home.core.db.write() as session:
            session.get_one(Asset, asset).kind = kind
        assert words in admin.get("/review").text
        discussion = admin.get(f"/assets/{asset}/discussion").text
        assert words in discussion
        assert field in discussion


def test_where_four_eyes_are_asked_for_one_s_own_waits_for_others(home: Home, admin: Browser) -> None:
    change_workflow(home.core, HOUSE, {"four_eyes": True})
    with home.core.db.write() as session:
        mine = session.scalar(sa.select(Person.id).where(Person.email == "admin@example.org"))
        session.get_one(Asset, asset_id(home, "Affiche rouge")).owner_id = str(mine)
    page = admin.get("/review").text
    assert "somebody else approves it" in page
    assert "data-approve disabled" in page


def test_the_rules_are_edited_by_a_form(home: Home, admin: Browser) -> None:
    assert "Four eyes" in admin.get("/admin/workflow").text
    form = {
        "four_eyes": "yes",
        "due_days": "5",
        "image-item": ["alt", "brand"],
        "image-alt-en": "Alternative text",
        "image-alt-rule": "alt",
        "image-alt-required": "yes",
        "image-brand-en": "",
        "image-new-fr": "Prix relu",
        "image-new-required": "yes",
    }
    assert admin.post("/admin/workflow", form).location == "/admin/workflow"
    rules = get_workflow(home.core, HOUSE)
    assert (rules.four_eyes, rules.is_separate, rules.due_days) == (True, False, 5)
    assert [(item.key, item.is_required, item.rule) for item in rules.checklists["image"]] == [
        ("alt", True, "alt"),
        ("prix-relu", True, ""),
    ]
    wrong = admin.post("/admin/workflow", {"due_days": "900"})
    assert (wrong.status, "due_days is a whole number" in wrong.text) == (400, True)
    admin.post("/admin/workflow", {"act": "forget"})
    assert not get_workflow(home.core, HOUSE).is_own
    manager = browser_of(home, Role.MANAGER)
    assert manager.get("/admin/workflow").status == 403


def test_a_viewer_comments_on_what_is_approved_and_sees_no_review(home: Home) -> None:
    asset = asset_id(home, "Vase bleu")
    viewer = browser_of(home, Role.VIEWER)
    viewer.post(f"/assets/{asset}/comments", {"body": "Beau vase"})
    page = viewer.get(f"/assets/{asset}/discussion").text
    assert "Beau vase" in page
    assert "Reviewed by" not in page
    move_status(home.core, HOUSE, asset, "withdrawn", "Fini")
    assert viewer.get(f"/assets/{asset}/discussion").status == 404


def test_an_admin_approves_without_what_is_missing_and_the_history_says_why(
    home: Home, admin: Browser
) -> None:
    asset = asset_id(home, "Affiche rouge")
    item = {"key": "brand", "titles": {"en": "Brand book"}, "is_required": True}
    change_workflow(home.core, HOUSE, {"checklists": {"image": [item]}})
    for page in ("/review", f"/assets/{asset}/discussion"):
        assert "Approve all the same" in admin.get(page).text
        assert "Approve all the same" not in browser_of(home, Role.MANAGER).get(page).text
    form = {"asset": asset, "verdict": "approve", "version": "1", "override": "The shop opens today."}
    discussion = f"/assets/{asset}/discussion"
    assert admin.post("/review", {**form, "back": discussion}).location == discussion
    page = admin.get(discussion).text
    assert "Approved without · Brand book" in page
    assert "The shop opens today." in page
