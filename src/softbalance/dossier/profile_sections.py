"""The sections of a state's profile."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from softbalance.dossier.discord import LABELS
from softbalance.dossier.figures import around
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Figure,
    GroupingRef,
    Message,
    Section,
    Share,
    StateRef,
    Table,
)
from softbalance.dossier.pairwise import pair_estimates
from softbalance.dossier.ties_held import FloatArray, TiesHeld
from softbalance.dossier.vote_record import pair_record
from softbalance.dossier.year_profiles import VOTE_YEARS, YearProfiles
from softbalance.evidence.ties.arrays import DISCORD_KINDS, discord_array, obligations_array
from softbalance.measures.alignment import Spread, decompose, entropy, weight_draws
from softbalance.measures.conduct_class import CLASSES
from softbalance.measures.profile import AREAS
from softbalance.measures.resampling import interval
from softbalance.terms.estimate import LEVEL, Coverage, Estimate

if TYPE_CHECKING:
    from softbalance.dossier.profile import ProfileAsked

AREA_LABELS = {
    "diplomacy": N_("diplomacy"),
    "security": N_("security"),
    "economy": N_("economy"),
    "technology_energy": N_("technology and energy"),
}
AREA_SOURCES = {
    "diplomacy": ("un_ga_votes",),
    "security": ("atop_members", "troops", "sipri_arms_register"),
    "economy": ("cow_trade", "imf_trade_2019_2020", "imf_imts_us_china", "aiddata_gcdf", "oecd_aid"),
    "technology_energy": (),
}
CLASS_LABELS = {
    "hard balance": N_("hard balance"),
    "hedge": N_("hedge"),
    "bandwagon": N_("bandwagon"),
    "soft balance": N_("soft balance"),
    "non-aligned": N_("non-aligned"),
}
INDICATOR_LABELS = {
    "hostility": N_("at odds with the hegemon"),
    "arming": N_("military spending over GDP, percentile among states"),
    "votes_margin": N_("kappa with the hegemon less mean kappa with the leaders"),
    "leaders_groupings": N_("share of the leaders' groupings it sits in"),
    "hegemon_groupings": N_("share of the hegemon's groupings it sits in"),
}
ENTROPIES = {
    "hedging": N_("hedging: spread within issue areas"),
    "compartmentalisation": N_("compartmentalisation: difference between issue areas"),
    "multi_alignment": N_("multi-alignment: spread in all"),
}
_WEIGHT_DRAWS = 1000
_SEED = 20260101
_NO_AREA = "no open source covers all states and poles"


def conduct_section(asked: "ProfileAsked", ties: TiesHeld, now: YearProfiles) -> Section:
    """Return the class of conduct with its probabilities and the indicators behind it."""
    title = Message(N_("Conduct between the powers"))
    ccode = asked.state.ccode
    if ccode in now.poles:
        text = N_("{state} is itself one of the powers; its own alignment is not defined.")
        return Section("conduct", title, (Message(text, {"state": StateRef(ccode, asked.day)}),))
    found = now.conduct_of(ccode, kappa_errors(asked, ties, now))
    figures = tuple(
        Figure(
            f"probability.{name.replace(' ', '_').replace('-', '_')}",
            Message(N_("probability: {name}"), {"name": Message(CLASS_LABELS[name])}),
            _probability(found.probability[name], now.year),
        )
        for name in CLASSES
    )
    args: dict[str, Argument] = {
        "state": StateRef(ccode, asked.day),
        "name": Message(CLASS_LABELS[found.most_likely]),
        "p": Share(found.probability[found.most_likely]),
        "year": str(now.year),
    }
    sentence = Message(N_("Conduct of {state} in {year}: most likely {name}, with probability {p}."), args)
    sensitivity = () if found.changes_with_weights is None else (_weights_note(found.changes_with_weights),)
    return Section(
        "conduct",
        title,
        (sentence,),
        figures,
        (_indicator_table(now, ccode, found.drivers),),
        (),
        (*sensitivity, Message(N_("Conduct is classified; motives are not observed (Brooks & Wohlforth 2005)."))),
    )


def kappa_errors(asked: "ProfileAsked", ties: TiesHeld, now: YearProfiles) -> FloatArray:
    """Return the standard errors of a state's kappa with each pole, from resampled years."""
    first = now.year - VOTE_YEARS + 1
    ccode = asked.state.ccode
    errors = []
    for pole in now.poles:
        pairs = pair_record(ties.snapshot, (ccode, pole), stake="all", since=first, until=now.year, absences=False)
        made = pair_estimates(pairs, "kappa", since=first, until=now.year)[0] if pairs.years.size else None
        known = made is not None and made.low is not None and made.high is not None
        errors.append((made.high - made.low) / 3.29 if known else np.nan)  # type: ignore[union-attr, operator]
    return np.array(errors)


