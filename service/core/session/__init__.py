"""One infusion, from check-in to discharge: the pure heart of Chairside.

`decide` says what has happened, `evolve` what is now true, `wanted` what the pump should be doing,
`look_again` when time alone could change the answer.
"""
