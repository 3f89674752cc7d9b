"""Which issues a roll call is about, where no published code says so.

Two stated rules, in this order. A resolution whose title stood on an earlier roll call with published codes takes the
codes of the latest one: most of the General Assembly's recorded votes come back every year. Otherwise keywords in title
and agenda item decide (``issue_rules.toml``). :func:`agreement_with_published` says how far to trust them.
"""

import re
from functools import cache
from importlib.resources import files

import polars as pl
import tomli

ISSUES = ("me", "nu", "di", "hr", "co", "ec")
ISSUE_NAMES = {
    "me": "Palestinian conflict",
    "nu": "Nuclear weapons and nuclear material",
    "di": "Arms control and disarmament",
    "hr": "Human rights",
    "co": "Colonialism",
    "ec": "Economic development",
}


def classify(roll_calls: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Return issue codes for every roll call, with the rule that gave them.

    Parameters
    ----------
    roll_calls
        Columns ``roll_call``, ``date``, ``title``, ``agenda``.
    published
        Published codes: ``roll_call`` and one boolean column an issue, for a part of the roll calls.

    Returns
    -------
    polars.DataFrame
        ``roll_call``, one boolean column an issue, ``issue_rule``: ``published``, ``same title`` or ``keywords``.
    """
    texts = roll_calls.select("roll_call", "date", text=_text(), title_key=title_key(pl.col("title")))
    coded = texts.join(published, on="roll_call", how="left").sort("date", "roll_call")
    earlier = [pl.col(issue).forward_fill().over("title_key").alias(f"{issue}_earlier") for issue in ISSUES]
    keywords = [_keyword_rule(issue).alias(f"{issue}_keyword") for issue in ISSUES]
    filled = coded.with_columns(*earlier, *keywords)
    has, had = pl.col("me").is_not_null(), pl.col("me_earlier").is_not_null()
    rule = pl.when(has).then(pl.lit("published")).when(had).then(pl.lit("same title")).otherwise(pl.lit("keywords"))
    codes = [pl.coalesce(issue, f"{issue}_earlier", f"{issue}_keyword").alias(issue) for issue in ISSUES]
    return filled.select("roll_call", *codes, rule.alias("issue_rule"))


def agreement_with_published(roll_calls: pl.DataFrame, published: pl.DataFrame, *, since: int) -> pl.DataFrame:
    """Return how the rules do on published codes they have not seen: those of ``since`` and later are hidden first.

    Returns
    -------
    polars.DataFrame
        ``issue``, ``n`` roll calls, ``published`` and ``ruled`` (how many have the issue), ``agree`` (share given the
        published answer), ``kappa`` (Cohen).
    """
    hidden = roll_calls.filter(pl.col("date").dt.year() >= since).select("roll_call")
    ruled = classify(roll_calls, published.join(hidden, on="roll_call", how="anti"))
    both = published.join(hidden, on="roll_call").join(ruled, on="roll_call", suffix="_ruled")
    return pl.DataFrame([_agreement(both[issue], both[f"{issue}_ruled"], issue) for issue in ISSUES])


def title_key(title: pl.Expr) -> pl.Expr:
    """Return the title without its closing formula, case and punctuation, so that repeated resolutions meet."""
    plain = title.str.to_lowercase().str.replace(r"\s*:?\s*(resolution|decision)\s*/\s*adopted.*$", "")
    return plain.str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()


def _text() -> pl.Expr:
    return pl.concat_str(pl.col("title").fill_null(""), pl.lit(" | "), pl.col("agenda").fill_null(""))


def _keyword_rule(issue: str) -> pl.Expr:
    rule = _rules()[issue]
    given = pl.col("text").str.contains("(?i)" + "|".join(rule["any"]))
    if not rule["unless"]:
        return given
    return given & ~pl.col("text").str.contains("(?i)" + "|".join(rule["unless"]))


@cache
def _rules() -> dict[str, dict[str, list[str]]]:
    rules: dict[str, dict[str, list[str]]] = tomli.loads(
        files(__package__).joinpath("issue_rules.toml").read_text(encoding="utf-8")
    )
    for rule in rules.values():
        for pattern in (*rule["any"], *rule["unless"]):
            re.compile(pattern)
    return rules


def _agreement(published: pl.Series, ruled: pl.Series, issue: str) -> dict[str, object]:
    n = len(published)
    agree = float((published == ruled).sum()) / n
    yes, said = float(published.sum()) / n, float(ruled.sum()) / n
    chance = yes * said + (1 - yes) * (1 - said)
    kappa = (agree - chance) / (1 - chance) if chance < 1 else None
    return {
        "issue": issue,
        "n": n,
        "published": int(published.sum()),
        "ruled": int(ruled.sum()),
        "agree": agree,
        "kappa": kappa,
    }
