"""The sections of a state's profile."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from softbalance.dossier.figures import around
from softbalance.dossier.model import (
    N_,
    Argument,
    Cell,
    Chart,
    Column,
    Figure,
    Message,
    Section,
    Share,
    StateRef,
    Table,
)
from softbalance.dossier.notes import Note
from softbalance.dossier.pairwise import pair_estimates
from softbalance.dossier.profile_ties import arms_source
from softbalance.dossier.ties_held import FloatArray, TiesHeld
from softbalance.dossier.vote_record import pair_record
from softbalance.dossier.year_profiles import VOTE_YEARS, YearProfiles
from softbalance.evidence.ties.coverage import ANYBODY, COVERAGE
from softbalance.measures.alignment import Spread, decompose, entropy, weight_draws
from softbalance.measures.conduct_class import CLASSES, DRAWS
from softbalance.measures.profile import AREAS
from softbalance.measures.resampling import interval
from softbalance.terms.estimate import LEVEL, Coverage, Estimate
from softbalance.terms.states import by_ccode

if TYPE_CHECKING:
    from softbalance.dossier.profile import ProfileAsked

AREA_LABELS = {
    "diplomacy": N_("diplomacy"),
    "security": N_("security"),
    "economy": N_("economy"),
    "technology_energy": N_("technology and energy"),
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
TITLES = {
    "hedging": N_("Hedging"),
    "compartmentalisation": N_("Compartmentalisation"),
    "multi_alignment": N_("Multi-alignment"),
}
ENTROPIES = {
    "hedging": N_("hedging: spread within issue areas"),
    "compartmentalisation": N_("compartmentalisation: difference between issue areas"),
    "multi_alignment": N_("multi-alignment: spread in all"),
}
_WEIGHT_DRAWS = 1000
_SEED = 20260101
_NOTHING = Note(N_("unknown, or nothing is exchanged"))
_NO_AREA = Note(N_("technology and energy: no open source covers all states and powers"))


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
            _probability(found.probability[name], now),
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
            Column(f"share_{by_ccode(pole).code}", Message(N_("{state}"), {"state": power}), "share", "share")
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


def area_estimates(now: YearProfiles, i: int) -> dict[tuple[str, str, str | None], Estimate]:
    """Return a state's alignment by area: (area, ``share``, power), (area, ``intensity``) and (area, ``weight``)."""
    powers = [*(by_ccode(pole).code for pole in now.poles), "other"]
    found: dict[tuple[str, str, str | None], Estimate] = {}
    for k, area in enumerate(AREAS):
        sources = area_sources(now, area)
        for power, share in zip(powers, now.made.shares[i, k], strict=True):
            found[area, "share", power] = _plain(share, now, "share of the ties of the area", sources, unit="share")
        found[area, "intensity", None] = _plain(now.made.intensity[i, k], now, "strength of the ties", sources)
        found[area, "weight", None] = _plain(
            now.made.weights[i, k], now, "stated weight, renormalised", (), unit="share"
        )
    return found


def area_sources(now: YearProfiles, area: str) -> tuple[str, ...]:
    """Return the sources that the ties of an area rest on in the years that its figures are of."""
    if area == "diplomacy":
        return ("un_ga_votes",)
    if area == "security":
        return ("atop_members", *_covering(now, ("troops",), "troops"), arms_source(now.years["arms"] or now.year))
    if area == "economy":
        trade = _covering(now, ("exports",), "trade") or ("factbook",)
        finance = _covering(now, ("finance_committed", "oda_net"), "finance")
        openness = _covering(now, ("exports",), "trade_of_gdp")
        return tuple(dict.fromkeys((*trade, *finance, *openness, "wb_gdp")))
    return ()


def _covering(now: YearProfiles, kinds: Sequence[str], component: str) -> tuple[str, ...]:
    """Return the sources of some kinds of ties that cover the year of a component; of trade, those of all states."""
    year = now.years[component]
    found = [one for one in COVERAGE if year is not None and one.kind in kinds and one.since <= year <= one.until]
    everybody = [one for one in found if one.kind != "exports" or one.reporter == ANYBODY]
    return tuple(one.source for one in everybody)