def alignment_section(asked: "ProfileAsked", now: YearProfiles) -> Section:
    """Return the shares of each issue area over the powers, with intensity and weight."""
    i = now.row(asked.state.ccode)
    powers: list[Argument] = [StateRef(pole) for pole in now.poles]
    rows: list[tuple[Cell, ...]] = []
    for k, area in enumerate(AREAS):
        known = np.isfinite(now.made.shares[i, k]).all()
        shares = [_cell(value) for value in now.made.shares[i, k]]
        intensity = now.made.intensity[i, k]
        rows.append(
            (
                Message(AREA_LABELS[area]),
                *shares,
                float(intensity) if np.isfinite(intensity) else None,
                Share(float(now.made.weights[i, k])),
                _ages(now, area) if known else Message(_why_unknown(area)),
            )
        )
    columns = (
        Column("area", Message(N_("issue area"))),
        *(
            Column(f"share_{pole}", Message(N_("{state}"), {"state": power}), "share", "share")
            for pole, power in zip(now.poles, powers, strict=True)
        ),
        Column("other", Message(N_("others")), "share", "share"),
        Column("intensity", Message(N_("intensity")), "number", "index"),
        Column("weight", Message(N_("weight used")), "share", "share"),
        Column("basis", Message(N_("years, or why unknown"))),
    )
    table = Table("areas", Message(N_("Alignment by issue area")), columns, tuple(rows))
    camps = _camp_table(now, i)
    chart = Chart(
        "areas",
        Message(N_("Alignment by issue area")),
        "heatmap",
        "areas_long",
        {"x": "power", "y": "area", "value": "share"},
        Message(N_("Heat map of the share of each power in each issue area.")),
    )
    tables = (table, camps, _long(now, i))
    return Section("alignment", Message(N_("Alignment")), _alignment_sentences(asked, now, i), (), tables, (chart,))


def entropy_sections(asked: "ProfileAsked", now: YearProfiles) -> tuple[Section, ...]:
    """Return hedging, compartmentalisation and multi-alignment: overall, by area and between two camps."""
    i = now.row(asked.state.ccode)
    sections = []
    for name, label in ENTROPIES.items():
        overall = Figure("", Message(label), entropy_estimate(now, i, name))
        camps = Figure(
            "two_camps",
            Message(N_("the same between two camps, hegemon against leaders")),
            _plain(float(getattr(now.made.camp_spread, name)[i]), now, "two camps and others"),
        )
        by_area = _by_area(now, i) if name == "hedging" else ()
        sections.append(Section(name, Message(label), (), (overall, camps, *by_area)))
    return tuple(sections)


def entropy_estimate(now: YearProfiles, i: int, name: str) -> Estimate:
    """Return an overall entropy; its interval varies the weights of the areas (Dirichlet around the stated ones)."""
    value = float(getattr(now.made.spread, name)[i])
    if not np.isfinite(value):
        return Estimate.unknown(
            "index", "entropy, base = number of categories", _why_no_entropy(now, i), _sources(now, i)
        )
    draws = getattr(_spread_draws(now, i), name)
    low, high = interval(draws)
    areas = int((now.made.weights[i] > 0).sum())
    coverage = Coverage(now.year, now.year, areas, len(AREAS), _NO_AREA + ": technology and energy")
    method = "entropy, base = number of categories; interval from area weights varied (Dirichlet)"
    return Estimate(value, *around(value, low, high), LEVEL, areas, "index", method, coverage, _sources(now, i))


