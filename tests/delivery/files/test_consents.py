"""Where URLs are served: consents and embargoes decide like licences, in caches, in the manifest and under signatures."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dam.accounts.caller import HOUSE, Caller, Role
from dam.assets.consent.cover import cover_assets
from dam.assets.consent.register import add_consent, withdraw_consent
from dam.assets.originals import open_original
from dam.assets.proofs.files import add_consent_proof, open_proof
from dam.assets.usable.answer import can_use
from dam.assets.usable.question import read_question
from dam.errors import Forbidden
from dam.search.document import build_documents
from dam.search.find import SearchRequest, find_assets
from dam.search.find_usable import find_usable
from dam.search.port import Filters
from delivery.manifest.read import Wanted, read_manifest
from tests.delivery.files.conftest import LIT, Front
from tests.delivery.files.library import DAY, NOON, change_asset

CARD = f"/d/web/card/{LIT}"
PDF = b"%PDF-1.7\ntrailer<<>>\n%%EOF\n"


def consent(front: Front, **more: object) -> str:
    """Add a consent over the lit asset and let the caches hear of it."""
    core = front.house.core
    made = add_consent(core, HOUSE, {"role": "model", "code": "M", "given_on": "2026-01-01", **more})
    cover_assets(core, HOUSE, made.id, [LIT])
    front.server.cache.poll()
    return made.id


def shown(front: Front) -> set[str]:
    """Return what a manifest of the web shows."""
    found = read_manifest(front.house.core, HOUSE, Wanted("web"), "http://assets.example.org")
    return {item["asset"] for item in json.loads(found.body or b"{}")["items"]}


def test_a_withdrawn_consent_is_dark_by_every_url_once_the_feed_was_read(front: Front) -> None:
    immutable = f"/i/web/{front.ask(CARD + '.jpeg').headers['etag'].strip(chr(34))}/x.jpeg"
    made = consent(front)
    for url in (CARD, immutable):
        assert front.ask(url).status == 200
    assert LIT in shown(front)
    withdraw_consent(front.house.core, HOUSE, made)
    front.server.cache.poll()
    for url in (CARD, f"{CARD}.webp", immutable):
        assert front.ask(url).status == 410
    assert LIT not in shown(front)


def test_a_consent_covers_channels_and_territories_beside_the_licence(front: Front) -> None:
    consent(front, channels=["print", "web"], territories=["EU"])
    assert front.ask(CARD).status == 451, "nobody says where the visitor is"
    assert front.ask(CARD).headers["cache-control"] in ("no-store", "private, no-store")
    assert front.ask(f"/d/print/proof/{LIT}.pdf").status == 451
    assert front.ask(f"/d/email/hero/{LIT}").status in (410, 451)


def test_a_kept_answer_ends_with_the_consent_by_the_clock_alone(front: Front) -> None:
    """No poll and no row tells it: the edge stands in the answer that is kept."""
    ends_at = NOON + 2 * DAY
    consent(front, expires_on=(ends_at - timedelta(days=1)).date().isoformat())
    midnight = datetime.combine(ends_at.date(), datetime.min.time(), ends_at.tzinfo)
    assert front.ask(CARD).status == 200
    object.__setattr__(front.house.core, "now", lambda: midnight - timedelta(seconds=1))
    last = front.ask(CARD)
    assert last.status == 200
    assert "max-age=0" in last.headers["cache-control"], "nobody keeps it beyond its end"
    object.__setattr__(front.house.core, "now", lambda: midnight)
    assert front.ask(CARD).status == 410


def test_an_embargo_keeps_everything_until_its_moment_and_opens_by_the_clock(front: Front) -> None:
    core, now = front.house.core, front.house.core.now()
    change_asset(core, LIT, embargo_until=now + timedelta(seconds=30))
    front.server.cache.poll()
    assert front.ask(CARD).status == 404
    assert LIT not in shown(front)
    object.__setattr__(core, "now", lambda: now + timedelta(seconds=30))
    assert front.ask(CARD).status == 200
    assert LIT in shown(front)


def test_a_file_of_proof_has_no_address_outside(front: Front) -> None:
    core = front.house.core
    proof = add_consent_proof(core, HOUSE, consent(front), [PDF], "release.pdf")
    digest = open_proof(core, HOUSE, proof.id)[1].digest
    for channel in ("web", "print", "admin"):
        for extension in ("pdf", "jpeg"):
            assert front.ask(f"/i/{channel}/{digest}/release.{extension}").status == 404


def test_a_licence_that_ends_is_dark_on_the_web_in_the_manifest_in_search_and_for_whoever_downloads(
    front: Front,
) -> None:
    """One journey through every door, with nothing but the clock between the two looks."""
    core, index, now = front.house.core, front.house.index, front.house.core.now()
    ends_at = now + timedelta(minutes=5)
    change_asset(core, LIT, rights_ends_at=ends_at, ready_channels=["web"])
    front.server.cache.poll()
    with core.db.read() as session:
        document = build_documents(session, [LIT])[0]
    index.put([replace(document, channels=("web",), expires_at=ends_at)])  # as it was indexed at that time
    viewer = Caller("person", "vera", "Vera", Role.VIEWER)
    wanted = SearchRequest(filters=Filters({"channel": ("web",)}))

    def doors() -> tuple[int, bool, bool, bool]:
        found = find_assets(core, index, viewer, wanted).items
        usable = find_usable(core, index, viewer, SearchRequest(), "web", "FR").items
        return front.ask(CARD).status, LIT in shown(front), bool(found), bool(usable)

    assert doors() == (200, True, True, True)
    question = read_question({"channel": "web", "territory": "FR"}, now, core.zone)
    assert can_use(core, viewer, LIT, question).verdict == "partly"
    object.__setattr__(core, "now", lambda: ends_at)
    assert doors() == (410, False, False, False)
    question = read_question({"channel": "web", "territory": "FR"}, ends_at, core.zone)
    assert can_use(core, viewer, LIT, question).verdict == "no"
    with pytest.raises(Forbidden):
        open_original(core, viewer, LIT)
