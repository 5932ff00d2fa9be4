"""What has changed since a tablet last looked. Level-triggered: no queue for a slow tablet."""

import asyncio


class Feed:
    """Counts changes by topic; a reader asks what changed since the number it saw last."""

    def __init__(self, boot: str) -> None:
        """`boot` names this run of the process: numbers of another run mean nothing."""
        self.boot = boot
        self.seq = 0
        self.closing = False
        self._changed: dict[str, int] = {}
        self._news = asyncio.Event()

    def touch(self, topic: str) -> None:
        """Say that `topic` (a chair, or `ward`) has changed."""
        self.seq += 1
        self._changed[topic] = self.seq
        self._announce()

    def close(self) -> None:
        """Let every reader end."""
        self.closing = True
        self._announce()

    def changed_since(self, seq: int) -> list[str]:
        """Return the topics that changed after `seq`, in a stable order."""
        return sorted(topic for topic, at in self._changed.items() if at > seq)

    async def wait(self, seq: int, seconds: float) -> bool:
        """Wait until something has changed after `seq`; False when `seconds` passed first."""
        if self.seq > seq or self.closing:
            return True
        news = self._news
        try:
            await asyncio.wait_for(news.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def _announce(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
