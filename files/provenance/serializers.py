"""Shape of the provenance endpoint."""

from rest_framework import serializers

from files.provenance.describing import Origin


class ProvenanceSerializer(serializers.Serializer[Origin]):
    digitalSourceType = serializers.URLField(
        source="source_type",
        allow_null=True,
        help_text="IPTC NewsCode, as it stands in the file; null for an upload",
    )
    summary = serializers.CharField(source="label", help_text="in two or three words")
    sentences = serializers.ListField(child=serializers.CharField(), help_text="for people")
    system = serializers.CharField(help_text="what made it")
    model = serializers.CharField()
    promptEmbedded = serializers.BooleanField(source="has_prompt")
    signedBy = serializers.CharField(
        source="signed_by", allow_null=True, help_text="whose Content Credentials it carries"
    )
