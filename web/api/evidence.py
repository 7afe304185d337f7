"""The evidence of a pair as the API shows it, masked by the same rule as on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web.api.match_shapes import Evidence, FieldEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.evidence import Explanation, Row


def evidence_of(evidence: Mapping[str, Any], explanation: Explanation) -> Evidence:
    """Return evidence with what is masked left out.

    Parameters
    ----------
    evidence
        :meth:`matcher.Evidence.to_dict`.
    explanation
        What :func:`web.evidence.explain` made of it for the present user.
    """
    return Evidence(
        probability=explanation.probability,
        **{name: float(evidence.get(name, 0.0)) for name in ("weight", "prior", "relatives")},
        margin=evidence.get("margin"),
        words=explanation.words,
        fields=[
            _field(str(item["level"]), row)
            for item, row in zip(evidence.get("fields", ()), explanation.rows, strict=True)
        ],
    )


def _field(level: str, row: Row) -> FieldEvidence:
    return FieldEvidence(
        field=row.field,
        level=level,
        words=row.level,
        left=None if row.masked else row.left,
        right=None if row.masked else row.right,
        masked=row.masked,
        weight=row.weight,
        sentences=[sentence.striptags() for sentence in row.sentences],
    )
