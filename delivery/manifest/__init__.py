"""What a channel shows at this moment, for players and apps that keep files of their own, and what has changed since."""
