"""Says how a picture was made in an XMP packet, and puts it into JPEG and PNG without a re-encode.

After ISO 16684-1 (XMP), the XMP specification part 3 (where a packet lies in a file) and the IPTC
Photo Metadata Standard 2025.1 (DigitalSourceType, AISystemUsed, AIPromptInformation).
"""

import struct
import zlib
from xml.sax.saxutils import quoteattr

NEWSCODES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
NAMESPACES = (
    'xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"'
)
PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" {namespaces} {properties}/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
JPEG_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
PNG_KEYWORD = b"XML:com.adobe.xmp\0"
PNG_FIRST_CHUNK_END = 33
"""The signature's 8 bytes and the 25 of IHDR, which stands first."""

LONGEST_PROMPT = 20_000
"""Characters: a JPEG segment holds 65,533 bytes."""


def xmp_packet(*, source_type: str, system: str, model: str, prompt: str) -> bytes:
    """The packet, in UTF-8. Empty values are left out."""
    properties = {
        "xmp:CreatorTool": "Nano Banana",
        "Iptc4xmpExt:DigitalSourceType": f"{NEWSCODES}{source_type}",
        "Iptc4xmpExt:AISystemUsed": system,
        "Iptc4xmpExt:AISystemVersionUsed": model,
        "Iptc4xmpExt:AIPromptInformation": _writable(prompt)[:LONGEST_PROMPT],
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in properties.items() if value)
    return PACKET.format(namespaces=NAMESPACES, properties=written).encode()


def _writable(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return "".join(char for char in text if char >= " " or char in "\t\n")


def with_xmp(data: bytes, content_type: str, packet: bytes) -> bytes:
    """The same picture with the packet in it. JPEG and PNG only, which hold none yet: what
    `files.decoding.encode` makes."""
    if content_type == "image/jpeg":
        return _in_jpeg(data, packet)
    if content_type == "image/png":
        return _in_png(data, packet)
    raise ValueError(f"No XMP is written into {content_type}")


def _in_jpeg(data: bytes, packet: bytes) -> bytes:
    """As an APP1 segment behind the JFIF header."""
    place = 2
    if data[2:4] == b"\xff\xe0":
        place = 4 + struct.unpack(">H", data[4:6])[0]
    body = JPEG_HEADER + packet
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return data[:place] + segment + data[place:]


def _in_png(data: bytes, packet: bytes) -> bytes:
    """As an iTXt chunk behind IHDR: uncompressed, in no language."""
    body = b"iTXt" + PNG_KEYWORD + b"\0\0\0\0" + packet
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return data[:PNG_FIRST_CHUNK_END] + chunk + data[PNG_FIRST_CHUNK_END:]
