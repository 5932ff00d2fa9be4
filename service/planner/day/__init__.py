"""One ward-day: when each booked visit is seated, its premedication gap, its bag's place.

`instance` reads the day, `search` improves a plan, `valid` proves it, `bound` says how good it is.
"""
