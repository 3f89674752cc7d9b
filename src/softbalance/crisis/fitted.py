"""The fitted parameters as they ship: one value and one spread each, with their covariance and what was assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from softbalance.crisis.known import Array
from softbalance.crisis.specification import Specification
from softbalance.terms.errors import BadInput

if TYPE_CHECKING:
    import polars as pl

SEED = 20260401
COEFFICIENT_SCALE = Specification().coefficient_scale
BLOCKS = ("affinity", "stakes", "exposure", "leader_exposure", "complementarity", "intercept", "record", "loading")


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """Parameters of the game as fitted on past crises.

    Attributes
    ----------
    names
        ``block: column`` of each parameter.
    theta
        Shape (P,): posterior mode.
    covariance
        Shape (P, P).
    specification
        What was assumed.
    crises
        How many crises it was fitted on.
    """

    names: tuple[str, ...]
    theta: Array
    covariance: Array
    specification: Specification
    crises: int

    def draws(self, count: int, seed: int = SEED) -> Array:
        """Return parameter vectors from the normal approximation of the posterior, shape (count, P); the first is
        the mode itself."""
        if count < 1:
            raise BadInput(f"draws must be at least 1, was given {count}")
        rng = np.random.default_rng(seed)
        drawn = rng.multivariate_normal(self.theta, self.covariance, size=count - 1, method="eigh")
        return np.vstack([self.theta, drawn])

    def block(self, theta: Array, name: str) -> Array:
        """Return the parameters of a block, shape (..., columns of the block)."""
        if name not in BLOCKS:
            raise BadInput(f"unknown block {name!r}; there are {', '.join(BLOCKS)}")
        return np.asarray(theta[..., [k for k, one in enumerate(self.names) if one.startswith(f"{name}: ")]])

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the names of a block's columns."""
        return tuple(one.split(": ", 1)[1] for one in self.names if one.startswith(f"{name}: "))


def to_tables(fitted: Fitted) -> "dict[str, pl.DataFrame]":
    """Return the parameters as the two tables that ship: values with assumptions, and the lower half of covariance."""
    import polars as pl

    spread = np.sqrt(np.diag(fitted.covariance))
    rows, columns = np.tril_indices(len(fitted.theta))
    values = pl.DataFrame({"name": fitted.names, "value": fitted.theta, "sd": spread})
    spec = fitted.specification
    assumed: dict[str, float] = {
        **{f"contribution {k}": value for k, value in enumerate(spec.contribution)},
        **{f"effort {k}": value for k, value in enumerate(spec.effort)},
        "steepness": spec.steepness,
        "risk_aversion": spec.risk_aversion,
        "nodes": float(spec.nodes),
        "coefficient_scale": spec.coefficient_scale,
        "complementarity_scale": spec.complementarity_scale,
        "crises": float(fitted.crises),
    }
    fixed = pl.DataFrame({"name": [f"assumed: {key}" for key in assumed], "value": list(assumed.values())})
    return {
        "crisis_parameters": pl.concat([values, fixed], how="diagonal"),
        "crisis_covariance": pl.DataFrame(
            {
                "row": rows.astype(np.int16),
                "column": columns.astype(np.int16),
                "value": fitted.covariance[rows, columns],
            }
        ),
    }


def from_tables(tables: "Mapping[str, pl.DataFrame]") -> Fitted:
    """Return the parameters from the two tables that ship."""
    values: list[dict[str, Any]] = tables["crisis_parameters"].to_dicts()
    assumed = {one["name"].removeprefix("assumed: "): one["value"] for one in values if _assumed(one["name"])}
    estimated = [one for one in values if not _assumed(one["name"])]
    half = tables["crisis_covariance"]
    square = np.zeros((len(estimated), len(estimated)))
    square[half["row"].to_numpy(), half["column"].to_numpy()] = half["value"].to_numpy()
    names = tuple(one["name"] for one in estimated)
    return Fitted(
        names,
        np.array([one["value"] for one in estimated]),
        square + np.tril(square, -1).T,
        _specification(assumed, names),
        int(assumed["crises"]),
    )


def _assumed(name: str) -> bool:
    return name.startswith("assumed: ")


def _specification(assumed: Mapping[str, float], names: tuple[str, ...]) -> Specification:
    return Specification(
        stakes=any(name.startswith("stakes: ") for name in names),
        complementarity=any(name.startswith("complementarity: ") for name in names),
        common_shock=any(name.startswith("loading: ") for name in names),
        contribution=tuple(assumed[f"contribution {k}"] for k in range(5)),
        effort=tuple(assumed[f"effort {k}"] for k in range(5)),
        steepness=assumed["steepness"],
        risk_aversion=assumed["risk_aversion"],
        nodes=int(assumed["nodes"]),
        coefficient_scale=assumed.get("coefficient_scale", COEFFICIENT_SCALE),
        complementarity_scale=assumed.get("complementarity_scale", COEFFICIENT_SCALE),
    )
