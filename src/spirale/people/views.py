"""Signing in, signing out, and one's own account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from spirale.people import operations
from spirale.people.access import signed_in
from spirale.people.forms import AccountForm, LinkForm, NewPasswordForm, PasswordForm
from spirale.people.models import Account

BACKEND = "django.contrib.auth.backends.ModelBackend"
BY_LINK = "signed_in_by_link"


def onward_of(request: HttpRequest, asked: str) -> str:
    """The page to go on to: the one asked for if it is on this site, else the first."""
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return resolve_url(settings.LOGIN_REDIRECT_URL)


def welcome(request: HttpRequest, account: Account, asked: str, *, by_link: bool) -> HttpResponse:
    """Open the session, in the language of the account, and go on."""
    login(request, account, backend=BACKEND)
    request.session[BY_LINK] = by_link
    return _speaking(account, redirect(onward_of(request, asked)))


def _speaking(account: Account, answer: HttpResponse) -> HttpResponse:
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        account.language,
        max_age=settings.SESSION_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    return answer


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("next", "")
    if request.user.is_authenticated and request.method == "GET":
        return redirect(onward_of(request, asked))
    by_password = request.method == "POST" and request.POST.get("way") == "password"
    by_link = request.method == "POST" and not by_password
    first = {"next": asked}
    link_form = LinkForm(request.POST if by_link else None, initial=first, auto_id="link_%s")
    password_form = PasswordForm(request.POST if by_password else None, initial=first, auto_id="password_%s")
    if by_link and link_form.is_valid():
        onward = link_form.cleaned_data["next"]
        operations.send_sign_in_link(email=link_form.cleaned_data["email"], onward=onward)
        return redirect("people:link_sent")
    if by_password and password_form.is_valid():
        answer = _try_password(request, password_form)
        if answer is not None:
            return answer
    shown = {"link_form": link_form, "password_form": password_form, "by_password": by_password}
    return render(request, "people/sign_in.html", shown, status=422 if request.method == "POST" else 200)


def _try_password(request: HttpRequest, form: PasswordForm) -> HttpResponse | None:
    try:
        account = operations.sign_in_by_password(
            email=form.cleaned_data["email"], password=form.cleaned_data["password"], request=request
        )
    except operations.WaitFirst as wait:
        minutes = max(1, round((wait.until - timezone.now()).total_seconds() / 60))
        form.add_error(
            None,
            ngettext(
                "Several passwords did not fit. Wait %(minutes)d minute before the next, or ask for a link.",
                "Several passwords did not fit. Wait %(minutes)d minutes before the next, or ask for a link.",
                minutes,
            )
            % {"minutes": minutes},
        )
        return None
    if account is None:
        form.add_error(None, _("This address and this password do not go together. You can also ask for a link."))
        return None
    return welcome(request, account, form.cleaned_data["next"], by_link=False)


@require_GET
def link_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "people/link_sent.html", {"minutes": settings.SESAME_MAX_AGE // 60})


@never_cache
@require_http_methods(["GET", "POST"])
def use_link(request: HttpRequest) -> HttpResponse:
    """Opening the link shows a button; only pressing it uses the link, so that mail scanners do not."""
    given = request.POST if request.method == "POST" else request.GET
    token, asked = given.get("sesame", ""), given.get("next", "")
    if request.method == "POST":
        account = operations.use_sign_in_link(token=token)
        if account is not None:
            return welcome(request, account, asked, by_link=True)
    account = operations.read_sign_in_link(token)
    shown = {"account": account, "token": token, "next": asked}
    return render(request, "people/use_link.html", shown, status=200 if account else 410)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("people:sign_in")


@login_required
@never_cache
@sensitive_post_parameters("current", "password")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    me = Account.objects.get(pk=signed_in(request).pk)  # a copy that the form may change
    is_current_asked = me.has_usable_password() and not request.session.get(BY_LINK)
    sent = request.POST if request.method == "POST" else None
    is_password = sent is not None and sent.get("what") == "password"
    account_form = AccountForm(None if is_password else sent, instance=me, auto_id="account_%s")
    password_form = NewPasswordForm(
        sent if is_password else None, account=me, is_current_asked=is_current_asked, auto_id="password_%s"
    )
    if sent is not None and is_password and password_form.is_valid():
        me = operations.set_password(account=me, password=password_form.cleaned_data["password"])
        update_session_auth_hash(request, me)
        messages.success(request, _("Your new password is kept."))
        return redirect("people:account")
    if sent is not None and not is_password and account_form.is_valid():
        me = operations.change_account(account=me, **account_form.cleaned_data)
        messages.success(request, _("Your account is kept as you changed it."))
        return _speaking(me, redirect("people:account"))
    shown = {
        "account_form": account_form,
        "password_form": password_form,
        "memberships": me.memberships.select_related("territory").order_by("territory__name"),
    }
    return render(request, "people/account.html", shown, status=422 if sent is not None else 200)
