"""Reads the words of documents: of a new one while it is prepared, of older ones a few at a time."""

from dam.assets.models import Version
from dam.assets.wording.keep import keep_words, unread_documents
from dam.media_types import KEPT
from dam.metadata.words import read_words
from dam.search.update import index_assets
from delivery.house import House

AT_ONCE = 5
"""Documents of one turn: each may take half a minute, and the other chores wait."""


def read_words_of(house: House, version: Version) -> None:
    """Keep what the pages of a document say, also when that is nothing; of a lost file nothing is known."""
    if KEPT[version.media_type].kind != "document":
        return
    with house.core.store.local(version.sha256) as path:
        if path is None:
            return
        words = read_words(path, version.media_type)
    with house.core.db.write() as session:
        keep_words(session, version.asset_id, version.sha256, words)


def read_unread_words(house: House) -> None:
    """Read documents that came before their words were kept, or whose reading a crash ended, and index them."""
    with house.core.db.read() as session:
        versions = [session.get_one(Version, each) for each in unread_documents(session, AT_ONCE)]
    for version in versions:
        read_words_of(house, version)
        index_assets(house.core, house.index, [version.asset_id])
