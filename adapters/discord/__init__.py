"""Discord as a chat platform: one bot in as many servers as have invited it."""
