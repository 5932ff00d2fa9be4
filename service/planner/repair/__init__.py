"""The repair of a day by a solver, in a process of its own: asked by lines of JSON."""
