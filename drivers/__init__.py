"""Pump families behind one port. It never knows a person, a place or a treatment."""
