"""Where a run's time goes."""

import time


class Clock:
    """Processor seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.process_time()

    def lap(self, step: str) -> None:
        now = time.process_time()
        self.seconds[step] = round(self.seconds.get(step, 0.0) + now - self._last, 6)
        self._last = now
