import base64
import pytest
from generation.providers.base import ProviderError
from generation.tests.test_vendor_openai import *  # noqa
from generation.tests.test_vendor_openai import vendor  # noqa
import json
J={"Content-Type": "application/json"}
def err(b,status=400): return Reply(status, json.dumps(b).encode(), J)
CASES = {
 "data str": answered({"data": ["x"]}),
 "data int": answered({"data": [1]}),
 "data none": answered({"data": [None]}),
 "data dict": answered({"data": {"a":1}}),
 "b64 int": answered({"data": [{"b64_json": 5}]}),
 "b64 list": answered({"data": [{"b64_json": ["x"]}]}),
 "url int": answered({"data": [{"url": 5}]}),
 "url port": answered({"data": [{"url": "http://127.0.0.1:99999999/"}]}),
 "usage str": answered({"data": [{"b64_json": base64.b64encode(png()).decode()}], "usage": "x"}) if 'base64' in globals() else None,
 "cls": answered({"_fields_set": 3, "data": []}),
 "cls2": answered({"_cls": 3, "__cls": 1, "self": 1, "cls": 3, "data": []}),
 "deep": Reply(200, b"["*200000, J),
 "code list": err({"error": {"code": ["x"], "message": 4}}),
 "code dict": err({"error": {"code": {}, "message": 4}}, 429),
 "code int": err({"error": {"code": 400, "message": "no"}}),
 "error str": err({"error": "no"}),
 "error list": err(["x"]),
 "deep err": Reply(500, b"["*200000, J),
 "partial none": streamed(event("image_generation.partial_image"), completed(png())),
 "partial int": streamed(event("image_generation.partial_image", b64_json=5), completed(png())),
 "completed int": streamed(event("image_generation.completed", b64_json=5)),
 "completed none": streamed(event("image_generation.completed")),
 "usage int": streamed(event("image_generation.completed", b64_json=base64.b64encode(png()).decode(), usage="x")),
 "usage nest": streamed(event("image_generation.completed", b64_json=base64.b64encode(png()).decode(), usage={"total_tokens": "x", "q": float("inf")})),
 "ev list": streamed(b"data: [1]\n\n", completed(png())),
 "ev str": streamed(b"data: \"x\"\n\n", completed(png())),
 "ev type": streamed(b"data: {\"type\": 5}\n\n", completed(png())),
 "ev null": streamed(b"data: null\n\n", completed(png())),
 "deep ev": streamed(b"data: "+b"["*200000+b"\n\n"),
 "err code list": streamed(b'data: {"error": {"code": ["x"]}}\n\n'),
 "err str": streamed(b'data: {"error": "x"}\n\n'),
 "nonutf": streamed(b'data: "\xff\xfe"\n\n'),
 "surrogate b64": answered({"data": [{"b64_json": "\ud800"}]}),
 "cut stream": streamed(partial(png())),
 "empty": Reply(200, b"", J),
 "204": Reply(204, b""),
 "no ct": Reply(200, b"{}"),
 "retry-after nan": error(429, "rate_limit_exceeded", Retry_After="nan"),
 "retry-after inf": error(429, "rate_limit_exceeded", Retry_After="inf"),
 "badhdr": Reply(200, b"{}", {"Content-Type": "text/event-stream; charset=\x01"}),
 "revised int": answered({"data": [{"b64_json": base64.b64encode(png()).decode(), "revised_prompt": 5}]}),
}
@pytest.mark.parametrize("name", [n for n,c in CASES.items() if c])
@pytest.mark.parametrize("partials", [0, 2])
def test_h(vendor, name, partials, settings, caplog):
    settings.OPENAI_PARTIAL_IMAGES = partials
    vendor.script=[CASES[name]]
    caplog.set_level(10)
    try:
        r = run(asked())
        print("OK", name, partials, r.usage, repr(r.revised_prompt))
        json.dumps(r.usage, allow_nan=False); assert isinstance(r.revised_prompt, str)
    except ProviderError as e:
        print("FAULT", name, partials, e.code)
    assert KEY not in caplog.text
