"""The horizon: on which day each visit of the coming weeks is, so that loads are even.

`instance` says what there is, `start` makes a first plan, `solve` improves and bounds it, `terms`
says what a plan costs. JSON in, JSON out; a proposal for people, never a change of the book.
"""
