"""Calls to the outside: webhooks, purges and probes, all through one guarded client, all made by jobs."""
