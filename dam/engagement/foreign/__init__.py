"""Logs that other servers wrote, read into the same ledger."""
