# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds and tests; started by packaging/check, which tells the use.

Each suite is counted by its test cases: a program that speaks TAP has as many as it names, another
has one. Nothing may stay when a suite has ended: no process, mount or file.
"""

import argparse
import json
import os
import re
import shutil
import signal
import sys
import tempfile
import time

import check_leftovers
import check_processes

SOURCE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
JOBS = str(min(2, os.cpu_count() or 1))
# Integration tests wait three quarters of their time.
WAITING_JOBS = '4'
# They are real engines, compositors and daemons side by side on two cores: what fails beside others
# is tried once more alone. More than these is no chance.
MAX_TRIED_AGAIN = 3
CASE = re.compile(r'^(ok|not ok) \d+(.*)$', re.MULTILINE)
PASSED = {'OK', 'EXPECTEDFAIL'}

# No werror here: instrumented code makes the compiler suspect what is not so.
SANITIZERS = ['-Db_sanitize=address,undefined', '-Doptimization=1']
SANITIZER_ENVIRONMENT = {
    'ASAN_OPTIONS': 'detect_leaks=1:verify_asan_link_order=0:detect_stack_use_after_return=1:strict_string_checks=1',
    'LSAN_OPTIONS': 'print_suppressions=0:suppressions='
                    + os.path.join(SOURCE, 'tests', 'unit', 'leaks.supp'),
    'UBSAN_OPTIONS': 'halt_on_error=1:print_stacktrace=1',
    # GL drivers leak by themselves.
    'GSK_RENDERER': 'cairo',
    'GDK_DEBUG': 'gl-disable',
}


class Failed(Exception):
    """A step without which the rest makes no sense has failed."""


class Check:
    def __init__(self, build):
        self.build, self.logs = build, os.path.join(build, 'logs')
        self.passed = self.failed = self.skipped = 0
        # Short, as a socket's path has 107 characters at most; open, as some tests give up root.
        self.tmp = tempfile.mkdtemp(prefix='gc.', dir='/tmp')
        os.chmod(self.tmp, 0o1777)
        self.environment = dict(os.environ, TMPDIR=self.tmp, PYTHONDONTWRITEBYTECODE='1')
        for name in ('DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'G_MESSAGES_DEBUG',
                     'MAKEFLAGS', 'CFLAGS', 'LDFLAGS', 'LANGUAGE', 'LC_ALL'):
            self.environment.pop(name, None)
        self.environment['LANG'] = 'C.UTF-8'
        self.environment['GUICHET_PATIENCE'] = '3'
        shutil.rmtree(self.logs, ignore_errors=True)
        os.makedirs(self.logs)
        self.leftovers = check_leftovers.Leftovers(SOURCE, build, self.tmp)

    def log(self, name):
        return os.path.join(self.logs, name + '.log')

    def say(self, state, name, words, since):
        print(f'{state:6} {name}: {words} ({time.monotonic() - since:.0f} s)', flush=True)

    def fail(self, name, words, since):
        self.failed += 1
        self.say('FAILED', name, words, since)

    def step(self, name, command, seconds=900):
        """Runs a command that only counts when it fails; then nothing after it makes sense."""
        since = time.monotonic()
        status = check_processes.run(command, self.log(name), seconds, self.environment)
        if status != 0:
            self.fail(name, f'exit status {status}, see {self.log(name)}', since)
            print(tail(self.log(name), 30), flush=True)
            raise Failed
        self.say('ok', name, 'done', since)

    def setup(self, directory, name, options, compiler=None):
        if os.path.exists(os.path.join(directory, 'build.ninja')):
            options = options + ['--reconfigure']
        elif os.path.isdir(directory):
            shutil.rmtree(directory)
        prefix = ['env', 'CC=' + compiler] if compiler else []
        self.step(name, prefix + ['meson', 'setup', directory, SOURCE] + options)

    def run_tests(self, directory, name, choice, seconds, environment, jobs):
        """(exit status, results) of meson's tests of @choice; @name is that of the log."""
        result = os.path.join(directory, 'meson-logs', name + '.json')
        if os.path.exists(result):
            os.unlink(result)
        status = check_processes.run(
            ['meson', 'test', '-C', directory, '--no-rebuild', '--logbase', name, '--num-processes', jobs,
             '--timeout-multiplier', '3', '--print-errorlogs'] + choice,
            self.log(name), seconds, dict(self.environment, **(environment or {})))
        return status, read_results(result)

    def test(self, directory, suite, name, seconds, environment=None, jobs=JOBS, again=False):
        since = time.monotonic()
        status, tests = self.run_tests(directory, name, ['--suite', suite], seconds, environment, jobs)
        for test in tests:
            tell_test(test)
        failing = [test for test in tests if count(test)[1]]
        if again and 0 < len(failing) <= MAX_TRIED_AGAIN:
            status, second = self.try_again(directory, name, failing, seconds, environment)
            tests = [test for test in tests if test not in failing] + second
        passed, failed, skipped = (sum(numbers) for numbers in zip((0, 0, 0), *map(count, tests)))
        self.passed, self.skipped = self.passed + passed, self.skipped + skipped
        self.failed += failed
        if not tests:
            self.fail(name, f'no test was run, see {self.log(name)}', since)
        elif status != 0 and failed == 0:
            self.fail(name, f'exit status {status}, see {self.log(name)}', since)
        else:
            self.say('FAILED' if failed else 'ok', name,
                     f'{passed} passed, {failed} failed, {skipped} skipped', since)
        self.look_for_processes(name, since)

    def try_again(self, directory, name, failing, seconds, environment):
        """Alone, one after the other. Said either way: an unsteady test is a fault to mend."""
        check_processes.end_descendants()
        names = [test['name'].split(' / ')[-1] for test in failing]
        status, second = self.run_tests(directory, name + '-again', names, seconds, environment, '1')
        for test in second:
            tell_test(test)
            if not count(test)[1]:
                print(f'unsteady {test["name"]}: failed beside others, passed alone', flush=True)
        # One that was not run again keeps its failure.
        told = {test['name'] for test in second}
        return status, second + [test for test in failing if test['name'] not in told]

    def look_for_processes(self, name, since):
        left = check_processes.stayed()
        if left:
            self.fail(name, 'left running: ' + ', '.join(left), since)
            check_processes.end_descendants()

    def look_for_leftovers(self):
        since = time.monotonic()
        sure, unsure = self.leftovers.compare()
        if unsure:
            print('       others are at work on this machine; theirs or ours: ' + '; '.join(unsure))
        if sure:
            self.fail('leftovers', 'on this machine: ' + '; '.join(sure), since)
        else:
            self.passed += 1
            self.say('ok', 'leftovers', 'no process, mount or file was left', since)

    def close(self):
        check_processes.end_descendants()
        shutil.rmtree(self.tmp, ignore_errors=True)


