# SPDX-License-Identifier: GPL-3.0-or-later
"""The fleet's role in a fresh Debian: packages from a signed repository made by packaging/apt/publish,
the role twice (the second run changes nothing), a mistake that must not reach the terminal, and
tags with faults that ansible-pull must not take."""

import argparse
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

from debian_root import DebianRoot, Failure

TOP = pathlib.Path(__file__).resolve().parents[2]
HOST = 'accueil-01'
HASHES = {'reception': '$y$j9T$exampleexample$receptionreceptionreceptionrec',
          'technician': '$y$j9T$exampleexample$techniciantechniciantechnici'}
# What guichetctl needs to check settings; --whole installs all that the terminal depends on.
FEW = ('guichet-catalogue, guichet-report, debconf, libjson-glib-1.0-0, libpsl5, libcrypt1, '
       'systemd | systemd-standalone-sysusers')


def expect(holds, words):
    print(('ok     ' if holds else 'FAILED ') + words, flush=True)
    if not holds:
        raise Failure(words)


def call(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, **options).stdout


class Signer:
    """A throw-away GnuPG key."""

    def __init__(self, directory):
        self.home = directory
        self.home.mkdir(mode=0o700)
        self.environment = {**os.environ, 'GNUPGHOME': str(self.home)}
        call('gpg', '--batch', '--quiet', '--passphrase', '', '--quick-gen-key',
             f'{directory.name} <{directory.name}@federation.example>', 'ed25519', 'sign', '1d',
             env=self.environment)
        self.fingerprint = re.search(r'^fpr:+(\w+):', call(
            'gpg', '--with-colons', '--list-keys', env=self.environment), re.MULTILINE).group(1)
        self.public = call('gpg', '--armor', '--export', self.fingerprint, env=self.environment)

    def stop(self):
        call('gpgconf', '--kill', 'all', env=self.environment)


class Fleet:
    """The fleet's repository, as a federation would keep it, inside the new Debian."""

    def __init__(self, root, signer):
        self.path, self.signer = root.root / 'srv' / 'fleet', signer
        shutil.copytree(TOP / 'packaging' / 'ansible', self.path)
        keys = self.path / 'inventory' / 'keys'
        keys.mkdir()
        shutil.copy(root.root / 'srv' / 'apt' / 'guichet.asc', keys)
        (self.path / 'inventory' / 'host_vars').mkdir(exist_ok=True)
        (root.root / 'srv' / 'password').write_text('throw-away\n')
        secrets = self.path / 'inventory' / 'host_vars' / f'{HOST}.yml'
        secrets.write_text('guichet_apt_url: file:///srv/apt\n'
                           'guichet_fleet_url: file:///srv/fleet/.git\n'
                           'guichet_fleet_vault_password: throw-away\n'
                           f'guichet_fleet_signers: {json.dumps(signer.public)}\n'
                           'guichet_report_key: "untrusted comment: a key\\nnot a real one"\n'
                           'guichet_accounts: {guichet-staff: [accueil], guichet-technician: [technique]}\n'
                           'guichet_pin_hashes:\n'
                           + ''.join(f'  {role}: {words}\n' for role, words in HASHES.items()))
        call('ansible-vault', 'encrypt', '--vault-password-file', root.root / 'srv' / 'password', secrets)
        self.git('init', '--quiet')

    def git(self, *words, signer=None):
        signer = signer or self.signer
        return call('git', '-C', self.path, '-c', 'user.name=fleet', '-c', 'user.email=fleet@federation.example',
                    '-c', f'user.signingkey={signer.fingerprint}', '-c', 'commit.gpgsign=false',
                    *words, env=signer.environment)

    def commit(self, words):
        self.git('add', '--all')
        self.git('commit', '--quiet', '--allow-empty', '-m', words)

    def settings(self, pattern, by):
        path = self.path / 'inventory' / 'group_vars' / 'guichet.yml'
        path.write_text(re.sub(pattern, by, path.read_text()))