def change_section(asked: "ProfileAsked", ties: TiesHeld, now: YearProfiles, before: Sequence[YearProfiles]) -> Section:
    """Return how alignment has changed over five and ten years."""
    ccode = asked.state.ccode
    rows: list[tuple[Cell, ...]] = []
    for then in (now, *before):
        if ccode not in then.states:
            continue
        i = then.row(ccode)
        spread = [_number(float(getattr(then.made.spread, name)[i])) for name in ENTROPIES]
        kappa = [_number(float(value)) for value in then.kappa[i]]
        pole = ccode in then.poles
        rows.append(
            (then.year, *kappa, *spread, None if pole else Message(CLASS_LABELS[then.conduct_of(ccode).most_likely]))
        )
    columns = (
        Column("year", Message(N_("year")), "integer"),
        *(
            Column(f"kappa_{pole}", Message(N_("kappa with {state}"), {"state": StateRef(pole)}), "number", "index")
            for pole in now.poles
        ),
        *(Column(name, Message(label), "number", "index") for name, label in ENTROPIES.items()),
        Column("conduct", Message(N_("conduct"))),
    )
    table = Table("change", Message(N_("Five and ten years ago")), columns, tuple(rows))
    return Section("change", Message(N_("Change over time")), tables=(table,))


def ties_section(asked: "ProfileAsked", ties: TiesHeld) -> Section:
    """Return the state's ties one by one: treaties, arms, trade, finance, troops, rivals and claims."""
    powers = (asked.hegemon.ccode, *(one.ccode for one in asked.leaders))
    tables = (
        _treaty_table(asked, ties, powers),
        _arms_table(asked, ties),
        _trade_table(asked, ties),
        _finance_table(asked, ties),
        _troops_table(asked, ties),
        _discord_table(asked, ties),
        _exposure_table(asked, ties, powers),
    )
    return Section("ties", Message(N_("Ties: treaties, arms, trade, money, troops, quarrels")), tables=tables)


def groupings_section(asked: "ProfileAsked", ties: TiesHeld) -> Section:
    """Return the catalogued groupings the state sits in, and who leads them."""
    day = asked.day
    here = [pl.col("start").fill_null(day) <= day, pl.col("end").fill_null(day) >= day]
    own = ties.table("memberships").filter(pl.col("ccode") == asked.state.ccode, *here).sort("grouping")
    leaders = ties.table("leaders").filter(*here)
    rows: list[tuple[Cell, ...]] = []
    for name, role, start in own.select("grouping", "role", "start").iter_rows():
        led = leaders.filter(pl.col("grouping") == name)["ccode"].to_list()
        rows.append((GroupingRef(str(name)), str(role), start, ", ".join(_code(one) for one in led)))
    columns = (
        Column("grouping", Message(N_("grouping")), "grouping"),
        Column("role", Message(N_("role"))),
        Column("since", Message(N_("since")), "date"),
        Column("led_by", Message(N_("led by"))),
    )
    table = Table("groupings", Message(N_("Groupings it sits in")), columns, tuple(rows))
    return Section("groupings", Message(N_("Groupings")), tables=(table,))


def _indicator_table(now: YearProfiles, ccode: int, drivers: Mapping[str, float]) -> Table:
    i = now.row(ccode)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Message(label), name, _number(float(now.conduct[name][i])), _share(drivers.get(name)))
        for name, label in INDICATOR_LABELS.items()
    )
    columns = (
        Column("indicator_name", Message(N_("indicator"))),
        Column("indicator", Message(N_("code"))),
        Column("value", Message(N_("value")), "number", "index"),
        Column("changes_class", Message(N_("class changes without it")), "share", "share"),
    )
    return Table("indicators", Message(N_("What drives the class")), columns, rows)


def _weights_note(share: float) -> Message:
    return Message(N_("Varying the weights of the issue areas changes the class in {p} of draws."), {"p": Share(share)})


def _probability(value: float, year: int) -> Estimate:
    method = "share of draws of indicators, weights and thresholds"
    return Estimate(value, None, None, LEVEL, 2000, "probability", method, Coverage(year, year), _CONDUCT_SOURCES)


