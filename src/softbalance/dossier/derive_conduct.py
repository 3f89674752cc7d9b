"""What of the record of joint action ships: by grouping, so that the ladder of rungs needs nothing but the snapshot.

``conduct_fight_occasions``   disputes of each catalogued grouping, and who joined or stood on the other side
``conduct_*_counts``          occasions, chances and acts by grouping and year
``conduct_*_rungs``           the rates with their intervals, as of each year in which they changed
``conduct_*_nulls``           the same rate of groupings that never were
``conduct_*_variants``        the rate under other rules
``conduct_pay_bodies``        decisions of bodies that act as one
``conduct_talk``, ``conduct_promises``, ``conduct_cases``, ``conduct_conversion``

Of sanctions only counts by grouping and period leave this module, and rates made of them: no state, no event.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl

from softbalance.dossier.conduct_cases import conversion_table, filled_cases, vote_case_counts
from softbalance.dossier.conduct_nulls import null_table
from softbalance.dossier.conduct_weights import capability_weights, trade_weights
from softbalance.evidence.base import Base
from softbalance.evidence.joint_coverage import FIGHT_COVERED, FIGHT_SOURCES, PAY_COVERED, PAY_SOURCES
from softbalance.evidence.occasions import member_years
from softbalance.evidence.snapshot import shipped
from softbalance.measures.grouping_occasions import dispute_acts, sanction_acts
from softbalance.measures.joint_action import RungRecord, Tally, rung_record, yearly_counts
from softbalance.measures.joint_variants import fight_variants, pay_variants, weighted_rate
from softbalance.measures.kept_promises import OBLIGATIONS, kept_promises
from softbalance.measures.talk_and_deed import talk_and_deed
from softbalance.terms.errors import NotEnoughData, NotHeld
from softbalance.terms.estimate import Estimate
from softbalance.terms.grouping import Grouping
from softbalance.terms.groupings import groupings

Watch = Callable[[str], None]

FIRST, LAST = 1816, 2024
SEED = 20260101
_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Record:
    """What a rung's record is made of: its tables, its window, and what a grouping's members did in it."""

    rung: str
    covered: tuple[int, int]
    sources: tuple[str, ...]
    occasions: pl.DataFrame
    acts: pl.DataFrame

    def of(self, grouping_id: str, members: pl.DataFrame) -> pl.DataFrame:
        """Return what each member did in each occasion of the grouping."""
        if self.rung == "fight":
            return dispute_acts(self.occasions, self.acts, members)
        return sanction_acts(self.occasions, self.acts, members, own_body=grouping_id)

    def variants(self, grouping_id: str, members: pl.DataFrame) -> Mapping[str, Tally]:
        """Return the tallies under other rules."""
        if self.rung == "fight":
            return fight_variants(self.occasions, self.acts, members)
        return pay_variants(self.occasions, self.acts, members, own_body=grouping_id)


def fight_tables(base: Base, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the tables on the rung of fighting."""
    record = fights(base)
    weights = capability_weights(base.table("state_years"))
    tables = _tables(record, base, lambda _acts: weights, "by capability", watch)
    parts = [occasion_rows(one.id, record.of(one.id, life(one)), record.occasions) for one in groupings().values()]
    return tables | {"conduct_fight_occasions": pl.concat(parts)}


