"""The endpoints. Each is `async def`: nothing here may end up in a worker thread."""
