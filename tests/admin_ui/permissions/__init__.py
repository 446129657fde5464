"""Who may open which page and send which form: walked for everybody, from the one policy table."""
