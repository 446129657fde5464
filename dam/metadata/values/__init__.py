"""Parts of what a field of the brand may hold: its choices, its rules, its patterns."""
