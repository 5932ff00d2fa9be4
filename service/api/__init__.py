"""The ward's HTTP face: JSON under `/api/v1`, a live feed, and the tablet's page."""
