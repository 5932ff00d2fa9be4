"""What becomes of a day when it does not go as planned: what is left, and who would have to move.

Nothing here moves anybody. A `Proposal` says what would be so; a person takes it, whole or in part.
"""
