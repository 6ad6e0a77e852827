# SPDX-License-Identifier: GPL-3.0-or-later
"""Small PDFs with a word on each page, written by hand: the title and the words are known."""

import re
import subprocess


def text_pdf(words, title='', extra=''):
    """A4 pages, one word of @words each, in letters of 60 points. @extra goes into the catalogue."""
    n = len(words)
    objects = [f'<< /Type /Catalog /Pages 2 0 R {extra} >>',
               f'<< /Type /Pages /Count {n} /Kids [{" ".join(f"{4 + 2 * i} 0 R" for i in range(n))}] >>',
               '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
    for i, word in enumerate(words):
        stream = f'BT /F1 60 Tf 70 600 Td ({word}) Tj ET'
        objects.append(f'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R '
                       '/Resources << /Font << /F1 3 0 R >> >> >>')
        objects.append(f'<< /Length {len(stream)} >>\nstream\n{stream}\nendstream')
    objects.append(f'<< /Title ({title}) /Author ({title}) >>')
    out, places = b'%PDF-1.4\n', []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f'{number} 0 obj\n{body}\nendobj\n'.encode('latin-1')
    table = len(out)
    out += f'xref\n0 {len(objects) + 1}\n0000000000 65535 f \n'.encode()
    out += b''.join(f'{place:010d} 00000 n \n'.encode() for place in places)
    out += (f'trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\n'
            f'startxref\n{table}\n%%EOF\n').encode()
    return out


def words_of(path):
    """The words on each page of a PDF file, as poppler reads them."""
    text = subprocess.check_output(['pdftotext', str(path), '-'], text=True, timeout=60)
    return [' '.join(re.findall(r'\S+', page)) for page in text.split('\f')[:-1]]
