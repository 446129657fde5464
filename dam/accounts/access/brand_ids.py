"""The brand that every house has."""

MAIN_BRAND = "main"
"""The id of the brand that assets belong to when nobody says otherwise."""
