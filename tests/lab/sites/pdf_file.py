# SPDX-License-Identifier: GPL-3.0-or-later
"""A small valid PDF (ISO 32000-1, 7.5), made without any library."""


def pdf_text(text):
    data = text.encode('cp1252', 'replace')
    for char in (b'\\', b'(', b')'):
        data = data.replace(char, b'\\' + char)
    return data


def page_content(title, lines, number, pages):
    rows = [b'BT /F1 20 Tf 72 770 Td (%s) Tj ET' % pdf_text(title)]
    for i, line in enumerate(lines):
        rows.append(b'BT /F1 12 Tf 72 %d Td (%s) Tj ET' % (735 - 18 * i, pdf_text(line)))
    rows.append(b'BT /F1 10 Tf 72 50 Td (%s) Tj ET' % pdf_text('Page %d / %d' % (number, pages)))
    return b'\n'.join(rows)


def make_pdf(title, lines=(), pages=1):
    """Bytes of an A4 document of @pages pages with @title and @lines on each."""
    kids = b' '.join(b'%d 0 R' % (4 + 2 * i) for i in range(pages))
    objects = [b'<< /Type /Catalog /Pages 2 0 R >>',
               b'<< /Type /Pages /Kids [%s] /Count %d >>' % (kids, pages),
               b'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica '
               b'/Encoding /WinAnsiEncoding >>']
    for i in range(pages):
        content = page_content(title, lines, i + 1, pages)
        objects.append(b'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] '
                       b'/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>' % (5 + 2 * i))
        objects.append(b'<< /Length %d >>\nstream\n%s\nendstream' % (len(content), content))
    data = bytearray(b'%PDF-1.4\n%\xe2\xe3\xcf\xd3\n')
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b'%d 0 obj\n%s\nendobj\n' % (number, body)
    start = len(data)
    data += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1)
    data += b''.join(b'%010d 00000 n \n' % offset for offset in offsets)
    data += b'trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n' % (
        len(objects) + 1, start)
    return bytes(data)
