"""Addresses of this room."""

from django.urls import include, path

from spirale.strategy.views import axes, carrying, confronting, existing, linking, sheets

app_name = "strategy"

of_territory = [
    path("", axes.axes, name="axes"),
    path("new/", axes.new_axis, name="new_axis"),
    path("order/", axes.order, name="order_axes"),
    path("print/", axes.printed, name="printed_axes"),
    path("export/<str:form>/", axes.export, name="export_axes"),
    path("existing/", existing.existing, name="existing"),
    path("existing/import/", sheets.import_existing, name="import_existing"),
    path("existing/import/<uuid:existing_draft_id>/", sheets.preview, name="preview_existing"),
]
of_axis = [
    path("", axes.axis, name="axis"),
    path("change/", axes.change_axis, name="change_axis"),
    path("ideas/", linking.ideas, name="axis_ideas"),
    path("existing/", linking.built_on, name="axis_existing"),
    path("group/", linking.group, name="axis_group"),
    path("act/", axes.act, name="axis_act"),
    path("carry/", carrying.carry_axis, name="carry_axis"),
]
of_version = [
    path("", confronting.confrontation, name="confrontation"),
    path("act/", confronting.act, name="confront"),
    path("carry/", carrying.carry, name="carry"),
    path("print/", confronting.printed, name="printed_confrontation"),
    path("export/<str:form>/", confronting.export, name="export_confrontation"),
]
urlpatterns = [
    path("t/<slug:slug>/axes/", include(of_territory)),
    path("axes/<uuid:axis_id>/", include(of_axis)),
    path("confrontations/<uuid:frozen_id>/", include(of_version)),
    path("existing/sheets/<uuid:existing_sheet_id>/withdraw/", sheets.withdraw, name="withdraw_existing_sheet"),
    path("existing/<uuid:existing_id>/", existing.change, name="change_existing"),
    path("existing/<uuid:existing_id>/put-away/", existing.put_away, name="put_existing_away"),
]
