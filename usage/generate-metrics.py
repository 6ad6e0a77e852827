#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks metrics.conf and writes metrics-table.c and metric-names.h from it.

usage: generate-metrics.py METRICS.CONF METRICS-TABLE.C METRIC-NAMES.H
"""

import configparser
import datetime
import json
import re
import sys

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KINDS = {"@services": "GUICHET_LABELS_SERVICES", "@hosts": "GUICHET_LABELS_HOSTS"}
TEXTS = ("Description", "Purpose")
KEYS = ("Labels", "From", "CapPerVisit", "Sensitivity", "ReviewBy")
SENSITIVITIES = ("none", "service", "host")
LANGUAGES = ("", "[fr]")
MAX_NAME = 40
MAX_CAP = 1000


class Mistake(Exception):
    """A sentence about the registry, for the person who edits it."""


def check_name(what, name):
    if len(name) > MAX_NAME or not NAME.fullmatch(name):
        raise Mistake(f"“{name}” is not a {what}: a-z, 0-9 and single hyphens, at most {MAX_NAME}")
    return name


def get(group, key):
    value = group.get(key, "").strip()
    if not value:
        raise Mistake(f"[{group.name}] {key} is missing")
    return value


def get_one_of(group, key, choices):
    value = get(group, key)
    if value not in choices:
        raise Mistake(f"[{group.name}] {key}={value} is not one of {', '.join(choices)}")
    return value


def get_cap(group):
    text = get(group, "CapPerVisit")
    if not re.fullmatch(r"[1-9][0-9]*", text) or int(text) > MAX_CAP:
        raise Mistake(f"[{group.name}] CapPerVisit={text} is not a number from 1 to {MAX_CAP}")
    return int(text)


def get_day(group):
    text = get(group, "ReviewBy")
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        datetime.date.fromisoformat(text)
    except ValueError:
        raise Mistake(f"[{group.name}] ReviewBy={text} is not a day, YYYY-MM-DD") from None
    return text


def get_labels(group):
    text = get(group, "Labels")
    if text.startswith("@"):
        if text not in KINDS:
            raise Mistake(f"[{group.name}] Labels={text} is not one of {', '.join(KINDS)}")
        return KINDS[text], []
    labels = [check_name("label", label) for label in text.strip(";").split(";")]
    if len(set(labels)) != len(labels):
        raise Mistake(f"[{group.name}] Labels names one twice")
    return "GUICHET_LABELS_CLOSED", labels


def check_keys(group, labels):
    """No key is unknown: a misspelt one must not pass as a comment."""
    known = set(KEYS)
    for text in list(TEXTS) + [f"Label-{label}" for label in labels]:
        known.update(text + language for language in LANGUAGES)
    for key in group:
        if key not in known:
            raise Mistake(f"[{group.name}] {key} is not a key of this metric")


def read_metric(group):
    check_name("metric", group.name)
    kind, labels = get_labels(group)
    check_keys(group, labels)
    return {
        "name": group.name,
        "kind": kind,
        "labels": [(label, *(get(group, f"Label-{label}{lang}") for lang in LANGUAGES))
                   for label in labels],
        "from_world": get_one_of(group, "From", ("world", "supervisor")) == "world",
        "cap": get_cap(group),
        "sensitivity": get_one_of(group, "Sensitivity", SENSITIVITIES),
        "review_by": get_day(group),
        "description": [get(group, "Description" + lang) for lang in LANGUAGES],
        "purpose": [get(group, "Purpose" + lang) for lang in LANGUAGES],
    }


def read_registry(path):
    parser = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",),
                                          default_section="", strict=True)
    parser.optionxform = str
    try:
        with open(path, encoding="utf-8") as file:
            parser.read_file(file)
    except (configparser.Error, UnicodeDecodeError) as error:
        raise Mistake(str(error)) from None
    metrics = [read_metric(parser[name]) for name in parser.sections()]
    if not metrics:
        raise Mistake("no metric is registered")
    for metric in metrics:
        # A host name is only ever written after the threshold, which the world must not go around.
        if metric["kind"] == KINDS["@hosts"] and metric["from_world"]:
            raise Mistake(f"[{metric['name']}] a world must not send host names")
    return metrics


def quote(text):
    """A C string literal; the registry's texts are UTF-8 on one line."""
    return json.dumps(text, ensure_ascii=False)


def write_metric(metric, out):
    out(f"  {{ .name = {quote(metric['name'])},")
    out(f"    .kind = {metric['kind']},")
    if metric["labels"]:
        out(f"    .labels = labels_of_{metric['name'].replace('-', '_')},")
        out(f"    .n_labels = {len(metric['labels'])},")
    out(f"    .from_world = {'TRUE' if metric['from_world'] else 'FALSE'},")
    out(f"    .cap = {metric['cap']},")
    out(f"    .sensitivity = {quote(metric['sensitivity'])},")
    out(f"    .review_by = {quote(metric['review_by'])},")
    for key in ("description", "purpose"):
        english, french = metric[key]
        out(f"    .{key} = {{ {quote(english)}, {quote(french)} }},")
    out("  },")


def write_table(metrics, file):
    def out(line):
        print(line, file=file)

    out("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    out("/* Made from metrics.conf; edit that. */")
    out('#include "metrics-table.h"')
    for metric in metrics:
        if metric["labels"]:
            out(f"static const GuichetMetricLabel labels_of_{metric['name'].replace('-', '_')}[] = {{")
            for label, english, french in metric["labels"]:
                out(f"  {{ {quote(label)}, {{ {quote(english)}, {quote(french)} }} }},")
            out("};")
    out("const GuichetMetric guichet_metrics_table[] = {")
    for metric in metrics:
        write_metric(metric, out)
    out("};")
    out("const gsize guichet_metrics_table_length = G_N_ELEMENTS (guichet_metrics_table);")
    out("const char *const guichet_metrics_names[] = {")
    for metric in metrics:
        out(f"  {quote(metric['name'])},")
    out("  NULL,")
    out("};")


def write_names(metrics, file):
    def constant(*words):
        return "_".join(words).upper().replace("-", "_")

    def out(line):
        print(line, file=file)

    out("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    out("/* Made from metrics.conf; edit that. What is not there cannot be counted. */")
    out("#pragma once")
    for metric in metrics:
        out("")
        out(f"#define {constant('guichet_metric', metric['name'])} {quote(metric['name'])}")
        for label, _english, _french in metric["labels"]:
            out(f"#define {constant('guichet_label', metric['name'], label)} {quote(label)}")


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    try:
        metrics = read_registry(sys.argv[1])
    except Mistake as mistake:
        sys.exit(f"{sys.argv[1]}: {mistake}")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        write_table(metrics, file)
    with open(sys.argv[3], "w", encoding="utf-8") as file:
        write_names(metrics, file)


if __name__ == "__main__":
    main()
