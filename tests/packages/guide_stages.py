# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around a command of the guides while it is typed: a printer on the network, a federation's
server, a browser. Each is a script of shell that holds the command, as written, in a line of its own."""

import subprocess

COMMAND = '@COMMAND@'
# Gives up after a time that no machine needs.
WAIT = """set -e
wait_for() {
  for _ in $(seq 3000); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  echo "waited in vain for: $*"
  return 1
}
"""
# The network is the folder's own: its one machine has the printer's address. CUPS is as the package sets it up.
PRINTER = WAIT + """
ip link set lo up
ip address add 192.168.1.21/24 dev lo
ip address add fd00::21/64 dev lo
printf '%s imprimante\\n' 192.168.1.21 fd00::21 >>/etc/hosts
mkdir -p /srv/printer
LD_PRELOAD=/srv/no-avahi.so ippeveprinter -p 631 -n imprimante -d /srv/printer -k -s 10,5 \\
  -f application/pdf,image/urf,image/pwg-raster Accueil >/srv/printer.log 2>&1 &
cupsd -f -c /usr/share/guichet/cups/cupsd.conf -s /usr/share/guichet/cups/cups-files.conf &
cups=$!
wait_for lpstat -r
wait_for bash -c ': </dev/tcp/192.168.1.21/631'
@COMMAND@
lpstat -v accueil | grep -F ipp://192.168.1.21/ipp/print
wait_for test -s /etc/cups/ppd/accueil.ppd
echo Essai | lp -d accueil
wait_for sh -c 'ls /srv/printer/*-*'
kill "$cups"
wait "$cups" || true
"""
# A share as federations have them: WebDAV by TLS, a name and a password; its authority is the region's own.
FEDERATION = WAIT + """
ip link set lo up
mkdir -p /srv/share/rapports
cd /srv/share
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=depot.federation.example -keyout server.key \\
  -out server.pem -addext subjectAltName=DNS:depot.federation.example 2>/dev/null
echo cs-lormont:motdepasse >users
install -o guichet -g guichet -m 0600 users /var/lib/guichet/report.password
install -m 0644 server.pem /etc/ssl/certs/federation.pem
cat >lighttpd.conf <<'END'
server.document-root = "/srv/share"
server.port = 443
server.bind = "127.0.0.1"
server.modules = ("mod_auth", "mod_authn_file", "mod_openssl", "mod_webdav")
ssl.engine = "enable"
ssl.pemfile = "/srv/share/server.pem"
ssl.privkey = "/srv/share/server.key"
auth.backend = "plain"
auth.backend.plain.userfile = "/srv/share/users"
auth.require = ("" => ("method" => "basic", "realm" => "rapports", "require" => "valid-user"))
webdav.activate = "enable"
webdav.is-readonly = "disable"
END
lighttpd -D -f lighttpd.conf &
echo '127.0.0.1 depot.federation.example' >>/etc/hosts
wait_for bash -c ': </dev/tcp/127.0.0.1/443'
cp -p /etc/guichet/guichet.conf /srv/guichet.conf
cat >>/etc/guichet/guichet.conf <<'END'
[Network]
Authorities=/etc/ssl/certs/federation.pem
[Report]
SendTo=https://depot.federation.example/rapports/
Credentials=/var/lib/guichet/report.password
END
cd /srv/guichet
@COMMAND@
cp -p /srv/guichet.conf /etc/guichet/guichet.conf
find /srv/share/rapports -name 'cs-lormont-*.json.minisig' | grep .
"""
# Someone looks at the page in a browser of that machine.
BROWSER = """@COMMAND@ >/srv/guichet/serve.log 2>&1 & server=$!
python3 - <<'END'
import time, urllib.request
end = time.monotonic() + 300
while True:
    try:
        page = urllib.request.urlopen('http://127.0.0.1:8470/').read().decode()
        break
    except OSError:
        if time.monotonic() > end:
            raise
        time.sleep(0.2)
print(page[:2000])
END
kill "$server"
wait "$server" || true
"""
# Beginning of a command: (its script, packages of Debian that it asks for, in a network of its own).
STAGES = {
    'lpadmin': (PRINTER, ['cups-ipp-utils', 'iproute2'], True),
    'runuser -u guichet -- guichet-report send':
        (FEDERATION, ['iproute2', 'lighttpd', 'lighttpd-mod-openssl', 'lighttpd-mod-webdav', 'openssl'], True),
    'guichet-report serve': (BROWSER, [], False),
}


def set_up(root, top, command):
    """(what to run for a command, whether in a network of its own); what it asks for is in the root then."""
    script, packages, alone = next((stage for words, stage in STAGES.items() if command.startswith(words)),
                                   (COMMAND, [], False))
    if packages:
        root.run('apt-get', '-q', '-y', '--no-install-recommends', 'install', *packages)
    if 'no-avahi' in script:
        # There is nothing that would tell a printer's name in this network.
        subprocess.run(['cc', '-shared', '-fPIC', '-o', root.root / 'srv/no-avahi.so', top / 'tests/lab/no-avahi.c'],
                       check=True)
    return script.replace(COMMAND, command), alone