_CONDUCT_SOURCES = (
    "un_ga_votes",
    "tss_rivalries",
    "cow_mid_ddydisps",
    "ucdp_acd",
    "sipri_milex",
    "atop_members",
    "register",
)


def _ages(now: YearProfiles, area: str) -> str:
    parts = {"security": ("treaties", "troops", "arms"), "economy": ("trade", "finance")}
    if area == "diplomacy":
        return f"{now.year - VOTE_YEARS + 1}–{now.year}"
    named = [f"{name} {now.years[name]}" for name in parts.get(area, ()) if now.years.get(name)]
    return "; ".join(named)


def _why_unknown(area: str) -> str:
    if area == "technology_energy":
        return N_("no open data that cover all states and powers")
    return N_("unknown, or nothing is exchanged")


def _flag(value: float) -> bool | None:
    return None if np.isnan(value) else bool(value)


def _cell(value: float) -> Share | None:
    return Share(float(value)) if np.isfinite(value) else None


def _share(value: float | None) -> Share | None:
    return None if value is None or not np.isfinite(value) else Share(float(value))


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _camp_table(now: YearProfiles, i: int) -> Table:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Message(AREA_LABELS[area]), *(_cell(value) for value in now.made.camps[i, k])) for k, area in enumerate(AREAS)
    )
    columns = (
        Column("area", Message(N_("issue area"))),
        Column("hegemon", Message(N_("hegemon")), "share", "share"),
        Column("leaders", Message(N_("leaders")), "share", "share"),
        Column("other", Message(N_("others")), "share", "share"),
    )
    return Table("camps", Message(N_("Alignment between two camps")), columns, rows)


def _long(now: YearProfiles, i: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for k, area in enumerate(AREAS):
        for j, pole in enumerate(now.poles):
            rows.append((Message(AREA_LABELS[area]), StateRef(pole), _cell(now.made.shares[i, k, j])))
    columns = (
        Column("area", Message(N_("issue area"))),
        Column("power", Message(N_("power")), "state"),
        Column("share", Message(N_("share")), "share", "share"),
    )
    return Table("areas_long", Message(N_("Alignment, one row a power")), columns, tuple(rows))


def _alignment_sentences(asked: "ProfileAsked", now: YearProfiles, i: int) -> tuple[Message, ...]:
    sentences = []
    for k, area in enumerate(AREAS):
        shares = now.made.shares[i, k, : len(now.poles)]
        if not np.isfinite(shares).all() or shares.max() <= 0:
            continue
        closest = now.poles[int(shares.argmax())]
        args: dict[str, Argument] = {
            "area": Message(AREA_LABELS[area]),
            "pole": StateRef(closest),
            "p": Share(float(shares.max())),
            "state": StateRef(asked.state.ccode, asked.day),
        }
        sentences.append(Message(N_("In {area} {state} is closest to {pole} ({p})."), args))
    return tuple(sentences)


def _by_area(now: YearProfiles, i: int) -> tuple[Figure, ...]:
    values = entropy(np.nan_to_num(now.made.shares[i], nan=0.0))
    return tuple(
        Figure(
            f"by_area.{area}",
            Message(N_("entropy in {area}"), {"area": Message(AREA_LABELS[area])}),
            _plain(
                float(values[k]) if np.isfinite(now.made.shares[i, k]).all() else float("nan"),
                now,
                "entropy, base = number of categories",
                AREA_SOURCES[area],
            ),
        )
        for k, area in enumerate(AREAS)
    )


def _plain(value: float, now: YearProfiles, method: str, sources: tuple[str, ...] = ()) -> Estimate:
    named = sources or tuple(dict.fromkeys(one for area in AREA_SOURCES.values() for one in area))
    if not np.isfinite(value):
        return Estimate.unknown("index", method, "unknown, or nothing is exchanged", named)
    return Estimate(value, None, None, LEVEL, 1, "index", method, Coverage(now.year, now.year), named)


def _sources(now: YearProfiles, i: int) -> tuple[str, ...]:
    used = [area for k, area in enumerate(AREAS) if now.made.weights[i, k] > 0]
    return tuple(dict.fromkeys(source for area in used for source in AREA_SOURCES[area]))


def _why_no_entropy(now: YearProfiles, i: int) -> str:
    return {
        "pole": "a power's own alignment is not defined",
        "unattached": "tied to nobody in any area: unattached, which is not hedging",
    }.get(str(now.made.status[i]), "no area is known")


def _spread_draws(now: YearProfiles, i: int) -> Spread:
    """Return the overall entropies under drawn area weights, shape (draws,) each."""
    drawn = weight_draws(np.full(len(AREAS), 0.25), _WEIGHT_DRAWS, np.random.default_rng(_SEED))
    return decompose(np.broadcast_to(now.made.shares[i], (_WEIGHT_DRAWS, *now.made.shares[i].shape)), drawn)


def _treaty_table(asked: "ProfileAsked", ties: TiesHeld, powers: Sequence[int]) -> Table:
    owed = obligations_array(ties.table("ties_obligations"), powers, (asked.state.ccode,), asked.year)
    labels = (N_("defence"), N_("offence"), N_("neutrality"), N_("non-aggression"), N_("consultation"))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(power),
            *(None if np.isnan(flag) or power == asked.state.ccode else bool(flag) for flag in owed[p, 0]),
        )
        for p, power in enumerate(powers)
    )
    names = ("defence", "offence", "neutrality", "non_aggression", "consultation")
    columns = (
        Column("power", Message(N_("power")), "state"),
        *(Column(name, Message(label), "flag") for name, label in zip(names, labels, strict=True)),
    )
    note = Message(N_("Coded to 2018 (ATOP 5.1), carried forward by treaty events entered with citation."))
    return Table("treaties", Message(N_("What the powers owe it by treaty")), columns, rows, note)


