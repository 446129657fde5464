"""French and English: catalogues, dates, numbers and sizes."""
