"""What people are told: notices in the house and by e-mail, as each of them chose."""
