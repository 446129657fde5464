"""A copy of an original with the words of today in it; the original's own bytes stay what they are."""

import shutil
from pathlib import Path

from dam.assets.models import Asset, Version
from dam.assets.written.said import said_of
from dam.core import Core
from dam.errors import NotRenderable, Unavailable
from dam.metadata.embedding.exiftool import FORMATS, NotWritten, find_exiftool, write_tags, writes_into
from dam.metadata.embedding.policies import ORIGINALS, policy_of
from dam.metadata.embedding.words import tags_for

WITHOUT = (
    "This house has no ExifTool, so that nothing can be written into originals; take the original as it is."
)


def copy_with_words(core: Core, version_id: str, folder: Path, exiftool: str = "") -> Path:
    """Return the path in `folder` of a copy that carries what the policy for originals lets out.

    Whoever calls has asked whether the original may be taken home. No ExifTool, a type that holds no words, or a broken
    file → `NotRenderable`; bytes that the store has lost → `Unavailable`.
    """
    tool = find_exiftool(exiftool)
    if tool is None:
        raise NotRenderable(WITHOUT)
    with core.db.read() as session:
        version = session.get_one(Version, version_id)
        asset = session.get_one(Asset, version.asset_id)
        tags = tags_for(said_of(session, asset, version), policy_of(session, ORIGINALS))
    if not writes_into(version.media_type):
        raise NotRenderable(
            f"Files of the type {version.media_type} hold no such words; take the original as it is."
        )
    copy = folder / f"copy{FORMATS[version.media_type]}"
    with core.store.local(version.sha256) as original:
        if original is None:
            raise Unavailable(f"The original of {version.filename!r} is missing from the store.", 60)
        shutil.copyfile(original, copy)
    try:
        write_tags(tool, folder, [copy], tags)
    except NotWritten as error:
        raise NotRenderable(f"The words could not be written into this file. {error}") from None
    return copy
