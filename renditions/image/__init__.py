"""Still pictures: one decode, one cascade, many files."""
