# SPDX-License-Identifier: GPL-3.0-or-later
"""What an X server shows, read by its library in a few milliseconds: tests wait on pixels, never on
time."""

import ctypes

ALL_PLANES = 0xffffffff
Z_PIXMAP = 2


class XImage(ctypes.Structure):
    """The beginning of Xlib's XImage (Xlib.h)."""

    _fields_ = [('width', ctypes.c_int), ('height', ctypes.c_int), ('xoffset', ctypes.c_int),
                ('format', ctypes.c_int), ('data', ctypes.c_void_p)]


class Screen:
    """The whole picture of a display, four bytes a pixel."""

    def __init__(self, display, size):
        self.size = size
        self._x11 = ctypes.CDLL('libX11.so.6')
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self._x11.XGetImage.restype = ctypes.POINTER(XImage)
        self._x11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_int] * 2 + \
            [ctypes.c_uint] * 2 + [ctypes.c_ulong, ctypes.c_int]
        self._x11.XDestroyImage.argtypes = [ctypes.c_void_p]
        self._x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
        self._display = self._x11.XOpenDisplay(display.encode())
        if not self._display:
            raise OSError(f'no display {display}')
        self._root = self._x11.XDefaultRootWindow(self._display)

    def close(self):
        self._x11.XCloseDisplay(self._display)

    def read(self):
        width, height = self.size
        image = self._x11.XGetImage(self._display, self._root, 0, 0, width, height, ALL_PLANES,
                                    Z_PIXMAP)
        data = ctypes.string_at(image.contents.data, width * height * 4)
        self._x11.XDestroyImage(image)
        return data


def difference(one, other):
    """Share of the bytes of two pictures that are not the same, 0 to 1."""
    changed = int.from_bytes(one, 'little') ^ int.from_bytes(other, 'little')
    return 1 - changed.to_bytes(len(one), 'little').count(0) / len(one)


def count_colours(picture, step=7):
    """How many colours a picture has, looked at every few pixels."""
    return len({picture[i:i + 3] for i in range(0, len(picture), 4 * step)})
