"""Summaries and answers by a model behind an OpenAI-compatible endpoint: asked, paid for, and checked."""
