"""Making one asset of two that show the same."""
