"""Addresses: each room names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("spirale.workshops.urls")),  # first, for phones of a whole hall ask at once
    path("", include("spirale.pages.urls")),
    path("", include("spirale.people.urls")),
    path("", include("spirale.territories.urls")),
    path("", include("spirale.cycles.urls")),
    path("", include("spirale.mobilisation.urls")),
    path("", include("spirale.coding.urls")),
    path("", include("spirale.synthesis.urls")),
    path("", include("spirale.action.urls")),
]

handler400 = "spirale.pages.views.bad_request"
handler403 = "spirale.pages.views.not_allowed"
handler404 = "spirale.pages.views.not_found"
handler500 = "spirale.pages.views.our_fault"
