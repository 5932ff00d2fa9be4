"""Booking rules, pure: what a visit binds and for how long, what is free, what is offered."""
