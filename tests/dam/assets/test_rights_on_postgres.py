"""Consents, warnings, the clock and the list of ends on PostgreSQL, where types, locks and ties differ."""

from datetime import timedelta

import pytest

from dam.accounts.caller import HOUSE
from dam.assets.consent.cover import cover_assets
from dam.assets.consent.read import ConsentFilter, list_consents
from dam.assets.consent.register import add_consent, edit_consent, erase_consent, withdraw_consent
from dam.assets.edit import edit_asset
from dam.assets.endings.clock import follow_clock
from dam.assets.endings.rules import edit_rules
from dam.assets.endings.soon import list_endings
from dam.assets.endings.warn import warn_of_ends
from dam.assets.proofs.files import add_consent_proof, list_consent_proofs
from dam.assets.serving import Light, light, load_servable
from dam.clock import rfc3339
from tests.dam.accounts.world import make_world
from tests.dam.assets.factory import make_asset, png


@pytest.mark.servers
def test_a_consent_lives_its_life_on_postgresql(fresh_pg_url: str) -> None:
    world = make_world(fresh_pg_url)
    core = world.core
    asset_id = make_asset(core, status="approved")
    ends_at = rfc3339(core.now() + timedelta(days=20))
    edit_asset(core, HOUSE, asset_id, {"rights": {"expires_at": ends_at, "kind": "owned"}})
    edit_rules(core, HOUSE, {"notice_days": [30, 5]})
    given = {"role": "model", "name": "Ada 100%", "given_on": "2026-03-01", "expires_on": "2026-03-30"}
    consent = add_consent(core, HOUSE, given)
    cover_assets(core, HOUSE, consent.id, [asset_id])
    add_consent_proof(core, HOUSE, consent.id, [png()], "release.png")
    assert [each.id for each in list_consents(core, HOUSE, ConsentFilter("100%", state="active")).items] == [
        consent.id
    ]
    assert [(each.cause, each.has_ended) for each in list_endings(core, HOUSE)] == [("consent", False)]
    assert (warn_of_ends(core), follow_clock(core)) == (0, 0), "the house itself reads no notices"
    edit_consent(core, HOUSE, consent.id, {"expires_on": "2026-03-22"}, consent.etag)
    world.wait(days=2)
    assert (follow_clock(core), follow_clock(core)) == (1, 0)
    with core.db.read() as session:
        servable = load_servable(session, asset_id)
    assert servable is not None
    assert light(servable, channel="web", territory=None, now=core.now()) is Light.DARK
    withdraw_consent(core, HOUSE, consent.id)
    assert erase_consent(core, HOUSE, consent.id).name == ""
    assert list_consent_proofs(core, HOUSE, consent.id) == []
    assert [each.cause for each in list_endings(core, HOUSE, state="ended")] == ["consent"]
    core.db.dispose()
