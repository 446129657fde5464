"""What the house knows of a person who works here: exported, handed over to somebody else, erased (GDPR)."""
