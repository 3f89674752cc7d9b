"""Where states stand: the dynamic ordered item-response model of votes (Bailey, Strezhnev & Voeten 2017).

Lay votes out with :func:`arrange` (or :func:`from_matrix`), repeated texts linked by :func:`link_repeats`;
:func:`estimate` is fast, :func:`sample` exact, :func:`filtered` uses no later vote.
"""

from softbalance.measures.ideal_points.em import estimate
from softbalance.measures.ideal_points.filtered import Filtered, filtered
from softbalance.measures.ideal_points.gibbs import sample
from softbalance.measures.ideal_points.linking import Links, link_repeats
from softbalance.measures.ideal_points.model import IdealPoints, Mixing, Priors, State
from softbalance.measures.ideal_points.votes import Votes, arrange, from_matrix, until

__all__ = [
    "Filtered",
    "IdealPoints",
    "Links",
    "Mixing",
    "Priors",
    "State",
    "Votes",
    "arrange",
    "estimate",
    "filtered",
    "from_matrix",
    "link_repeats",
    "sample",
    "until",
]
