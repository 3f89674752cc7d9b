"""Whose occasion it was, and what each member did: the record of occasions seen from one grouping.

Each rung's definition stands here and nowhere else. Frames in, frames out. Members come as state-years: a state
belongs in a year if it was a member on 1 July.
"""

from dataclasses import dataclass

import polars as pl

MEMBER_ACTS = ("episode", "rung", "kind", "year", "cluster", "source", "ccode", "act", "collective")
"""Columns of the tables returned: one row an episode and member. ``act`` is ``beneficiary`` (the member around
whom the others could act), ``joined``, ``stood_aside``, ``other_side``, or ``as_one`` (bound by the very decision of a
body that made the beneficiary act: neither a chance nor a joiner); ``collective`` marks acts of a body."""

KINDS = {
    "pay": ("imposes", "is sanctioned"),
    "fight": ("initiates", "is attacked", "in conflict", "joins in"),
}
AT_HOME = "is at war at home"


@dataclass(frozen=True, slots=True)
class FightRule:
    """What counts on the rung of fighting.

    Attributes
    ----------
    hostility
        Least hostility of the dispute: 4 use of force, 5 war.
    joiner_hostility
        Least hostility of a state for having joined: 2 threat, 3 display, 4 use of force. A state in a dispute
        at 1 did nothing, such as one of several that were attacked together.
    kinds
        Kinds of occasion: ``initiates``, ``is attacked``, ``in conflict`` (source silent on who began), ``joins in``
        (no member was there from the first day), and, kept apart unless asked for, ``is at war at home``.
    """

    hostility: int = 4
    joiner_hostility: int = 2
    kinds: tuple[str, ...] = KINDS["fight"]


@dataclass(frozen=True, slots=True)
class PayRule:
    """What counts on the rung of paying.

    Attributes
    ----------
    window
        Years after the first in which another's sanction counts as joining.
    bodies
        ``"others"``: decisions of other bodies count as acts of the states they bind, but not as joining each other,
        and those of the grouping itself are kept apart; ``"all"``: every state bound counts as acting; ``"none"``: a
        state's own acts only.
    kinds
        Kinds of occasion: ``imposes`` (a member sanctions an outsider), ``is sanctioned`` (by an outsider).
    """

    window: int = 2
    bodies: str = "others"
    kinds: tuple[str, ...] = KINDS["pay"]


def dispute_acts(
    occasions: pl.DataFrame, acts: pl.DataFrame, members: pl.DataFrame, rule: FightRule | None = None
) -> pl.DataFrame:
    """Return what each member did in each dispute between a member and an outsider.

    An occasion is a side of a dispute on which a member stood, against an outsider and against no member that was
    there from the first day. Another member joined if it stood on that side; it is on the other side if it stood
    against. The beneficiary is a member that was there from the first day or, where none was, that joined an
    outsider; of several, which one does not matter for the counts.

    Parameters
    ----------
    occasions, acts
        As in :mod:`softbalance.evidence.occasions`.
    members
        ``ccode`` and ``year``: one row for each year in which a state was a member.
    rule
        What counts; :class:`FightRule` by default.
    """
    rule = rule or FightRule()
    events = occasions.filter(pl.col("rung") == "fight", pl.col("hostility") >= rule.hostility)
    seen = acts.join(events.select("occasion", "year"), on="occasion").join(
        _marked(members), on=["ccode", "year"], how="left"
    )
    own = _own_sides(seen.with_columns(pl.col("member").fill_null(False)), rule.joiner_hostility)
    theirs = events.drop("kind", "hostility").join(own, on="occasion").with_columns(kind=_fight_kind())
    roll = theirs.filter(pl.col("kind").is_in(rule.kinds)).join(members, on="year")
    stood = acts.select("occasion", "ccode", "hostility", stood="side")
    active = pl.col("hostility") >= rule.joiner_hostility
    act = (
        pl.when(pl.col("ccode") == pl.col("beneficiary"))
        .then(pl.lit("beneficiary"))
        .when(pl.col("stood").is_null() | ~active)
        .then(pl.lit("stood_aside"))
        .when(pl.col("stood") == pl.col("side"))
        .then(pl.lit("joined"))
        .otherwise(pl.lit("other_side"))
    )
    told = roll.join(stood, on=["occasion", "ccode"], how="left").with_columns(act=act, collective=pl.lit(False))
    return _ordered(told.with_columns(episode=pl.format("{}/{}", "occasion", "side")))


