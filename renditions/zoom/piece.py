"""What is to be cut out of a picture, as plain values that go into the child."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from dam.sandbox.limits import Json
from renditions.geometry import Box, Size

Quality = Literal["color", "gray", "bitonal"]


@dataclass(frozen=True, slots=True)
class Piece:
    """`box` of the upright picture, drawn at `size`, mirrored left to right, then turned clockwise by `degrees` (by 90s).

    `format` is a name of `renditions.recipe.FORMATS`.
    """

    box: Box
    size: Size
    degrees: int = 0
    is_mirrored: bool = False
    quality: Quality = "color"
    format: str = "jpeg"

    @property
    def scale(self) -> float:
        """How finely the picture is wanted: pixels drawn for each of its own."""
        return max(self.size.width / self.box.width, self.size.height / self.box.height)


@dataclass(frozen=True, slots=True)
class Cutting:
    """Cut `pieces`, in this order, out of the file `original` into `folder`.

    `whole` is the size in which the boxes are told; `module` names who opens the original.
    """

    original: Path
    folder: Path
    module: str
    whole: Size
    pieces: Sequence[Piece]

    def to_json(self) -> dict[str, Json]:
        """Return the value form."""
        return {
            "original": str(self.original),
            "folder": str(self.folder),
            "module": self.module,
            "whole": [self.whole.width, self.whole.height],
            "pieces": [_piece_json(piece) for piece in self.pieces],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Cutting":
        """Read the value form."""
        return cls(
            Path(value["original"]),
            Path(value["folder"]),
            value["module"],
            Size(*value["whole"]),
            [_piece_of(each) for each in value["pieces"]],
        )


def _piece_json(piece: Piece) -> Json:
    box = piece.box
    return {
        "box": [box.left, box.top, box.right, box.bottom],
        "size": [piece.size.width, piece.size.height],
        "degrees": piece.degrees,
        "is_mirrored": piece.is_mirrored,
        "quality": piece.quality,
        "format": piece.format,
    }


def _piece_of(value: Mapping[str, Any]) -> Piece:
    return Piece(**{**value, "box": Box(*value["box"]), "size": Size(*value["size"])})
