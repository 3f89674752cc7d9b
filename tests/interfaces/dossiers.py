"""Made-up dossiers with every kind of section, cell and chart; the numbers are nobody's findings."""

from dataclasses import replace
from datetime import date

from softbalance.dossier.model import (
    Chart,
    Column,
    Dossier,
    Figure,
    GroupingRef,
    Message,
    Section,
    Share,
    SourceLine,
    StateRef,
    Table,
)
from softbalance.terms.estimate import Coverage, Estimate

MARKUP = 'The <b>"&" Club</b> {x}'
MEMBERS = (710, 365, 705, 703, 702, 704, 750, 770, 630, 370)
SIXTY = (
    2, 20, 40, 41, 42, 70, 90, 91, 92, 93, 94, 95, 100, 101, 110, 115, 130, 135, 140, 145, 150, 155, 160, 165, 200,
    205, 210, 211, 220, 225, 230, 235, 255, 290, 305, 310, 316, 317, 325, 338, 339, 341, 343, 344, 345, 346, 349, 350,
    352, 355, 359, 360, 365, 366, 367, 368, 369, 370, 375, 380,
)  # fmt: skip
COVERAGE = Coverage(2001, 2025, 1780, 1912, "Rejected drafts are missing.")


def text(english: str, **args) -> Message:
    return Message(english, args)


def index(value, half=0.021, n=1234, **other) -> Estimate:
    known = {"unit": "index", "method": "agreement_index; bootstrap by agenda item", "coverage": COVERAGE}
    return Estimate(value, value - half, value + half, n=n, sources=("votes",), **{**known, **other})


def share(value, half=None, n=10) -> Estimate:
    bounds = () if half is None else (max(0.0, value - half), min(1.0, value + half))
    return Estimate(
        value, *bounds, n=n, unit="share", method="sum", coverage=Coverage(2024, 2024, 10, 10), sources=("gdp",)
    )


UNKNOWN = Estimate.unknown("share", "joint_action_rate", "Never tested.", ("sanctions",))

SURFACE = Section(
    "surface",
    text("What a summit shows"),
    sentences=(
        text("{grouping} has {n} members.", grouping=GroupingRef("SCO"), n=10),
        text("They hold {population} of the world's people.", population=Share(0.4213579)),
    ),
    figures=(
        Figure("population", text("Share of world population"), share(0.4213579)),
        Figure("gdp.nominal", text("Share of world output"), share(0.2387654321)),
        Figure("gdp.total", text("Output"), Estimate(2.7435e13, unit="USD", n=10, sources=("gdp",))),
        Figure("area", text("Area"), Estimate(35_012_345.0, unit="km2", n=10, sources=("gdp",))),
        Figure("warheads", text("Warheads"), Estimate.unknown("count", "sum", "No open source.", ("gdp",))),
    ),
    tables=(
        Table(
            "members",
            text("Members"),
            (
                Column("state", text("State"), "state"),
                Column("role", text("Role")),
                Column("start", text("Since when"), "date"),
                Column("end", text("Until when"), "date"),
                Column("gdp_usd", text("Output"), "number", "USD"),
                Column("gdp_share", text("Share of world output"), "share"),
                Column("votes_with", text("Agreement with the leader"), "estimate"),
                Column("year", text("Year of the figures"), "integer"),
                Column("nuclear", text("Nuclear arms"), "flag"),
            ),
            tuple(
                (
                    StateRef(c),
                    text("member") if i < 6 else text("late member"),
                    date(2001, 6, 15) if i < 6 else date(2017, 6, 9),
                    None,
                    1.8e13 / (i + 1) ** 2 if i != 3 else None,
                    Share(0.2 / (i + 1)) if i != 3 else None,
                    index(0.5 + i / 25, 0.01 + i / 200)
                    if i != 8
                    else Estimate.unknown("index", "agreement", "no votes"),
                    2024,
                    c in (710, 365, 750, 770),
                )
                for i, c in enumerate(MEMBERS)
            ),
            text("Iran's figures are the World Bank's."),
        ),
    ),
    charts=(
        Chart(
            "members",
            text("Who joined when"),
            "timeline",
            "members",
            {"y": "state", "start": "start", "end": "end", "series": "role"},
            text("A bar a member, from accession on."),
        ),
        Chart(
            "outputs",
            text("Output of the members"),
            "bars",
            "members",
            {"y": "state", "x": "gdp_usd"},
            text("China is far ahead."),
        ),
        Chart(
            "map",
            text("Where the members lie"),
            "map",
            "members",
            {"state": "state", "x": "gdp_share"},
            text("A map of the members."),
        ),
    ),
)

