"""Compares every row with its bytes, and all bytes with the rows.

Works while the site is in use: what changed under its eyes is looked at again, and what is
younger than an hour may be on its way.
"""

from collections.abc import Callable, Iterator
from functools import partial

from files.accounting import repairing
from files.accounting.faults import Fault, Findings, Kind
from files.accounting.measuring import listed, size_in_storage, weigh
from files.accounting.orphans import orphans, strangers
from files.accounting.verifying_counts import wrong_counts
from files.models import Blob, Upload

BATCH = 200


def verify(*, repair: bool, tell: Callable[[Fault], None]) -> Findings:
    """Look at everything, mend what can be where `repair` says so, and `tell` of each fault."""
    findings = Findings()
    for fault in _faults(findings):
        fault.is_mended = repair and fault.mend()
        findings.faults.append(fault)
        tell(fault)
    return findings


def _faults(findings: Findings) -> Iterator[Fault]:
    for blob in _blobs():
        yield from _faults_of(blob, findings)
    yield from _missing_pieces()
    yield from orphans()
    yield from wrong_counts()


def _blobs() -> Iterator[Blob]:
    rows = Blob.objects.prefetch_related("variants").order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield from batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])


def _faults_of(blob: Blob, findings: Findings) -> Iterator[Fault]:
    names = set(listed(blob.folder)[1])
    fault = _fault_of_original(blob, findings)
    if fault is not None and not Blob.objects.filter(pk=blob.pk).exists():
        # Its owner removed it in this moment.
        return
    if fault is not None:
        yield fault
    yield from _faults_of_copies(blob, names, is_whole=fault is None and not blob.damaged_at)
    yield from strangers(blob, names)


def _fault_of_original(blob: Blob, findings: Findings) -> Fault | None:
    name = blob.original
    try:
        size, digest = weigh(name)
    except FileNotFoundError:
        if blob.damaged_at and not repairing.twins(blob).exists():
            findings.known.append(name)
            return None
        detail = f"is gone; {_shown_by(blob)}"
        return Fault(Kind.MISSING, name, detail, partial(repairing.mend_original, blob))
    findings.pictures += 1
    findings.bytes += size
    if (size, digest) != (blob.size, blob.sha256):
        detail = f"has {size} bytes for {blob.size}, sha256 {digest}; {_shown_by(blob)}"
        return Fault(Kind.CORRUPT, name, detail, partial(repairing.mend_original, blob))
    if blob.damaged_at:
        return Fault(Kind.MARK, name, "is whole again", partial(repairing.unmark, blob))
    return None


def _shown_by(blob: Blob) -> str:
    keys = [str(key) for key in blob.files.order_by("pk").values_list("pk", flat=True)[:5]]
    return f"shown by {blob.refs} file{'' if blob.refs == 1 else 's'} ({', '.join(keys)})"


def _faults_of_copies(blob: Blob, names: set[str], *, is_whole: bool) -> Iterator[Fault]:
    for row in blob.variants.all():
        if row.size is None:
            # Somebody is making it.
            continue
        name = f"{blob.folder}/{row.name}"
        size = size_in_storage(name) if row.name in names else None
        # Where the picture itself is lost, a copy of whatever size is better than none.
        if size == row.size or (size is not None and not is_whole):
            continue
        detail = "is gone" if size is None else f"has {size} bytes for {row.size}"
        yield Fault(Kind.COPY, name, detail, partial(repairing.forget, row, name))


def _missing_pieces() -> Iterator[Fault]:
    """Of uploads under way. They cannot be mended: the upload is refused when it goes on, or
    expires."""
    for upload in Upload.objects.unfinished().iterator():
        there = {f"{upload.folder}/{name}" for name in listed(upload.folder)[1]}
        for name in [piece for piece in upload.pieces if piece not in there]:
            as_seen = Upload.objects.unfinished().filter(pk=upload.pk, offset=upload.offset)
            if as_seen.exists():
                yield Fault(Kind.MISSING, name, "a piece of an upload is gone", lambda: False)
