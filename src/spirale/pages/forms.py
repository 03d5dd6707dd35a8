"""How every form is drawn: label, help, error, field, in that order and tied together for screen readers."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "pages/form.html"
    field_template_name = "pages/field.html"
