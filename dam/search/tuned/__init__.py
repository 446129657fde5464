"""What people changed about search: the weights, and the list of synonyms and product codes."""
