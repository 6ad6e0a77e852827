# SPDX-License-Identifier: GPL-3.0-or-later
"""What attempts inside a world share."""

import ctypes
import errno
import os

LIBC = ctypes.CDLL(None, use_errno=True)
IS_X86 = os.uname().machine == 'x86_64'


def name_of(error):
    return errno.errorcode.get(error.errno, type(error).__name__) if error.errno else \
        type(error).__name__


def attempt(act, *arguments):
    """'done', or the name of the error."""
    try:
        act(*arguments)
        return 'done'
    except OSError as error:
        return name_of(error)


def call(function, *arguments):
    """A call of libc: 'done', or the name of its error."""
    if function(*arguments) == -1:
        return errno.errorcode.get(ctypes.get_errno(), 'unknown')
    return 'done'


def syscall(number, *arguments):
    """A system call by its number on x86-64: 'done', or the name of the error. The numbers from 424
    on are the same everywhere; below, another machine's call would be another one."""
    if not IS_X86 and number < 424:
        return 'ENOSYS'
    return call(LIBC.syscall, ctypes.c_long(number), *arguments)


def read(path, size=4096):
    with open(path, 'rb') as file:
        return file.read(size)


def write(path, text, mode='w'):
    with open(path, mode, encoding='utf-8') as file:
        file.write(text)


def each(act, *paths):
    """'done PATH' for the first that can be acted on, else the errors."""
    errors = set()
    for path in paths:
        result = attempt(act, path)
        if result == 'done':
            return f'done {path}'
        errors.add(result)
    return ' '.join(sorted(errors))


def found(*paths):
    """Those of @paths that are there; 'none'."""
    return ' '.join(path for path in paths if os.path.lexists(path)) or 'none'


def in_child(act):
    """What @act gives in a process of its own, which may be changed for ever; 'killed N' when a
    signal ends it."""
    read_end, write_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read_end)
        try:
            text = str(act())
        except OSError as error:
            text = name_of(error)
        except BaseException as error:  # pylint: disable=broad-except
            text = f'mistake {error!r}'
        os.write(write_end, text.encode()[:4000])
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end, 'rb') as stream:
        text = stream.read().decode()
    status = os.waitpid(pid, 0)[1]
    return f'killed {os.WTERMSIG(status)}' if os.WIFSIGNALED(status) else text
