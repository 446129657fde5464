"""Settings of the catalogue."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """`max_bytes` bounds one original, `quota_bytes` all of them together (0: no quota), `upload_seconds` an upload."""

    max_bytes: int = 20 * 1024**3
    quota_bytes: int = 0
    upload_seconds: int = 48 * 3600


DEFAULTS = IngestSettings()
"""What holds when nothing else is said."""
