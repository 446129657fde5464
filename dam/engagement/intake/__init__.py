"""The way of an acknowledged event from its door into the ledger."""
