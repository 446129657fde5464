"""How a brand approves: its rules, what is still open, and what a move asks and leaves behind."""
