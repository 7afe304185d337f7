"""What a linkage of whole lists learnt, kept so that a few of their records can be weighed later as among all of them.

How common a name is, how often strangers agree and how many of the released have a report follow from whole lists. A
single new report, or the candidates of one search, could not tell; a reference does.
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.comparison.levels import NAME_FIELDS
from matcher.errors import DataFileError
from matcher.model import Model, default_model, model_from_json
from matcher.statistics import NameCounts, NameStatistics, from_counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matcher.preparation import Vocabularies

_MAGIC = b"family-matcher reference 1\n"
_LARGEST = 512 << 20  # bytes unpacked: names of some ten million people
_EXACT = 17  # significant digits that bring a figure back unchanged


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What a linkage of whole lists learnt.

    Attributes
    ----------
    model
        The model as fitted.
    reports
        Number of reports on file.
    overlap, relatives, namesakes
        Number of reports per released person that describe them, a relative, a namesake.
    names
        Per name field, how many people bear each name.
    """

    model: Model
    reports: int
    overlap: float
    relatives: float
    namesakes: float
    names: Mapping[str, NameCounts]

    @classmethod
    def shipped(cls, reports: int, model: Model | None = None) -> Reference:
        """Return what is known before anything was linked: the shipped tables and priors.

        Parameters
        ----------
        reports
            Number of reports on file; fewer than one counts as one.
        model
            Another model than the shipped one.

        Examples
        --------
        >>> Reference.shipped(reports=20_000).reports
        20000
        """
        model = default_model() if model is None else model
        prior, nobody = model.prior, NameCounts(0.0, {}, frozenset())
        return cls(
            model,
            max(reports, 1),
            prior.expected_overlap,
            prior.relatives,
            prior.namesakes,
            dict.fromkeys(NAME_FIELDS, nobody),
        )

    def statistics(self, vocabularies: Vocabularies) -> NameStatistics:
        """Return how common the names of some vocabularies are."""
        return from_counts(self.names, vocabularies, self.model.smoothing)

    def to_bytes(self) -> bytes:
        """Return everything as bytes for a database or a file; :meth:`from_bytes` reads them back exactly."""
        content = {
            "model": json.loads(self.model.to_json(_EXACT)),
            "reports": self.reports,
            "overlap": self.overlap,
            "relatives": self.relatives,
            "namesakes": self.namesakes,
            "names": {
                field: {
                    "people": counted.people,
                    "bearers": dict(sorted(counted.bearers.items())),
                    "established": sorted(counted.established),
                }
                for field, counted in self.names.items()
            },
        }
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        return _MAGIC + zlib.compress(text.encode(), level=6)

    @classmethod
    def from_bytes(cls, data: bytes) -> Reference:
        """Read what :meth:`to_bytes` wrote.

        Raises
        ------
        DataFileError
            If the bytes are anything else, damaged, or of another version of the format.
        """
        if not data.startswith(_MAGIC):
            raise DataFileError("These bytes are no reference of this version; link the lists again to make one.")
        unpacking = zlib.decompressobj()
        try:
            content = json.loads(unpacking.decompress(data[len(_MAGIC) :], _LARGEST))
            whole = unpacking.eof and not unpacking.unused_data
            return cls._of(content if whole else None)
        except (zlib.error, ValueError, LookupError, TypeError, AttributeError):
            raise DataFileError("The reference is damaged; link the lists again to make one.") from None

    @classmethod
    def _of(cls, content: Any) -> Reference:
        return cls(
            model=model_from_json(json.dumps(content["model"]), "reference"),
            reports=_whole(content["reports"]),
            overlap=_figure(content["overlap"]),
            relatives=_figure(content["relatives"]),
            namesakes=_figure(content["namesakes"]),
            names={field: _counts(content["names"][field]) for field in NAME_FIELDS},
        )


def _counts(content: Any) -> NameCounts:
    bearers = {str(name): _figure(count) for name, count in content["bearers"].items()}
    return NameCounts(_figure(content["people"]), bearers, frozenset(map(str, content["established"])))


def _whole(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError
    return value


def _figure(value: Any) -> float:
    if type(value) not in {int, float} or not math.isfinite(value) or value < 0:
        raise ValueError
    return float(value)
