"""Pages of people's access: one person, groups, brands."""
