"""A house in which one of everything is there, made by the house itself, so that it is nobody's own."""

from collections.abc import Mapping

from dam.accounts.access.brand_ids import MAIN_BRAND
from dam.accounts.access.brands import create_brand
from dam.accounts.access.grants import NewGrant, grant_role
from dam.accounts.access.groups import create_group
from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import Person
from dam.accounts.people import add_person
from dam.accounts.sessions import load_caller
from dam.accounts.tokens import create_token
from dam.assets.bulk.asking import plan_bulk_edit
from dam.assets.collections import add_assets, create_collection
from dam.assets.consent.register import add_consent
from dam.assets.proofs.files import add_asset_proof
from dam.assets.review.comments import NewComment, add_comment
from dam.assets.trash import trash_asset
from dam.engagement.comparing.drafts import create_comparison
from dam.engagement.comparing.models import Comparison
from dam.engagement.comparing.plan import Plan, PlannedArm
from dam.ids import new_id
from dam.metadata.fields import save_field
from dam.metadata.vocabularies.edit import add_term, save_vocabulary
from dam.search.saved.models import SavedSearch
from dam.search.tuned.synonyms import add_synonym
from dam.sharing.portals import create_portal
from dam.sharing.shares import create_share
from delivery.outgoing.webhooks import create_webhook
from tests.admin_ui.houses import Home, asset_id
from tests.admin_ui.permissions.people import Visitor
from tests.dam.assets.factory import make_asset

NOWHERE = "0" * 16
"""An id of the right shape that nothing has."""

PDF = b"%PDF-1.7\ntrailer<<>>\n%%EOF\n"


def make_things(home: Home) -> dict[str, str]:
    """Make one of everything that an address or a form names, and return their ids under those names."""
    core = home.core
    approved, other = asset_id(home, "Vase bleu"), make_asset(core, number=9_000, status="approved")
    trashed = make_asset(core, number=9_001)
    trash_asset(core, HOUSE, trashed)
    brand = create_brand(core, HOUSE, name="Another").id
    collection = create_collection(core, HOUSE, name="Spring").id
    add_assets(core, HOUSE, collection, [approved])
    consent = {"role": "minor", "name": "Ada", "guardian": "Bea", "of_age_on": "2031-01-01"}
    save_vocabulary(core, HOUSE, "subjects", label={"fr": "Sujets"}, is_for_tags=True)
    save_field(core, HOUSE, "season", kind="text", label={"fr": "Saison", "en": "Season"})
    person = add_person(
        core, HOUSE, email="x@example.org", name="X", role=Role.VIEWER, password="a long phrase"
    )
    shown = {"asset_ids": [approved], "title": "S", "channel": "social"}
    return {
        "asset_id": approved,
        "other_id": other,
        "trashed_id": trashed,
        "number": "1",
        "locale": "fr",
        "name": "social/square.jpeg",
        "channel": "social",
        "preset": "story",
        "key": "season",
        "vocabulary": "subjects",
        "run_id": NOWHERE,
        "delivery_id": NOWHERE,
        "session_id": NOWHERE,
        "brand_id": brand,
        "collection_id": collection,
        "consent_id": add_consent(core, HOUSE, {**consent, "given_on": "2026-01-01"}).id,
        "comment_id": add_comment(core, HOUSE, approved, NewComment("Crop it.")).comments[-1].id,
        "comparison_id": _comparison_of(home, approved, other),
        "proof_id": add_asset_proof(core, HOUSE, approved, [PDF], "release.pdf").id,
        "person_id": person.id,
        "group_id": create_group(core, HOUSE, name="Agency").id,
        "grant_id": grant_role(core, HOUSE, NewGrant("person", person.id, "brand", MAIN_BRAND, "viewer")).id,
        "token_id": create_token(core, HOUSE, name="Shop", role="viewer")[0].id,
        "webhook_id": create_webhook(
            core, HOUSE, home.house.settings, url="https://hooks.example.org/vitrine"
        )[0].id,
        "synonym_id": add_synonym(core, HOUSE, ["vase", "pot"]).id,
        "term_id": add_term(core, HOUSE, "subjects", labels={"fr": "objet", "en": "object"}).id,
        "edit_id": plan_bulk_edit(core, HOUSE, {"tags": {"add": ["noël"]}}, [approved]).id,
        "search_id": _search_of(home, person.id),
        "slug": create_portal(core, HOUSE, {"slug": "press", "titles": {"fr": "Presse"}}).slug,
        "share_code": create_share(core, HOUSE, shown).code,
        "link_code": approved,
    }


def _comparison_of(home: Home, asset: str, other: str) -> str:
    """Compare two assets, long enough ago that others than managers see it."""
    plan = Plan(asset, "social", (PlannedArm(asset), PlannedArm(other)))
    made = create_comparison(home.core, HOUSE, plan)
    with home.core.db.write() as session:
        session.get_one(Comparison, made.id).state = "ended"
    return made.id


def _search_of(home: Home, person_id: str) -> str:
    """Keep a search of somebody that everybody sees."""
    now = home.core.now()
    row = SavedSearch(
        id=new_id(),
        title="Blue",
        address="q=blue",
        owner_id=person_id,
        owner_name="X",
        is_shared=True,
        is_collection=False,
        tells=False,
        created_at=now,
        updated_at=now,
        looked_at=None,
    )
    with home.core.db.write() as session:
        session.add(row)
        return row.id


def bring_in(home: Home, visitors: Mapping[str, Visitor], things: Mapping[str, str]) -> None:
    """Bring in a draft of a contributor's own and, in the other brand, two pictures of its admin: a draft and an approved one."""
    core = home.core
    with core.db.read() as session:
        callers = {
            who: load_caller(session, session.get_one(Person, visitors[who].id), core.now())
            for who in ("contributor", "elsewhere")
        }
    make_asset(core, callers["contributor"], number=9_002, filename="own.png")
    for number, status in ((9_003, "draft"), (9_004, "approved")):
        make_asset(
            core,
            callers["elsewhere"],
            number=number,
            filename=f"{status}.png",
            brand=things["brand_id"],
            status=status,
        )
