"""Brands, groups, and who has which role where."""
