"""The numbers of the ledger, each with its reason."""

FUTURE_SECONDS = 5 * 60
"""A sender's clock may be this far ahead; beyond it the moment is not believed."""

RAW_DAYS = 90
"""Single events are kept and accepted this long; the CNIL allows 25 months, we need only what a recount needs."""

ROLLUP_DAYS = 761
"""Roll-ups live 25 months, the longest life that the CNIL's audience-measurement exemption allows."""

ROWS_PER_TRANSACTION = 2_000
"""Rows written at once: about 20 ms of the one write lock."""

EVENTS_PER_REQUEST = 1_000
"""Events in one request; half a transaction, so that two requests share one."""

TEXT_LENGTH = 4_000
"""Characters of a comment or survey answer."""

WORDS_LENGTH = 200
"""Characters of a placement, campaign or audience."""

PAGE_LENGTH = 200
"""Characters kept of a page's path."""

PAGE_SENT_LENGTH = 2_000
"""Characters of a page's address as it may be sent: a query can be long, and is thrown away."""

ID_LENGTH = 100
"""Characters of a sender's own event id; a UUID needs 36."""

DURATION_SECONDS = 7 * 86_400
"""The longest single display that a screen may report."""

RATING_RANGE = (0.0, 10.0)
"""Stars run to 5, the net promoter score from 0 to 10."""

VALUE_MINOR = 10**13
"""The largest single amount, in minor units: a hundred thousand million euros is a typing error."""
