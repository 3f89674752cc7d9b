"""What the kinds of ties are called."""

from softbalance.dossier.model import N_, Cell, Column, Message

LABELS = {
    "exports": N_("exports"),
    "export_share": N_("share of its exports that the other buys"),
    "import_share": N_("share of its imports that the other sells"),
    "arms_delivered": N_("arms delivered"),
    "troops": N_("troops stationed"),
    "bases": N_("bases"),
    "exercises": N_("joint exercises"),
    "finance_committed": N_("Chinese finance committed"),
    "oda_net": N_("net official aid"),
    "obligation": N_("treaty obligation"),
    "rivalry": N_("strategic rivalry"),
    "dispute": N_("militarised dispute"),
    "claim": N_("territorial claim"),
    "armed_conflict": N_("armed conflict"),
}
COLUMNS = (Column("kind_name", Message(N_("kind"))), Column("kind", Message(N_("code")), "code"))


def cells(kind: str) -> tuple[Cell, Cell]:
    """Return what stands in :data:`COLUMNS` for a kind of tie: its name and its code.

    Examples
    --------
    >>> cells("oda_net")[0].text
    'net official aid'
    """
    return Message(LABELS[kind]), kind