STAKES = ("All votes", "Contested votes", "The hegemon opposed", "Named important", "Emergency sessions")
SAY = Section(
    "say",
    text("What they say together"),
    sentences=(
        text("The agreement index is {value} on all votes.", value=index(0.8134567)),
        Message("{n} state never voted.", {"n": 1}, plural="{n} states never voted.", count=1),
        text("The members are {members}.", members=tuple(StateRef(c) for c in MEMBERS[:3])),
    ),
    figures=(
        Figure("agreement_index", text("Agreement index"), index(0.8134567)),
        Figure(
            "by_stake.contested.agreement_index", text("Agreement index, contested votes"), index(0.6512345, level=0.95)
        ),
        Figure(
            "by_stake.important.agreement_index",
            text("Agreement index, votes named important"),
            Estimate.unknown("index", "agreement_index", "No roll calls."),
        ),
        Figure("lift", text("Beyond chance"), index(-0.0512, 0.2, 2000)),
    ),
    tables=(
        Table(
            "by_stake",
            text("Agreement by stake"),
            (
                Column("stake", text("Stake")),
                Column("grouping", text("Grouping"), "grouping"),
                Column("agreement", text("Agreement index"), "estimate"),
            ),
            tuple(
                (
                    text(stake),
                    GroupingRef(g),
                    index(0.9 - i / 8 - j / 20, 0.02 + i / 90, 1200 // (i + 1))
                    if (i, j) != (4, 0)
                    else Estimate.unknown("index", "agreement_index", "No roll calls."),
                )
                for i, stake in enumerate(STAKES)
                for j, g in enumerate(("SCO", "NATO"))
            ),
        ),
        Table(
            "over_time",
            text("Agreement over time"),
            (
                Column("year", text("Year"), "integer"),
                Column("grouping", text("Grouping"), "grouping"),
                Column("agreement", text("Agreement index"), "estimate"),
            ),
            tuple(
                (
                    year,
                    GroupingRef(g),
                    index(0.7 + base + ((year * 7) % 11) / 100, 0.02, 70)
                    if (year, g) != (2009, "SCO")
                    else Estimate.unknown("index", "agreement_index", "No roll calls."),
                )
                for g, base in (("SCO", 0.05), ("NATO", -0.1))
                for year in range(2001, 2026)
            ),
        ),
        Table("empty", text("Votes in emergency sessions"), (Column("symbol", text("Symbol")),), ()),
    ),
    charts=(
        Chart(
            "by_stake",
            text("The higher the stake, the less they agree"),
            "intervals",
            "by_stake",
            {"y": "stake", "x": "agreement", "series": "grouping"},
            text("Agreement falls from all votes to emergency sessions."),
        ),
        Chart(
            "over_time",
            text("Agreement year by year"),
            "lines",
            "over_time",
            {"x": "year", "y": "agreement", "series": "grouping"},
            text("Two lines, the SCO above NATO."),
            text("Bands are intervals."),
        ),
    ),
    notes=(text("Votes are held where consensus failed."),),
)

LADDER = Section(
    "ladder",
    text("Say, pay, fight"),
    tables=(
        Table(
            "ladder",
            text("Joint action by rung"),
            (
                Column("rung", text("Rung")),
                Column("grouping", text("Grouping"), "grouping"),
                Column("rate", text("Rate of joint action"), "estimate"),
            ),
            tuple(
                (text(rung), GroupingRef(g), UNKNOWN if value is None else share(value, 0.08, 40))
                for rung, values in (
                    ("say", (0.72, 0.66, 0.61)),
                    ("pay", (0.04, 0.58, None)),
                    ("fight", (None, 0.31, 0.12)),
                )
                for g, value in zip(("SCO", "NATO", "CSTO"), values, strict=True)
            ),
        ),
    ),
    charts=(
        Chart(
            "ladder",
            text("Say, pay, fight beside NATO and the CSTO"),
            "ladder",
            "ladder",
            {"y": "rung", "x": "rate", "series": "grouping"},
            text("The SCO speaks, but does not pay."),
        ),
    ),
)

PLANE = Section(
    "members",
    text("Members one by one"),
    tables=(
        Table(
            "plane",
            text("Hedging against compartmentalisation"),
            (
                Column("state", text("State"), "state"),
                Column("hedging", text("Hedging"), "estimate"),
                Column("apart", text("Compartmentalisation"), "estimate"),
                Column("class", text("Class")),
            ),
            tuple(
                (
                    StateRef(c),
                    index(0.2 + i / 14, 0.03),
                    index(0.6 - i / 25, 0.04),
                    text("hedge") if i % 2 else text("bandwagon"),
                )
                for i, c in enumerate(MEMBERS)
            ),
        ),
        Table(
            "alignment",
            text("Alignment by pole"),
            (
                Column("state", text("State"), "state"),
                Column("pole", text("Pole")),
                Column("part", text("Part"), "share"),
            ),
            tuple(
                (StateRef(c), text(pole), Share(part))
                for i, c in enumerate(MEMBERS)
                for pole, part in (
                    ("USA", 0.1 + i / 20),
                    ("China", 0.5 - i / 25),
                    ("Russia", 0.2),
                    ("other", 0.2 - i / 100),
                )
            ),
        ),
        Table(
            "rivalries",
            text("Rivalries and claims"),
            (Column("a", text("One"), "state"), Column("b", text("Other"), "state"), Column("kind", text("Kind"))),
            tuple(
                (StateRef(a), StateRef(b), text(k))
                for a, b, k in (
                    (710, 750, "rivalry"),
                    (750, 770, "rivalry"),
                    (703, 702, "claim"),
                    (630, 770, "dispute"),
                )
            ),
        ),
        Table(
            "pairs",
            text("Agreement of pairs"),
            (
                Column("a", text("One"), "state"),
                Column("b", text("Other"), "state"),
                Column("agreement", text("Agreement"), "number"),
            ),
            tuple(
                (StateRef(a), StateRef(b), None if (a, b) == (630, 370) else 1 - abs(i - j) / 12)
                for i, a in enumerate(MEMBERS)
                for j, b in enumerate(MEMBERS)
                if i != j
            ),
        ),
    ),
    charts=(
        Chart(
            "plane",
            text("Hedging against compartmentalisation"),
            "scatter",
            "plane",
            {"x": "hedging", "y": "apart", "label": "state", "series": "class"},
            text("Ten members on a plane."),
        ),
        Chart(
            "alignment",
            text("Alignment of the members"),
            "stacked",
            "alignment",
            {"y": "state", "x": "part", "series": "pole"},
            text("Shares of the poles."),
        ),
        Chart(
            "rivalries",
            text("Who quarrels with whom"),
            "network",
            "rivalries",
            {"source": "a", "target": "b", "series": "kind"},
            text("Four quarrels."),
        ),
        Chart(
            "pairs",
            text("Agreement of pairs"),
            "heatmap",
            "pairs",
            {"x": "a", "y": "b", "value": "agreement"},
            text("A square a pair."),
        ),
    ),
)

EMPTY = Section("nothing", text("Nothing to tell"))

LONG = Section(
    "sixty",
    text("Sixty members"),
    tables=(
        Table(
            "sixty",
            text("All members"),
            (
                Column("state", text("State"), "state"),
                Column("name", text("Name")),
                Column("rate", text("Rate"), "estimate"),
            ),
            tuple((StateRef(c), MARKUP, share(i / 61, 0.05)) for i, c in enumerate(SIXTY)),
        ),
    ),
    charts=(
        Chart("sixty", text("All members"), "intervals", "sixty", {"y": "state", "x": "rate"}, text("Sixty rows.")),
    ),
)

SOURCES = (
    SourceLine(
        "votes",
        "Voting data <General Assembly>",
        "2025-10",
        "CC BY-NC 4.0",
        "United Nations (2025). @misc & more.",
        "https://digitallibrary.un.org/record/4060887",
        "ab" * 32,
    ),
    SourceLine(
        "gdp",
        "World Development Indicators",
        "2025-07",
        "CC BY 4.0",
        "World Bank (2025).",
        "https://data.worldbank.org",
    ),
    SourceLine(
        "sanctions",
        "Global Sanctions Data Base",
        "4",
        "By permission",
        "Felbermayr et al. (2020).",
        "https://www.globalsanctionsdatabase.com",
    ),
)


def dossier(**other) -> Dossier:
    """Everything at once, after the pattern of an assessment of the SCO."""
    whole = Dossier(
        kind="assessment",
        subject="SCO",
        title=text("{grouping}: {name}", grouping=GroupingRef("SCO"), name=MARKUP),
        asked={"grouping": "SCO", "since": 2001, "as_of": date(2025, 9, 1), "hegemon": "USA", "until": None},
        answer=(
            text("{grouping} speaks together, but does not pay.", grouping=GroupingRef("SCO")),
            text("It is a coordination platform with a probability of {p}.", p=Share(0.8731)),
        ),
        sections=(SURFACE, SAY, LADDER, PLANE, EMPTY, LONG),
        sources=SOURCES,
        command="softbalance assess SCO --as-of 2025-09-01",
        versions={"softbalance": "0.1.0", "evidence": "2025-11-01"},
        notes=(text("Motives are not observed."),),
    )
    return replace(whole, **other)


def bare() -> Dossier:
    """A dossier of nothing: no section, no source, nothing asked."""
    return Dossier("profile", "XYZ", text("Nothing is known"), {}, (), (), (), "", {})
