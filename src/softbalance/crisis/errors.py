"""The fault that only the game knows: a computation that ended without its answer."""

from softbalance.terms.errors import SoftbalanceError


class NotConverged(SoftbalanceError):
    """An equilibrium or a fit was sought and not reached; nothing approximate is passed off as one."""