def trim(deb, directory):
    """The same package with fewer dependencies."""
    tree = directory / 'tree'
    call('dpkg-deb', '-R', deb, tree)
    control = tree / 'DEBIAN' / 'control'
    words = re.sub(r'^Depends: .*$', f'Depends: {FEW}', control.read_text(), flags=re.MULTILINE)
    control.write_text(re.sub(r'^(Recommends|Suggests): .*\n', '', words, flags=re.MULTILINE))
    call('dpkg-deb', '--root-owner-group', '-b', tree, directory / deb.name)
    return directory / deb.name


def publish(root, suite, debs, signer, directory):
    call(TOP / 'packaging' / 'apt' / 'publish', '--key', signer.fingerprint, '--to', directory, suite,
         *debs, env=signer.environment)
    shutil.copytree(directory / 'public', root.root / 'srv' / 'apt', dirs_exist_ok=True)


def shell(root, words, **options):
    return root.run('/bin/sh', '-c', f'hostname {HOST}; export LC_ALL=C.UTF-8; {words}', **options)


def play(root, check=True):
    """Runs the role; gives (changed, failed, words)."""
    words = shell(root, 'cd /srv/fleet && ansible-playbook -c local -i inventory/hosts.yml '
                  f'-l {HOST} --vault-password-file /srv/password site.yml', check=check, seconds=1800)
    found = re.search(rf'^{HOST} .*changed=(\d+) .*failed=(\d+)', words, re.MULTILINE)
    if found is None:
        raise Failure(words[-3000:])
    return int(found.group(1)), int(found.group(2)), words


def state(root, path):
    return shell(root, f'stat -c "%a %U:%G" {path}').strip()


def try_role(root, fleet):
    changed, failed, words = play(root)
    expect(changed > 10 and failed == 0, f'the role applied: {changed} changes')
    changed, failed, words = play(root)
    expect(changed == 0 and failed == 0, 'applied again: nothing changes'
           + ('' if changed == 0 else words[-3000:]))
    expect(all(words not in (fleet.path / 'inventory/host_vars' / f'{HOST}.yml').read_text()
               for words in HASHES.values()), 'the hashes are not in clear in the repository')
    expect(state(root, '/var/lib/guichet/pins') == '640 root:guichet', 'the PINs: 0640 root:guichet')
    expect(state(root, '/var/lib/guichet/report.key') == '600 guichet:guichet', 'the key: the terminal alone')
    expect(state(root, '/etc/guichet-fleet') == '700 root:root', 'the password of the vault: root alone')
    for account, group in (('accueil', 'guichet-staff'), ('technique', 'guichet-technician')):
        expect(group in shell(root, f'id -nG {account}').split(), f'the account {account} is in {group}')
    pins = (root.root / 'var/lib/guichet/pins').read_text()
    expect(all(f'{role}={words}\n' in pins for role, words in HASHES.items()), 'the hashes are whole')
    expect("centre social de l'exemple" in (root.root / 'etc/guichet/guichet.conf').read_text().lower(),
           'the settings are there')
    root.run('guichetctl', 'check')
    for timer in ('guichet-report', 'guichet-catalogue', 'guichet-fleet'):
        expect('enabled' in shell(root, f'SYSTEMD_OFFLINE=1 systemctl is-enabled {timer}.timer'),
               f'{timer}.timer is enabled')
    expect((root.root / 'etc/guichet/services.d/mairie.conf').exists(), "the centre's service is there")


