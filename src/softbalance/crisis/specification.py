"""Which terms the fitted game has, what is assumed rather than estimated, and how a parameter vector is laid out.

Only precision times payoff is identified, so precision is 1; standing aside is worth 0 as such, and k and c of
fighting are 1. What k and c of the other actions are, the steepness of S and the aversion to risk are assumptions
of a specification, to be varied. Priors are normal, centred at zero and weak on covariates scaled to unit variance.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from softbalance.crisis.cases import Cases
from softbalance.crisis.game import ACTIONS, CONTRIBUTION, EFFORT, STAND_ASIDE, STEEPNESS, Array, Game
from softbalance.crisis.retaliation import RISK_AVERSION
from softbalance.terms.errors import BadInput

HELD = 1e-3
ACTS = tuple(name for name in ACTIONS if name != "stand_aside")
SHOCK = (-1.0, 0.0, 1.0, 1.0, 1.0)
"""What the common shock of a crisis moves: the worth of acting at any rung, and of opposing the other way. With a
loading for each act the likelihood has several summits, forty nats apart, and a search ends on any of them."""

SIDES = ("oppose", "act")
"""What the record an occasion was read from moves: the worth of opposing, and of acting at any rung."""

ACT_INDEX = tuple(a for a in range(len(ACTIONS)) if a != STAND_ASIDE)


@dataclass(frozen=True, slots=True)
class Specification:
    """One version of the game to fit.

    Parameters
    ----------
    stakes, complementarity
        Whether V and g are estimated; where both are false the members do not look at one another.
    common_shock
        Whether each crisis has a shock common to its members, one standard normal draw times a loading, added to
        the worth of acting (:data:`SHOCK`). Without it a shock that moves all alike is taken for g.
    contribution, effort, steepness, risk_aversion
        k, c, the slope of S and rho: assumed.
    nodes
        Gauss-Hermite nodes for the common shock.
    coefficient_scale, intercept_scale, complementarity_scale, loading_scale
        Standard deviations of the priors.
    held
        Names of parameters held at zero, as ``"affinity: inducement, per cent of GDP"``: their prior is a
        thousandth wide.

    Examples
    --------
    >>> Specification().without_strategy().strategic
    False
    """

    stakes: bool = True
    complementarity: bool = True
    common_shock: bool = True
    contribution: tuple[float, ...] = CONTRIBUTION
    effort: tuple[float, ...] = EFFORT
    steepness: float = STEEPNESS
    risk_aversion: float = RISK_AVERSION
    nodes: int = 9
    coefficient_scale: float = 1.5
    intercept_scale: float = 3.0
    complementarity_scale: float = 1.5
    loading_scale: float = 1.0
    held: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        Game([1], [0], [0], [0], contribution=self.contribution, effort=self.effort, steepness=self.steepness)
        scales = (self.coefficient_scale, self.intercept_scale, self.complementarity_scale, self.loading_scale)
        if not all(np.isfinite(scale) and scale > 0.0 for scale in scales):
            raise BadInput(f"the scales of priors must be positive, were {scales}")
        if not 1 <= self.nodes <= 64:
            raise BadInput(f"nodes must lie between 1 and 64, was given {self.nodes}")

    @property
    def strategic(self) -> bool:
        """Whether members look at what the others are likely to do."""
        return self.stakes or self.complementarity

    def without_strategy(self) -> "Specification":
        """Return the same covariates, assumptions and priors with V = g = 0."""
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return Specification(**{**parts, "stakes": False, "complementarity": False})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each parameter stands in the vector.

    Attributes
    ----------
    place
        By block: ``affinity``, ``stakes``, ``exposure``, ``leader_exposure``, ``complementarity``, ``intercept``,
        ``record``, ``loading``; blocks not estimated are empty.
    names
        One for each parameter.
    scale
        Shape (P,): standard deviation of each prior.
    """

    place: Mapping[str, slice]
    names: tuple[str, ...]
    scale: Array

    def split(self, theta: Array) -> dict[str, Array]:
        """Return the parameter vector by block."""
        if theta.shape != (len(self.names),):
            raise BadInput(f"this specification has {len(self.names)} parameters, was given shape {theta.shape}")
        return {block: theta[part] for block, part in self.place.items()}


def layout(cases: Cases, specification: Specification) -> Layout:
    """Return the layout of the parameters for these covariates.

    Where ``stakes`` or ``complementarity`` are off their blocks are empty.
    """
    spec = specification
    shifts = tuple(f"{column}, {side}" for column in cases.names["record"] for side in SIDES)
    blocks = {
        "affinity": (cases.names["affinity"], spec.coefficient_scale),
        "stakes": (cases.names["stakes"] if spec.stakes else (), spec.coefficient_scale),
        "exposure": (cases.names["exposure"], spec.coefficient_scale),
        "leader_exposure": (cases.names["leader_exposure"], spec.coefficient_scale),
        "complementarity": (("g",) if spec.complementarity else (), spec.complementarity_scale),
        "intercept": (ACTS, spec.intercept_scale),
        "record": (shifts, spec.intercept_scale),
        "loading": (("acting",) if spec.common_shock else (), spec.loading_scale),
    }
    place: dict[str, slice] = {}
    names: list[str] = []
    scale: list[float] = []
    for block, (columns, width) in blocks.items():
        place[block] = slice(len(names), len(names) + len(columns))
        names += [f"{block}: {column}" for column in columns]
        scale += [HELD if f"{block}: {column}" in spec.held else width for column in columns]
    return Layout(place, tuple(names), np.array(scale))
