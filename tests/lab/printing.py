# SPDX-License-Identifier: GPL-3.0-or-later
"""A printer and a CUPS of the tests' own, below one folder: the machine's CUPS is never touched.
The printer is ippeveprinter; its print command does what the file "fault" says."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time

QUEUE = 'borne'
ON_DEMAND = pathlib.Path(__file__).resolve().parent / 'on_demand.py'
FILES = """ServerRoot {dir}/etc
CacheDir {dir}/cache
StateDir {dir}/state
RequestRoot {dir}/spool
TempDir {dir}/spool/tmp
ServerBin /usr/lib/cups
DataDir /usr/share/cups
DocumentRoot /usr/share/cups/doc-root
ServerKeychain {dir}/etc
User {user}
Group {group}
SystemGroup nogroup
AccessLog {dir}/log/access
ErrorLog {dir}/log/error
PageLog {dir}/log/page
Sandboxing off
LogFilePerm 0600
"""
# As packaging sets it up, but for the log: it tells more here, so that more could be found in it.
DAEMON = """LogLevel {level}
Listen {dir}/sock
Browsing No
WebInterface No
DefaultAuthType None
PreserveJobHistory 300
PreserveJobFiles No
MaxJobs 20
ErrorPolicy retry-job
JobRetryInterval 2
JobKillDelay 2
MaxJobTime 300
DirtyCleanInterval 0
IdleExitTimeout 5
<Location />
  Order allow,deny
  Allow all
</Location>
<Location /admin>
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""
# A fault holds the printer until the file says something else, or CUPS told the printer to cancel:
# ippeveprinter itself does not tell its command, whose paper would come out all the same. A cancel
# counts from the last line on by which it starts a command, if for this file: a printer that was switched
# on again begins anew with their names.
COMMAND = """#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
dir={dir}
file=$1
is_cancelled() {{
  awk -v file="$file" '/Running command/ {{ ours = index($0, file); found = 0 }}
    ours && /Cancel-Job successful-ok/ {{ found = 1 }} END {{ exit !found }}' $dir/log/printer
}}
hold() {{
  while [ "$(cat $dir/fault)" = $1 ]; do
    is_cancelled && break
    sleep 0.1
  done
}}
while fault=$(cat $dir/fault) && [ $fault != none ] && ! is_cancelled; do
  case $fault in
  fail) exit 1 ;;
  slow) hold slow ;;
  *)
    echo "STATE: +$fault-error" >&2
    hold $fault
    echo "STATE: -$fault-error" >&2
    ;;
  esac
done
is_cancelled && exit 0
cp "$file" $dir/paper/$(ls $dir/paper | wc -l).pdf
env | grep -E '^IPP_(COPIES|SIDES|PRINT_COLOR_MODE|PAGE_RANGES|JOB_NAME)=' > $dir/paper/last.options
echo 'ATTR: job-impressions-completed=1' >&2
"""


