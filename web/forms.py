"""The base of every form: messages in the language of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_wtf import FlaskForm
from wtforms.fields.choices import SelectChoice
from wtforms.i18n import get_translations

from web.i18n import current_language

if TYPE_CHECKING:
    from collections.abc import Iterable


class Form(FlaskForm):  # type: ignore[misc]
    """A form protected against forgery, whose own messages speak the user's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where WTForms looks for its messages."""

        def get_translations(self, form: object) -> Any:  # noqa: ARG002  the interface of WTForms
            """Return WTForms' own catalogue of the present language."""
            language = current_language()
            return get_translations([language]) if language != "en" else get_translations(["en"])


def stripped(text: str | None) -> str:
    """Return what was typed without the space around it; for ``filters`` of a field."""
    return (text or "").strip()


def options_of(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return the choices of a field that offers some: each a value and its words."""
    return [SelectChoice(value, words) for value, words in pairs]


def choices_of(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """Return choices for a select field with an empty one first."""
    return options_of([("", "—"), *pairs])


def is_number(text: str) -> bool:
    """Tell whether a text of an address or a form is a number that may be one of ours: a few plain digits.

    Examples
    --------
    >>> is_number("17"), is_number("-1"), is_number("²"), is_number("9" * 5000)
    (True, False, False, False)
    """
    return text.isascii() and text.isdigit() and len(text) <= 9
