"""Every figure recounted from events, sealed before these go, and purged in time."""
