"""The record of joint action on the rungs of paying and fighting, put together from its sources."""

import polars as pl

from softbalance.evidence.base import Built, Line, Read, Step
from softbalance.evidence.conflicts import interstate_conflicts
from softbalance.evidence.disputes import Tables, gml_disputes, mid_disputes, wars
from softbalance.evidence.events import events
from softbalance.evidence.joint_coverage import (
    AT_HOME_COVERED,
    FIGHT_COVERED,
    FIGHT_SOURCES,
    MID_ENDS,
    PAY_COVERED,
    PAY_SOURCES,
)
from softbalance.evidence.promises import promises
from softbalance.evidence.sanctions import SanctionRecord, sanctions
from softbalance.evidence.support import internal_wars
from softbalance.terms.errors import BadInput

__all__ = [
    "AT_HOME_COVERED",
    "FIGHT_COVERED",
    "FIGHT_SOURCES",
    "PAY_COVERED",
    "PAY_SOURCES",
    "fight_record",
    "pay_record",
    "steps",
]

DISPUTES = ("mid", "gml", "war")


def steps() -> tuple[Step, ...]:
    """Return the steps of the build that make the tables of the record."""
    return (
        Step("fights", FIGHT_SOURCES, ("fight_occasions", "fight_acts"), _make_fights),
        Step("sanctions", PAY_SOURCES, ("pay_occasions", "pay_acts"), _make_sanctions, optional=PAY_SOURCES),
        Step("events", ("icews_dyads",), ("events",), _make_events),
        Step("promises", ("alliance_performance",), ("promises",), _make_promises),
    )


def fight_record(read: Read, disputes: str = "mid") -> Tables:
    """Return occasions and acts on the rung of fighting.

    Disputes between states come from the MID data to 2014, armed conflicts between states from UCDP after that, so
    that no event is counted twice; wars at home, kept apart by their kind, from UCDP external support.

    Parameters
    ----------
    read
        Reads a source by its id.
    disputes
        ``"mid"`` (COW, to 2014), or, to see what hangs on it, ``"gml"`` (Gibler, Miller and Little, to 2010) or
        ``"war"`` (COW inter-state wars, to 2003) in its place.
    """
    between = _disputes(read, disputes)
    since = int(between[0]["until"].max() or MID_ENDS)  # type: ignore[arg-type]
    later = _from(interstate_conflicts(read("ucdp_acd")), since + 1)
    at_home = internal_wars(read("ucdp_external_support"))
    parts = (between, later, at_home)
    return pl.concat([part[0] for part in parts]), pl.concat([part[1] for part in parts])


def pay_record(read: Read) -> SanctionRecord:
    """Return the record of sanctions, with what was left out."""
    return sanctions(read("gsdb"))


def _disputes(read: Read, disputes: str) -> Tables:
    if disputes == "mid":
        return mid_disputes(read("cow_mid_dirdisps"), read("cow_mid_disps"))
    if disputes == "gml":
        return gml_disputes(read("gml_dirdisp"))
    if disputes == "war":
        return wars(read("cow_war_inter"))
    raise BadInput(f"Unknown disputes {disputes!r}: known are {', '.join(DISPUTES)}")


def _from(tables: Tables, year: int) -> Tables:
    occasions = tables[0].filter(pl.col("year") >= year)
    return occasions, tables[1].join(occasions, on="occasion", how="semi")


def _make_fights(read: Read) -> Built:
    occasions, acts = fight_record(read)
    report = (
        Line("fight_occasions", occasions.height, occasions.height),
        Line("fight_acts", acts.height, acts.height),
    )
    return Built({"fight_occasions": occasions, "fight_acts": acts}, report)


def _make_sanctions(read: Read) -> Built:
    record = pay_record(read)
    reasons = "; ".join(sorted(set(record.left_out.values())))
    cases = record.occasions.height
    report = (
        Line("pay_occasions", cases + len(record.left_out), cases, len(record.left_out), reasons),
        Line("pay_acts", record.acts.height, record.acts.height),
    )
    return Built({"pay_occasions": record.occasions, "pay_acts": record.acts}, report)


def _make_events(read: Read) -> Built:
    raw = read("icews_dyads")
    table = events(raw)
    return Built({"events": table}, (Line("events", raw.height, table.height),))


def _make_promises(read: Read) -> Built:
    raw = read("alliance_performance")
    table = promises(raw)
    why = "not put to the test by the war"
    return Built({"promises": table}, (Line("promises", raw.height, table.height, raw.height - table.height, why),))
