"""The history of the tables, one revision a step, forward only: to go back, a backup is restored."""
