"""What adapters of chat platforms have in common; it knows no platform."""