# Stands for a printer on USB that takes everything and never ends with it.
USB_BACKEND = """#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
[ $# -gt 0 ] || exit 0
trap 'exit 0' TERM
cat >/dev/null
while :; do sleep 0.1; done
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def wait_until(what, check, seconds=30.0, period=0.05):
    end = time.monotonic() + seconds
    while not (value := check()):
        if time.monotonic() > end:
            raise TimeoutError(f'waited {seconds:g} s for {what}')
        time.sleep(period)
    return value


class Printing:
    """One printer, one queue. Context manager. @shim: the preloaded library of no-avahi.c. @prefix:
    words before every command, to run it as somebody else (who owns @folder then). @line: a cable
    (printer_line.py) to the printer, which can have faults of its own. @on_demand: CUPS ends when it has
    nothing to do, as on a terminal."""

    def __init__(self, folder, shim, prefix=(), user=None, group=None, level='warn', line=None,
                 on_demand=False):
        self.dir = pathlib.Path(folder)
        self.on_demand = on_demand
        self.shim, self.prefix, self.level = shim, list(prefix), level
        self.user = user or subprocess.check_output(['id', '-un'], text=True).strip()
        self.group = group or subprocess.check_output(['id', '-gn'], text=True).strip()
        self.port = free_port()
        self.printer = self.daemon = None
        self.line = line(self.port) if line else None
        for name in ('etc/ppd', 'cache', 'state/certs', 'spool/tmp', 'log', 'printer', 'paper'):
            (self.dir / name).mkdir(parents=True)
        values = {'dir': self.dir, 'user': self.user, 'group': self.group, 'level': level}
        (self.dir / 'etc/cups-files.conf').write_text(FILES.format(**values))
        (self.dir / 'etc/cupsd.conf').write_text(DAEMON.format(**values))
        (self.dir / 'command').write_text(COMMAND.format(**values))
        (self.dir / 'command').chmod(0o755)
        self.set_fault('none')

    def environment(self, **more):
        return {'PATH': '/usr/bin:/usr/sbin:/bin', 'HOME': str(self.dir), 'LANG': 'C.UTF-8',
                'TMPDIR': str(self.dir), **more}

    def spawn(self, log, command, **env):
        with open(self.dir / 'log' / log, 'ab') as stream:
            return subprocess.Popen(self.prefix + [str(word) for word in command],
                                    env=self.environment(**env), cwd=self.dir, stdin=subprocess.DEVNULL,
                                    stdout=stream, stderr=stream, start_new_session=True)

    def run(self, *command, check=True):
        return subprocess.run(self.prefix + [str(word) for word in command],
                              env=self.environment(CUPS_SERVER=str(self.socket)), check=check,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)

    @property
    def socket(self):
        return self.dir / 'sock'

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *unused):
        self.stop()

    def start(self):
        if os.getuid() == 0 and self.prefix:
            subprocess.run(['chown', '-R', f'{self.user}:{self.group}', self.dir], check=True)
        self.switch_on()
        self.start_daemon()
        self.run('lpadmin', '-p', QUEUE, '-E', '-v', f'ipp://localhost:{self.port}/ipp/print',
                 '-m', 'everywhere')
        # Made in the background; then the queue is set going, whatever was asked of it meanwhile.
        wait_until('the queue', (self.dir / f'etc/ppd/{QUEUE}.ppd').exists)
        self.wait_idle()

    def wait_idle(self):
        """Until nothing is on its way to the printer, a cancel included."""
        wait_until('an idle queue', lambda: 'is idle' in self.run('lpstat', '-p', QUEUE).stdout)

    def start_daemon(self):
        command = ['/usr/sbin/cupsd', '-l' if self.on_demand else '-f',
                   '-c', self.dir / 'etc/cupsd.conf', '-s', self.dir / 'etc/cups-files.conf']
        if self.on_demand:
            # Its text: the tree may stand where only its owner may read.
            command[:0] = ['/usr/bin/python3', '-c', ON_DEMAND.read_text(), self.socket]
        self.daemon = self.spawn('stderr', command)
        try:
            wait_until('the socket of CUPS', self.socket.exists)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; {(self.dir / 'log/stderr').read_text()[-500:]}") from None
        wait_until('CUPS', lambda: self.run('lpstat', '-r', check=False).stdout.endswith('is running\n'))

    def stop(self):
        for process in (self.daemon, self.printer):
            if process and process.poll() is None:
                os.killpg(process.pid, signal.SIGCONT)
                process.terminate()
                try:
                    process.wait(5)
                except subprocess.TimeoutExpired:
                    pass
        for process in (self.daemon, self.printer):
            if process:
                self.kill_group(process)
        self.daemon = self.printer = None
        if self.line:
            self.line.close()

    @staticmethod
    def kill_group(process):
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    # --- the printer ---

    def set_fault(self, fault):
        """none, fail, slow, or a keyword of printer-state-reasons: media-empty, media-jam..."""
        new = self.dir / 'fault.new'
        new.write_text(fault)
        new.rename(self.dir / 'fault')

    def switch_on(self):
        self.printer = self.spawn('printer', [
            'ippeveprinter', '-p', self.port, '-n', 'localhost', '-d', self.dir / 'printer', '-s', '10,5',
            '-2', '-f', 'application/pdf,image/urf,image/pwg-raster', '-c', self.dir / 'command', 'Borne'],
            LD_PRELOAD=str(self.shim))

        def answers():
            with socket.socket() as probe:
                return probe.connect_ex(('127.0.0.1', self.port)) == 0

        wait_until('the printer', answers)

    def switch_off(self):
        self.kill_group(self.printer)

    def freeze(self):
        os.killpg(self.printer.pid, signal.SIGSTOP)

    def thaw(self):
        os.killpg(self.printer.pid, signal.SIGCONT)

    def papers(self):
        """What came out, in order."""
        return sorted((self.dir / 'paper').glob('*.pdf'), key=lambda path: int(path.stem))

    def last_options(self):
        path = self.dir / 'paper/last.options'
        return dict(line.split('=', 1) for line in path.read_text().splitlines())

    # --- the queue ---

    def use_usb(self):
        """From now on the queue leads to a printer on USB."""
        programs, conf = self.dir / 'programs', self.dir / 'etc/cups-files.conf'
        (programs / 'backend').mkdir(parents=True)
        for name in ('daemon', 'driver', 'filter', 'notifier'):
            (programs / name).symlink_to(pathlib.Path('/usr/lib/cups') / name)
        (programs / 'backend/usb').write_text(USB_BACKEND)
        (programs / 'backend/usb').chmod(0o755)
        conf.write_text(conf.read_text().replace('ServerBin /usr/lib/cups', f'ServerBin {programs}'))
        self.kill_group(self.daemon)
        self.socket.unlink(missing_ok=True)
        self.start_daemon()
        self.run('lpadmin', '-p', QUEUE, '-E', '-v', 'usb://Lab/Printer?serial=LAB1')

    def use_line(self):
        """From now on CUPS reaches the printer by the cable that can have faults."""
        self.run('lpadmin', '-p', QUEUE, '-v', f'ipp://localhost:{self.line.port}/ipp/print')

    def jobs(self):
        """Numbers of the jobs that are not over."""
        output = self.run('lpstat', '-o', QUEUE, check=False).stdout
        return [int(number) for number in re.findall(rf'^{QUEUE}-(\d+)', output, re.MULTILINE)]

    def spooled(self):
        """Files of jobs that CUPS keeps: their records and their documents."""
        return sorted(path.name for path in (self.dir / 'spool').glob('[cd]0*'))

    def find(self, words):
        """(file, word) of everything below the folder that holds one of the words, but what the
        printer itself got."""
        found = []
        for path in self.dir.rglob('*'):
            if not path.is_file() or {'paper', 'printer'} & set(path.relative_to(self.dir).parts):
                continue
            data = path.read_bytes()
            found += [(str(path.relative_to(self.dir)), word) for word in words if word.encode() in data]
        return found

    def remove(self):
        shutil.rmtree(self.dir, ignore_errors=True)
