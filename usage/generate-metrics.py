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
KEYS = ("Labels", "From", "CapPerVisit", "Sensitivity", "ReviewBy", "Period", "PerVisit", "FineYear",
        "Export", "NamedAlone")
SENSITIVITIES = ("none", "service", "host", "answer")
PERIODS = ("day", "month")
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


def get_optional(group, key, choices):
    return get_one_of(group, key, choices) if key in group else choices[0]


def get_parts(group, kind, labels):
    """The coarser labels that leave the centre: [(name, titled, [members])]."""
    if "Export" not in group:
        return []
    text = get(group, "Export")
    if kind == KINDS["@services"]:
        if text != "@themes":
            raise Mistake(f"[{group.name}] services are exported as @themes, not as {text}")
        return []
    parts = []
    for part in text.strip(";").split(";"):
        name, colon, members = part.partition(":")
        if name == "rest":
            raise Mistake(f"[{group.name}] Export: “rest” is what is left of a year")
        parts.append((check_name("label", name), bool(colon),
                      members.split(",") if colon else [name]))
    told = [member for _name, _titled, members in parts for member in members]
    if sorted(told) != sorted(labels) or len({name for name, _, _ in parts}) != len(parts):
        raise Mistake(f"[{group.name}] Export does not hold each label once")
    return parts


def get_named_alone(group, kind):
    if "NamedAlone" not in group:
        return []
    if kind != KINDS["@services"]:
        raise Mistake(f"[{group.name}] NamedAlone is for services")
    return [check_name("service", name) for name in get(group, "NamedAlone").strip(";").split(";")]


def check_keys(group, labels, parts):
    """No key is unknown: a misspelt one must not pass as a comment."""
    known = set(KEYS)
    titled = [f"Export-{name}" for name, is_titled, _members in parts if is_titled]
    for text in list(TEXTS) + [f"Label-{label}" for label in labels] + titled:
        known.update(text + language for language in LANGUAGES)
    for key in group:
        if key not in known:
            raise Mistake(f"[{group.name}] {key} is not a key of this metric")


def read_metric(group):
    check_name("metric", group.name)
    kind, labels = get_labels(group)
    parts = get_parts(group, kind, labels)
    check_keys(group, labels, parts)
    part_of = {member: name for name, _titled, members in parts for member in members}
    return {
        "name": group.name,
        "kind": kind,
        "labels": [(label, *(get(group, f"Label-{label}{lang}") for lang in LANGUAGES),
                    part_of.get(label)) for label in labels],
        "export": [(name, *(get(group, ("Export-" if titled else "Label-") + name + lang)
                            for lang in LANGUAGES), None) for name, titled, _members in parts],
        "is_exported": "Export" in group,
        "by_month": get_optional(group, "Period", PERIODS) == "month",
        "per_visit": get_optional(group, "PerVisit", ("no", "yes")) == "yes",
        "is_fine_in_year": get_optional(group, "FineYear", ("no", "yes")) == "yes",
        "named_alone": get_named_alone(group, kind),
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
        if metric["kind"] == KINDS["@hosts"] and metric["is_exported"]:
            raise Mistake(f"[{metric['name']}] host names do not leave the centre")
    return metrics


def quote(text):
    """A C string literal; the registry's texts are UTF-8 on one line."""
    return json.dumps(text, ensure_ascii=False)


def array_of(what, metric):
    return f"{what}_of_{metric['name'].replace('-', '_')}"


def truth(value):
    return "TRUE" if value else "FALSE"


def write_metric(metric, out):
    out(f"  {{ .name = {quote(metric['name'])},")
    out(f"    .kind = {metric['kind']},")
    for key, array in (("labels", "labels"), ("export", "export_labels")):
        if metric[key]:
            out(f"    .{array} = {array_of(array, metric)},")
            out(f"    .n_{array} = {len(metric[key])},")
    if metric["named_alone"]:
        out(f"    .named_alone = {array_of('named_alone', metric)},")
    for key in ("is_exported", "by_month", "per_visit", "is_fine_in_year"):
        out(f"    .{key} = {truth(metric[key])},")
    out(f"    .from_world = {truth(metric['from_world'])},")
    out(f"    .cap = {metric['cap']},")
    out(f"    .sensitivity = {quote(metric['sensitivity'])},")
    out(f"    .review_by = {quote(metric['review_by'])},")
    for key in ("description", "purpose"):
        english, french = metric[key]
        out(f"    .{key} = {{ {quote(english)}, {quote(french)} }},")
    out("  },")


def write_labels(labels, array, out):
    if not labels:
        return
    out(f"static const GuichetMetricLabel {array}[] = {{")
    for label, english, french, part in labels:
        part = quote(part) if part else "NULL"
        out(f"  {{ {quote(label)}, {{ {quote(english)}, {quote(french)} }}, {part} }},")
    out("};")


def write_table(metrics, file):
    def out(line):
        print(line, file=file)

    out("/* SPDX-License-Identifier: GPL-3.0-or-later */")
    out("/* Made from metrics.conf; edit that. */")
    out('#include "metrics-table.h"')
    for metric in metrics:
        for key, array in (("labels", "labels"), ("export", "export_labels")):
            write_labels(metric[key], array_of(array, metric), out)
        if metric["named_alone"]:
            names = ", ".join(quote(name) for name in metric["named_alone"])
            out(f"static const char *const {array_of('named_alone', metric)}[] = {{ {names}, NULL }};")
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
        for label, _english, _french, _part in metric["labels"]:
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
