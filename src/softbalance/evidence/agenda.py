"""The family of a roll call: the agenda item it belongs to, over the sessions; else its title."""

import polars as pl

from softbalance.evidence.issues import title_key

_HEADING = r"[.\s]([A-Z][A-Z0-9 ,'’()&/.\-]{5,})$"
_REFERENCE = r"^(A/[A-Z0-9./\-]+\s*(&\s*[A-Za-z0-9./\- ]*)?\s+)?(\d+[a-z]*\s*(\[\d+\])?\s*-?\s*)?"


def heading(agenda: pl.Expr, title: pl.Expr) -> pl.Expr:
    """Return the agenda item without its number, which changes every session; the title where there is no item.

    The Library closes an item with a heading in capitals that stays the same over the sessions, as in
    ``A/45/251 27 Question of the Comorian Island of Mayotte. COMORIAN ISLAND OF MAYOTTE``; older items have none, and
    their text stands for them. Of several items joined by ``|`` the first counts.

    Examples
    --------
    >>> items = ["A/45/251 33 Law of the sea. LAW OF THE SEA", None]
    >>> frame = pl.DataFrame({"agenda": items, "title": ["x", "Namibia."]})
    >>> frame.select(heading(pl.col("agenda"), pl.col("title")))["agenda"].to_list()
    ['law of the sea', 'namibia']
    """
    first = agenda.str.split("|").list.first().str.strip_chars()
    capitals = first.str.extract(_HEADING, 1)
    item = first.str.replace(_REFERENCE, "")
    words = pl.coalesce(capitals, item).str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", " ").str.strip_chars()
    return pl.when(words.str.len_chars() > 0).then(words).otherwise(title_key(title)).alias("agenda")


def fill_families(roll_calls: pl.DataFrame) -> pl.DataFrame:
    """Return the roll calls with the family of those that have no agenda item taken from an earlier equal title."""
    keyed = roll_calls.with_columns(title_key=title_key(pl.col("title"))).sort("date", "roll_call")
    known = pl.when(pl.col("agenda").is_not_null()).then(pl.col("family"))
    earlier = known.forward_fill().over("title_key")
    return keyed.with_columns(family=pl.coalesce(known, earlier, pl.col("family"))).drop("title_key")
