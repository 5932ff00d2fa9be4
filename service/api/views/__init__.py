"""From the ward's state to what a tablet is told. Pure: no clock, no waiting, no change."""