def sanction_acts(
    occasions: pl.DataFrame,
    acts: pl.DataFrame,
    members: pl.DataFrame,
    rule: PayRule | None = None,
    *,
    own_body: str | None = None,
) -> pl.DataFrame:
    """Return what each member did in each episode of sanctions between a member and an outsider.

    Members impose: an episode opens with the first sanction of a member on an outsider and takes in all that begin
    in the window; another member joined if it began one of its own, or was bound by a body's. A member is
    sanctioned: an episode opens with the first sanction of an outsider on it; another member joined if within the
    window it put sanctions on one of those outsiders, and is on the other side if it put sanctions on the member.
    Motives are not in the data: a state that answers the outsider in its own quarrel counts as well. Mandated
    sanctions are left out, and so are episodes that open too late for others to have been seen to follow.

    Parameters
    ----------
    occasions, acts
        As in :mod:`softbalance.evidence.occasions`.
    members
        ``ccode`` and ``year``: one row for each year in which a state was a member.
    rule
        What counts; :class:`PayRule` by default.
    own_body
        The id under which the grouping itself decides on sanctions, kept apart under the default rule.
    """
    rule = rule or PayRule()
    pairs = _sanction_pairs(occasions, acts, rule, own_body)
    last = int(occasions.filter(pl.col("rung") == "pay")["year"].max() or 0)  # type: ignore[arg-type]
    marked = _marked(members)
    inside = pairs.join(marked.rename({"ccode": "sender", "member": "sends"}), on=["sender", "year"], how="left").join(
        marked.rename({"ccode": "target", "member": "suffers"}), on=["target", "year"], how="left"
    )
    tables = []
    if "imposes" in rule.kinds:
        imposed = inside.filter(pl.col("sends"), pl.col("suffers").is_null())
        tables.append(_imposed(imposed, members, rule, last))
    if "is sanctioned" in rule.kinds:
        suffered = inside.filter(pl.col("suffers"), pl.col("sends").is_null())
        tables.append(_suffered(suffered, pairs, members, rule.window, last))
    return _ordered(pl.concat(tables))


def tallies(member_acts: pl.DataFrame) -> pl.DataFrame:
    """Return one row an episode: its kind and crisis, ``chances`` (the other members), ``joined``, ``other_side``."""
    others = ~pl.col("act").is_in(["beneficiary", "as_one"])
    return (
        member_acts.group_by("episode", "rung", "kind", "year", "cluster", "source")
        .agg(
            chances=others.sum().cast(pl.Int64),
            joined=(pl.col("act") == "joined").sum().cast(pl.Int64),
            other_side=(pl.col("act") == "other_side").sum().cast(pl.Int64),
            collective=((pl.col("act") == "joined") & pl.col("collective")).sum().cast(pl.Int64),
        )
        .sort("year", "episode")
    )


def substituted(members: pl.DataFrame, stand_ins: dict[int, int]) -> pl.DataFrame:
    """Return the membership with each state replaced by its stand-in, for groupings that never were."""
    return members.with_columns(pl.col("ccode").replace(stand_ins)).unique(["ccode", "year"], maintain_order=True)


def _marked(members: pl.DataFrame) -> pl.DataFrame:
    return members.select("ccode", "year", member=pl.lit(True))


def _own_sides(seen: pl.DataFrame, joiner_hostility: int) -> pl.DataFrame:
    """Return the sides on which a member stood against outsiders, with one of them; ``first``: from the first day."""
    member = pl.col("member")
    first, acting = member & pl.col("principal"), member & (pl.col("hostility") >= joiner_hostility)
    sides = seen.group_by("occasion", "side").agg(
        first=first.any(),
        beneficiary=pl.coalesce(pl.col("ccode").filter(first).min(), pl.col("ccode").filter(acting).min()),
    )
    flipped = sides.select("occasion", pl.col("side").replace({"a": "b", "b": "a"}), opposed="first")
    facing = sides.join(flipped, on=["occasion", "side"], how="left").with_columns(pl.col("opposed").fill_null(False))
    return facing.filter(pl.col("beneficiary").is_not_null(), ~pl.col("opposed")).drop("opposed")


def _fight_kind() -> pl.Expr:
    """Return the kind of an occasion; none for help to an outsider's government or rebels."""
    at_home = pl.col("source") == "ucdp_external_support"
    return (
        pl.when(at_home & pl.col("first"))
        .then(pl.lit(AT_HOME))
        .when(at_home)
        .then(None)
        .when(~pl.col("first"))
        .then(pl.lit("joins in"))
        .when(pl.col("source") == "ucdp_acd")
        .then(pl.lit("in conflict"))
        .when(pl.col("side") == "a")
        .then(pl.lit("initiates"))
        .otherwise(pl.lit("is attacked"))
    )


def _sanction_pairs(occasions: pl.DataFrame, acts: pl.DataFrame, rule: PayRule, own_body: str | None) -> pl.DataFrame:
    """Return sender, target, year, body and crisis of every sanction that counts under the rule."""
    cases = occasions.filter(pl.col("rung") == "pay", ~pl.col("mandated")).select(
        "occasion", "year", "cluster", "source"
    )
    sent = acts.filter(pl.col("side") == "a").select("occasion", "body", sender="ccode")
    if rule.bodies == "none":
        sent = sent.filter(pl.col("body").is_null())
    elif rule.bodies == "others" and own_body is not None:
        sent = sent.filter(pl.col("body").ne_missing(own_body))
    hit = acts.filter(pl.col("side") == "b").select("occasion", target="ccode")
    return cases.join(sent, on="occasion").join(hit, on="occasion")


