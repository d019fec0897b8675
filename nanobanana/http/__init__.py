"""The ground floor: what is true of HTTP as a whole. Imports no room."""
