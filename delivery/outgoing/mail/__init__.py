"""Letters that leave the house: written in the reader's language, handed to the mail server of the brand."""
