"""What logs of edges are told about files: what a path names, and whose bytes a digest is."""

from dam.core import Core
from dam.engagement.foreign.files import NamedFile, Owned
from delivery.files.named import files_of, find_owners, name_file
from renditions.catalogue.models import RenditionPart, RetiredRendition
from tests.delivery.files.conftest import LIT, SHARED, TWIN
from tests.delivery.files.library import NOON, digest_of

RUNG, BOTH = "1" * 64, "2" * 64


def test_paths_name_assets_by_preset_or_bytes_by_digest() -> None:
    assert name_file(f"/d/web/hero@1600w/{LIT}-façade.jpg") == NamedFile("web", "hero", LIT, "")
    assert name_file(f"/i/email/{digest_of(SHARED)}/x.jpg") == NamedFile("email", "", "", digest_of(SHARED))
    for path in ("/", "/library", f"/d/web/hero/{LIT}/embed", f"/d/web/hero/{LIT}.exe", "/q/abc", "/e.gif"):
        assert name_file(path) is None


def test_owners_are_found_now_once_and_as_parts(core: Core) -> None:
    part = {"asset_id": LIT, "version_id": f"v1-{LIT}", "channel": "web", "preset": "hero"}
    with core.db.write() as session:
        for digest in (RUNG, BOTH):
            session.add(
                RenditionPart(
                    sha256=digest, owner_sha256="3" * 64, name="a", bytes=1, media_type="video/mp4", **part
                )
            )
        session.add(RetiredRendition(sha256=BOTH, media_type="image/jpeg", retired_at=NOON, **part))
    shared = digest_of(SHARED)
    found = find_owners(core.db, [shared, RUNG, BOTH, "4" * 64])
    assert set(found) == {shared, RUNG, BOTH}
    assert set(found[shared]) == {Owned(each, f"v1-{each}", "email", "hero", False) for each in (LIT, TWIN)}
    assert [owned.is_part for owned in found[RUNG]] == [True]
    assert [owned.is_part for owned in found[BOTH]] == [False], "what also stands for itself is no mere part"
    assert files_of(core.db).find_owners([RUNG]) == {RUNG: found[RUNG]}
