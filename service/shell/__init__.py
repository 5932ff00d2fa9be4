"""The thin shell around the pure core: one clock, one ward, a keeper for every pump."""
