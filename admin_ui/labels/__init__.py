"""The words people read for what code calls by a name: statuses, kinds, roles, colours, formats."""
