#!/usr/bin/env python3
"""Reads a segment of an archive without Signalbox: zstd -dc FILE.sbx | sbx.py    (encrypted: age -d -i KEY FILE.sbx | zstd -dc | sbx.py)

Prints every event as a line of JSON, after its digest and the chain of hashes were checked. Needs Python 3.8 alone.
"""
import hashlib, json, struct, sys, uuid

MAGIC = b"\x89SBX\r\n\x1a\n"


class Pack:
    """A block: numbers of seven bits a byte, the lowest first; texts behind their length; ids as sixteen bytes."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def raw(self, length):
        self.at += length
        return self.data[self.at - length : self.at]

    def number(self):
        value = shift = 0
        while True:
            byte = self.raw(1)[0]
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def signed(self):
        folded = self.number()
        return folded >> 1 ^ -(folded & 1)

    def text(self):
        return self.raw(self.number())

    def id(self):
        form = self.number()
        if form < 2:
            return str(uuid.UUID(bytes=self.raw(16))).encode() if form else None
        return self.raw(form - 2)


def linked(before, event):
    """The hash of an event: of the one before it and all its columns."""
    data = event["data"]
    erased = len(data) == 33 and data[0] == 0
    digest = hashlib.sha256(before + struct.pack(">q", event["position"]))
    for column in ("stream", "version", "id", "type", "actor", "occurred", "recorded", "correlation", "causation"):
        value = event[column]
        if isinstance(value, int):
            digest.update(struct.pack(">q", value))
        else:
            digest.update(struct.pack(">i", -1 if value is None else len(value)) + (value or b""))
    digest.update(event["digest"] + (data[1:] if erased else hashlib.sha256(data).digest()))
    return digest.digest()


def events(pack, position, before):
    count = pack.number()
    column = lambda read: [read() for _ in range(count)]
    categories, ids, subjects = column(pack.text), column(pack.id), column(pack.id)
    versions, types, actors = column(pack.number), column(pack.text), column(pack.text)
    deltas, ages = column(pack.signed), column(pack.signed)
    correlations, causations = column(pack.id), column(pack.id)
    digests, lengths = column(lambda: pack.raw(16)), column(pack.number)
    recorded = 0
    for i in range(count):
        recorded += deltas[i]
        event = dict(
            position=position + 1 + i, stream=categories[i] + (ids[i] if subjects[i] is None else subjects[i]),
            version=versions[i], id=ids[i], type=types[i], actor=actors[i], occurred=recorded - ages[i],
            recorded=recorded, correlation=correlations[i], causation=causations[i], digest=digests[i],
            data=pack.raw(lengths[i]))
        before = linked(before, event)
        yield event, before
    if before != pack.raw(32):
        sys.exit("what is behind position %d was changed" % position)


def shown(event):
    text = {name: value.decode() if isinstance(value, bytes) else value for name, value in event.items()
            if name not in ("data", "digest")}
    data = event["data"]
    text["data"] = {"erased": data[1:].hex()} if data[:1] == b"\0" else json.loads(data)
    return json.dumps(text, ensure_ascii=False)


def main(file):
    running = hashlib.sha256()

    def read(length):
        data = file.read(length)
        if len(data) < length:
            sys.exit("it was cut")
        running.update(data)
        return data

    if read(8) != MAGIC:
        sys.exit("it is no segment")
    position, hash = 0, b""
    while True:
        kind, length = struct.unpack(">cI", read(5))
        payload = read(length)
        digest = running.digest()
        if read(32) != digest:
            sys.exit("it is damaged behind position %d" % position)
        if kind == b"H":
            head = json.loads(payload)
            position, hash = head["from"], bytes.fromhex(head["hashBefore"])
        elif kind == b"E":
            for event, hash in events(Pack(payload), position, hash):
                print(shown(event))
            position = event["position"]
        elif kind == b"T":
            if position != head["to"] or hash.hex() != head["hashAfter"] or file.read(1):
                sys.exit("it is not whole")
            return
        elif kind != b"R":
            sys.exit("it was given up: " + payload.decode())


main(sys.stdin.buffer)
