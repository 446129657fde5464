"""What people did with assets: events, ledger, roll-ups, insights."""
