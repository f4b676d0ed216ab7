"""One folder for each chat platform, each with the same four files."""