def _arms_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    table = ties.table("ties_arms").filter(pl.col("to_ccode") == asked.state.ccode, pl.col("year") <= asked.year)
    last = table.filter(pl.col("year") == table["year"].max()).sort("share", descending=True).head(8)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(int(giver)), int(year), _arms_estimate(share, low, high, int(year)))
        for giver, year, share, low, high in last.select(
            "from_ccode", "year", "share", "share_low", "share_high"
        ).iter_rows()
    )
    columns = (
        Column("supplier", Message(N_("supplier")), "state"),
        Column("until", Message(N_("last of five years")), "integer"),
        Column("share", Message(N_("share of arms received")), "estimate", "share"),
    )
    note = Message(N_("The interval is the spread between two ways of dating deliveries, not a sampling error."))
    return Table("arms", Message(N_("Arms by supplier, five years")), columns, rows, note)


def _arms_estimate(share: int, low: int | None, high: int | None, year: int) -> Estimate:
    unit = 10_000
    value = share / unit
    bounds = (None, None) if low is None or high is None else around(value, low / unit, high / unit)
    source = "sipri_arms_register" if year > 2021 else "sipri_arms_annual"
    method = "share of trend-indicator value delivered in five years; low and high: spread of methods"
    return Estimate(value, *bounds, LEVEL, 1, "share", method, Coverage(year - 4, year), (source,))


def _trade_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    """Return the largest partners in the latest year in which a source holds all of them; else the latest reports."""
    own = ties.table("ties_trade").filter(
        pl.col("ccode") == asked.state.ccode, pl.col("year").is_between(asked.year - 10, asked.year)
    )
    whole = own.filter(pl.col("share").is_not_null())
    chosen = whole.filter(pl.col("year") == whole["year"].max()) if whole.height else own.clear()
    newer = own.filter(pl.col("year") > (chosen["year"].max() or 0)) if chosen.height else own
    latest = newer.sort("year").unique("partner", keep="last").sort("usd", descending=True).head(6)
    top = pl.concat([chosen.sort("share", descending=True).head(8), latest])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(int(partner)),
            int(year),
            Share(share / 10_000) if share is not None else None,
            float(usd) if usd is not None else None,
            str(source or "imf_imts_us_china"),
        )
        for partner, year, share, usd, source in top.select("partner", "year", "share", "usd", "source").iter_rows()
    )
    columns = (
        Column("partner", Message(N_("partner")), "state"),
        Column("year", Message(N_("year")), "integer"),
        Column("share", Message(N_("share of two-way trade")), "share", "share"),
        Column("usd", Message(N_("exports plus imports, US dollars")), "number", "USD"),
        Column("source", Message(N_("source"))),
    )
    note = Message(
        N_(
            "Shares need a source that holds all partners (to 2015 and 2019-2020); later rows are what one side "
            "reports."
        )
    )
    return Table("trade", Message(N_("Trade by partner")), columns, rows, note)


