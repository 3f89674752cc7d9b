"""Citations and origins."""

import json
import subprocess
import sys

import pytest

from softbalance.sources import Store, citations, declared, origins
from softbalance.terms.errors import BadInput, UnknownName


def test_citations_come_once_each_in_the_order_asked_with_their_licence():
    text = citations(["wb_gdp", "cow_nmc", "wb_gdp"])
    first, second = text.split("\n\n")
    assert first.startswith("World Bank. GDP (current US$) (NY.GDP.MKTP.CD)")
    assert "Licence: CC BY 4.0 (World Bank)." in first
    assert "Singer, J. David, Stuart Bremer and John Stuckey. 1972." in second


def test_bibtex_of_all_data_sets_has_an_entry_each_under_its_own_key():
    entries = citations(declared(), "bibtex").split("\n\n")
    keys = [entry.split("{", 1)[1].split(",", 1)[0] for entry in entries]
    assert keys == list(declared())


def test_an_unknown_style_or_data_set_is_refused():
    with pytest.raises(BadInput, match="text, bibtex, not 'apa'"):
        citations(["wb_gdp"], "apa")
    with pytest.raises(UnknownName, match="wb_gdp"):
        citations(["wb_gpd"])


def test_an_origin_carries_the_hash_of_the_bytes_held(tmp_path):
    store = Store(tmp_path / "home")
    (origin,) = origins(["gsdb"], store)
    assert origin.sha256 == ()
    (tmp_path / "mine.csv").write_bytes(b"case_id\n1\n")
    record = store.bring("gsdb", tmp_path / "mine.csv")
    (origin,) = origins(["gsdb"], store)
    assert dict(origin.sha256) == {"GSDB_V3.csv": record.sha256}
    assert json.loads(json.dumps(origin.as_dict()))["licence"].startswith("Given on request")


def test_citing_needs_neither_network_nor_tables():
    code = (
        "import sys; from softbalance.sources import citations; citations(['cow_nmc']); "
        "print(sorted({'httpx2', 'polars', 'pydantic', 'pandas', 'rdata', 'fastexcel'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.strip() == "[]"
