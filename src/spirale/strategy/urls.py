"""Addresses of this room."""

from django.urls import include, path

from spirale.strategy.views import axes, confronting, existing, linking

app_name = "strategy"

of_territory = [
    path("", axes.axes, name="axes"),
    path("new/", axes.new_axis, name="new_axis"),
    path("order/", axes.order, name="order_axes"),
    path("print/", axes.printed, name="printed_axes"),
    path("export/<str:form>/", axes.export, name="export_axes"),
    path("existing/", existing.existing, name="existing"),
]
of_axis = [
    path("", axes.axis, name="axis"),
    path("change/", axes.change_axis, name="change_axis"),
    path("ideas/", linking.ideas, name="axis_ideas"),
    path("existing/", linking.built_on, name="axis_existing"),
    path("group/", linking.group, name="axis_group"),
    path("act/", axes.act, name="axis_act"),
]
of_version = [
    path("", confronting.confrontation, name="confrontation"),
    path("act/", confronting.act, name="confront"),
    path("print/", confronting.printed, name="printed_confrontation"),
    path("export/<str:form>/", confronting.export, name="export_confrontation"),
]
urlpatterns = [
    path("t/<slug:slug>/axes/", include(of_territory)),
    path("axes/<uuid:axis_id>/", include(of_axis)),
    path("confrontations/<uuid:frozen_id>/", include(of_version)),
    path("existing/<uuid:existing_id>/", existing.change, name="change_existing"),
    path("existing/<uuid:existing_id>/put-away/", existing.put_away, name="put_existing_away"),
]
