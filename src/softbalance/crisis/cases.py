"""Cases: the record of past crises in the shape the game is fitted on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from softbalance.crisis.game import ACTIONS, MAX_PLAYERS, Array
from softbalance.terms.errors import BadInput, NotEnoughData

COVARIATES = ("affinity", "stakes", "exposure", "leader_exposure")
SHARES = ("threshold", "severity", "predictability", "leader_severity", "leader_predictability")


@dataclass(frozen=True, slots=True, eq=False)
class Cases:
    """Occasions on which members of a grouping were asked to act: R occasions, up to n members each.

    Everything about a case predates it. Arrays are copies and read-only.

    Parameters
    ----------
    member
        Shape (R, n), bool: who was asked. Where it is false nothing else is read.
    capability
        Shape (R, n): not negative; renormalised among those asked.
    affinity, stakes, exposure, leader_exposure
        Shape (R, n, p), (R, n, r), (R, n, q), (R, n, s): x, w, z towards whoever would retaliate for acting, and z
        towards the beneficiary's side, for opposing. Put a column of ones into ``stakes`` for a common stake.
    observed
        Shape (R, n, 5), bool: the actions consistent with what is known. A vote for the beneficiary that says
        nothing of sanctions or arms is ``[False, False, True, True, True]``; all five: nothing is known.
    crisis
        Shape (R,): which crisis an occasion belongs to; the occasions of one share its common shock and its fold.
    date
        Shape (R,): numbers that order the occasions in time (a year, a day).
    threshold, severity, predictability, leader_severity, leader_predictability
        Shape (R,), 0 to 1; the last four default to 1.
    weight
        Shape (R,): how often the occasion counts, default 1.
    classes
        Shape (R, 5), whole numbers: actions of one number cannot be told apart by the record of that occasion (a
        roll call: ``[0, 1, 2, 2, 2]``). Each observed set must be made of whole classes. Default: all differ.
    record
        Shape (R, q): what an occasion was read from; it moves what acting and opposing are worth to all its members
        alike. Default: no column.
    names
        Column names by covariate, e.g. ``{"affinity": ("ideal point distance", ...)}``.
    designs
        Further arrays of shape (R, n, anything), for models to compare with.
    """

    member: NDArray[np.bool_]
    capability: Array
    affinity: Array
    stakes: Array
    exposure: Array
    leader_exposure: Array
    observed: NDArray[np.bool_]
    crisis: NDArray[np.int64]
    date: Array
    threshold: Array
    severity: Array = field(default_factory=lambda: np.ones(1))
    predictability: Array = field(default_factory=lambda: np.ones(1))
    leader_severity: Array = field(default_factory=lambda: np.ones(1))
    leader_predictability: Array = field(default_factory=lambda: np.ones(1))
    weight: Array = field(default_factory=lambda: np.ones(1))
    classes: NDArray[np.int64] = field(default_factory=lambda: np.arange(len(ACTIONS)))
    record: Array = field(default_factory=lambda: np.zeros((0, 0)))
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    designs: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        member = np.array(self.member, dtype=bool)
        if member.ndim != 2 or not member.size or member.shape[1] > MAX_PLAYERS:
            raise BadInput(
                f"member needs shape (occasions, members), at most {MAX_PLAYERS} members, was {member.shape}"
            )
        if not member.any(axis=1).all():
            raise BadInput("every occasion needs at least one member that was asked")
        self._keep("member", member)
        _check_members(self)
        _check_rows(self)
        self._keep("classes", _classes(self))
        self._keep("record", _record(self.record, len(member)))
        self._keep("names", _names(self))
        designs = {name: _covariate(name, table, member) for name, table in dict(self.designs).items()}
        object.__setattr__(self, "designs", MappingProxyType(designs))

    def _keep(self, name: str, value: Any) -> None:
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
        object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.member)

    @property
    def crises(self) -> NDArray[np.int64]:
        """The different crises, ascending."""
        return np.unique(self.crisis)

    @property
    def counts(self) -> NDArray[np.int64]:
        """Shape (R,): how many members were asked."""
        return np.asarray(self.member.sum(axis=1), dtype=np.int64)

    def take(self, rows: ArrayLike) -> "Cases":
        """Return some of the occasions, given by a mask or by positions."""
        chosen = np.asarray(rows)
        if not np.arange(len(self))[chosen].size:
            raise NotEnoughData("no occasion is left")
        kept = [each.name for each in fields(self) if each.name not in ("names", "designs")]
        parts = {name: getattr(self, name)[chosen] for name in kept}
        designs = {name: table[chosen] for name, table in self.designs.items()}
        return Cases(**parts, names=self.names, designs=designs)

    def seen_as(self, actions: NDArray[np.int64]) -> "Cases":
        """Return the cases with other actions, shape (R, n), as far as the record of each occasion tells."""
        alike = self.classes[:, None, :] == np.take_along_axis(self.classes, actions, axis=1)[..., None]
        return self.replace(observed=alike)

    def singly(self) -> "Cases":
        """Return each known act as an occasion by itself, in the order of occasions and members.

        For models in which members do not look at one another: the likelihood is the same, up to an act of which
        nothing is known, and no place is left empty.
        """
        told = self.member & ~self.observed.all(axis=-1)
        if not told.any():
            raise NotEnoughData("nothing is known of anybody's act")
        rows = np.nonzero(told)[0]
        by_row = {
            name: getattr(self, name)[rows] for name in ("crisis", "date", "weight", "classes", "record", *SHARES)
        }
        by_member = {name: getattr(self, name)[told][:, None] for name in (*COVARIATES, "observed")}
        designs = {name: table[told][:, None] for name, table in self.designs.items()}
        ones = np.ones((len(rows), 1))
        return Cases(member=ones > 0, capability=ones, **by_row, **by_member, names=self.names, designs=designs)

    def replace(self, **changes: Any) -> "Cases":
        """Return the same cases with some arrays changed, checked anew."""
        return Cases(**{**{each.name: getattr(self, each.name) for each in fields(self)}, **changes})

    def of_crises(self, chosen: ArrayLike) -> "Cases":
        """Return the occasions of some crises; one named twice counts twice, as another crisis."""
        rows, labels = [], []
        for label, crisis in enumerate(np.asarray(chosen)):
            found = np.flatnonzero(self.crisis == crisis)
            rows.append(found)
            labels.append(np.full(len(found), label))
        return self.take(np.concatenate(rows)).replace(crisis=np.concatenate(labels))

    def excluded_shifters(self) -> Mapping[str, float]:
        """Return, by covariate column, the share of its variance that lies between members of one occasion.

        Such columns move one member's payoff and not the others' (save through what it will do); they are what
        tells a strategic answer from a shock common to all. A share of 0 marks a column that cannot serve.
        """
        shares = {}
        for kind in COVARIATES:
            for column, name in enumerate(self.names[kind]):
                shares[f"{kind}: {name}"] = _within(getattr(self, kind)[:, :, column], self.member)
        return shares


def _check_members(cases: Cases) -> None:
    member = cases.member
    capability = _covariate("capability", np.asarray(cases.capability)[..., None], member)[..., 0]
    total = capability.sum(axis=1, keepdims=True)
    if np.any(capability < 0.0) or np.any(total <= 0.0):
        raise BadInput("capability must not be negative, and somebody asked must have some")
    cases._keep("capability", capability / total)
    for name in COVARIATES:
        cases._keep(name, _covariate(name, getattr(cases, name), member))
    observed = np.array(cases.observed, dtype=bool)
    if observed.shape != (*member.shape, len(ACTIONS)) or not observed[member].any(axis=1).all():
        raise BadInput(f"observed needs shape {(*member.shape, len(ACTIONS))} and at least one action for each member")
    observed[~member] = True
    cases._keep("observed", observed)


def _check_rows(cases: Cases) -> None:
    count = len(cases.member)
    for name in (*SHARES, "date", "weight"):
        given = np.array(getattr(cases, name), dtype=float)
        table = np.array(np.broadcast_to(given, (count,))) if given.size == 1 else given
        if table.shape != (count,) or not np.all(np.isfinite(table)):
            raise BadInput(f"{name} needs one finite number for each of the {count} occasions")
        if name in SHARES and np.any((table < 0.0) | (table > 1.0)):
            raise BadInput(f"{name} must lie between 0 and 1")
        if name == "weight" and np.any(table < 0.0):
            raise BadInput("weight must not be negative")
        cases._keep(name, table)
    crisis = np.array(cases.crisis)
    if crisis.shape != (count,) or crisis.dtype.kind not in "iu":
        raise BadInput(f"crisis needs one whole number for each of the {count} occasions")
    cases._keep("crisis", crisis.astype(np.int64))


def _classes(cases: Cases) -> NDArray[np.int64]:
    shape = (len(cases.member), len(ACTIONS))
    given = np.asarray(cases.classes)
    if given.dtype.kind not in "iu" or given.shape not in (shape, shape[1:]):
        raise BadInput(f"classes needs whole numbers of shape {shape}, was given {given.shape}")
    table = np.array(np.broadcast_to(given, shape), dtype=np.int64)
    alike = table[:, :, None] == table[:, None, :]
    if np.any((cases.observed[..., None] & alike[:, None]).any(axis=2) != cases.observed):
        raise BadInput("an observed set splits actions that classes says cannot be told apart")
    return table


def _record(given: ArrayLike, count: int) -> Array:
    table = np.array(given, dtype=float)
    if not table.size:
        return np.zeros((count, 0))
    if table.ndim != 2 or len(table) != count or not np.all(np.isfinite(table)):
        raise BadInput(f"record needs finite numbers of shape ({count}, columns), was given {table.shape}")
    return table


def _covariate(name: str, given: ArrayLike, member: NDArray[np.bool_]) -> Array:
    table = np.array(given, dtype=float)
    if table.ndim != 3 or table.shape[:2] != member.shape:
        raise BadInput(f"{name} needs shape {member.shape} and columns, was given {table.shape}")
    table[~member] = 0.0
    if not np.all(np.isfinite(table)):
        raise BadInput(f"{name} must be finite for every member that was asked")
    table.setflags(write=False)
    return table


def _names(cases: Cases) -> Mapping[str, tuple[str, ...]]:
    names = {}
    for kind in (*COVARIATES, "record"):
        columns = getattr(cases, kind).shape[-1]
        names[kind] = tuple(dict(cases.names).get(kind, (str(k + 1) for k in range(columns))))
        if len(names[kind]) != columns:
            raise BadInput(f"{kind} has {columns} columns and {len(names[kind])} names")
    return MappingProxyType(names)


def _within(column: Array, member: NDArray[np.bool_]) -> float:
    rows = [values[asked] for values, asked in zip(column, member, strict=True)]
    total = np.concatenate(rows).var()
    inside = sum(((row - row.mean()) ** 2).sum() for row in rows) / member.sum()
    return float(inside / total) if total > 0.0 else 0.0
