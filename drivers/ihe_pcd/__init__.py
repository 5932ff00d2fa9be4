"""Pumps behind an IHE PCD gateway, over HL7 v2.6 and MLLP: offered to and heard, not commanded.

Source of everything in this folder: IHE Patient Care Device Technical Framework, Rev. 9.0 final
text (TF9) and Rev. 10 working text (TF10), as read in `docs/pumps/ihe_pcd.md`.

`er7` is the text form, `codes` and `errors` are tables, `place` a port's URL; `messages` is what we
send and `writing` chooses it, `heard` what we receive, `picture` what a pump is doing, `orders` how
far what we offered has got; `hearing` decides what is believed, `gateway` holds the connections,
`driver` has the port's five verbs.
"""
