"""Match lists of released prisoners with reports of missing persons, across alphabets, languages and spellings.

>>> import matcher
>>> linkage = matcher.link(matcher.read("fixtures/released.csv"), matcher.read("fixtures/missing.csv"))
>>> linkage.matches.loc[0, "band"]
'strong'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.blocking import blocking_keys_of
    from matcher.errors import DataFileError, InputError, InputNotFoundError, MatcherError, UnknownIdError
    from matcher.evaluation import evaluate
    from matcher.evaluation.names import evaluate_names
    from matcher.evaluation.reading import read_pairs
    from matcher.evidence import Evidence, FieldEvidence
    from matcher.export import write_table
    from matcher.index import Index, compare, rank
    from matcher.intake import Problem, Records, from_persons, read
    from matcher.linkage import Linkage, link
    from matcher.model import Model, default_model, load_model
    from matcher.names.description import describe_name
    from matcher.names.parsing import parse_name
    from matcher.person import Person
    from matcher.reference import Reference

# Loaded when first used: pandas alone takes half a second, and `matcher --help` must not wait for it.
_HOMES = {
    "blocking_keys_of": "blocking",
    "DataFileError": "errors",
    "InputError": "errors",
    "InputNotFoundError": "errors",
    "MatcherError": "errors",
    "UnknownIdError": "errors",
    "evaluate": "evaluation",
    "evaluate_names": "evaluation.names",
    "Evidence": "evidence",
    "FieldEvidence": "evidence",
    "write_table": "export",
    "Index": "index",
    "compare": "index",
    "rank": "index",
    "Problem": "intake",
    "Records": "intake",
    "from_persons": "intake",
    "read": "intake",
    "read_pairs": "evaluation.reading",
    "Linkage": "linkage",
    "link": "linkage",
    "Model": "model",
    "default_model": "model",
    "load_model": "model",
    "describe_name": "names.description",
    "parse_name": "names.parsing",
    "Person": "person",
    "Reference": "reference",
}

__version__ = "0.1.0"
__all__ = [
    "DataFileError",
    "Evidence",
    "FieldEvidence",
    "Index",
    "InputError",
    "InputNotFoundError",
    "Linkage",
    "MatcherError",
    "Model",
    "Person",
    "Problem",
    "Records",
    "Reference",
    "UnknownIdError",
    "blocking_keys_of",
    "compare",
    "default_model",
    "describe_name",
    "evaluate",
    "evaluate_names",
    "from_persons",
    "link",
    "load_model",
    "parse_name",
    "rank",
    "read",
    "read_pairs",
    "write_table",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for (PEP 562)."""
    if name in _HOMES:
        return getattr(import_module(f"matcher.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'matcher' has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
