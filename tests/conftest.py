import os

import structlog
from hypothesis import HealthCheck, settings

from tests.databases import (  # noqa: F401 - fixtures for every test package
    database,
    database_url,
    empty_postgres_url,
    empty_sqlite_url,
    empty_url,
    migrated_postgres_url,
    postgres,
    postgres_url,
    sqlite_store,
    sqlite_template,
    sqlite_url,
    store,
)

# Timing is never asserted: a slow machine must not fail a property.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("default"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

# Rich draws an exception with every local variable of every frame, half a second each; nobody reads them here.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)
