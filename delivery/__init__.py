"""Everything reached by URL that is not the back office."""
