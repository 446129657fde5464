"""Starting the disposable child that cuts pieces out of one picture, with limits of its own."""

from collections.abc import Iterator
from pathlib import Path

from dam.sandbox.run import ChildFailed, Limits, stream_limited
from renditions.geometry import Size
from renditions.limits import (
    CHILD_ADDRESSES,
    CHILD_PRIVATE_MEMORY,
    DECODED_BYTES,
    DECODING_MEMORY,
    FILE_SECONDS,
    STILL_FILE_BYTES,
    UNTOUCHED_MEMORY,
    ZOOM_PIECE_SECONDS,
    ZOOM_WALL_SECONDS,
)
from renditions.readers import PICTURE, READERS, is_installed
from renditions.zoom.piece import Cutting, Piece

JPEG = "image/jpeg"


def can_be_cut(media_type: str) -> bool:
    """Tell whether originals of this type are opened on this machine."""
    reader = READERS.get(media_type)
    return reader is not None and not reader.needs_office and is_installed(reader)


def whole_size(media_type: str, size: Size) -> Size:
    """Return how finely an original can be shown at the most: all of it, or half of a JPEG that fills a child's memory."""
    most = DECODING_MEMORY // DECODED_BYTES["RGB"]
    while media_type == JPEG and size.width * size.height > most:
        size = Size(-(-size.width // 2), -(-size.height // 2))
    return size


def cut_pieces(
    original: Path, folder: Path, media_type: str, whole: Size, pieces: list[Piece]
) -> Iterator[tuple[Piece, Path]]:
    """Yield each piece with its file as soon as it is there; what cannot be cut raises `ChildFailed` in one sentence."""
    reader = READERS[media_type]
    module = "" if reader is PICTURE else reader.target.partition(":")[0]
    job = Cutting(original, folder, module, whole, pieces)
    lines = stream_limited(
        "renditions.zoom.child:cut",
        job.to_json(),
        limits=_limits(len(pieces)),
        reads=[original, *reader.reads],
        writes=[folder],
    )
    for line in lines:
        if not isinstance(line, dict) or line.get("reason"):
            raise ChildFailed(str(line["reason"] if isinstance(line, dict) else "It gave no piece."))
        yield pieces[int(str(line["piece"]))], folder / Path(str(line["file"])).name


def _limits(pieces: int) -> Limits:
    return Limits(
        memory_bytes=CHILD_ADDRESSES,
        private_bytes=CHILD_PRIVATE_MEMORY,
        most_private_bytes=CHILD_PRIVATE_MEMORY + UNTOUCHED_MEMORY,
        cpu_seconds=FILE_SECONDS,
        most_cpu_seconds=FILE_SECONDS + round(ZOOM_PIECE_SECONDS * pieces) + 3,
        wall_seconds=ZOOM_WALL_SECONDS,
        file_bytes=STILL_FILE_BYTES,
    )
