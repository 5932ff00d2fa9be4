"""Pumps made of software: byte-accurate devices with hidden physics, for tests and the bench.

Three layers that know only the one below: the line (bytes and their faults), the device (the
maker's protocol) and the model (motor, program and fluid). Time enters only as an argument, so
the same seed and the same calls give the same bytes. A gateway of many pumps (`ihe_pcd`) has
connections in place of the line; its time is the running loop's.
"""
