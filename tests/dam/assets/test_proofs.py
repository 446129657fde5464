"""Files of proof: what is kept, how much of it, and who may open it."""

import pytest
import sqlalchemy as sa

from dam.accounts.caller import HOUSE, Role
from dam.accounts.models import AuditEntry
from dam.assets.consent.register import add_consent, erase_consent
from dam.assets.proofs import files
from dam.assets.proofs.files import (
    add_asset_proof,
    add_consent_proof,
    delete_proof,
    list_asset_proofs,
    list_consent_proofs,
    open_proof,
)
from dam.errors import Conflict, Forbidden, Invalid, NotFound, NotKept, TooLarge
from infra.known_blobs import is_named
from tests.dam.accounts.world import World, make_caller
from tests.dam.assets.factory import make_asset, png

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def test_a_contract_stands_in_the_store_and_only_editors_open_it(world: World) -> None:
    core, owner = world.core, make_caller(Role.CONTRIBUTOR)
    asset_id = make_asset(core, owner, status="draft")
    proof = add_asset_proof(core, owner, asset_id, [PDF[:5], PDF[5:]], "../../Vertrag 2026.pdf")
    assert (proof.media_type, proof.bytes, proof.kind) == ("application/pdf", len(PDF), "contract")
    view, blob = open_proof(core, owner, proof.id)
    assert b"".join(core.store.read(blob.digest) or ()) == PDF
    assert [each.id for each in list_asset_proofs(core, HOUSE, asset_id)] == [proof.id] == [view.id]
    for stranger in (make_caller(Role.CONTRIBUTOR), make_caller(Role.VIEWER)):
        for act in (open_proof, delete_proof):
            with pytest.raises(NotFound):
                act(core, stranger, proof.id)
    with core.db.read() as session:
        trail = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject_id == asset_id)).all()
    assert sorted(trail)[-2:] == ["proof.added", "proof.opened"]
    with core.db.engine.connect() as connection:
        assert is_named(connection, blob.digest), "no sweep may take it"
        delete_proof(core, owner, proof.id)
    with core.db.engine.connect() as connection:
        assert not is_named(connection, blob.digest)


def test_who_sees_an_asset_does_not_see_its_contracts(world: World) -> None:
    asset_id = make_asset(world.core, status="approved")
    proof = add_asset_proof(world.core, HOUSE, asset_id, [PDF], "contract.pdf")
    viewer = make_caller(Role.VIEWER)
    for act in (
        lambda: open_proof(world.core, viewer, proof.id),
        lambda: list_asset_proofs(world.core, viewer, asset_id),
        lambda: add_asset_proof(world.core, viewer, asset_id, [PDF], "mine.pdf"),
    ):
        with pytest.raises(Forbidden):
            act()


def test_releases_are_for_the_register_and_go_with_an_erasure(world: World) -> None:
    core = world.core
    consent = add_consent(core, HOUSE, {"role": "model", "name": "Ada Example", "given_on": "2026-03-01"})
    proof = add_consent_proof(core, HOUSE, consent.id, [png()], "release.png")
    assert (proof.kind, proof.media_type) == ("release", "image/png")
    manager = make_caller(Role.MANAGER)
    assert [each.id for each in list_consent_proofs(core, manager, consent.id)] == [proof.id]
    for act in (open_proof, delete_proof):
        with pytest.raises(Forbidden):
            act(core, make_caller(Role.CONTRIBUTOR), proof.id)
    erase_consent(core, HOUSE, consent.id)
    with pytest.raises(NotFound):
        open_proof(core, HOUSE, proof.id)
    with pytest.raises(Conflict, match="was erased"):
        add_consent_proof(core, HOUSE, consent.id, [png()], "again.png")


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "empty.pdf", Invalid),
        (b"MZ\x90\x00" + b"\0" * 60, "contract.pdf", NotKept),
        (b"<html><script>alert(1)</script>", "contract.pdf", NotKept),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "contract.svg", NotKept),
        (b"\x00\x00\x00\x18ftypmp42", "film.mp4", NotKept),
        (PDF + b" " * 9000, "large.pdf", TooLarge),
    ],
)
def test_what_is_no_proof_is_refused_by_its_bytes(
    world: World, monkeypatch: pytest.MonkeyPatch, content: bytes, name: str, refusal: type[Exception]
) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 9000)
    asset_id = make_asset(world.core)
    before = sorted(blob.digest for blob in world.core.store.list())
    with pytest.raises(refusal):
        add_asset_proof(world.core, HOUSE, asset_id, [content] if content else [], name)
    assert list_asset_proofs(world.core, HOUSE, asset_id) == []
    assert sorted(blob.digest for blob in world.core.store.list()) == before


def test_there_is_a_number_of_files_and_a_word_for_each(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 1)
    asset_id = make_asset(world.core)
    add_asset_proof(world.core, HOUSE, asset_id, [PDF], "one.pdf")
    with pytest.raises(Conflict, match="At most 1 files"):
        add_asset_proof(world.core, HOUSE, asset_id, [PDF], "two.pdf")
    with pytest.raises(Invalid, match="kind is one of"):
        add_asset_proof(world.core, HOUSE, asset_id, [PDF], "three.pdf", "treaty")
