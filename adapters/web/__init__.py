"""The web face: pages, feeds and JSON for reading, of the same papers and digests as the platforms' posts."""
