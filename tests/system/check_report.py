# SPDX-License-Identifier: MIT
"""Compares a JSON report of a real mail host with how the host was configured.

usage: check_report.py REPORT SCHEMA LOGIN VERDICT PROBLEM
LOGIN is refused or allowed, VERDICT the one for its cleartext ports, PROBLEM that of the chain or -.
"""
import json
import sys

import jsonschema

report_file, schema_file, login, verdict, problem = sys.argv[1:]
report = json.load(open(report_file, encoding="utf-8"))
jsonschema.Draft202012Validator(json.load(open(schema_file, encoding="utf-8"))).validate(report)


def expect(port, what, got, wanted):
    if got != wanted:
        sys.exit(f"port {port}: {what} is {got!r}, not {wanted!r}")


(host,) = report["hosts"]
ports = {port["port"]: port for port in host["ports"]}
expect("all", "the list", sorted(ports), [24, 25, 110, 143, 465, 587, 993, 995, 4190])
for number, port in ports.items():
    implicit = number in (465, 993, 995)
    expect(number, "state", port["state"], "ok")
    expect(number, "failures", port["failures"], [])
    expect(number, "mode", port["mode"], "implicit" if implicit else "starttls")
    expect(number, "version", port["tls"]["version"], "TLS 1.3")
    expect(number, "session tickets", port["tls"]["session_tickets"] >= 0, True)
    asked = {row["question"]: row["connections"] for row in port["negotiation"]["asked"]}
    expect(number, "connections", port["connections"], sum(asked.values()))
    expect(number, "connections of the dialogue", asked["basics"], 1)
    expect(number, "connections for the login", asked["login-in-clear"],
           0 if implicit or number == 24 else 1)
    # About ten; Dovecot refuses without an alert, so that it is asked twice.
    most = 10 if number in (25, 465, 587) else 16
    expect(number, "at most so many connections", min(port["connections"], most),
           port["connections"])
    versions = port["negotiation"]["versions"]
    expect(number, "versions", sorted(name for name in versions if versions[name]["answer"] != "no"),
           ["tls-1.2", "tls-1.3"])
    expect(number, "greeting", len(port["greeting"]) > 0, True)
    wanted = "not-applicable" if implicit or number == 24 else verdict
    expect(number, "login in clear", port["login_in_clear"]["verdict"], wanted)
    found = [entry["problem"] for entry in port["certificate"]["problems"]]
    expect(number, "chain problems", found, [] if problem == "-" else [problem])
    if not implicit:
        expect(number, "starttls advertised", port["starttls"]["advertised"]["answer"], "yes")
        expect(number, "starttls works", port["starttls"]["works"]["answer"], "yes")
imap = ports[143]["capabilities_before_tls"]
expect(143, "LOGINDISABLED", "LOGINDISABLED" in imap, login == "refused")
expect("all", "connections", report["run"]["connections"],
       sum(port["connections"] for port in ports.values()))
