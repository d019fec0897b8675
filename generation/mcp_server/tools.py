"""The tools. Each calls the same services as the API, in the caller's name."""

from typing import Any

from django.conf import settings
from mcp.server.mcpserver import MCPServer

from generation.mcp_server.looking import add_get_image, add_list_history
from generation.mcp_server.making import add_edit_image, add_generate_image
from generation.mcp_server.telling import InThread

INSTRUCTIONS = (
    "Makes pictures from words and edits the person's own pictures by plain English. Edits that "
    "name fixed operations (black and white, crop, brighter, blur, write a text, cut out the "
    "background and many more) are exact and stay on the person's own machine. Go on from an "
    "earlier result with edit_image and its generation id."
)


def build_server(in_thread: InThread) -> MCPServer[Any]:
    """The server with its tools; `in_thread` runs what blocks."""
    server: MCPServer[Any] = MCPServer(
        "nanobanana",
        title="Nano Banana",
        version=settings.SPECTACULAR_SETTINGS["VERSION"],
        instructions=INSTRUCTIONS,
        log_level="WARNING",
    )
    for add in (add_generate_image, add_edit_image, add_list_history, add_get_image):
        add(server, in_thread)
    return server
