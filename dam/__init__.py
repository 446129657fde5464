"""What an asset is: rows, bytes, facts, people, search and the ledger, without HTTP and without pixels."""
