"""What can go wrong, as one small hierarchy; every message says what, where and what to do."""

from __future__ import annotations


class MatcherError(Exception):
    """Base of every error this package raises on purpose; the command line prints it without a traceback."""


class InputError(MatcherError, ValueError):
    """A file or table that cannot be used at all: the message names the file and, where known, row and column."""


class InputNotFoundError(InputError, FileNotFoundError):
    """A path that does not exist or is not a file."""

    def __str__(self) -> str:
        """Return the sentence alone; OSError would put an error number before it."""
        return str(self.args[0])


class UnknownIdError(MatcherError, KeyError):
    """An identifier that no record carries."""

    def __str__(self) -> str:
        """Return the sentence alone; KeyError would quote it."""
        return str(self.args[0])


class DataFileError(MatcherError, ValueError):
    """A table under ``matcher/data`` or a model file that does not have the documented form."""
