"""Fixtures of the tests of infra."""

from tests.infra.houses import house, settings

__all__ = ["house", "settings"]
