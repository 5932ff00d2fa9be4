"""New Era pumps (NE-1000 syringe, NE-9000 peristaltic) in safe mode, for the bench.

The maker prints "NOT FOR CLINICAL USE ON HUMANS" on the manual's first page.

Source of everything in this folder: the maker's manuals, NE-1000 Publ. 1200-01 (section 10) and
NE-9000 Publ. 1200-04 (section 12), which say the same about the protocol. Cited below as "manual".
"""
