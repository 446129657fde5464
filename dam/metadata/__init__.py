"""Facts read from files, and the fields a brand defines."""
