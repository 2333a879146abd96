"""How many answers one person is given in a while, so that one does not take what all the others wait for."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

MOST = 10
WITHIN = timedelta(minutes=1)


@dataclass(slots=True)
class Pace:
    """Lives in memory and ends with the process; whoever was quiet for a while is forgotten."""

    most: int = MOST
    within: timedelta = WITHIN
    _answered: dict[int, deque[datetime]] = field(default_factory=dict)

    def wait(self, person: int, now: datetime) -> datetime | None:
        """None: he is answered, and it counts. Else the moment from which he is answered again; that does not count."""
        if len(self._answered) > 1000:
            self._answered = {one: times for one, times in self._answered.items() if now - times[-1] < self.within}
        times = self._answered.setdefault(person, deque())
        while times and now - times[0] >= self.within:
            times.popleft()
        if len(times) >= self.most:
            return times[0] + self.within
        times.append(now)
        return None
