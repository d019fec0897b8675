from django.urls import path

from generation import api, callback_api, destination_api, glimpse_api, preview_api
from generation.recipes import api as recipes_api

app_name = "generation-api"
urlpatterns = [
    path("generate", api.GenerateView.as_view(), name="generate"),
    path("generate/<uuid:generation_id>", api.GenerationView.as_view(), name="generation"),
    path("generate/<uuid:generation_id>/events", api.EventsView.as_view(), name="events"),
    path(
        "generate/<uuid:generation_id>/glimpse", glimpse_api.GlimpseView.as_view(), name="glimpse"
    ),
    path("generate/<uuid:generation_id>/cancel", api.CancelView.as_view(), name="cancel"),
    path("generate/<uuid:generation_id>/retry", api.RetryView.as_view(), name="retry"),
    path("generate/<uuid:generation_id>/restore", api.RestoreView.as_view(), name="restore"),
    path("studio/preview", preview_api.PreviewView.as_view(), name="preview"),
    path("recipes", recipes_api.RecipesView.as_view(), name="recipes"),
    path("recipes/<uuid:recipe_id>", recipes_api.RecipeView.as_view(), name="recipe"),
    path("recipes/<uuid:recipe_id>/apply", recipes_api.ApplyView.as_view(), name="apply-recipe"),
    path("history", api.HistoryView.as_view(), name="history"),
    path("history/trash", api.TrashView.as_view(), name="trash"),
    path(
        "providers/http/callbacks/<uuid:callback_id>",
        callback_api.CallbackView.as_view(),
        name="provider-callback",
    ),
    path("providers/choice", destination_api.ChoiceView.as_view(), name="choice"),
    path("providers", api.ProvidersView.as_view(), name="providers"),
]
