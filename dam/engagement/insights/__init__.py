"""Figures read from the roll-ups, and what stands behind each."""
