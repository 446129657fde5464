"""Whether words can be written into the files that leave the house."""

from collections.abc import Iterator

from dam.metadata.embedding.exiftool import find_exiftool
from infra.doctor_sayings import Saying
from infra.settings import Settings


def check_words(settings: Settings) -> Iterator[Saying]:
    """ExifTool is optional: without it files say what their originals said, and no more."""
    tool = find_exiftool(settings.exiftool)
    if tool is not None:
        yield "ok", f"ExifTool at {tool.command[-1]} writes words into renditions and originals."
    elif settings.exiftool:
        yield "bad", f"VITRINE_EXIFTOOL names {settings.exiftool}, which cannot be run here."
    else:
        yield (
            "warn",
            "No ExifTool: renditions carry what their originals say, nothing is written back. "
            "Install libimage-exiftool-perl, or name the program by VITRINE_EXIFTOOL.",
        )
