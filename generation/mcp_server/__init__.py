"""An MCP server (modelcontextprotocol.io): assistants make and edit pictures here."""
