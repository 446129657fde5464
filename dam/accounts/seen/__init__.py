"""Who saw which asset: gathered in memory, kept for a while, sealed day by day in the trail."""
