from django.urls import path

from content import api

app_name = "content-api"
urlpatterns = [
    path("features", api.FeaturesView.as_view(), name="features"),
    path("reviews", api.ReviewsView.as_view(), name="reviews"),
    path("faqs", api.FAQsView.as_view(), name="faqs"),
]
