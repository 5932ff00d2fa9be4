"""Planning and the simulated ward, always in a process of their own: solvers are heavy and slow."""
