import warnings

with warnings.catch_warnings():
    # The library imports audioop, which Python 3.13 no longer has, for the voices that we do not use.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord  # noqa: F401 - imported here once, so that no test meets the warning
