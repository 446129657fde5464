"""Channels, presets and the ledger of renditions made."""
