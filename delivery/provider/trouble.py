"""What goes wrong between the house and the provider."""

from dam.errors import Unavailable


class ProviderTrouble(Unavailable):
    """The provider does not answer, or not as the standard says: nobody signs in by it for now."""
