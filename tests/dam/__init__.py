"""Tests of what an asset is."""
