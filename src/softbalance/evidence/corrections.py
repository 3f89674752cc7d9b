"""Corrections of sources, as records: why, who found it, when, and a guard that fails once the source is repaired."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from softbalance.terms.errors import EvidenceFault


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction.

    Attributes
    ----------
    id, source
        Its name and the source it corrects.
    reason, reporter, found
        What is wrong, who found it, when.
    still_wrong
        Whether the fault is in a frame; once it is not, the build stops and the record is to be withdrawn.
    mend
        Returns the corrected frame.
    """

    id: str
    source: str
    reason: str
    reporter: str
    found: date
    still_wrong: Callable[[pl.DataFrame], bool]
    mend: Callable[[pl.DataFrame], pl.DataFrame]


def correct(source: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every correction of its source made.

    Raises
    ------
    EvidenceFault
        If a fault is no longer there: the source was repaired and the correction would spoil it.
    """
    for one in CORRECTIONS:
        if one.source != source:
            continue
        if not one.still_wrong(frame):
            raise EvidenceFault(f"{source} no longer has the fault that correction {one.id!r} mends; withdraw it")
        frame = one.mend(frame)
    return frame


_LATE = pl.col("session").cast(pl.Int32, strict=False) >= 74
_WEAPONS = pl.col("title").str.contains("(?i)nuclear|weapon|missile")


def _weapons_coded_as_colonies_and_trade(frame: pl.DataFrame) -> bool:
    return frame.filter(_LATE & _WEAPONS & pl.col("co") & pl.col("ec")).height > 20


def _withdraw_colonies_and_trade(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.when(~_LATE).then(pl.col(code)).alias(code) for code in ("co", "ec"))


CORRECTIONS = (
    Correction(
        id="late-colonialism-and-development-codes",
        source="voeten_issues",
        reason=(
            "From session 74 the codes for colonialism and economic development stand on the wrong roll calls: "
            "treaties on nuclear weapons carry both, resolutions on decolonisation neither. They are taken as unknown "
            "there and given by the rules for uncoded votes."
        ),
        reporter="softbalance",
        found=date(2026, 11, 23),
        still_wrong=_weapons_coded_as_colonies_and_trade,
        mend=_withdraw_colonies_and_trade,
    ),
)
