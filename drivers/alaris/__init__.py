"""Alaris / Asena syringe pumps on their serial line.

The maker's Technical Service Manual could not be read. What is used here comes from frames that
were recorded from two real pumps, and from public drivers (infupy; OpenICE); docs/pumps/alaris.md
names them and marks what is known, inferred and unknown. What is unknown is read back, never
assumed. Cited below as "page".
"""
