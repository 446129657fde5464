"""Finding assets by words in French and English."""