def try_mistake(root, fleet):
    before = (root.root / 'etc/guichet/guichet.conf').read_text()
    good = (fleet.path / 'inventory/group_vars/guichet.yml').read_text()
    fleet.settings(r'  Hours:', '  Network:\n    Proxy: not a proxy\n  Hours:')
    _, failed, words = play(root, check=False)
    expect(failed == 1 and 'Check them' in words.rsplit('TASK [', 1)[1] and (root.root / 'etc/guichet/guichet.conf').read_text() == before,
           'a mistake in a guard is refused, the terminal keeps its settings')
    (fleet.path / 'inventory/group_vars/guichet.yml').write_text(
        re.sub(r'guichet_services:(.|\n)*', 'guichet_services: {}\n', good))
    (root.root / 'etc/guichet/services.d/by-hand.conf').write_text('[Service]\nHidden=true\n')
    play(root)
    left = sorted(path.name for path in (root.root / 'etc/guichet/services.d').iterdir())
    expect(left == ['by-hand.conf'], 'a service that left the list is gone, one made by hand stays')


def pull(root):
    words = shell(root, '/usr/local/sbin/guichet-fleet-pull && echo taken', check=False, seconds=1200)
    return words.rstrip().endswith('taken'), words


def name(root):
    return re.search(r'^Name=(.*)', (root.root / 'etc/guichet/guichet.conf').read_text(), re.MULTILINE).group(1)


def try_pull(root, fleet, stranger):
    def publish_name(words, *tag, signer=None):
        fleet.settings(r'\n    Name: [^\n]*', f'\n    Name: {words}')
        fleet.commit(words)
        fleet.git('tag', *tag, '-m', words, signer=signer)

    def refuse(tag, because):
        taken, words = pull(root)
        expect(not taken and name(root) == 'Premier', f'refused: {because}' + (words if taken else ''))
        fleet.git('tag', '-d', tag)

    publish_name('Premier', '-s', 'canary-1')
    publish_name('Stable', '-s', 'stable-5')
    taken, words = pull(root)
    expect(taken and name(root) == 'Premier', 'the signed tag of its channel is taken'
           + ('' if taken else words[-3000:]))
    publish_name('Nu', '-a', 'canary-2')
    refuse('canary-2', 'a tag without a signature')
    publish_name('Autre', '-s', 'canary-3', signer=stranger)
    refuse('canary-3', 'a tag signed by an unknown key')
    fleet.git('update-ref', 'refs/tags/canary-4', fleet.git('rev-parse', 'refs/tags/stable-5').strip())
    refuse('canary-4', 'a signed tag under another name')
    publish_name('Dixième', '-s', 'canary-10')
    taken, words = pull(root)
    expect(taken and name(root) == 'Dixième', 'a newer one is taken' + ('' if taken else words[-3000:]))
    fleet.git('tag', '-d', 'canary-10')
    taken, words = pull(root)
    expect(not taken and 'older' in words and name(root) == 'Dixième', 'refused: an older tag')


def try_fleet(arguments, directory):
    signer, stranger = Signer(directory / 'signer'), Signer(directory / 'stranger')
    debs = [deb for deb in arguments.packages if not deb.name.startswith(('guichet-demo', 'guichet-dbgsym'))]
    if not arguments.whole:
        debs = [trim(deb, directory) if deb.name.startswith('guichet_') else deb for deb in debs]
    try:
        with DebianRoot(arguments.suite, keep=arguments.keep) as root:
            publish(root, arguments.suite, debs, signer, directory / 'apt')
            root.run('apt-get', '-q', 'update')
            root.run('apt-get', '-q', '-y', '--no-install-recommends', 'install', 'ansible-core', 'git',
                     'gnupg', 'python3-apt', 'hostname')
            fleet = Fleet(root, signer)
            try_role(root, fleet)
            try_mistake(root, fleet)
            try_pull(root, fleet, stranger)
    finally:
        signer.stop()
        stranger.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('packages', nargs='+', type=pathlib.Path, help='what packaging/package built')
    parser.add_argument('--suite', default='bookworm')
    parser.add_argument('--keep', help='folder where the bare system is kept for the next run')
    parser.add_argument('--whole', action='store_true', help='with all that the terminal depends on')
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix='gp-', dir='/tmp') as directory:
        try:
            try_fleet(arguments, pathlib.Path(directory))
        except Failure as failure:
            print(f'FAILED {failure}')
            return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
