# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults that a test puts on a host while the lab runs."""

import threading

MODES = ('refuse', 'hang', 'slow', 'reset', 'error', 'truncate', 'badcert', 'expired',
         'wronghost', 'selfsigned', 'unknown')
CERTIFICATE_MODES = {'badcert': 'selfsigned', 'expired': 'expired', 'wronghost': 'wronghost',
                     'selfsigned': 'selfsigned', 'unknown': 'unknown'}


class Faults:
    """Modes by host name, `*.suffix` or `*` (everything, the proxy itself included)."""

    def __init__(self):
        self._condition = threading.Condition()
        self._modes = {}

    def set(self, host, mode):
        if mode not in MODES:
            raise ValueError('unknown mode %r, one of: %s' % (mode, ' '.join(MODES)))
        with self._condition:
            self._modes[host.lower()] = mode
            self._condition.notify_all()

    def clear(self, host=None):
        with self._condition:
            if host is None:
                self._modes.clear()
            else:
                self._modes.pop(host.lower(), None)
            self._condition.notify_all()

    def all(self):
        with self._condition:
            return dict(self._modes)

    def _find(self, host):
        names = [host] + ['*.' + host.split('.', i)[-1] for i in range(1, host.count('.') + 1)]
        for name in names + ['*']:
            if name in self._modes:
                return self._modes[name]
        return None

    def get(self, host):
        with self._condition:
            return self._find(host.lower())

    def certificate(self, host):
        """The kind of bad certificate to show for @host, or None."""
        return CERTIFICATE_MODES.get(self.get(host))

    def wait_while_hanging(self, host):
        """Returns when @host no longer hangs."""
        with self._condition:
            self._condition.wait_for(lambda: self._find(host.lower()) != 'hang')
