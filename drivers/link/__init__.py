"""The line to a pump: open it, move bytes, and hold one exchange at a time; or MLLP.

`link` is the interface, `fd`, `rfc2217` and `in_process` are its three kinds, `opening` chooses by
URL, `exchange` asks questions on it in the words of `asking`, `lines` shares one line among the
pumps that hang on it. `mllp` moves whole messages over connections, of which `sockets` are the real
ones.
"""
