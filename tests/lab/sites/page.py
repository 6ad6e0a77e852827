# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo sites share: a calm page, in French, of no institution's looks."""

import html
import os
import string

PAGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'pages')


def escape(text):
    return html.escape(str(text), quote=True)


def load(name):
    with open(os.path.join(PAGES, name), encoding='utf-8') as file:
        return file.read()


def fill(name, /, **values):
    """The page @name with its $fields; callers escape what others wrote."""
    return string.Template(load(name)).substitute(values)


def make(title, body, site='', head=''):
    """A whole page; @body and @head are HTML, @title and @site are text."""
    return fill('frame.html', title=escape(title), site=escape(site or title), head=head,
                body=body)


def links(pairs):
    """A list of links; pairs of address and text, as text."""
    return '<ul class="links">%s</ul>' % ''.join(
        '<li><a href="%s">%s</a></li>' % (escape(address), escape(text))
        for address, text in pairs)


def error(text):
    return '<p class="error" role="alert">%s</p>' % escape(text) if text else ''
