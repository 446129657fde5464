"""Which assets a sale is owed to: touches along a journey, and the models that share its value out."""
