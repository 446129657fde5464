"""What is told by logs: lines of fetches, folded exactly once and kept as segments."""
