"""Playlists of a ladder, written into the store for one channel: they name its files by immutable URL."""

import json
from collections.abc import Sequence
from pathlib import Path

from dam.storage.port import BlobStore
from renditions.catalogue.parts import PartFile
from renditions.recipe import MEDIA_TYPES
from renditions.video.playlists import Rung, master_playlist, rung_playlist

LADDER = ".hls"
"""What ends the name of a file that describes the rungs of a ladder (`renditions.video.streaming`)."""

PLAYLIST = MEDIA_TYPES["hls"]


def read_ladder(described: Path) -> tuple[Rung, ...]:
    """Read the description of a ladder's rungs."""
    return tuple(Rung.from_json(value) for value in json.loads(described.read_bytes()))


def publish_ladder(
    store: BlobStore, rungs: Sequence[Rung], films: Sequence[PartFile], channel: str
) -> tuple[PartFile, tuple[PartFile, ...]]:
    """Write the playlists for a channel; return the master and those of the rungs, whose files are `films`."""
    playlists = []
    for rung, film in zip(rungs, films, strict=True):
        text = rung_playlist(rung, address(channel, film))
        playlists.append(put_text(store, f"{rung.name}.m3u8", text, PLAYLIST))
    places = [(rung, address(channel, part)) for rung, part in zip(rungs, playlists, strict=True)]
    return put_text(store, "", master_playlist(places), PLAYLIST), tuple(playlists)


def put_text(store: BlobStore, name: str, text: str, media_type: str) -> PartFile:
    """Store a text as a further file of a rendition."""
    blob = store.put([text.encode()])
    return PartFile(name, blob.digest, blob.bytes, media_type)


def address(channel: str, part: PartFile) -> str:
    """Return where a part lies, seen from the playlists of its channel.

    Stable (`/d/channel/preset/asset.m3u8`) and immutable URLs (`/i/channel/digest/name.m3u8`) are equally deep, so
    that one text serves both, also where a proxy puts the house below a path of its own.
    """
    return f"../../../i/{channel}/{part.sha256}/{part.name}"
