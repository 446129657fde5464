"""Settings of the place for bytes."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StorageSettings:
    """`url` is `file:///folder` or `s3://bucket/prefix?endpoint_url=…`; `spool` is a local folder for bytes on their way."""

    url: str
    spool: Path
