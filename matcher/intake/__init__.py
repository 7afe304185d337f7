"""Intake: from a file of any kind to records and a report of every problem in it."""

from __future__ import annotations

from matcher.intake.problems import Problem, Severity
from matcher.intake.reading import from_persons, read
from matcher.intake.records import Records

__all__ = ["Problem", "Records", "Severity", "from_persons", "read"]
