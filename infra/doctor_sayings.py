"""What a check says."""

from typing import Literal

Level = Literal["ok", "warn", "bad"]

Saying = tuple[Level, str]
"""How well, and one sentence."""
