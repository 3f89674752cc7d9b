"""What is asked of a dossier about a grouping."""

from dataclasses import dataclass
from datetime import date

from softbalance.terms.grouping import Grouping


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom, from which year to which day, against which hegemon and with which leaders.

    Attributes
    ----------
    grouping
        The grouping, catalogued or made up.
    since
        First year, inclusive.
    until
        Last day; membership is as of this day where one day must stand for all.
    hegemon, hegemon_ccode
        ISO3 code (the name of its column in the snapshot) and COW number of the hegemon.
    leaders
        COW numbers of the grouping's leaders on the last day.
    """

    grouping: Grouping
    since: int
    until: date
    hegemon: str
    hegemon_ccode: int
    leaders: tuple[int, ...]