def pay_tables(base: Base, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return the tables on the rung of paying; where the user lacks the source, those that ship already."""
    try:
        record = payments(base)
    except NotHeld:
        watch("sanctions: not on this machine, the counts that ship stay as they are")
        return {name: shipped().table(name) for name in PAY_TABLES}
    flows = base.table("trade_flows")
    tables = _tables(
        record, base, lambda acts: trade_weights(acts, record.occasions, record.acts, flows), "by trade at stake", watch
    )
    return tables | {"conduct_pay_bodies": body_table(record)}


PAY_TABLES = tuple(f"conduct_pay_{name}" for name in ("counts", "rungs", "nulls", "variants", "bodies"))


def other_tables(base: Base, watch: Watch) -> dict[str, pl.DataFrame]:
    """Return talk and deed, kept promises, and what the cases show."""
    watch("cases")
    filled = filled_cases(base.table("roll_calls"), base.table("votes"))
    return {
        "conduct_talk": talk_table(base.table("events"), watch),
        "conduct_promises": promise_table(base.table("promises")),
        "conduct_cases": vote_case_counts(filled),
        "conduct_conversion": conversion_table(filled),
    }


def fights(base: Base) -> Record:
    """Return the record of fighting."""
    return Record("fight", FIGHT_COVERED, FIGHT_SOURCES, base.table("fight_occasions"), base.table("fight_acts"))


def payments(base: Base) -> Record:
    """Return the record of sanctions."""
    return Record("pay", PAY_COVERED, PAY_SOURCES, base.table("pay_occasions"), base.table("pay_acts"))


def life(grouping: Grouping) -> pl.DataFrame:
    """Return the member-years of a grouping's life so far."""
    return member_years(grouping, max(FIRST, grouping.founded.year), LAST)


def occasion_rows(grouping_id: str, acts: pl.DataFrame, occasions: pl.DataFrame) -> pl.DataFrame:
    """Return one row an occasion: beneficiary, who joined, who stood on the other side; all others stood aside."""

    def states(act: str) -> pl.Expr:
        return pl.col("ccode").filter(pl.col("act") == act).sort()

    hostility = occasions.select("occasion", "hostility")
    return (
        acts.with_columns(occasion=pl.col("episode").str.split("/").list.first())
        .group_by("occasion", "episode", "kind", "year", "cluster", "source")
        .agg(
            beneficiary=states("beneficiary").first(),
            joined=states("joined"),
            other_side=states("other_side"),
            chances=(pl.col("act") != "beneficiary").sum().cast(pl.Int16),
        )
        .join(hostility, on="occasion")
        .select(pl.lit(grouping_id).alias("grouping"), pl.all().exclude("occasion"))
        .sort("year", "episode")
    )


def rung_rows(grouping_id: str, record: Record, acts: pl.DataFrame, members: pl.DataFrame) -> list[dict[str, object]]:
    """Return the record as of each year in which it changed, one row a kind of occasion and ``all``."""
    rows: list[dict[str, object]] = []
    before: tuple[object, ...] = ()
    for year in sorted(set(members["year"])):
        then = pl.col("year") <= year
        counted = acts.filter(then)
        status = (counted.height, min(year, record.covered[1]) if not counted.height else 0)
        if status == before:
            continue
        before = status
        found = rung_record(counted, members.filter(then), rung=record.rung, covered=record.covered)
        rows += [_rung_row(grouping_id, year, found, tally) for tally in (found.overall, *found.kinds)]
    return rows


def body_table(record: Record) -> pl.DataFrame:
    """Return decisions on sanctions of each catalogued body by year, mandated ones left out."""
    free = record.occasions.filter(~pl.col("mandated")).select("occasion", "year")
    bound = record.acts.filter(pl.col("body").is_in(list(groupings()))).select("occasion", "body").unique()
    rows = bound.join(free, on="occasion").group_by("body", "year").len("decisions")
    return rows.select(grouping="body", year="year", decisions=pl.col("decisions").cast(pl.Int32)).sort(
        "grouping", "year"
    )


def talk_table(events: pl.DataFrame, watch: Watch) -> pl.DataFrame:
    """Return the ratio of material to verbal cooperation of each grouping: inside, outside, everywhere."""
    first, last = int(events["year"].min()), int(events["year"].max())  # type: ignore[arg-type]
    rows = []
    for one in groupings().values():
        members = member_years(one, first, last)
        if members.is_empty():
            continue
        watch(f"talk and deed {one.id}")
        found = talk_and_deed(events, members, rng=np.random.default_rng(SEED), draws=_DRAWS)
        parts = ("inside", "outside", "everywhere", "inside_less_outside")
        rows += [{"grouping": one.id, "part": part} | flat(getattr(found, part)) for part in parts]
    return pl.DataFrame(rows, infer_schema_length=None)


def promise_table(promises: pl.DataFrame) -> pl.DataFrame:
    """Return how often alliances were honoured, over all and by obligation."""
    rows = []
    for name in ("all", *OBLIGATIONS):
        found = kept_promises(promises, None if name == "all" else name)
        counts = {"obligation": name, "honoured": found.honoured, "violated": found.violated}
        rows.append(counts | flat(found.rate))
    return pl.DataFrame(rows, infer_schema_length=None)


def flat(estimate: Estimate) -> dict[str, object]:
    """Return a figure's numbers, years and reason as columns."""
    return {
        "value": estimate.value,
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "since": estimate.coverage.since,
        "until": estimate.coverage.until,
        "note": estimate.coverage.note,
    }


def _tables(
    record: Record, base: Base, weights_of: Callable[[pl.DataFrame], pl.DataFrame], label: str, watch: Watch
) -> dict[str, pl.DataFrame]:
    """Return counts, rungs, nulls and variants of a record, over all catalogued groupings."""
    counts, rungs, nulls, variants = [], [], [], []
    for one in groupings().values():
        watch(f"{record.rung} {one.id}")
        members = life(one)
        acts = record.of(one.id, members)
        counts.append(yearly_counts(acts).select(pl.lit(one.id).alias("grouping"), pl.all()))
        rungs += rung_rows(one.id, record, acts, members)
        nulls += list(_nulls(one, record, members, base))
        variants += list(_variants(one, record, acts, members, (label, weights_of(acts))))
    name = f"conduct_{record.rung}"
    return {
        f"{name}_counts": pl.concat(counts),
        f"{name}_rungs": pl.DataFrame(rungs, schema=RUNGS, orient="row"),
        f"{name}_nulls": pl.DataFrame(nulls, infer_schema_length=None),
        f"{name}_variants": pl.DataFrame(variants, infer_schema_length=None),
    }


def _nulls(one: Grouping, record: Record, members: pl.DataFrame, base: Base) -> Iterator[dict[str, object]]:
    regimes = base.table("state_years").select("ccode", "year", "polyarchy")
    try:
        yield from null_table(one.id, record.rung, members, (record.occasions, record.acts), regimes)
    except NotEnoughData as fault:
        yield {"grouping": one.id, "kind": "plain", "note": str(fault)}


def _variants(
    one: Grouping, record: Record, acts: pl.DataFrame, members: pl.DataFrame, weighted: tuple[str, pl.DataFrame]
) -> Iterator[dict[str, object]]:
    for name, tally in record.variants(one.id, members).items():
        counts = {"occasions": tally.occasions, "chances": tally.chances, "joined": tally.joined}
        yield {"grouping": one.id, "variant": name, **counts, **_numbers(tally.rate)}
    label, weights = weighted
    found = weighted_rate(acts, weights, rng=np.random.default_rng(SEED), draws=_DRAWS)
    counted = {"occasions": found.n, "chances": None, "joined": None}
    yield {"grouping": one.id, "variant": label, **counted, **_numbers(found)}


def _numbers(estimate: Estimate) -> dict[str, float | None]:
    return {"rate": estimate.value, "rate_low": estimate.low, "rate_high": estimate.high}


RUNGS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "grouping": pl.String,
    "year": pl.Int16,
    "kind": pl.String,
    "status": pl.String,
    **dict.fromkeys(("occasions", "crises", "chances", "joined", "collective", "other_side"), pl.Int32),
    **dict.fromkeys(("rate", "rate_low", "rate_high", "any", "any_low", "any_high"), pl.Float64),
}


def _rung_row(grouping_id: str, year: int, found: RungRecord, tally: Tally) -> dict[str, object]:
    counts = {name: value for name, value in asdict(tally).items() if isinstance(value, int)}
    anybody = tally.any_joined
    return {
        **{"grouping": grouping_id, "year": year, "kind": tally.kind, "status": found.status},
        **counts,
        **_numbers(tally.rate),
        **{"any": anybody.value, "any_low": anybody.low, "any_high": anybody.high},
    }
