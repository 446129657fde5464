"""Verification finds what is missing, corrupt or left over, and sweeps nothing that may still be needed."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dam.assets.models import Version
from dam.clock import now
from dam.core import Core
from dam.storage.layout import key_of
from infra.verify import Trouble, verify
from tests.infra.library import add_original, random_bytes


def later(core: Core, hours: float) -> Core:
    """The same core, some hours on."""
    return replace(core, now=lambda: now() + timedelta(hours=hours))


def test_a_whole_library_is_whole(core_on_each: Core) -> None:
    seen: list[tuple[int, int]] = []
    for _ in range(3):
        add_original(core_on_each, random_bytes())
    found = verify(core_on_each, progress=lambda done, total: seen.append((done, total)))
    assert (found.checked, found.bytes, found.troubles, found.is_whole) == (3, 15_000, [], True)
    assert seen[-1] == (3, 3)


def test_what_is_missing_is_named_with_its_assets(core: Core) -> None:
    content = random_bytes()
    assets = sorted(add_original(core, content)[0] for _ in range(2))
    _, digest = add_original(core, content)
    core.store.delete(digest)
    (trouble,) = verify(core).troubles
    assert (trouble.kind, trouble.digest) == ("missing", digest)
    assert set(assets) < set(trouble.assets)
    assert not verify(core).is_whole


def test_one_turned_bit_is_found(core: Core, tmp_path: Path) -> None:
    asset_id, digest = add_original(core, random_bytes())
    path = tmp_path / "blobs" / key_of(digest)
    content = bytearray(path.read_bytes())
    content[2_500] ^= 1
    path.chmod(0o644)
    path.write_bytes(content)
    assert verify(core).troubles == [Trouble("corrupt", digest, 5_000, (asset_id,))]
    assert verify(core, is_quick=True).is_whole


def test_a_row_with_another_size_is_found_even_quickly(core: Core) -> None:
    _, digest = add_original(core, random_bytes())
    with core.db.write() as session:
        session.execute(sa.update(Version).values(bytes=4_999))
    assert [trouble.kind for trouble in verify(core, is_quick=True).troubles] == ["corrupt"]
    assert verify(core).count("corrupt") == 1
    assert digest == verify(core).troubles[0].digest


@pytest.mark.parametrize(("hours", "swept"), [(23.0, 0), (25.0, 1)])
def test_only_old_orphans_are_swept(core_on_each: Core, hours: float, swept: int) -> None:
    add_original(core_on_each, random_bytes())
    orphan = core_on_each.store.put([b"nobody's"]).digest
    found = verify(later(core_on_each, hours), sweep=True)
    assert found.count("orphan") == swept
    assert (core_on_each.store.info(orphan) is None) == bool(swept)
    assert found.is_whole


def test_without_the_word_nothing_is_swept(core: Core) -> None:
    orphan = core.store.put([b"nobody's"]).digest
    assert verify(later(core, 25)).troubles == [Trouble("orphan", orphan, 8)]
    assert core.store.info(orphan)


def test_an_orphan_that_gets_its_row_meanwhile_stays(core: Core) -> None:
    """The row is written after the rows were read and before the sweep."""
    content = random_bytes()
    orphan = core.store.put([content]).digest
    named = random_bytes()
    add_original(core, named)
    found = verify(
        later(core, 25),
        sweep=True,
        progress=lambda done, total: None if done < total else adopt(core, orphan),
    )
    assert [(trouble.kind, trouble.is_swept) for trouble in found.troubles] == [("orphan", False)]
    assert core.store.info(orphan)


def adopt(core: Core, digest: str) -> None:
    with core.db.write() as session:
        session.execute(sa.update(Version).values(sha256=digest))
