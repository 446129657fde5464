"""The catalogue: ingest, edit, status, rights, versions, collections, trash."""
