# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait for what must come. It costs nothing where it comes; GUICHET_PATIENCE multiplies
it on machines that others load. What must not come is waited for in less than these seconds."""

import os

SHORT_SECONDS = 8


def limit(seconds):
    """@seconds, or more of them where the machine asks for patience."""
    if seconds < SHORT_SECONDS:
        return seconds
    return seconds * max(1.0, float(os.environ.get('GUICHET_PATIENCE', '1')))
