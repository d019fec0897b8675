from django.urls import path

from generation import cookbook, trash_views, views
from generation.recipes import views as recipes

app_name = "generation"
urlpatterns = [
    path("editor", views.editor, name="editor"),
    path("generations", views.submit, name="submit"),
    path("generations/<uuid:generation_id>", views.show, name="show"),
    path("generations/<uuid:generation_id>/fragment", views.fragment, name="fragment"),
    path("generations/<uuid:generation_id>/cancel", views.cancel, name="cancel"),
    path("generations/<uuid:generation_id>/retry", views.retry, name="retry"),
    path("generations/<uuid:generation_id>/delete", views.delete, name="delete"),
    path("generations/<uuid:generation_id>/look", trash_views.look, name="look"),
    path("generations/<uuid:generation_id>/restore", trash_views.restore, name="restore"),
    path("generations/<uuid:generation_id>/discard", trash_views.discard, name="discard"),
    path("studio", cookbook.studio, name="studio"),
    path("recipes", recipes.recipes, name="recipes"),
    path("recipes/keep", recipes.keep, name="keep-recipe"),
    path("recipes/<uuid:recipe_id>", recipes.recipe, name="recipe"),
    path("recipes/<uuid:recipe_id>/apply", recipes.apply, name="apply-recipe"),
    path("recipes/<uuid:recipe_id>/results", recipes.results, name="recipe-results"),
    path("recipes/<uuid:recipe_id>/update", recipes.update, name="update-recipe"),
    path("recipes/<uuid:recipe_id>/delete", recipes.delete, name="delete-recipe"),
    path("history", views.history, name="history"),
    path("history/trash", trash_views.trash, name="trash"),
    path("history/trash/empty", trash_views.empty, name="empty-trash"),
]
