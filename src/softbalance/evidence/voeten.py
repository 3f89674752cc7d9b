"""What Voeten's coding adds to the UN's own record: issue codes, importance, rejected drafts and votes on parts."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from softbalance.evidence.assembly import members_only, un_spells
from softbalance.evidence.corrections import correct
from softbalance.evidence.issues import ISSUES, title_key
from softbalance.evidence.symbols import symbol_key
from softbalance.terms.errors import UnknownName
from softbalance.terms.states import state

SOURCE = "voeten_votes"
_CODES = {"yes": 1, "abstain": 2, "no": 3}
_EPOCH = date(1970, 1, 1)
_LEAST_EQUAL = 0.75
"""Two records of one roll call agree on nearly every vote; below this share they are of different votes."""


@dataclass(frozen=True, slots=True)
class Coding:
    """Voeten's coding, joined to the UN's record.

    Attributes
    ----------
    issues
        Published issue codes of roll calls in the UN's record: ``roll_call`` and one boolean column an issue.
    important
        ``roll_call``, ``important``: named important by the US State Department; only where coded.
    roll_calls, votes
        Roll calls the UN's record does not have (rejected drafts, paragraphs, amendments, procedure), numbered
        ``-rcid``, with ``final`` false.
    disagreements
        Votes on which the two records differ: ``roll_call``, ``ccode``, ``un``, ``voeten``.
    unnamed
        Countries that could not be placed.
    """

    issues: pl.DataFrame
    important: pl.DataFrame
    roll_calls: pl.DataFrame
    votes: pl.DataFrame
    disagreements: pl.DataFrame
    unnamed: tuple[str, ...]


def coding(
    calls: pl.DataFrame, issues: pl.DataFrame, cast: pl.DataFrame, *, un_calls: pl.DataFrame, un_votes: pl.DataFrame
) -> Coding:
    """Return Voeten's coding, joined to the UN's record by resolution symbol.

    Where several of Voeten's roll calls bear one symbol (votes on parts stand beside the vote on the whole), the one
    whose country votes agree best with the UN's record is the vote on the whole.

    Parameters
    ----------
    calls, issues, cast
        Roll calls, issue codes and votes as read.
    un_calls, un_votes
        As returned by :func:`softbalance.evidence.assembly.assembly`.
    """
    dated = _dated(calls)
    votes, unnamed = _votes(cast, dated)
    matched = _matched(dated, votes, un_calls, un_votes)
    extra = dated.join(matched, on="rcid", how="anti").filter(pl.col("date").is_not_null())
    return Coding(
        issues=correct("voeten_issues", _issue_codes(issues, matched, un_calls)),
        important=matched.join(dated.select("rcid", "importantvote"), on="rcid")
        .filter(pl.col("importantvote").is_not_null(), pl.col("year").is_between(1983, 2017))
        .select("roll_call", important=pl.col("importantvote") == 1),
        roll_calls=_extra_calls(extra),
        votes=_extra_votes(extra, votes),
        disagreements=_disagreements(matched, votes, un_votes),
        unnamed=unnamed,
    )


def _dated(calls: pl.DataFrame) -> pl.DataFrame:
    keys = [symbol_key(symbol or "") for symbol in calls["unres"]]
    return calls.with_columns(
        pl.Series("key", keys, dtype=pl.String),
        rcid=pl.col("rcid").cast(pl.Int64),
        date=_as_date(calls.schema["date"]),
    )


def _as_date(given: pl.DataType) -> pl.Expr:
    """Return the date; R counts days since 1970."""
    if given == pl.Date:
        return pl.col("date")
    return (pl.lit(_EPOCH) + pl.duration(days=pl.col("date").cast(pl.Int32))).cast(pl.Date)


def _votes(cast: pl.DataFrame, dated: pl.DataFrame) -> tuple[pl.DataFrame, tuple[str, ...]]:
    named = cast.select(
        rcid=pl.col("rcid").cast(pl.Int64),
        country=pl.col("country").cast(pl.String),
        code=pl.col("country_code").cast(pl.String),
        vote=pl.col("vote").cast(pl.String).replace_strict(_CODES, return_dtype=pl.Int8),
    ).join(dated.select("rcid", "date"), on="rcid")
    spans = named.group_by("country", "code").agg(first=pl.col("date").min(), last=pl.col("date").max())
    placed = [(*row[:2], _ccode(*row)) for row in spans.iter_rows()]
    names = pl.DataFrame(placed, schema={"country": pl.String, "code": pl.String, "ccode": pl.Int32}, orient="row")
    unnamed = tuple(sorted(country for country, _, ccode in placed if ccode is None))
    known = named.join(names.drop_nulls("ccode"), on=["country", "code"], nulls_equal=True)
    return _split_seats(known), unnamed


def _ccode(country: str, code: str | None, first: date, last: date) -> int | None:
    """Return the state a country of the file means in the middle of its votes."""
    middle = first + (last - first) / 2
    for name in (country, code):
        try:
            return state(name, on=middle).ccode if name else None
        except UnknownName:
            continue
    return None


def _split_seats(votes: pl.DataFrame) -> pl.DataFrame:
    """Give the Republic of China its own votes and Germany those of the Federal Republic before 1990."""
    on = pl.col("date")
    ccode = (
        pl.when((pl.col("ccode") == 710) & (on <= date(1971, 10, 25)))
        .then(713)
        .when((pl.col("ccode") == 255) & (on < date(1990, 10, 3)))
        .then(260)
        .when((pl.col("ccode") == 679) & (on < date(1990, 5, 22)))
        .then(678)
        .otherwise(pl.col("ccode"))
    )
    return votes.with_columns(ccode=ccode.cast(pl.Int32)).unique(["rcid", "ccode"], keep="first", maintain_order=True)


def _matched(dated: pl.DataFrame, votes: pl.DataFrame, un_calls: pl.DataFrame, un_votes: pl.DataFrame) -> pl.DataFrame:
    """Return ``rcid``, ``roll_call``, ``year`` of the roll calls that both records hold."""
    pairs = dated.filter(pl.col("key").is_not_null()).join(un_calls.select("roll_call", "key", "year"), on="key")
    compared = (
        pairs.select("rcid", "roll_call", "year")
        .join(votes.select("rcid", "ccode", "vote"), on="rcid")
        .join(un_votes.rename({"vote": "un"}), on=["roll_call", "ccode"])
        .group_by("rcid", "roll_call", "year")
        .agg(equal=(pl.col("vote") == pl.col("un")).mean(), joint=pl.len())
    )
    same = compared.filter(pl.col("equal") >= _LEAST_EQUAL)
    best = same.sort("equal", "joint", "rcid", descending=[True, True, False])
    return best.unique("roll_call", keep="first", maintain_order=True).unique("rcid", keep="first", maintain_order=True)


def _issue_codes(issues: pl.DataFrame, matched: pl.DataFrame, un_calls: pl.DataFrame) -> pl.DataFrame:
    coded = issues.select(rcid=pl.col("rcid").cast(pl.Int64), issue=pl.col("short_name").cast(pl.String))
    flags = [(pl.col("issue") == issue).any().alias(issue) for issue in ISSUES]
    by_call = coded.group_by("rcid").agg(*flags)
    everyone = matched.select("rcid", "roll_call").join(by_call, on="rcid", how="left")
    full = everyone.with_columns(pl.col(*ISSUES).fill_null(False))
    return full.join(un_calls.select("roll_call", "session", "title"), on="roll_call").drop("rcid")


def _extra_calls(extra: pl.DataFrame) -> pl.DataFrame:
    return extra.select(
        roll_call=-pl.col("rcid"),
        body=pl.lit("GA"),
        date=pl.col("date"),
        year=pl.col("date").dt.year().cast(pl.Int16),
        session=pl.col("session").cast(pl.Int32).cast(pl.String),
        symbol=pl.col("unres"),
        key=pl.col("key"),
        title=pl.coalesce("descr", "short"),
        agenda=pl.lit(None, dtype=pl.String),
        emergency=pl.lit(False),
        final=pl.lit(False),
        source=pl.lit("voeten_roll_calls"),
    ).with_columns(family=title_key(pl.col("title")))


def _extra_votes(extra: pl.DataFrame, votes: pl.DataFrame) -> pl.DataFrame:
    """Return the votes of the extra roll calls; members without a row were absent."""
    cast = votes.join(extra.select("rcid"), on="rcid").select(
        "ccode", "date", "vote", roll_call=-pl.col("rcid").cast(pl.Int64)
    )
    calls = extra.select(roll_call=-pl.col("rcid"), date=pl.col("date"))
    seats = calls.join(un_spells().select("ccode").unique(), how="cross")
    everyone = members_only(seats.with_columns(vote=pl.lit(4, dtype=pl.Int8)))
    absent = everyone.join(cast, on=["roll_call", "ccode"], how="anti")
    columns = ["roll_call", "ccode", "vote"]
    return pl.concat([cast.select(columns), absent.select(columns)]).sort("roll_call", "ccode")


def _disagreements(matched: pl.DataFrame, votes: pl.DataFrame, un_votes: pl.DataFrame) -> pl.DataFrame:
    """Return the votes on which the records differ; a member that Voeten's data do not list was absent there."""
    return (
        matched.select("rcid", "roll_call")
        .join(un_votes.rename({"vote": "un"}), on="roll_call")
        .join(votes.select("rcid", "ccode", voeten="vote"), on=["rcid", "ccode"], how="left")
        .with_columns(pl.col("voeten").fill_null(4))
        .filter(pl.col("un") != pl.col("voeten"))
        .select("roll_call", "ccode", "un", "voeten")
        .sort("roll_call", "ccode")
    )
