"""Tests, folder by folder as the house itself."""