def tail(path, lines):
    with open(path, encoding='utf-8', errors='replace') as file:
        return ''.join(file.readlines()[-lines:]).rstrip('\n')


def read_results(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding='utf-8') as file:
        return [json.loads(line) for line in file if line.strip()]


def count(test):
    """(passed, failed, skipped) of one program; its exit status has the last word."""
    cases = CASE.findall(test.get('stdout', ''))
    failed = sum(1 for state, _ in cases if state == 'not ok')
    skipped = sum(1 for state, rest in cases if state == 'ok' and '# SKIP' in rest.upper())
    passed = len(cases) - failed - skipped
    if test['result'] in PASSED:
        return (passed, failed, skipped) if cases else (1, 0, 0)
    if test['result'] == 'SKIP':
        return (0, 0, max(skipped, 1))
    return passed, max(failed, 1), skipped


def tell_test(test):
    state = test['result']
    if state not in PASSED | {'SKIP'}:
        print(f'       {test["name"]}: {state.lower()}', flush=True)
        words = (test.get('stdout', '') + test.get('stderr', '')).splitlines()[-15:]
        print('\n'.join('         ' + line for line in words), flush=True)
    elif state == 'SKIP':
        print(f'       {test["name"]}: skipped', flush=True)


def programs_of(directory, suite):
    """File names of what the tests of @suite need, by meson's own account of the build."""
    def introspect(part):
        with open(os.path.join(directory, 'meson-info', f'intro-{part}.json'),
                  encoding='utf-8') as file:
            return json.load(file)
    files = {target['id']: target['filename'] for target in introspect('targets')}
    needed = {name for test in introspect('tests') if any(
        name.split(':')[-1] == suite for name in test['suite']) for name in test['depends']}
    return sorted(os.path.relpath(path, directory) for name in needed for path in files[name])


def run_all(check, with_long):
    plain, sanitized, fuzz = (os.path.join(check.build, name)
                              for name in ('plain', 'sanitized', 'fuzz'))
    check.setup(plain, 'setup', ['-Dwerror=true'])
    check.step('build', ['ninja', '-C', plain, '-j', JOBS])
    check.test(plain, 'lint', 'lint', 120)
    check.test(plain, 'unit', 'unit', 300)
    check.setup(sanitized, 'setup-sanitized', SANITIZERS)
    check.step('build-sanitized', ['ninja', '-C', sanitized, '-j', JOBS]
               + programs_of(sanitized, 'unit'))
    check.test(sanitized, 'unit', 'unit-sanitized', 300, SANITIZER_ENVIRONMENT)
    check.setup(fuzz, 'setup-fuzz', ['-Dfuzz=true'], 'clang')
    check.step('build-fuzz', ['ninja', '-C', fuzz, '-j', JOBS] + programs_of(fuzz, 'fuzz'))
    check.test(fuzz, 'fuzz', 'fuzz', 300)
    check.test(plain, 'integration', 'integration', 1500, jobs=WAITING_JOBS, again=True)
    if with_long:
        check.test(plain, 'long', 'long', 7200)
        check.test(fuzz, 'long-fuzz', 'long-fuzz', 7200)
    check.look_for_leftovers()


def main():
    parser = argparse.ArgumentParser(prog='packaging/check')
    parser.add_argument('--long', action='store_true', help='add the long tests')
    options = parser.parse_args()
    os.umask(0o022)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    since = time.monotonic()
    check_processes.adopt_orphans()
    check = Check(os.path.abspath(os.environ.get('GUICHET_BUILD_DIR')
                                  or os.path.join(SOURCE, 'build-check')))
    try:
        run_all(check, options.long)
    except Failed:
        pass
    finally:
        check.close()
    print(f'logs: {check.logs}; {time.monotonic() - since:.0f} s in all')
    print(f'{check.passed} passed, {check.failed} failed, {check.skipped} skipped', flush=True)
    return 1 if check.failed else 0


if __name__ == '__main__':
    sys.exit(main())
