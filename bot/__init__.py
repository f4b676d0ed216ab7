"""Paperboy's core digest engine. It knows no chat platform: see ``docs/architecture.md``."""
