"""What is at stake in a roll call: classes of roll calls that do not depend on how the members themselves voted."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.terms.errors import BadInput

Stake = Literal["all", "contested", "hegemon_opposed", "important", "emergency"]
STAKES: tuple[str, ...] = get_args(Stake)
CONTESTED_BELOW = 0.90


@dataclass(frozen=True, slots=True)
class Calls:
    """What is known of each roll call; every array has shape (calls,) unless stated.

    Attributes
    ----------
    house
        Yes, abstain, no, absent of all states; shape (calls, 4).
    hegemon
        The hegemon's vote: 1 yes, 2 abstain, 3 no, 4 absent, 0 unknown.
    important
        1 named important by the US State Department, 0 not named, -1 no list covers the roll call.
    emergency
        Whether it was taken in an emergency special session.
    """

    house: NDArray[np.int32]
    hegemon: NDArray[np.int8]
    important: NDArray[np.int8]
    emergency: NDArray[np.bool_]


def stake_mask(calls: Calls, stake: str, members: ArrayLike | None = None) -> NDArray[np.bool_]:
    """Return which roll calls belong to a class of stakes.

    Parameters
    ----------
    calls
        What is known of each roll call.
    stake
        ``all``; ``contested``: the larger of yes and no holds less than 90 % of the votes cast by non-members;
        ``hegemon_opposed``: the hegemon voted no; ``important``: named so by the US State Department, hence chosen by
        the hegemon; ``emergency``: taken in an emergency special session.
    members
        Tallies of the members, shape (calls, 4), taken out of the house before the vote is called contested; without
        them the whole house counts.

    Returns
    -------
    numpy.ndarray
        Shape (calls,).

    Raises
    ------
    BadInput
        If the class is not known.

    Examples
    --------
    >>> house = np.array([[100, 20, 30, 5], [170, 2, 1, 5]])
    >>> flags = np.zeros(2, dtype=np.int8)
    >>> stake_mask(Calls(house, flags, flags, flags.astype(bool)), "contested")
    array([ True, False])
    """
    if stake not in STAKES:
        raise BadInput(f"Unknown class of stakes {stake!r}; allowed: {', '.join(STAKES)}")
    if stake == "all":
        return np.ones(calls.emergency.shape, dtype=bool)
    if stake == "contested":
        return contested(calls.house if members is None else calls.house - np.asarray(members))
    masks = {
        "hegemon_opposed": calls.hegemon == 3,
        "important": calls.important == 1,
        "emergency": np.asarray(calls.emergency, dtype=bool),
    }
    return masks[stake]


def contested(outside: ArrayLike, *, below: float = CONTESTED_BELOW) -> NDArray[np.bool_]:
    """Return where the winning side holds less than a share of the votes cast, abstentions counted as votes.

    Parameters
    ----------
    outside
        Yes, abstain, no, absent of the states that decide whether the vote was contested; shape (calls, 4).
    below
        The share.
    """
    table = np.asarray(outside, dtype=float)
    cast = table[..., :3].sum(-1)
    winning = np.maximum(table[..., 0], table[..., 2])
    return (cast > 0) & (winning < below * cast)
