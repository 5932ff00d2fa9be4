"""Alembic migrations of the file of people."""
