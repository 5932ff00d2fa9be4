"""Who works here: people, tablets, sign-ins, and what was done with them.

In a file of its own, `<store>.people.sqlite`, written by the service and, beside it, by `chairside
user` and `chairside enrol`. Nothing in it is ever asked before a STOP.
"""
