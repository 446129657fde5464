"""People at work on what waits: assignments, verdicts, checklists, the queue and the discussion."""
