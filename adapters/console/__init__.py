"""The terminal as a chat platform: the token-free way to see and try everything, and the reference for the next."""
