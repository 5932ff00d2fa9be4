"""The script of `chairside qualify`: what is played with a real pump and a person beside it.

`operator` speaks to the person, `bench` to both and keeps the log, `amounts` chooses how little is
delivered, `asking`, `control` and `at_the_pump` are the parts, `script` puts them in order.
"""