def _opened(pairs: pl.DataFrame, window: int) -> pl.DataFrame:
    """Return the pairs with the year in which the episode of each opened; episodes of a target do not chain."""
    opened: dict[int, int] = {}
    rows = []
    for target, year in pairs.select("target", "year").unique().sort("year").iter_rows():
        if year - opened.get(target, -10_000) > window:
            opened[target] = year
        rows.append((target, year, opened[target]))
    schema = {"target": pl.Int32, "year": pl.Int16, "opened": pl.Int16}
    return pairs.join(pl.DataFrame(rows, schema=schema, orient="row"), on=["target", "year"])


def _imposed(own: pl.DataFrame, members: pl.DataFrame, rule: PayRule, last: int) -> pl.DataFrame:
    """Return the acts in episodes that a member opened against an outsider."""
    rows = _opened(own, rule.window).filter(pl.col("opened") <= last - rule.window)
    # a state's own act goes before a body's, so that the member named beneficiary acted by itself where one did
    rows, heads = _by_first_case(rows, pl.col("body").is_not_null(), "sender")
    episodes = _episodes(heads, "imposes").with_columns(beneficiary=heads["sender"])
    joined = _acting(rows.select("first", "body", ccode="sender"), "joined")
    if rule.bodies == "others":
        joined = _as_one(joined, rows, heads)
    return _told(episodes, members, joined)


def _as_one(joined: pl.DataFrame, rows: pl.DataFrame, heads: pl.DataFrame) -> pl.DataFrame:
    """Return the acts with those marked that the decision behind the beneficiary's act bound, and nothing else."""
    decided = heads.select("first", "body").drop_nulls("body")
    bound = rows.join(decided, on=["first", "body"]).filter(pl.col("occasion") == pl.col("first"))
    pairs = bound.select("first", ccode="sender", bound=pl.lit(True)).unique()
    told = joined.join(pairs, on=["first", "ccode"], how="left")
    act = pl.when(pl.col("bound") & pl.col("collective")).then(pl.lit("as_one")).otherwise("act")
    return told.with_columns(act=act).drop("bound")


def _suffered(hits: pl.DataFrame, pairs: pl.DataFrame, members: pl.DataFrame, window: int, last: int) -> pl.DataFrame:
    """Return the acts in episodes that an outsider opened against a member."""
    rows = _opened(hits, window).filter(pl.col("opened") <= last - window)
    rows, heads = _by_first_case(rows, "target")
    episodes = _episodes(heads, "is sanctioned").with_columns(beneficiary=heads["target"])
    in_time = (pl.col("year") >= pl.col("opened")) & (pl.col("year") <= pl.col("opened") + window)
    answers = pairs.select("sender", "year", "body", "target")
    outsiders = rows.select("first", "opened", target="sender").unique()
    countered = outsiders.join(answers, on="target").filter(in_time)
    against = rows.select("first", "opened", "target").unique().join(answers, on="target").filter(in_time)
    sides = [(against, "other_side"), (countered, "joined")]
    acting = pl.concat([_acting(side.select("first", "body", ccode="sender"), act) for side, act in sides])
    return _told(episodes, members, acting.unique(["first", "ccode"], keep="first", maintain_order=True))


def _by_first_case(rows: pl.DataFrame, *order: str | pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows with the case that opened the episode of each, and one row for each such case.

    A decision against many targets, such as the members of a union, opens one episode and not one a target.
    """
    ranked = rows.sort("opened", "year", *order, "occasion")
    opener = ranked.unique(["target", "opened"], keep="first", maintain_order=True)
    named = ranked.join(
        opener.select("target", "opened", first="occasion"), on=["target", "opened"], maintain_order="left"
    )
    own = named.filter(pl.col("occasion") == pl.col("first"))
    return named, own.unique("first", keep="first", maintain_order=True)


def _episodes(heads: pl.DataFrame, kind: str) -> pl.DataFrame:
    return heads.select(
        "first",
        "cluster",
        "source",
        episode=pl.format("{}/{}", "first", pl.lit("a" if kind == "imposes" else "b")),
        rung=pl.lit("pay"),
        kind=pl.lit(kind),
        year=pl.col("opened"),
    )


def _acting(rows: pl.DataFrame, act: str) -> pl.DataFrame:
    """Return one row a state and episode; collective where no act was its own."""
    grouped = rows.group_by("first", "ccode").agg(collective=pl.col("body").is_not_null().all())
    return grouped.with_columns(act=pl.lit(act)).select("first", "ccode", "act", "collective")


def _told(episodes: pl.DataFrame, members: pl.DataFrame, acting: pl.DataFrame) -> pl.DataFrame:
    """Return one row an episode and member of the opening year."""
    roll = episodes.join(members, on="year").join(acting, on=["first", "ccode"], how="left")
    helped = pl.col("ccode") == pl.col("beneficiary")
    act = pl.when(helped).then(pl.lit("beneficiary")).otherwise(pl.col("act").fill_null("stood_aside"))
    return roll.with_columns(act=act, collective=pl.col("collective").fill_null(False)).select(MEMBER_ACTS)


def _ordered(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(MEMBER_ACTS).sort("year", "episode", "ccode")
