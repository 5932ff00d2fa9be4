"""Run by Alembic: migrates over the connection that `service.store.schema` hands in."""

from alembic import context
from sqlalchemy import Connection

from service.people import tables

connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
