"""Where states stand: the dynamic ordered item-response model of votes (Bailey, Strezhnev & Voeten 2017).

Lay votes out with :func:`arrange` (or :func:`from_matrix`); :func:`estimate` is fast, :func:`sample` exact;
both return :class:`IdealPoints`.
"""

from softbalance.measures.ideal_points.em import estimate
from softbalance.measures.ideal_points.gibbs import sample
from softbalance.measures.ideal_points.model import IdealPoints, Mixing, Priors, State
from softbalance.measures.ideal_points.votes import Votes, arrange, from_matrix, until

__all__ = [
    "IdealPoints",
    "Mixing",
    "Priors",
    "State",
    "Votes",
    "arrange",
    "estimate",
    "from_matrix",
    "sample",
    "until",
]
