# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the terminal itself is safe and what is not. Each check looks at one thing and returns a
Line; what it cannot look at is never called safe."""

import collections
import datetime
import json
import re

import guichet_settings

OK, WARNING, FAULT = 'ok', 'attention', 'faute'
Line = collections.namedtuple('Line', 'name state said todo', defaults=('',))
SETTINGS = '/etc/guichet/guichet.conf'
SHIPPED = '/usr/share/guichet/guichet.conf'
PINS = '/var/lib/guichet/pins'
KEY = '/var/lib/guichet/report.key'


def read_settings(system):
    values = guichet_settings.parse(system.read(SHIPPED))
    values.update(guichet_settings.parse(system.read(SETTINGS)))
    return values


def ask_terminal(system, what):
    """What guichetctl tells, as a dict; None when the terminal does not answer."""
    answer = system.run(['guichetctl', '--json', what])
    try:
        told = json.loads(answer.out) if answer.code == 0 else None
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def check_settings(system):
    name = 'Réglages'
    answer = system.run(['guichetctl', 'check', system.path('/etc/guichet')])
    if answer.code == 0:
        return Line(name, OK, 'sans faute')
    stops = re.search(r'(\d+) mistakes? that stop', answer.out)
    todo = 'lancez : guichetctl check, et corrigez ce qu’il montre'
    if stops and stops[1] == '0':
        return Line(name, WARNING, 'des réglages ne sont pas compris', todo)
    return Line(name, FAULT, 'une faute empêche le terminal de démarrer, ou rien ne peut être lu', todo)


def check_service(system):
    name = 'Terminal'
    if not system.is_active('guichet.service'):
        return Line(name, FAULT, 'guichet.service ne tourne pas',
                    'lancez : systemctl enable --now guichet.service, puis journalctl -u guichet')
    told = ask_terminal(system, 'status')
    if told is None:
        return Line(name, FAULT, 'le terminal ne répond pas', 'lancez : systemctl restart guichet')
    state = told.get('state')
    if state in ('home', 'visiting', 'ending'):
        return Line(name, OK, 'en service')
    if state == 'starting':
        return Line(name, WARNING, 'il démarre', 'attendez une minute et recommencez')
    return Line(name, FAULT, f'hors service ({told.get("failure") or "cause inconnue"})',
                'lancez : guichetctl reset')


def check_wipe(system):
    name = 'Effacement'
    told = ask_terminal(system, 'status')
    if told is None or not isinstance(told.get('wipes-verified'), int):
        return Line(name, FAULT, 'rien n’est connu du dernier effacement',
                    'faites d’abord démarrer le terminal')
    if told.get('state') == 'out-of-order':
        return Line(name, FAULT, 'le dernier effacement n’est pas prouvé', 'lancez : guichetctl reset')
    if told.get('wipes-failed', 0):
        return Line(name, WARNING, f'{told["wipes-failed"]} effacement(s) manqué(s) depuis le démarrage',
                    'lancez : journalctl -u guichet, et signalez-le')
    if told['wipes-verified'] == 0:
        return Line(name, OK, 'rien à effacer depuis le démarrage')
    return Line(name, OK, f'vérifié ({told["wipes-verified"]} depuis le démarrage)')


def check_bounds(system):
    name = 'Bornes d’une visite'
    told = ask_terminal(system, 'status')
    if told is None or not isinstance(told.get('bounds'), str):
        return Line(name, FAULT, 'rien n’en est connu', 'faites d’abord démarrer le terminal')
    missing = [word for kind, word in (('memory', 'mémoire'), ('pids', 'processus'),
                                       ('cpu', 'calcul')) if kind not in told['bounds'].split()]
    if missing:
        return Line(name, WARNING, 'une page peut gêner toute la machine : ' + ', '.join(missing),
                    'signalez-le, aucun réglage n’y peut rien ; en attendant, la limite de processus '
                    '(ulimit) et celle des fichiers en mémoire tiennent')
    return Line(name, OK, 'mémoire, processus et calcul d’une page sont bornés')


def check_pins(system):
    name = 'Codes de l’équipe'
    todo = 'lancez : guichetctl pin reception, puis guichetctl pin technician'
    pins = guichet_settings.parse(system.read(PINS))
    has = [role for role in ('reception', 'technician') if pins.get(('Pins', role), '').startswith('$y$')]
    if not has:
        return Line(name, FAULT, 'aucun code : l’équipe ne peut rien faire à l’écran', todo)
    if len(has) == 1:
        return Line(name, WARNING, 'un des deux codes manque', todo)
    return Line(name, OK, 'les deux codes sont posés')


def check_database(system):
    name = 'Comptes'
    words = ['guichet-report', 'show']
    if system.is_root:  # a file that root makes beside them would shut the terminal out
        words = ['runuser', '-u', 'guichet', '--'] + words
    if system.run(words).code == 0:
        return Line(name, OK, 'la base des comptes s’ouvre')
    return Line(name, FAULT, 'la base des comptes ne s’ouvre pas', 'lancez : guichet-report show')


def check_report(system, today=None):
    name = 'Rapport'
    values = read_settings(system)
    if not values.get(('Report', 'Centre')):
        return Line(name, OK, 'aucun rapport n’est demandé')
    if not system.exists(values.get(('Report', 'Key')) or KEY):
        return Line(name, FAULT, 'la clé du centre manque',
                    'lancez : runuser -u guichet -- guichet-report key --new')
    if system.run(['systemctl', 'is-failed', 'guichet-report.service']).out.strip() == 'failed':
        return Line(name, FAULT, 'le dernier envoi a échoué',
                    'lancez : journalctl -u guichet-report')
    today = today or datetime.date.today()
    month = (today.replace(day=1) - datetime.timedelta(days=1)).strftime('%Y-%m')
    outbox = values.get(('Report', 'Outbox')) or '/var/lib/guichet/outbox'
    if f'[{month}]' in (system.read(outbox + '/outbox.state') or ''):
        return Line(name, OK, f'celui de {month} est fait')
    return Line(name, WARNING, f'celui de {month} n’est pas fait',
                'normal si le terminal est nouveau ; sinon : guichet-report export')


def check_printer(system):
    name = 'Imprimante'
    told = ask_terminal(system, 'devices')
    if told is None:
        return Line(name, FAULT, 'le terminal ne répond pas', 'faites d’abord démarrer le terminal')
    state = told.get('printer', 'unknown')
    if state == 'not-set-up':
        return Line(name, OK, 'pas d’imprimante demandée')
    if state == 'ready' and told.get('printer-queue') in ('idle', 'printing') \
            and told.get('printer-accepting', True):
        return Line(name, OK, 'prête')
    seen = state if state != 'ready' else told.get('printer-queue') or 'refuse les documents'
    return Line(name, FAULT if seen in ('unknown', 'missing', 'no-printer') else WARNING,
                f'pas prête ({seen})', 'regardez l’imprimante (papier, capot, câble), puis : lpstat -t')


def check_scanner(system):
    name = 'Scanner'
    told = ask_terminal(system, 'devices')
    if told is None:
        return Line(name, FAULT, 'le terminal ne répond pas', 'faites d’abord démarrer le terminal')
    state = told.get('scanner', 'unknown')
    if state == 'not-set-up':
        return Line(name, OK, 'pas de scanner demandé')
    if state in ('ready', 'busy', 'empty'):
        return Line(name, OK, 'répond')
    return Line(name, WARNING if state in ('jammed', 'open') else FAULT, f'ne répond pas bien ({state})',
                'regardez le scanner (courant, câble, capot), puis : scanimage -L')


CHECKS = [check_settings, check_service, check_wipe, check_bounds, check_pins, check_database,
          check_report, check_printer, check_scanner]
