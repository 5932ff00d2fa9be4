"""Schema changes, oldest first. Alembic runs them; `service.store.schema` decides when."""
