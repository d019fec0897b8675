"""An image API for Nano Banana's `http` provider, in twenty lines: shows negatives.

.venv/bin/python docs/examples/http_provider_server.py 9000    (then HTTP_PROVIDER_URL=http://127.0.0.1:9000)
"""

import io
import json
import sys
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from PIL import Image, ImageOps


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        parts: dict[Any, Any] = {
            part.get_param("name", header="content-disposition"): part.get_payload(decode=True)
            for part in BytesParser().parsebytes(head + body).walk()
            if not part.is_multipart()
        }
        asked = json.loads(parts.get("request") or parts[None])
        print(asked["id"], asked["prompt"], flush=True)
        given = parts.get("image")
        picture = Image.open(io.BytesIO(given)) if given else Image.linear_gradient("L")
        answer = io.BytesIO()
        ImageOps.invert(picture.convert("RGB")).save(answer, "PNG")
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.send_header("Content-Length", str(answer.tell()))
        self.end_headers()
        self.wfile.write(answer.getvalue())


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    print(f"Listening on port {server.server_port}", flush=True)
    server.serve_forever()
