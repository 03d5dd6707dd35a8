"""What people fill in to sign in, and on their account's page."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from spirale.people.models import Account


class LinkForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class PasswordForm(LinkForm):
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class AccountForm(forms.ModelForm[Account]):
    language = forms.ChoiceField(
        label=_("The language of the site, and of its letters to you"), choices=settings.LANGUAGES
    )

    class Meta:
        model = Account
        fields = ["name", "language"]
        labels = {"name": _("Your name")}
        help_texts = {"name": _("As the people of your territories will read it.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class NewPasswordForm(forms.Form):
    """A new password; who signed in by password first gives the one they have."""

    current = forms.CharField(
        label=_("Your present password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("Your new password"),
        strip=False,
        max_length=1000,
        help_text=_("At least ten characters. A few words that only you put together are easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *given: Any, account: Account, is_current_asked: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.account = account
        if not is_current_asked:
            del self.fields["current"]

    def clean_current(self) -> str:
        current = str(self.cleaned_data["current"])
        if not self.account.check_password(current):
            raise forms.ValidationError(_("This is not your present password."))
        return current

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.account)
        return password
