"""Planted bugs that a test finds, where the tortured wards do not look: docs/safety/torture.md."""