def _finance_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    table = ties.table("ties_finance").filter(pl.col("to_ccode") == asked.state.ccode, pl.col("year") <= asked.year)
    latest = table.filter(pl.col("year") == pl.col("year").max().over("kind")).sort("usd", descending=True).head(8)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(int(giver)), str(kind), int(year), float(usd), Share(float(of_gdp)) if of_gdp is not None else None)
        for giver, kind, year, usd, of_gdp in latest.select("from_ccode", "kind", "year", "usd", "of_gdp").iter_rows()
    )
    columns = (
        Column("giver", Message(N_("giver")), "state"),
        Column("kind", Message(N_("kind"))),
        Column("until", Message(N_("last of five years")), "integer"),
        Column("usd", Message(N_("US dollars")), "number", "USD"),
        Column("of_gdp", Message(N_("over GDP")), "share", "share"),
    )
    note = Message(N_("Chinese commitments and net OECD aid are not the same kind of money."))
    return Table("finance", Message(N_("Finance received, five years")), columns, rows, note)


def _troops_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    table = ties.table("ties_troops").filter(pl.col("to_ccode") == asked.state.ccode, pl.col("year") <= asked.year)
    last = table.filter(pl.col("year") == table["year"].max())
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(int(sender)), int(year), float(mean) if mean is not None else None)
        for sender, year, mean in last.select("from_ccode", "year", "troops_mean").iter_rows()
    )
    columns = (
        Column("sender", Message(N_("sender")), "state"),
        Column("until", Message(N_("last of five years")), "integer"),
        Column("troops", Message(N_("soldiers, mean of five years")), "number", "persons"),
    )
    note = Message(N_("Only US troops are on open record; rotational forces are largely missing."))
    return Table("troops", Message(N_("Troops hosted")), columns, rows, note)


def _discord_table(asked: "ProfileAsked", ties: TiesHeld) -> Table:
    everyone = sorted(
        set(ties.table("ties_discord").select("ccode1", "ccode2").to_numpy().ravel().tolist()) | {asked.state.ccode}
    )
    place = everyone.index(asked.state.ccode)
    by_kind = {
        kind: discord_array(ties.table("ties_discord"), everyone, asked.year, kind).values[place]
        for kind in DISCORD_KINDS
    }
    involved = [i for i in range(len(everyone)) if any(by_kind[kind][i] == 1 for kind in DISCORD_KINDS)]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            StateRef(int(everyone[i])),
            *(_flag(by_kind[kind][i]) for kind in DISCORD_KINDS),
        )
        for i in involved
    )
    columns = (
        Column("state", Message(N_("state")), "state"),
        *(Column(kind, Message(LABELS[kind]), "flag") for kind in DISCORD_KINDS),
    )
    return Table("discord", Message(N_("Rivals, disputes and claims")), columns, rows)


def _exposure_table(asked: "ProfileAsked", ties: TiesHeld, powers: Sequence[int]) -> Table:
    found = ties.exposures((asked.state.ccode,), powers, asked.year)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (StateRef(power), _number(float(found.index[0, j])), *(_number(float(v)) for v in found.raw[0, j]))
        for j, power in enumerate(powers)
    )
    labels = (
        N_("trade over GDP"),
        N_("share of arms received"),
        N_("defence pledge"),
        N_("troops per 100,000 people"),
        N_("finance over GDP"),
    )
    columns = (
        Column("power", Message(N_("power")), "state"),
        Column("exposure", Message(N_("exposure")), "number", "index"),
        *(Column(name, Message(label), "number") for name, label in zip(found.components, labels, strict=True)),
    )
    return Table("exposure", Message(N_("What it stands to lose")), columns, rows)


def _code(ccode: int) -> str:
    from softbalance.terms.states import by_ccode

    return by_ccode(ccode).iso3 or by_ccode(ccode).cow_abb
