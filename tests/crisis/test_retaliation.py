import numpy as np
import pytest
from scipy.special import hyp1f1

from softbalance.crisis.retaliation import certainty_equivalent, severity_nodes
from softbalance.terms.errors import BadInput


@pytest.mark.parametrize("level", [0.05, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("predictability", [0.002, 0.2, 0.5, 0.6, 0.95, 0.9995, 0.999999])
def test_severity_has_the_mean_and_variance_it_is_said_to_have(level, predictability):
    points, weight = severity_nodes(level, predictability)
    assert weight.sum() == pytest.approx(1.0)
    assert weight @ points == pytest.approx(level, abs=1e-10)
    variance = level * (1.0 - level) * (1.0 - predictability)
    assert weight @ (points - level) ** 2 == pytest.approx(variance, abs=1e-10)


@pytest.mark.parametrize("exposure", [-2.0, 0.5, 6.0])
def test_the_certainty_equivalent_is_the_closed_form_of_the_beta_distribution(exposure):
    """E[exp(r S)] of a beta variable is Kummer's function 1F1(a; a + b; r)."""
    size = 0.7 / 0.3
    closed = np.log(hyp1f1(0.4 * size, size, 1.5 * exposure)) / 1.5
    assert certainty_equivalent(exposure, 0.4, 0.7, 1.5) == pytest.approx(closed, abs=1e-10)


def test_what_cannot_be_foreseen_weighs_more_and_so_does_what_is_harsher():
    by_predictability = [certainty_equivalent(2.0, 0.5, each) for each in (0.0, 0.3, 0.7, 0.99, 1.0)]
    assert np.all(np.diff(by_predictability) < 0.0)
    by_level = [certainty_equivalent(2.0, each, 0.6) for each in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert np.all(np.diff(by_level) > 0.0)
    assert by_level[0] == 0.0
    assert by_level[-1] == pytest.approx(2.0)


def test_who_does_not_mind_risk_pays_the_mean():
    assert certainty_equivalent([1.0, 3.0], 0.4, 0.2, 0.0) == pytest.approx([0.4, 1.2])


def test_all_or_nothing_is_the_limit_of_the_beta_distribution():
    assert certainty_equivalent(2.0, 0.3, 1e-5) == pytest.approx(float(certainty_equivalent(2.0, 0.3, 0.0)), abs=1e-4)


@pytest.mark.parametrize(
    ("level", "predictability", "rho"), [(1.2, 0.5, 1), (0.5, -0.1, 1), (0.5, 0.5, -1), (0.5, 2, 1)]
)
def test_what_lies_outside_its_bounds_is_refused(level, predictability, rho):
    with pytest.raises(BadInput, match="must lie between"):
        certainty_equivalent(1.0, level, predictability, rho)
