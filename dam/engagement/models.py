"""Rows of the ledger and its roll-ups."""
