"""The ward: sessions, journal, bookings and tablet. It never knows a pump's bytes."""