def entropy_sections(asked: "ProfileAsked", now: YearProfiles) -> tuple[Section, ...]:
    """Return hedging, compartmentalisation and multi-alignment: overall, by area and between two camps."""
    i = now.row(asked.state.ccode)
    sections = []
    for name, label in ENTROPIES.items():
        overall = Figure("", Message(label), entropy_estimate(now, i, name))
        camps = Figure(
            "two_camps",
            Message(N_("the same between two camps, hegemon against leaders")),
            _plain(float(getattr(now.made.camp_spread, name)[i]), now, "two camps and others", _sources(now, i)),
        )
        by_area = _by_area(now, i) if name == "hedging" else ()
        sections.append(Section(name, Message(TITLES[name]), (), (overall, camps, *by_area)))
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
    coverage = Coverage(now.year, now.year, areas, len(AREAS), _NO_AREA)
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
            Column(
                f"kappa_{by_ccode(pole).code}",
                Message(N_("kappa with {state}"), {"state": StateRef(pole)}),
                "number",
                "index",
            )
            for pole in now.poles
        ),
        *(Column(name, Message(label), "number", "index") for name, label in ENTROPIES.items()),
        Column("conduct", Message(N_("conduct"))),
    )
    table = Table("change", Message(N_("Five and ten years ago")), columns, tuple(rows))
    return Section("change", Message(N_("Change over time")), tables=(table,))


def _indicator_table(now: YearProfiles, ccode: int, drivers: Mapping[str, float]) -> Table:
    i = now.row(ccode)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (Message(label), name, _number(float(now.conduct[name][i])), _share(drivers.get(name)))
        for name, label in INDICATOR_LABELS.items()
    )
    columns = (
        Column("indicator_name", Message(N_("indicator"))),
        Column("indicator", Message(N_("code")), "code"),
        Column("value", Message(N_("value")), "number", "index"),
        Column("changes_class", Message(N_("class changes without it")), "share", "share"),
    )
    return Table("indicators", Message(N_("What drives the class")), columns, rows)


def _weights_note(share: float) -> Message:
    return Message(N_("Varying the weights of the issue areas changes the class in {p} of draws."), {"p": Share(share)})


def _probability(value: float, now: YearProfiles) -> Estimate:
    method = "share of draws of indicators, weights and thresholds"
    sources = tuple(dict.fromkeys((*(one for area in AREAS for one in area_sources(now, area)), *_CONDUCT_SOURCES)))
    return Estimate(value, None, None, LEVEL, DRAWS, "probability", method, Coverage(now.year, now.year), sources)


_CONDUCT_SOURCES = ("tss_rivalries", "cow_mid_ddydisps", "ucdp_acd", "sipri_milex", "register")


_PARTS = {
    "treaties": N_("treaties {year}"),
    "troops": N_("troops {year}"),
    "arms": N_("arms {year}"),
    "trade": N_("trade {year}"),
    "finance": N_("finance {year}"),
}


def _ages(now: YearProfiles, area: str) -> Cell:
    """Return the years that the ties of an area are of, tie by tie."""
    parts = {"security": ("treaties", "troops", "arms"), "economy": ("trade", "finance")}
    if area == "diplomacy":
        return f"{now.year - VOTE_YEARS + 1}–{now.year}"
    known = [(name, now.years[name]) for name in parts.get(area, ()) if now.years.get(name)]
    return Message(N_("{parts}"), {"parts": tuple(Message(_PARTS[name], {"year": str(year)}) for name, year in known)})


def _why_unknown(area: str) -> str:
    if area == "technology_energy":
        return N_("no open data that cover all states and powers")
    return N_("unknown, or nothing is exchanged")


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
                area_sources(now, area),
            ),
        )
        for k, area in enumerate(AREAS)
    )


def _plain(value: float, now: YearProfiles, method: str, sources: tuple[str, ...], *, unit: str = "index") -> Estimate:
    if not np.isfinite(value):
        return Estimate.unknown(unit, method, _NOTHING if sources else _NO_AREA, sources)
    return Estimate(float(value), None, None, LEVEL, 1, unit, method, Coverage(now.year, now.year), sources)


def _sources(now: YearProfiles, i: int) -> tuple[str, ...]:
    used = [area for k, area in enumerate(AREAS) if now.made.weights[i, k] > 0]
    return tuple(dict.fromkeys(source for area in used for source in area_sources(now, area)))


def _why_no_entropy(now: YearProfiles, i: int) -> str:
    return {
        "pole": Note(N_("a power's own alignment is not defined")),
        "unattached": Note(N_("tied to nobody in any area: unattached, which is not hedging")),
    }.get(str(now.made.status[i]), Note(N_("no area is known")))


def _spread_draws(now: YearProfiles, i: int) -> Spread:
    """Return the overall entropies under drawn area weights, shape (draws,) each."""
    drawn = weight_draws(np.full(len(AREAS), 0.25), _WEIGHT_DRAWS, np.random.default_rng(_SEED))
    return decompose(np.broadcast_to(now.made.shares[i], (_WEIGHT_DRAWS, *now.made.shares[i].shape)), drawn)
