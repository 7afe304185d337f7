"""The fields of a person in the words of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.i18n import lazy_gettext

if TYPE_CHECKING:
    from babel.support import LazyProxy

FIELD_LABELS: dict[str, LazyProxy] = {
    "full_name": lazy_gettext("Full name"),
    "surname": lazy_gettext("Surname"),
    "given_name": lazy_gettext("Given name"),
    "patronymic": lazy_gettext("Patronymic"),
    "other_names": lazy_gettext("Other names and spellings"),
    "call_sign": lazy_gettext("Call sign"),
    "sex": lazy_gettext("Sex"),
    "birth_date": lazy_gettext("Date of birth"),
    "age": lazy_gettext("Age"),
    "age_on": lazy_gettext("On which day that age"),
    "status": lazy_gettext("Military or civilian"),
    "rank": lazy_gettext("Rank"),
    "unit": lazy_gettext("Unit"),
    "birth_place": lazy_gettext("Place of birth"),
    "home_region": lazy_gettext("Home region"),
    "home_place": lazy_gettext("Home town or village"),
    "event_date": lazy_gettext("Missing or captured since"),
    "event_place": lazy_gettext("Place of disappearance or capture"),
    "release_date": lazy_gettext("Date of release"),
    "document_number": lazy_gettext("Document number"),
    "tag_number": lazy_gettext("Identity tag number"),
    "tax_number": lazy_gettext("Tax number"),
    "photo": lazy_gettext("Photograph, as the file names it"),
    "source": lazy_gettext("Where this comes from"),
    "notes": lazy_gettext("Notes"),
    "id": lazy_gettext("Number in the file"),
}
"""Field of the vocabulary to its label, in the order in which pages show what is known; translated when shown."""


def field_label(name: str) -> str:
    """Return the label of a field in the language of the page; a name outside the vocabulary as it is.

    Parameters
    ----------
    name
        A field of :data:`matcher.fields.FIELDS`, or a column that a file brought along.
    """
    label = FIELD_LABELS.get(name)
    return name if label is None else str(label)
