"""The fitted parameters as a table for the documentation."""

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtri

from softbalance.crisis.fitted import BLOCKS, Fitted
from softbalance.terms.estimate import LEVEL

HEAD = "| block | column | estimate | 90 % interval | sign is sure |\n|---|---|---|---|---|\n"


def parameter_table(fitted: Fitted) -> str:
    """Return the parameters as a Markdown table: posterior mode and normal interval at the project's level.

    Examples
    --------
    >>> from softbalance.crisis.specification import Specification
    >>> one = Fitted(("complementarity: g",), np.array([1.0]), np.array([[0.04]]), Specification(), 9)
    >>> parameter_table(one).splitlines()[-1]
    '| complementarity | g | 1.00 | 0.67 to 1.33 | yes |'
    """
    return HEAD + "\n".join(_rows(fitted)) + "\n"


def correlations(fitted: Fitted, least: float = 0.8) -> list[tuple[str, str, float]]:
    """Return pairs of parameters whose estimates move together, by the size of their correlation: collinearity.

    Examples
    --------
    >>> from softbalance.crisis.specification import Specification
    >>> both = Fitted(("a: x", "b: y"), np.zeros(2), np.array([[1.0, 0.9], [0.9, 1.0]]), Specification(), 9)
    >>> correlations(both)
    [('a: x', 'b: y', 0.9)]
    """
    spread = np.sqrt(np.diag(fitted.covariance))
    table = fitted.covariance / np.outer(spread, spread)
    first, second = np.triu_indices(len(spread), 1)
    found = [
        (fitted.names[i], fitted.names[j], round(float(table[i, j]), 2))
        for i, j in zip(first, second, strict=True)
        if abs(table[i, j]) >= least
    ]
    return sorted(found, key=lambda pair: -abs(pair[2]))


def collinearity(fitted: Fitted) -> np.ndarray:
    """Return how often larger the variance of each estimate is than if the others were known, shape (P,).

    Examples
    --------
    >>> from softbalance.crisis.specification import Specification
    >>> both = Fitted(("a: x", "b: y"), np.zeros(2), np.array([[1.0, 0.8], [0.8, 1.0]]), Specification(), 9)
    >>> collinearity(both).round(2).tolist()
    [2.78, 2.78]
    """
    return np.asarray(np.diag(fitted.covariance) * np.diag(np.linalg.inv(fitted.covariance)))


def condition_number(fitted: Fitted) -> float:
    """Return the condition number of the correlations of the estimates: square root of largest over smallest
    eigenvalue; above 30 some cannot be told apart (Belsley, Kuh & Welsch 1980).

    Examples
    --------
    >>> from softbalance.crisis.specification import Specification
    >>> both = Fitted(("a: x", "b: y"), np.zeros(2), np.array([[1.0, 0.6], [0.6, 1.0]]), Specification(), 9)
    >>> round(condition_number(both), 3)
    2.0
    """
    spread = np.sqrt(np.diag(fitted.covariance))
    values = np.linalg.eigvalsh(fitted.covariance / np.outer(spread, spread))
    return float(np.sqrt(values[-1] / values[0]))


def _rows(fitted: Fitted) -> Iterator[str]:
    reach = float(ndtri(0.5 * (1.0 + LEVEL))) * np.sqrt(np.diag(fitted.covariance))
    order = {block: k for k, block in enumerate(BLOCKS)}
    lines = zip(fitted.names, fitted.theta, reach, strict=True)
    for name, value, width in sorted(lines, key=lambda line: order[line[0].split(": ")[0]]):
        block, column = name.split(": ", 1)
        sure = "yes" if abs(value) > width else "no"
        yield f"| {block} | {column} | {value:.2f} | {value - width:.2f} to {value + width:.2f} | {sure} |"
