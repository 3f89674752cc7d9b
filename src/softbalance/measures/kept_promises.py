"""How often alliances were honoured when war put them to the test: the base rate of kept promises."""

from dataclasses import dataclass

import polars as pl

from softbalance.measures.beta_binomial import share_posterior
from softbalance.terms.errors import BadInput
from softbalance.terms.estimate import LEVEL, Estimate

OBLIGATIONS = ("defence", "offence", "neutrality", "nonaggression", "consultation")
METHOD = "alliances honoured, mean over wars; hierarchical beta-binomial by war, n alliance-wars"


@dataclass(frozen=True, slots=True)
class KeptPromises:
    """Alliances put to the test by a war: how many were honoured and violated, and the rate.

    ``rate`` is the mean over wars: a world war that tests thirty alliances at once is one war. It differs from the
    plain share where the great wars went otherwise than the rest.
    """

    honoured: int
    violated: int
    rate: Estimate


def kept_promises(
    promises: pl.DataFrame, obligation: str | None = None, *, level: float = LEVEL, sources: tuple[str, ...] = ()
) -> KeptPromises:
    """Return how often alliances were honoured when a war called on them.

    Alliances that deterred are not in it: war comes where promises were doubted (Smith 1995, *International
    Interactions* 20(4)), so that the rate is of promises put to the test, not of promises.

    Parameters
    ----------
    promises
        ``war``, ``honoured`` and a flag for each obligation, one row an alliance and war.
    obligation
        Only alliances with this obligation, one of :data:`OBLIGATIONS`.
    level, sources
        Probability content of the interval; ids of the sources.
    """
    if obligation is not None and obligation not in OBLIGATIONS:
        raise BadInput(f"Unknown obligation {obligation!r}: known are {', '.join(OBLIGATIONS)}")
    chosen = promises if obligation is None else promises.filter(pl.col(obligation))
    kept = chosen["honoured"]
    return KeptPromises(int(kept.sum()), int((~kept).sum()), _rate(chosen, level, sources))


def _rate(chosen: pl.DataFrame, level: float, sources: tuple[str, ...]) -> Estimate:
    if chosen.is_empty():
        return Estimate.unknown("probability", METHOD, "no alliance with it was put to the test", sources)
    found = share_posterior(chosen["honoured"].to_numpy(), [1] * chosen.height, chosen["war"].to_list(), level=level)
    return Estimate(
        *(found.mean, found.low, found.high),
        level=level,
        n=chosen.height,
        unit="probability",
        method=METHOD,
        sources=sources,
    )
