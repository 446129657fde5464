"""Comparisons: planned beside an asset, started and ended by hand, read at any moment."""
