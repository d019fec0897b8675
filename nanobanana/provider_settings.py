"""Settings of the AI providers; `settings.py` takes them all in. Keys come from here alone."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from nanobanana.env import Reader, load

env = Reader(load())

MODEL_NAME = 64
"""Characters that the database keeps of a model's name."""


def server_label(url: str, *, forwards: bool) -> str:
    """Who is behind an address of the OpenAI API, as far as the address tells."""
    host = urlsplit(url).hostname or ""
    if host == "openai.com" or host.endswith(".openai.com"):
        return "OpenAI"
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = host == "localhost"
    if not is_here:
        return host
    return "Gateway" if forwards else "Own server"


AI_PROVIDERS = env.words("AI_PROVIDERS", default="auto")
"""In order of preference; `auto` is the studio, what is configured below, and the stand-ins."""

AI_FALLBACK = env.boolean("AI_FALLBACK", default=False)
"""Whether the next provider that can is asked when one is down."""

AI_COSTS = env.numbers("AI_COSTS")
"""What one picture of a provider takes of the allowance, where that is not one."""

VENDOR_TIMEOUT = env.whole("VENDOR_TIMEOUT", default=180, least=5)
"""Seconds that a vendor may take for one answer."""

GEMINI_API_KEY = env.key("GEMINI_API_KEY")
GEMINI_BASE_URL = env.address(
    "GEMINI_BASE_URL", default="https://generativelanguage.googleapis.com/v1beta"
)
GEMINI_IMAGE_MODELS = env.words(
    "GEMINI_IMAGE_MODELS",
    default="gemini-nano-banana-2.1,gemini-3-pro-image",
    longest=MODEL_NAME,
)

OPENAI_API_KEY = env.key("OPENAI_API_KEY")
OPENAI_BASE_URL = env.address("OPENAI_BASE_URL", default="https://api.openai.com/v1")
OPENAI_FORWARDS = env.boolean("OPENAI_FORWARDS", default=False)
"""Whether what listens at `OPENAI_BASE_URL` hands on what it gets: on this machine, a gateway."""
OPENAI_LABEL = env.text("OPENAI_LABEL") or server_label(OPENAI_BASE_URL, forwards=OPENAI_FORWARDS)
"""What people read: who gets their pictures."""
OPENAI_IMAGE_MODELS = env.words(
    "OPENAI_IMAGE_MODELS",
    default="gpt-image-2.6-flare,gpt-image-2.6-sunburst",
    longest=MODEL_NAME,
)
OPENAI_PARTIAL_IMAGES = env.whole("OPENAI_PARTIAL_IMAGES", default=2, most=3)
"""Unfinished pictures to show while it works, 0 to 3; 0 asks for no stream, too."""

STABILITY_API_KEY = env.key("STABILITY_API_KEY")
STABILITY_BASE_URL = env.address("STABILITY_BASE_URL", default="https://api.stability.ai")
STABILITY_IMAGE_MODELS = env.words(
    "STABILITY_IMAGE_MODELS", default="core,ultra,sd3", longest=MODEL_NAME
)

LOCAL_MODEL = env.text("LOCAL_MODEL")
"""A folder, or the id of a model on the hub, that diffusers can load."""
LOCAL_DEVICE = env.choice("LOCAL_DEVICE", ("auto", "cpu", "cuda"))
LOCAL_STEPS = env.whole("LOCAL_STEPS", default=28, least=1)
LOCAL_GUIDANCE = env.choice("LOCAL_GUIDANCE", ("model", "off"))
"""`off` for distilled models (turbo, lightning), whose pictures guidance burns."""

HTTP_PROVIDER_URL = env.address("HTTP_PROVIDER_URL")
HTTP_PROVIDER_SECRET = env.text("HTTP_PROVIDER_SECRET")
HTTP_PROVIDER_LABEL = env.text("HTTP_PROVIDER_LABEL", default="Own API")
HTTP_PROVIDER_FORWARDS = env.boolean("HTTP_PROVIDER_FORWARDS", default=False)
HTTP_PROVIDER_MODELS = env.words("HTTP_PROVIDER_MODELS", default="custom", longest=MODEL_NAME)

PROVIDER_NEEDS = {
    "diffusers": "LOCAL_MODEL",
    "http": "HTTP_PROVIDER_URL",
    "gemini": "GEMINI_API_KEY",
    "openai": "OPENAI_API_KEY",
    "stability": "STABILITY_API_KEY",
}
"""The setting that configures each, in the order in which `auto` asks them: first what runs on
the operator's own machines."""
