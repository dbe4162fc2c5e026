#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Validates reports for CI: validate_ci.py WRITER SCHEMAS

WRITER is a program that writes the reports of all samples into the folder REPORTS. They are held
against the schemas of their formats, and against what a schema cannot say: counts, places of
rules, URIs that GitHub takes, and that no two results have the same fingerprint."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

LACKS = []
try:
    import jsonschema
except ImportError:
    LACKS.append("python3-jsonschema")
if shutil.which("xmllint") is None:
    LACKS.append("xmllint")
if LACKS:
    print("missing:", ", ".join(LACKS))
    sys.exit(1 if os.environ.get("CI") == "true" else 77)

# A relative reference of segments without a scheme, and nothing that would have to be encoded.
URI = re.compile(r"(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+(?:/(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})+){0,2}")
SEVERITY = re.compile(r"\d\.\d")


# --- JUnit --------------------------------------------------------------------------------------

def lint(schema, file):
    """xmllint's complaints: not well-formed, a forbidden character, or not as the schema says."""
    run = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", str(schema), str(file)],
                         capture_output=True, text=True, errors="replace", check=False)
    return [] if run.returncode == 0 else run.stderr.splitlines()


def without_messages_of_skipped(tree, file):
    """The older schema knows no attributes there."""
    for skipped in tree.iter("skipped"):
        skipped.attrib.clear()
    tree.write(file, encoding="utf-8", xml_declaration=True)
    return file


def check_suites(tree):
    names = [suite.get("name") for suite in tree.iter("testsuite")]
    if len(set(names)) != len(names):
        yield "two suites have the same name"
    for suite in tree.iter("testsuite"):
        cases = suite.findall("testcase")
        counts = {"tests": len(cases)}
        for count, element in (("failures", "failure"), ("errors", "error"),
                               ("skipped", "skipped")):
            counts[count] = sum(case.find(element) is not None for case in cases)
        for count, number in counts.items():
            if suite.get(count) != str(number):
                yield f"{suite.get('name')}: {count} is {suite.get(count)}, not {number}"
        keys = [(case.get("classname"), case.get("name")) for case in cases]
        if len(set(keys)) != len(keys):
            yield f"{suite.get('name')}: two cases have the same name"


def check_junit(file, schemas, folder):
    errors = lint(schemas / "junit.xsd", file)
    try:
        tree = ElementTree.parse(file)
    except ElementTree.ParseError as error:
        return [*errors, str(error)]
    errors += check_suites(tree)
    older = without_messages_of_skipped(tree, folder / "older")
    return errors + lint(schemas / "junit-4.xsd", older)


# --- SARIF --------------------------------------------------------------------------------------

def uris(result):
    for location in result.get("locations", []):
        yield location["physicalLocation"]["artifactLocation"]["uri"]


def check_rules(rules):
    ids = [rule["id"] for rule in rules]
    if len(set(ids)) != len(ids):
        yield "two rules have the same id"
    for rule in rules:
        number = rule["properties"].get("security-severity")
        if (number is not None) != ("security" in rule["properties"]["tags"]):
            yield f"{rule['id']}: security-severity and the tag go together"
        if number is not None and not SEVERITY.fullmatch(number):
            yield f"{rule['id']}: security-severity is {number}"
        for key in ("shortDescription", "fullDescription"):
            if not 0 < len(rule[key]["text"]) <= 1024:  # GitHub's limit
                yield f"{rule['id']}: {key} is too long"


def check_results(run):
    rules = run["tool"]["driver"]["rules"]
    prints = [result["partialFingerprints"]["primaryLocationLineHash"]
              for result in run["results"]]
    if len(set(prints)) != len(prints):
        yield "two results have the same fingerprint"
    for result in run["results"]:
        index = result.get("ruleIndex")
        if index is not None and rules[index]["id"] != result["ruleId"]:
            yield f"{result['ruleId']} points to {rules[index]['id']}"
        if (result["kind"] == "fail") == (result["level"] == "none"):
            yield f"{result['ruleId']}: {result['kind']} with the level {result['level']}"
        if "](" in result["message"]["text"]:
            yield f"{result['ruleId']}: a link in its message"
        for uri in uris(result):
            if not URI.fullmatch(uri):
                yield f"{result['ruleId']}: the URI {uri!r}"


def check_invocation(run):
    notices = run["tool"]["driver"]["notifications"]
    for invocation in run["invocations"]:
        levels = set()
        for notification in invocation["toolExecutionNotifications"]:
            descriptor = notification["descriptor"]
            if notices[descriptor["index"]]["id"] != descriptor["id"]:
                yield f"{descriptor['id']} points to another notice"
            levels.add(notification["level"])
            for uri in uris(notification):
                if not URI.fullmatch(uri):
                    yield f"{descriptor['id']}: the URI {uri!r}"
        if invocation["executionSuccessful"] == ("error" in levels):
            yield "an error and success do not go together"


def check_sarif(file, validator):
    document = json.loads(file.read_text(encoding="utf-8"))
    errors = [f"{'/'.join(map(str, e.path))}: {e.message}"
              for e in validator.iter_errors(document)]
    if errors or len(document["runs"]) != 1:
        return errors or ["there is not one run"]
    run = document["runs"][0]
    return [*check_rules(run["tool"]["driver"]["rules"]), *check_results(run),
            *check_invocation(run)]


def main(writer, schemas):
    schemas = Path(schemas)
    schema = json.loads((schemas / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema, format_checker=jsonschema.FormatChecker())
    errors = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = subprocess.run([writer], env={**os.environ, "REPORTS": name}, text=True,
                             capture_output=True, errors="replace", check=False)
        if run.returncode != 0:
            print(f"{writer} ended with {run.returncode}:", run.stdout, run.stderr)
            return 1
        junit = sorted(folder.glob("*.junit.xml"))
        sarif = sorted(folder.glob("*.sarif"))
        for file in junit:
            errors += [f"{file.name}: {e}" for e in check_junit(file, schemas, folder)]
        for file in sarif:
            errors += [f"{file.name}: {e}" for e in check_sarif(file, validator)]
    print("\n".join(errors) or
          f"{len(junit)} JUnit and {len(sarif)} SARIF reports are as their schemas say")
    return 1 if errors or not junit or not sarif else 0


sys.exit(main(*sys.argv[1:]))
