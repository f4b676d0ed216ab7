"""Slack as a chat platform: one workspace over a websocket, or many over HTTP."""
