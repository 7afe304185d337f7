"""Tokens of the API on the user's own page: made, shown once, revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, g, redirect, render_template, url_for

from web import audit
from web.access import signed_in
from web.accounts import blueprint, tokens
from web.accounts.again import password_given
from web.accounts.forms import TokenForm
from web.accounts.views import attempts
from web.accounts.words import SCOPE_WORDS
from web.forms import options_of
from web.i18n import gettext
from web.models import ApiToken
from web.requests import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/account/tokens", methods=["GET", "POST"])
@attempts
@signed_in
def api_tokens() -> ResponseReturnValue:
    """Show one's tokens and make a new one, which is shown once."""
    allowed = tokens.scopes_of(g.user.role)
    form = TokenForm()
    form.scopes.choices = options_of((scope.value, SCOPE_WORDS[scope]) for scope in allowed)
    if not (allowed and form.validate_on_submit() and password_given(form)):
        return _page(form if allowed else None), 422 if form.is_submitted() else 200
    scopes = [tokens.Scope(value) for value in form.scopes.data]
    row, made = tokens.issue(db(), g.user, form.name.data, scopes, int(form.days.data))
    audit.note("token.create", "token", row.id, scopes=row.scopes)
    return _page(None, made)


def _page(form: TokenForm | None, made: str = "") -> str:
    return render_template(
        "accounts/tokens.html",
        form=form,
        made=made,
        tokens=tokens.of_user(db(), g.user.id),
        words={scope.value: words for scope, words in SCOPE_WORDS.items()},
    )


@blueprint.post("/account/tokens/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    """Let one of one's own tokens work no longer."""
    token = db().get(ApiToken, token_id)
    if token is None or token.user_id != g.user.id:
        abort(404)
    tokens.revoke(token)
    audit.note("token.revoke", "token", token.id)
    flash(gettext("The token works no longer."), "success")
    return redirect(url_for("accounts.api_tokens"), 303)
