"""The setting LOGS: where other servers leave their logs, and in which format."""

from dataclasses import dataclass

from dam.engagement.foreign.formats import AUTO, FORMATS, check_format
from dam.errors import Invalid
from dam.storage.open import read_bucket

BY_HAND = "by-hand"
"""Stands for logs that people import by the command: what bears the edge's secret is then counted from them alone."""


@dataclass(frozen=True, slots=True)
class PlaceName:
    """One word of the setting: a format and where its logs are."""

    format: str
    where: str

    def __str__(self) -> str:
        """Without the keys of a bucket."""
        return f"{self.format}:{self.where.partition('?')[0]}"


def read_places(text: str) -> tuple[PlaceName, ...]:
    """Read the setting, `nginx:/var/log/edge/*.log cloudfront:s3://bucket/prefix`; `Invalid` in a sentence."""
    return tuple(_read_place(word) for word in text.split() if word != BY_HAND)


def _read_place(word: str) -> PlaceName:
    format_, _, where = word.partition(":")
    if format_.partition("?")[0] not in (AUTO, *FORMATS) or not where:
        raise Invalid(
            f"A place of logs begins with its format and a colon, as in nginx:/var/log/edge/*.log; {word[:80]!r} does not. "
            f"Formats: {AUTO}, {', '.join(FORMATS)}."
        )
    check_format(format_)
    if where.startswith("s3://"):
        if not read_bucket(where).name:
            raise Invalid(
                f"A place of logs in S3 names its bucket, as in s3://bucket/prefix; {where[:80]!r} does not."
            )
    elif not where.startswith("/"):
        raise Invalid(
            f"A place of logs is an absolute path or s3://bucket/prefix; {where[:80]!r} is neither."
        )
    elif any("**" in part and part != "**" for part in where.split("/")):
        raise Invalid(
            f"In a place of logs ** stands for folders, as in /var/log/**/*.log; {where[:80]!r} mixes it."
        )
    return PlaceName(format_, where)
