"""The brand that every house has."""

MAIN_BRAND = "main"
"""The id of the brand that assets belong to when nobody says otherwise."""

MAIN_NAME = "Main"
"""What it is called until somebody names it; pages say it in the reader's language."""
