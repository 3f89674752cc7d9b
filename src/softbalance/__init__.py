"""softbalance: would the members of a grouping of states act together when it costs?

The names below load what they need when they are first used, so that importing the package is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from softbalance.dossier.assess import assess
    from softbalance.dossier.backtest import backtest
    from softbalance.dossier.claims import check_claims
    from softbalance.dossier.compare import compare
    from softbalance.dossier.dyads import dyad_years, similarity_matrix
    from softbalance.dossier.ideal import fit_ideal_points, ideal_points
    from softbalance.dossier.ladder import ladder
    from softbalance.dossier.levers import levers
    from softbalance.dossier.profile import profile
    from softbalance.dossier.questions import cohesion, members, similarity, votes
    from softbalance.dossier.rank import rank
    from softbalance.dossier.stress import stress
    from softbalance.dossier.ties_questions import alignment, binding, discord, dividend, exposure
    from softbalance.dossier.ties_record import ties
    from softbalance.terms.errors import SoftbalanceError
    from softbalance.terms.estimate import Coverage, Estimate

_HOME = {
    "Coverage": "softbalance.terms.estimate",
    "Estimate": "softbalance.terms.estimate",
    "SoftbalanceError": "softbalance.terms.errors",
    "alignment": "softbalance.dossier.ties_questions",
    "assess": "softbalance.dossier.assess",
    "backtest": "softbalance.dossier.backtest",
    "binding": "softbalance.dossier.ties_questions",
    "check_claims": "softbalance.dossier.claims",
    "cohesion": "softbalance.dossier.questions",
    "compare": "softbalance.dossier.compare",
    "discord": "softbalance.dossier.ties_questions",
    "dividend": "softbalance.dossier.ties_questions",
    "dyad_years": "softbalance.dossier.dyads",
    "exposure": "softbalance.dossier.ties_questions",
    "fit_ideal_points": "softbalance.dossier.ideal",
    "ideal_points": "softbalance.dossier.ideal",
    "ladder": "softbalance.dossier.ladder",
    "levers": "softbalance.dossier.levers",
    "members": "softbalance.dossier.questions",
    "profile": "softbalance.dossier.profile",
    "rank": "softbalance.dossier.rank",
    "similarity": "softbalance.dossier.questions",
    "similarity_matrix": "softbalance.dossier.dyads",
    "stress": "softbalance.dossier.stress",
    "ties": "softbalance.dossier.ties_record",
    "votes": "softbalance.dossier.questions",
}

__all__ = [
    "Coverage",
    "Estimate",
    "SoftbalanceError",
    "alignment",
    "assess",
    "backtest",
    "binding",
    "check_claims",
    "cohesion",
    "compare",
    "discord",
    "dividend",
    "dyad_years",
    "exposure",
    "fit_ideal_points",
    "ideal_points",
    "ladder",
    "levers",
    "members",
    "profile",
    "rank",
    "similarity",
    "similarity_matrix",
    "stress",
    "ties",
    "votes",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'softbalance' has no attribute {name!r}")
    import_module("softbalance.interfaces.notebook").register()
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
