"""Adds up the test reports that are newer than a marker file, and says why each skipped test was skipped.

Its last line is the result in one line. Fails when a test failed and when no test was run at all: a run that tests
nothing must not look like one that found nothing.
"""

import pathlib
import sys
import xml.etree.ElementTree as xml


def reports(since):
    for folder in ("surefire-reports", "failsafe-reports"):
        for report in sorted(pathlib.Path(".").glob(f"**/target/{folder}/TEST-*.xml")):
            if report.stat().st_mtime_ns >= since:
                yield report


def main(marker):
    passed, failed, skipped = 0, [], []
    for report in reports(pathlib.Path(marker).stat().st_mtime_ns):
        for case in xml.parse(report).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                failed.append(name)
            elif (skip := case.find("skipped")) is not None:
                reason = (skip.get("message") or skip.text or "no reason given").strip()
                skipped.append(f"{name}: {reason.splitlines()[0]}")
            else:
                passed += 1
    for title, names in (("Skipped", skipped), ("Failed", failed)):
        if names:
            print(f"\n{title}:", *names, sep="\n  ")
    if not passed and not failed:
        print("\nmayfly: no tests were run.")
    print(f"\n{passed} passed, {len(failed)} failed, {len(skipped)} skipped", flush=True)
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
