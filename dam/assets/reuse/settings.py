"""Settings of the trash and of what nobody uses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReuseSettings:
    """`trash_days` from the trash to the purge, `quarantine_days` of silence after which what is set aside may be purged."""

    trash_days: int = 30
    quarantine_days: int = 180


USUAL = ReuseSettings()
