"""The book of a ward's chairs: calendar, database and life cycle of visits; beside the shell.

The core says what a visit takes and where it fits (`service.core.booking`). Here it becomes true:
the database refuses what does not fit, whatever this code thinks (docs/decisions/0014).
"""
