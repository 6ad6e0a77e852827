# SPDX-License-Identifier: GPL-3.0-or-later
"""A scanner that is not there: eSCL (AirScan) over HTTP on loopback, with the faults that real ones
have and SANE's own test backend has not. Used through sane-airscan.

    scanner = Scanner({150: jpeg}); scanner.fault = 'jammed'; scanner.url

Faults: busy, jammed, open, empty (told by the status and by a job that is refused), silent (the image
never comes), mute (not even the first answer comes), cut (half of an image, then the end), slow, dead
(nobody listens)."""

import http.server
import re
import socketserver
import threading
import time

FAULTS = ('busy', 'jammed', 'open', 'empty', 'silent', 'mute', 'cut', 'slow', 'dead')
SHEETS = 3
PIECES = 12
SLOWNESS = 3.0
ADF_STATES = {'jammed': 'ScannerAdfJam', 'open': 'ScannerAdfDoorOpen', 'empty': 'ScannerAdfEmpty'}
NAMES = ('xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
         'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"')


def resolution(dots):
    return (f'<scan:DiscreteResolution><scan:XResolution>{dots}</scan:XResolution>'
            f'<scan:YResolution>{dots}</scan:YResolution></scan:DiscreteResolution>')


def capabilities(source):
    resolutions = ''.join(resolution(dots) for dots in (150, 200, 300))
    return (
        f'<scan:{source}InputCaps><scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>'
        '<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight>'
        '<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>'
        '<scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode>'
        '<scan:ColorMode>Grayscale8</scan:ColorMode></scan:ColorModes>'
        '<scan:DocumentFormats><pwg:DocumentFormat>image/jpeg</pwg:DocumentFormat>'
        '<scan:DocumentFormatExt>image/jpeg</scan:DocumentFormatExt></scan:DocumentFormats>'
        f'<scan:SupportedResolutions><scan:DiscreteResolutions>{resolutions}'
        '</scan:DiscreteResolutions></scan:SupportedResolutions></scan:SettingProfile>'
        f'</scan:SettingProfiles></scan:{source}InputCaps>')


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *unused):
        pass

    @property
    def scanner(self):
        return self.server.scanner

    def answer(self, code, body=b'', kind='text/xml', **headers):
        self.send_response(code)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.scanner.note('GET', self.path)
        if self.scanner.fault == 'mute':
            self.scanner.hang()
            return
        if self.path == '/eSCL/ScannerCapabilities':
            self.answer(200, self.describe())
        elif self.path == '/eSCL/ScannerStatus':
            self.answer(200, self.describe_state())
        elif self.path.endswith('/NextDocument'):
            self.give_page(self.path.split('/')[3])
        else:
            self.answer(404)

    def describe(self):
        return (
            f'<?xml version="1.0"?><scan:ScannerCapabilities {NAMES}><pwg:Version>2.6</pwg:Version>'
            '<pwg:MakeAndModel>Scanner of the tests</pwg:MakeAndModel>'
            '<scan:UUID>4509a320-00a0-008f-00b6-002507510eca</scan:UUID>'
            f'<scan:Platen>{capabilities("Platen")}</scan:Platen>'
            f'<scan:Adf>{capabilities("AdfSimplex")}<scan:FeederCapacity>50</scan:FeederCapacity>'
            '</scan:Adf></scan:ScannerCapabilities>').encode()

    def describe_state(self):
        state = ADF_STATES.get(self.scanner.fault, 'ScannerAdfLoaded')
        return (f'<?xml version="1.0"?><scan:ScannerStatus {NAMES}><pwg:Version>2.6</pwg:Version>'
                f'<pwg:State>Idle</pwg:State><scan:AdfState>{state}</scan:AdfState>'
                '</scan:ScannerStatus>').encode()

    def give_page(self, job):
        fault = self.scanner.fault
        if self.scanner.jobs.get(job, 0) <= 0:
            self.answer(404)
            return
        if fault in ADF_STATES:
            self.answer(409)
            return
        if fault == 'busy':
            self.answer(503)
            return
        if fault == 'silent':
            self.scanner.hang()
            return
        self.scanner.jobs[job] -= 1
        self.send_page(self.scanner.image_of(job))

    def send_page(self, image):
        """In pieces, so that a fault may come between two of them."""
        size = len(image) // PIECES + 1
        self.send_response(200)
        self.send_header('Content-Type', 'image/jpeg')
        self.send_header('Content-Length', str(len(image)))
        self.end_headers()
        for i in range(PIECES):
            if self.scanner.fault in ('cut', 'dead') and i >= PIECES // 2:
                self.close_connection = True
                return
            if self.scanner.fault == 'silent':
                self.scanner.hang()
                return
            if self.scanner.fault == 'slow' or self.scanner.is_slow:
                time.sleep(SLOWNESS / PIECES)
            self.wfile.write(image[i * size:(i + 1) * size])
            self.wfile.flush()

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length') or 0)).decode()
        self.scanner.note('POST', self.path)
        fault = self.scanner.fault
        is_feeder = '<pwg:InputSource>Feeder' in body
        if fault == 'mute':
            self.scanner.hang()
        elif fault == 'busy':
            self.answer(503)
        elif fault in ADF_STATES:
            self.answer(409)
        else:
            self.scanner.asked_modes += re.findall('<scan:ColorMode>([A-Za-z0-9]+)', body)
            dots = re.search('<scan:XResolution>([0-9]+)', body)
            self.answer(201, Location=self.scanner.add_job(SHEETS if is_feeder else 1,
                                                           int(dots.group(1)) if dots else 0))

    def do_DELETE(self):
        self.scanner.note('DELETE', self.path)
        self.scanner.jobs.pop(self.path.split('/')[3], None)
        self.answer(200)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request, client_address):
        """Whoever is cut off says so elsewhere."""


class Scanner:
    """@images: the JPEG of every page, A4, by its dots per inch (150, 200, 300; the first one stands for
    those that are not there). Use as a context manager."""

    def __init__(self, images):
        self.images = images
        self.asked_modes = []
        self.jobs = {}
        self.resolutions = {}
        self.requests = []
        self.is_slow = False
        self.released = threading.Event()
        self._fault = None
        self.server = None
        self.port = 0
        self.listen()

    def listen(self):
        self.server = Server(('127.0.0.1', self.port), Handler)
        self.server.scanner = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.port}/eSCL'

    @property
    def fault(self):
        return self._fault

    @fault.setter
    def fault(self, fault):
        if fault is not None and fault not in FAULTS:
            raise ValueError(f'{fault}: one of {" ".join(FAULTS)}')
        self._fault = fault
        if fault == 'dead' and self.server:
            self.close_server()
        elif fault != 'dead' and not self.server:
            self.listen()
        if fault not in ('silent', 'mute'):
            self.released.set()
            self.released = threading.Event()

    def hang(self):
        """Until the fault is over; then the connection ends."""
        self.released.wait(600)

    def note(self, method, path):
        self.requests.append(f'{method} {re.sub("/[0-9]+", "/N", path)}')

    def add_job(self, n_pages, resolution):
        number = str(len(self.requests))
        self.jobs[number] = n_pages
        self.resolutions[number] = resolution
        return f'{self.url}/ScanJobs/{number}'

    def image_of(self, job):
        return self.images.get(self.resolutions.get(job), next(iter(self.images.values())))

    def close_server(self):
        self.server.shutdown()
        self.server.server_close()
        self.server = None

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.fault = None
        self.close_server()
