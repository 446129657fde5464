"""Pages for guests without an account: shares and portals."""
