"""Documents: their first page as a picture."""
