"""Run by Alembic; ``bot.storage.schema`` gives it a connection with a transaction under way.

For a new migration: change ``tables.py``, then add the next file to ``versions`` by hand (or let Alembic draft it) and
raise ``schema.HEAD``. Migrations stand on their own: they import nothing of ours.
"""

from alembic import context

from bot.storage.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite alters a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
