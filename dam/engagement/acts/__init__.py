"""What people do by short links and codes: written beside the answer, folded into the ledger a second later."""
