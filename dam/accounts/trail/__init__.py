"""The audit trail as a chain: what was written cannot be changed, left out or put in later without being found."""
