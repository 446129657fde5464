"""How much one bulk edit may be, and how long its steps take."""

MOST_ASSETS = 100_000
"""Assets of one edit: a spreadsheet of more rows opens nowhere."""

AT_ONCE = 100
"""Assets that are planned while their sender waits for the page: a quarter of a second; more is a job with progress."""

STEP_SECONDS = 0.008
"""Seconds of a processor after which a write takes no further asset; what is around them takes as long again.

Not by the clock: on a busy machine every step would stop after one asset, and cost five times as much each.
"""

STEP_ASSETS = 10
"""Assets of one step at the most: 10 to 15 ms of a processor, the half of it for the step and not for each asset."""

INSERT_ROWS = 200
"""Rows written in one statement: some 5 ms."""

UNDO_DAYS = 30
"""How long an edit can be undone; then what was before is forgotten."""

PLAN_DAYS = 7
"""How long an edit that was planned and never made is kept."""
