"""A case in which every text is hostile and every masked value can be recognised, and a look at the pages it is on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web.accounts import tokens
from web.database import now
from web.models import (
    Decision,
    Disclosure,
    DisclosureState,
    Job,
    ListVersion,
    MatchState,
    PersonLink,
    Photo,
    Revision,
    Side,
    SignIn,
    Upload,
    User,
    Verdict,
)
from web.permissions import MASKED_FIELDS, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

MARKUP = """<script>alert(1)</script><b onclick=alert(2)>'"><img src=x onerror=alert(3)>"""
OVERRIDE = "\u202e"
"""RIGHT-TO-LEFT OVERRIDE: turns the rest of its line around, unless the line ends its reach."""
SURNAME = "Камлюкович"
NAME_TOLD = f"{SURNAME}{OVERRIDE}"
_SECRETS = {
    "rank": "сержант-СЕКРЕТ",
    "unit": "А4517-СЕКРЕТ",
    "call_sign": "Шишига-СЕКРЕТ",
    "event_place": "Оленівка-СЕКРЕТ",
    "document_number": "НК112233-СЕКРЕТ",
    "tag_number": "жетон-СЕКРЕТ",
    "tax_number": "3141592653-СЕКРЕТ",
}
SECRET = "СЕКРЕТ"
"""Stands in every masked value, so that one on a page is found whatever it was."""


def _secrets(word: str) -> dict[str, Any]:
    assert set(_SECRETS) == MASKED_FIELDS, "every masked field is to be watched"
    masked = {name: f"{value}-{word}" for name, value in _SECRETS.items()}
    # a call sign that stands in the cell of a name is masked as well as one in a column of its own
    return masked | {"full_name": f"{SURNAME} Остап «Грім-{SECRET}-{word}»"}


def _released(own: Session, user: User, seal: dict[str, Any]) -> tuple[Any, Any]:
    release_list = make_list(
        own,
        f"List {MARKUP}",
        issuer=MARKUP,
        provenance=MARKUP,
        exchange=MARKUP,
        batch=MARKUP,
        received_how=MARKUP,
        **seal,
    )
    released = make_released(
        own, release_list, surname=NAME_TOLD, given_name=f"Остап {MARKUP}", birth_date="1990-05-04", birth_place=MARKUP,
        **_secrets("list"),
    )  # fmt: skip
    released.carried = {f"Phone {MARKUP}": f"050{SECRET}"}
    own.add(
        Revision(
            side=Side.RELEASED, record_id=released.id, person={**released.person, **_secrets("earlier row")},
            carried={"Phone": f"051{SECRET}"}, particulars={}, reason=MARKUP, user_id=user.id,
        )
    )  # fmt: skip
    version = own.scalars(select(ListVersion).where(ListVersion.list_id == release_list.id)).one()
    version.note = MARKUP
    version.problems = [
        {"row": 2, "column": MARKUP, "field": field, "raw": f"{MARKUP} {SECRET if field != 'surname' else ''}",
         "action": f"odd {SECRET if field == 'unit' else ''}", "severity": "doubtful"}
        for field in ("surname", "unit", None)
    ]  # fmt: skip
    return release_list, released


def _report(own: Session, user: User) -> tuple[Any, Any]:
    report = make_report(
        own, surname=NAME_TOLD, given_name=f"Остап {MARKUP}", birth_date="1990-05-04", notes=MARKUP, home_place=MARKUP,
        other_names=[MARKUP, f"солдат {SURNAME} «Тінь-{SECRET}»"], **_secrets("report"),
    )  # fmt: skip
    report.marks = MARKUP
    report.carried = {f"Phone {MARKUP}": f"052{SECRET}"}
    inquirer = make_inquirer(
        own, report, name=f"Камлюк {MARKUP}", relation=MARKUP, contact=f"067{SECRET}", safe_way=MARKUP,
        safe_hours=MARKUP, note=MARKUP,
    )  # fmt: skip
    own.add_all(
        [
            Revision(
                side=Side.REPORT, record_id=report.id, person={**report.person, **_secrets("earlier report")},
                carried={}, particulars={"marks": MARKUP}, reason=MARKUP, user_id=user.id,
            ),
            Revision(
                side=Side.REPORT, record_id=report.id, person=report.person, carried={},
                particulars={"inquirer": {"id": inquirer.id, "done": "changed", "was": {"contact": f"068{SECRET}"}}},
                reason="", user_id=user.id,
            ),
        ]
    )  # fmt: skip
    return report, inquirer


