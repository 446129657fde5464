"""The numbers of attribution, each with its reason."""

CONTACTS = 2_000
"""Touching events of one journey that are looked at, the latest ones: a page of a shop shows 50, and a token lives 90 days."""

SALES = 50
"""Sales that one token may bring. Beyond that it is no person's journey but a token that stands in a page for everybody, and
nothing is credited by it."""

JOURNEYS = 100
"""Journeys that are credited in one pass before the next chore has its turn."""

ITEMS = 1_000
"""Items of one answer."""
