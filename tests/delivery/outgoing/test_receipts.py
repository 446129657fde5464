"""A withdrawal with a receipt: edges are told, public URLs are asked, and nothing is claimed that nobody saw."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from dam.accounts.caller import ANONYMOUS, HOUSE, Caller, Role
from dam.assets.edit import edit_asset
from dam.assets.status import move_status
from dam.assets.trash import restore_asset, trash_asset
from dam.db import Database
from dam.engagement.logs.fold import SUFFIX
from dam.errors import NotFound, NotSignedIn
from delivery.outgoing import reasons
from delivery.outgoing.forgetting import prune_receipts
from delivery.outgoing.models import Probe, Purge
from delivery.outgoing.probes import probe
from delivery.outgoing.public_urls import PublicPath, immutable_paths
from delivery.outgoing.purge.drivers import client_for
from delivery.outgoing.receipt import sample
from delivery.outgoing.withdrawals import list_withdrawals
from tests.cores import MakeCore
from tests.delivery.files.library import add_asset, add_renditions
from tests.delivery.outgoing.caching_proxy import CachingProxy
from tests.delivery.outgoing.houses import CARD, LIT, Edged, edged_house
from tests.delivery.outgoing.vendors import answering


def by_key(proxy: CachingProxy) -> str:
    """An edge that is purged by key."""
    return f"{proxy.url}?by=keys"


def paths_of(edged: Edged) -> list[PublicPath]:
    """The pinned addresses of the picture."""
    with edged.core.db.read() as session:
        return immutable_paths(session, LIT)


@pytest.fixture
def edged(
    sqlite_url: str, open_database: Callable[[str], Database], make_core: MakeCore, tmp_path: Path
) -> Iterator[Edged]:
    """A house behind an edge that is purged by key."""
    with edged_house(open_database(sqlite_url), tmp_path, make_core, by_key) as edged:
        yield edged


@pytest.fixture
def edged_on_each(database: Database, make_core: MakeCore, tmp_path: Path) -> Iterator[Edged]:
    """The same on each database."""
    with edged_house(database, tmp_path, make_core, by_key) as edged:
        yield edged


def test_a_withdrawn_asset_is_dark_at_the_edge_and_the_receipt_says_after_how_long(
    edged_on_each: Edged,
) -> None:
    edged = edged_on_each
    assert edged.get().status_code == 200
    assert edged.get().headers["age"] == "0"
    edged.withdraw()
    assert edged.receipt().state == "purging", "the receipt stands in the transaction of the move"
    edged.work()
    assert edged.receipt().state == "purging", "the house itself is not yet sure to be dark everywhere"
    edged.settle()
    receipt = edged.receipt()
    assert (receipt.state, receipt.cause, receipt.asked_by_name) == ("dark", "withdrawn", HOUSE.name)
    assert receipt.reason == "The model's contract is over."
    assert receipt.seconds is not None
    assert 2.5 <= receipt.seconds < 60
    assert [(purge.key, purge.state) for purge in receipt.purges] == [(f"asset-{LIT}", "done")]
    assert receipt.urls == len(receipt.probes) > 6
    assert {probe.state for probe in receipt.probes} == {"dark"}
    files = [probe for probe in receipt.probes if "/embed" not in probe.url and "/iiif/" not in probe.url]
    assert {probe.status for probe in files} == {410}
    assert edged.get().status_code == 410
    assert any("/i/web/" in probe.url for probe in receipt.probes)


def test_an_edge_that_keeps_what_it_was_told_to_forget_is_never_called_dark(edged: Edged) -> None:
    edged.proxy.is_deaf, edged.proxy.least_seconds = True, 3600
    asked_as_probes_do = {"Accept": "image/avif,image/webp,*/*"}
    assert edged.get(**asked_as_probes_do).status_code == 200
    edged.withdraw()
    edged.work()
    edged.settle()
    for _ in range(4):
        edged.work(400)
    receipt = edged.receipt()
    assert (receipt.state, receipt.dark_at, receipt.is_open) == ("probing", None, True)
    assert [(probe.url, probe.status) for probe in receipt.probes if probe.state == "lit"] == [
        (edged.proxy.url + CARD, 200)
    ]
    lit = next(probe for probe in receipt.probes if probe.state == "lit")
    assert lit.attempts == 5
    assert lit.detail.startswith("Age: ")
    assert len(edged.proxy.purges) == 6, (
        "twice at first, and once more for each round in which it was still lit"
    )
    edged.proxy.is_deaf = False
    edged.work(400)
    edged.work(400)
    assert edged.receipt().state == "dark"


def test_purges_are_sent_again_until_the_edge_acknowledges(edged: Edged) -> None:
    edged.proxy.refusals = 3
    edged.withdraw()
    edged.work()
    purge = edged.receipt().purges[0]
    assert (purge.state, purge.attempts) == ("waiting", 1)
    assert purge.error == "HTTP 503"
    edged.settle()
    edged.work(10)
    receipt = edged.receipt()
    assert receipt.number_of("dark") == len(receipt.probes)
    assert receipt.state == "purging", "nothing is called dark before every edge has acknowledged"
    edged.work(20)
    assert {probe.attempts for probe in edged.receipt().probes} == {2}, "asked again after the last one has"
    receipt = edged.receipt()
    assert (receipt.state, receipt.purges[0].error, receipt.purges[0].attempts) == ("dark", "", 4)


def test_an_edge_that_is_away_says_so_on_the_receipt(edged: Edged) -> None:
    away = edged.with_edges("http://127.0.0.1:9?by=keys")
    away.withdraw()
    away.work()
    assert away.receipt().purges[0].error == reasons.NOT_TAKEN
    away.settle()
    for _ in range(3):
        away.work(400)
    receipt = away.receipt()
    assert (receipt.state, receipt.dark_at) == ("purging", None)
    assert receipt.number_of("dark") == len(receipt.probes), "what is seen out there is told all the same"


def test_an_edge_with_a_name_of_its_own_is_probed_under_it_too(edged: Edged) -> None:
    other = edged.proxy.url.replace("127.0.0.1", "localhost")
    both = edged.with_edges(f"{edged.proxy.url}?by=keys&public={other}/")
    both.withdraw()
    both.work()
    both.settle()
    receipt = both.receipt()
    assert receipt.state == "dark"
    assert receipt.urls == len(receipt.probes)
    assert sum(probe.url.startswith(f"{other}/d/") for probe in receipt.probes) * 2 == sum(
        "/d/" in probe.url for probe in receipt.probes
    )


def test_without_an_edge_the_public_urls_are_probed_all_the_same(edged: Edged) -> None:
    alone = edged.with_edges("")
    alone.withdraw()
    alone.work()
    alone.settle()
    receipt = alone.receipt()
    assert (receipt.state, receipt.purges) == ("dark", ())
    assert len(receipt.probes) > 6


@pytest.mark.parametrize("cause", ["archived", "trashed", "rights_ended"])
def test_every_way_into_the_dark_has_a_receipt(edged: Edged, cause: str) -> None:
    edged.get()
    if cause == "archived":
        move_status(edged.core, HOUSE, LIT, "archived")
    elif cause == "trashed":
        trash_asset(edged.core, HOUSE, LIT)
    else:
        edit_asset(edged.core, HOUSE, LIT, {"rights": {"expires_at": "2026-06-01T00:00:00Z"}})
    edged.work()
    edged.settle()
    assert (edged.receipt().state, edged.receipt().cause) == ("dark", cause)
    assert edged.get().status_code == 410


def test_rights_that_end_by_the_clock_are_purged_without_anybody(edged: Edged) -> None:
    ends_at = edged.core.now() + timedelta(seconds=3)
    edit_asset(edged.core, HOUSE, LIT, {"rights": {"expires_at": ends_at.isoformat()}})
    edged.work()
    assert list_withdrawals(edged.core, HOUSE, LIT) == []
    edged.work(5)
    receipt = edged.receipt()
    assert (receipt.cause, receipt.asked_by_name) == ("rights_ended", "")
    assert receipt.asked_at == ends_at.replace(microsecond=0)


def test_what_is_approved_anew_ends_the_receipt_as_lit_again(edged: Edged) -> None:
    edged.proxy.refusals = 1
    edged.withdraw()
    edged.work()
    move_status(edged.core, HOUSE, LIT, "approved")
    assert edged.receipt().state == "lit_again"
    edged.work(60)
    assert (edged.receipt().state, edged.receipt().dark_at) == ("lit_again", None)
    edged.withdraw()
    edged.work()
    edged.settle()
    assert [each.state for each in list_withdrawals(edged.core, HOUSE, LIT)] == ["dark", "lit_again"]


def test_what_was_dark_and_is_lit_again_keeps_its_receipt(edged: Edged) -> None:
    trash_asset(edged.core, HOUSE, LIT)
    edged.work()
    edged.settle()
    restore_asset(edged.core, HOUSE, LIT)
    receipt = edged.receipt()
    assert receipt.state == "dark"
    assert receipt.lit_again_at is not None
    assert receipt.dark_at is not None


def test_going_from_dark_to_dark_opens_no_second_receipt(edged: Edged) -> None:
    edged.withdraw()
    move_status(edged.core, HOUSE, LIT, "archived")
    trash_asset(edged.core, HOUSE, LIT)
    edged.work()
    assert len(list_withdrawals(edged.core, HOUSE, LIT)) == 1


def test_bytes_that_another_approved_asset_owns_may_stay_lit(edged: Edged) -> None:
    twin = "bbbbbbbbbbbbbbbb"
    bodies = {"jpeg": edged.get().content}
    with edged.core.db.write() as session:
        add_asset(session, twin)
        add_renditions(session, edged.core.store, f"v1-{twin}", {"jpeg": "ready"}, bodies=bodies)
    edged.withdraw()
    edged.work()
    edged.settle()
    receipt = edged.receipt()
    assert receipt.state == "dark"
    assert receipt.number_of("shared") == 1
    assert [probe.status for probe in receipt.probes if probe.state == "shared"] == [200]


def test_bytes_of_another_that_is_dark_on_this_channel_are_lit_and_not_shared(edged: Edged) -> None:
    edged.proxy.is_deaf, edged.proxy.least_seconds = True, 3600
    body = edged.get().content
    others: dict[str, dict[str, Any]] = {
        "bbbbbbbbbbbbbbbb": {"rights_starts_at": datetime(2100, 1, 1, tzinfo=UTC)},
        "cccccccccccccccc": {"rights_channels": ["print"]},
    }
    for asset_id, changes in others.items():
        with edged.core.db.write() as session:
            add_asset(session, asset_id, **changes)
            add_renditions(
                session, edged.core.store, f"v1-{asset_id}", {"jpeg": "ready"}, bodies={"jpeg": body}
            )
    (path,) = {each.path for each in paths_of(edged) if each.digest == hashlib.sha256(body).hexdigest()}
    assert edged.get(path, Accept="image/avif,image/webp,*/*").status_code == 200
    edged.withdraw()
    edged.work()
    edged.settle()
    receipt = edged.receipt()
    assert {probe.url for probe in receipt.probes if probe.state == "lit"} == {edged.proxy.url + path}
    assert receipt.state == "probing"


def test_old_receipts_are_forgotten_but_for_the_latest_of_each_asset(edged: Edged) -> None:
    for _ in range(2):
        edged.withdraw()
        edged.work()
        edged.settle()
        move_status(edged.core, HOUSE, LIT, "approved")
        edged.settle(200)
    edged.clock.move(89 * 86_400)
    assert prune_receipts(edged.core) == 0
    edged.clock.move(2 * 86_400)
    assert prune_receipts(edged.core) == 1
    (kept,) = list_withdrawals(edged.core, HOUSE, LIT)
    with edged.core.db.read() as session:
        for table in (Probe, Purge):
            assert set(session.scalars(sa.select(table.withdrawal_id))) - {None} == {kept.id}
    assert prune_receipts(edged.core) == 0


def test_a_receipt_whose_purge_is_still_owed_is_kept(edged: Edged) -> None:
    edged.proxy.refusals = 1_000
    for _ in range(2):
        edged.withdraw()
        edged.work()
        move_status(edged.core, HOUSE, LIT, "approved")
    edged.clock.move(200 * 86_400)
    assert prune_receipts(edged.core) == 0


def test_a_worker_that_dies_between_purge_and_probe_leaves_the_rest_to_the_next(
    edged: Edged, monkeypatch: pytest.MonkeyPatch
) -> None:
    edged.get()
    edged.withdraw()
    edged.work()

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("delivery.outgoing.receipt.probe_all", die)
        with pytest.raises(KeyboardInterrupt):
            edged.settle()
    receipt = edged.receipt()
    assert (receipt.state, receipt.purges[0].state) == ("probing", "done")
    assert receipt.number_of("waiting") == len(receipt.probes)
    edged.work(1)
    assert edged.receipt().state == "probing", "the round may still be under way somewhere else"
    edged.work(200)
    assert edged.receipt().state == "dark"


def test_probes_are_nobodys_fetches(edged: Edged) -> None:
    edged.proxy.is_deaf, edged.proxy.least_seconds = False, 0
    work = edged.proxy.upstream + CARD
    seen = probe(client_for([work]), work)
    assert (seen.state, seen.status) == ("lit", 200)
    lines = [
        json.loads(line) for path in (edged.log).glob(f"*{SUFFIX}") for line in path.read_bytes().splitlines()
    ]
    assert [line["actor"] for line in lines] == ["check"]


def test_a_stand_in_is_dark_and_a_refusal_says_nothing(edged: Edged) -> None:
    def seen(status: int, **headers: str) -> tuple[str, int | None, str]:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        with answering(status, said) as url:
            found = probe(client_for([url]), f"{url}/d/web/card/{LIT}")
        return found.state, found.status, found.detail

    assert seen(200, vitrine_fallback="withdrawn") == ("dark", 200, "stand-in")
    assert seen(200, age="7") == ("lit", 200, "Age: 7")
    assert seen(302) == ("lit", 302, "")
    assert seen(451) == ("dark", 451, "")
    for status in (401, 403, 429, 500, 503):
        assert seen(status) == ("silent", status, "")


def test_a_sample_is_probed_and_all_are_counted(edged: Edged) -> None:
    sampled = sample([PublicPath(str(place)) for place in range(1000)], 7)
    assert [int(path.path) for path in sampled] == [0, 142, 285, 428, 571, 714, 857]
    assert sample(sampled, 7) == sampled


def test_a_draft_has_no_receipt_and_strangers_see_none(edged: Edged) -> None:
    with edged.core.db.write() as session:
        add_asset(session, "dddddddddddddddd", status="draft", approved_at=None)
    trash_asset(edged.core, HOUSE, "dddddddddddddddd")
    assert list_withdrawals(edged.core, HOUSE, "dddddddddddddddd") == []
    edged.withdraw()
    viewer = Caller("person", "v", "Viewer", Role.VIEWER)
    with pytest.raises(NotFound):
        list_withdrawals(edged.core, viewer, LIT)
    with pytest.raises(NotSignedIn):
        list_withdrawals(edged.core, ANONYMOUS, LIT)
