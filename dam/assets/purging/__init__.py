"""Throwing away for good: rows first, bytes after, and a stone that remembers that something stood here."""
