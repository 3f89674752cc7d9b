"""Colours that stand together are told apart by everybody, on a screen by day and by night, and on a grey printer."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest

from softbalance.interfaces import theme
from softbalance.terms.groupings import groupings

# Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6), table of severity 1.0, as published at
# https://www.inf.ufrgs.br/~oliveira/pubs_files/CVD_Simulation/CVD_Simulation.html
SEEN_BY = {
    "everybody else": np.eye(3),
    "protanopes": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopes": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
}
# sRGB to XYZ under D65: IEC 61966-2-1; XYZ to CIELAB: CIE 15:2004, with the white point of D65
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1.0, 1.08883])
NOTICED = 2.3  # Mahy, Van Eycken & Oosterlinck (1994): a just noticeable difference in CIELAB
APART = 6 * NOTICED
POLES = (2, 710, 365)


def linear(colour: str) -> np.ndarray:
    """Return a colour as linear light."""
    light = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    """Return a colour in CIELAB as somebody sees it."""
    xyz = TO_XYZ @ np.clip(seen @ linear(colour), 0, 1) / WHITE
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def distance(one: str, other: str, seen: np.ndarray) -> float:
    return float(np.linalg.norm(lab(one, seen) - lab(other, seen)))


def lightness(colour: str) -> float:
    return float(lab(colour, np.eye(3))[0])


PALETTES = {"day": (*theme.SERIES, theme.REST), "night": (*theme.SERIES_DARK, theme.REST_DARK)}


@pytest.mark.parametrize("who", SEEN_BY)
@pytest.mark.parametrize("palette", PALETTES)
def test_any_two_colours_of_series_are_told_apart_by(palette, who):
    near = {
        pair: round(found, 1)
        for pair in combinations(PALETTES[palette], 2)
        if (found := distance(*pair, SEEN_BY[who])) < APART
    }
    assert near == {}


@pytest.mark.parametrize("palette", PALETTES)
def test_the_powers_and_the_others_differ_in_grey_too(palette):
    colours = (*PALETTES[palette][:3], PALETTES[palette][-1])
    steps = sorted(lightness(colour) for colour in colours)
    assert min(np.diff(steps)) > 2 * NOTICED, steps


def test_shades_of_a_map_grow_darker_in_grey():
    assert lightness(theme.LOW) - lightness(theme.HIGH) > 50


def test_the_powers_between_which_a_grouping_is_seen_never_share_a_colour():
    for one in groupings().values():
        day = one.ended or date(2025, 12, 31)
        powers = list(dict.fromkeys((POLES[0], *(one.leaders_on(day) or POLES[1:]))))
        colours = theme.series_colours([*map(str, powers), "others"])
        assert len(set(colours)) == len(powers) + 1, (one.id, powers)


def test_a_pair_of_colours_that_protanopes_confuse_is_noticed():
    navy, plum = "#1b457f", "#7a3b8f"
    assert distance(navy, plum, SEEN_BY["everybody else"]) > 2 * APART
    assert distance(navy, plum, SEEN_BY["protanopes"]) < APART
