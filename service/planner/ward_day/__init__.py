"""A day ward as it may go: booked by a policy, then played with reactions, lateness, missing staff.

The numbers are planning numbers for software, not clinical evidence (docs/booking/ward-day.md).
"""
