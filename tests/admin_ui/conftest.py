"""Fixtures of the page tests."""

from tests.admin_ui.houses import admin, furnished, home

__all__ = ["admin", "furnished", "home"]
