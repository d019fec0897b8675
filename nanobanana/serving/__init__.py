"""The processes of the product: a supervisor, web servers and workers."""
