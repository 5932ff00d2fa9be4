"""Migrations of the book; run by `service.store.schema`."""
