"""The record: an append-only, hash-chained journal in one SQLite file, and its writer.

Nothing above needs more than `Store` (store.py), `Codec` (codec.py), the values of batch.py and the
errors of errors.py. Modules are imported by name: a verifier should not pay for a web of tables.
"""
