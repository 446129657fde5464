"""What follows rights by the clock in a whole house: index, receipt, notice, and nothing twice."""

from datetime import timedelta

import sqlalchemy as sa

from dam import clock
from dam.accounts.caller import HOUSE, Caller, Role
from dam.accounts.models import AuditEntry, Person
from dam.assets.consent.cover import cover_assets
from dam.assets.consent.register import add_consent, withdraw_consent
from dam.assets.endings.clock import follow_clock
from dam.assets.models import Asset
from dam.notices.models import NoticeRow
from dam.search.find import SearchRequest, find_assets
from dam.search.update import index_assets
from delivery.outgoing.models import Withdrawal
from tests.admin_ui.houses import Home, asset_id


def put(home: Home, asset: str, **values: object) -> None:
    """Write onto the row of an asset as time would find it."""
    with home.core.db.write() as session:
        row = session.get_one(Asset, asset)
        for name, value in values.items():
            setattr(row, name, value)


def test_an_embargo_opens_by_the_clock_with_its_notice_and_is_found(home: Home) -> None:
    asset, viewer = asset_id(home, "Vase bleu"), Caller("person", "v", "V", Role.VIEWER)
    with home.core.db.read() as session:
        owner = session.scalars(sa.select(Person.id).where(Person.role == "manager")).one()
    follow_clock(home.core)
    put(home, asset, embargo_until=clock.now() + timedelta(hours=1), owner_id=owner)
    _index(home, asset)
    assert asset not in _found(home, viewer)
    put(home, asset, embargo_until=clock.now() - timedelta(milliseconds=1))
    assert follow_clock(home.core) == 1
    home.finish()
    assert asset in _found(home, viewer)
    follow_clock(home.core)
    home.finish()
    with home.core.db.read() as session:
        told = session.scalars(sa.select(NoticeRow.person_id).where(NoticeRow.kind == "embargo_over")).all()
        noted = sa.select(AuditEntry.id).where(AuditEntry.action == "asset.embargo_ended")
        assert len(session.scalars(noted).all()) == 1
    assert told == [owner]


def test_a_withdrawn_consent_gets_its_receipt_and_leaves_the_index(home: Home) -> None:
    asset, viewer = asset_id(home, "Vase bleu"), Caller("person", "v", "V", Role.VIEWER)
    consent = add_consent(home.core, HOUSE, {"role": "model", "code": "M", "given_on": "2020-01-01"})
    cover_assets(home.core, HOUSE, consent.id, [asset])
    home.finish()
    assert asset in _found(home, viewer)
    withdraw_consent(home.core, HOUSE, consent.id)
    home.finish()
    with home.core.db.read() as session:
        (receipt,) = session.scalars(sa.select(Withdrawal).where(Withdrawal.asset_id == asset))
    assert receipt.cause == "consent_ended"


def _index(home: Home, asset: str) -> None:
    index_assets(home.core, home.house.index, [asset])


def _found(home: Home, viewer: Caller) -> set[str]:
    return {each.id for each in find_assets(home.core, home.house.index, viewer, SearchRequest()).items}
