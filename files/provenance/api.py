"""`/api/files/:id/provenance`"""
