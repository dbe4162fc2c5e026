#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Validates all JSON reports of a folder against their schema: validate.py SCHEMA FOLDER"""
import glob
import json
import os
import sys

try:
    import jsonschema
except ImportError:
    print("python3-jsonschema is missing")
    sys.exit(1 if os.environ.get("CI") == "true" else 77)


def check_objects(schema, path="#"):
    """Every object is closed, and every property has a description."""
    if isinstance(schema, list):
        return [e for i, s in enumerate(schema) for e in check_objects(s, f"{path}/{i}")]
    if not isinstance(schema, dict):
        return []
    errors = []
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        if schema.get("additionalProperties") is not False:
            errors.append(f"{path}: additionalProperties is not false")
        errors += [f"{path}/{name}: no description"
                   for name, value in schema["properties"].items() if "description" not in value]
    return errors + [e for k, s in schema.items() for e in check_objects(s, f"{path}/{k}")]


def main(schema_file, folder):
    reports = sorted(glob.glob(os.path.join(folder, "*.json")))
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    errors = check_objects(schema)
    for report in reports:
        with open(report, encoding="utf-8") as file:
            document = json.load(file)
        errors += [f"{report}: {'/'.join(map(str, e.path))}: {e.message}"
                   for e in validator.iter_errors(document)]
    print("\n".join(errors) or f"{len(reports)} reports are as the schema says")
    return 1 if errors or not reports else 0


sys.exit(main(*sys.argv[1:]))