def hostile_case(own: Session, **seal: Any) -> dict[str, Any]:
    """Put a case of hostile texts and recognisable masked values into the database.

    Parameters
    ----------
    own
        A writing session.
    seal
        Of the list.

    Returns
    -------
    What an address can name, by the names of the arguments of addresses.
    """
    user = User(login=f"owner-{own.scalar(select(User.id).order_by(User.id.desc()).limit(1)) or 0}", name=MARKUP,
                role=Role.SUPERVISOR)  # fmt: skip
    own.add(user)
    own.flush()
    release_list, released = _released(own, user, seal)
    report, inquirer = _report(own, user)
    second, _ = _report(own, user)
    match = make_match(own, released, report, state=MatchState.CONFIRMED)
    rival = make_match(own, released, second)
    token, _text = tokens.issue(own, user, MARKUP, list(tokens.Scope), 30)
    session_row = SignIn(user_id=user.id, token_hash=f"{user.id:064d}", device=MARKUP)
    first, last = sorted((report.id, second.id))
    compared = {"released": dict(released.person), "report": dict(report.person)}
    rows: dict[str, Any] = {
        "photo_id": Photo(
            side=Side.RELEASED, record_id=released.id, media_type="image/jpeg", width=1, height=1, sha256="0" * 64,
            caption=MARKUP, content=b"not shown here", user_id=user.id,
        ),
        "job_id": Job(kind="match_list", subject="list", subject_id=release_list.id, stage="reading", user_id=user.id),
        "upload_id": Upload(
            purpose="list", kind="csv", size=4, file_hash="0" * 64, content=b"name", settings={}, user_id=user.id
        ),
        "link_id": PersonLink(
            side=Side.REPORT, first_id=first, second_id=last, probability=0.9, evidence=match.evidence
        ),
        "decision": Decision(
            match_id=match.id, number=1, user_id=user.id, role=Role.SUPERVISOR, verdict=Verdict.SAME, reason="other",
            note=MARKUP, probability=0.9, compared=compared,
        ),
        "disclosure": Disclosure(
            match_id=match.id, number=1, state=DisclosureState.TOLD, responsible_id=user.id, inquirer_id=inquirer.id,
            happened_at=now(), how="phone", note=MARKUP, user_id=user.id,
        ),
        "session_id": session_row,
    }  # fmt: skip
    own.add_all(rows.values())
    own.flush()
    return {
        **{name: row.id for name, row in rows.items()},
        "list_id": release_list.id, "released_id": released.id, "report_id": report.id, "match_id": match.id,
        "rival_id": rival.id, "inquirer_id": inquirer.id, "user_id": user.id, "token_id": token.id, "number": 1,
        "side": "released", "record_id": released.id, "subject": "released", "subject_id": released.id,
    }  # fmt: skip


@dataclass
class Field:
    """A field of a form on a page."""

    name: str
    kind: str
    value: str


@dataclass
class SentForm:
    """A form of a page: where it is sent, and what it holds as it stands."""

    action: str
    method: str
    fields: list[Field]

    def filled(self) -> dict[str, str]:
        """Return what a browser sends if nothing is touched; of several values for a name the last."""
        return {field.name: field.value for field in self.fields if field.kind != "file"}


class Page(HTMLParser):
    """A page taken apart: elements with their attributes, forms, visible text, and text that nothing isolates."""

    VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self, html: str, address: str = "") -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.forms: list[SentForm] = []
        self.inline: list[str] = []
        self.open_text: list[str] = []
        self._address = address
        self._stack: list[str] = []
        self._select: Field | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag not in self.VOID:
            self._stack.append(tag)
        if tag == "form":
            action = given.get("action") or self._address
            self.forms.append(SentForm(action, given.get("method", "get").lower(), []))
        self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        if not self.forms or "form" not in self._stack:
            return
        fields, name = self.forms[-1].fields, given.get("name", "")
        kind = given.get("type", "text")
        if tag == "input" and name and not (kind in {"checkbox", "radio"} and "checked" not in given):
            fields.append(Field(name, kind, given.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "textarea" and name:
            fields.append(Field(name, "textarea", ""))
        elif tag == "select" and name:
            self._select = Field(name, "select", "")
            fields.append(self._select)
        elif tag == "option" and self._select is not None and ("selected" in given or not self._select.value):
            self._select.value = given.get("value", "")
        elif tag == "button" and name and not any(field.name == name for field in fields):
            fields.append(Field(name, "button", given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        while self._stack and self._stack.pop() != tag:
            pass
        if tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        """Note a text."""
        if self._stack[-1:] in (["script"], ["style"]) and data.strip():
            self.inline.append(data.strip())
        if self._stack[-1:] == ["textarea"] and self.forms and self.forms[-1].fields:
            self.forms[-1].fields[-1].value += data
        if OVERRIDE in data and not {"bdi", "textarea", "title", "option"} & set(self._stack):
            self.open_text.append(data.strip())

    @property
    def offences(self) -> list[str]:
        """What the content security policy would refuse, and markup that came out of data."""
        found = [f"inline: {text[:60]}" for text in self.inline]
        for tag, attributes in self.elements:
            found += [f"<{tag} {name}=…>" for name in attributes if name == "style" or re.match(r"on\w+$", name)]
            found += [
                f"<{tag} {name}={attributes[name][:60]}>"
                for name in ("href", "src", "action", "formaction")
                if re.match(r"\s*(javascript|data|vbscript):|//|https?:", attributes.get(name, ""), re.IGNORECASE)
            ]
            if attributes.get("src") == "x":
                found.append(f"<{tag} src=x>")
        return found
