"""Known vulnerabilities of the packages in this environment, as pip-audit finds them at pypi.org.

Where that cannot be reached, a line says so and nothing is found: the data lies outside, and the checks run without a network too.
Ends with 1 where something is found.
"""

import json
import subprocess
import sys
import tempfile
from importlib.metadata import distributions
from pathlib import Path

ASKED_FIRST = "django"  # certainly there, and quickly asked
SECONDS = 300


def audit(names: set[str]) -> list[dict]:
    """What pip-audit says of packages of this environment; an entry has `vulns`, or `skip_reason` where it could not be looked up."""
    installed = {each.metadata["Name"].lower(): each.version for each in distributions()}
    with tempfile.TemporaryDirectory() as folder:
        pinned = Path(folder) / "requirements.txt"
        pinned.write_text("".join(f"{name}=={version}\n" for name, version in sorted(installed.items()) if not names or name in names))
        command = [sys.executable, "-m", "pip_audit", "-r", str(pinned), "--disable-pip", "--no-deps", "-f", "json", "--progress-spinner", "off"]
        try:
            done = subprocess.run([*command, "--timeout", "5"], capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            return []
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except ValueError:
        return []  # no answer: pip-audit says why on the other stream, which is of the network


def main() -> int:
    """Ask for one package first, so that little time is lost without a network."""
    if not any("vulns" in each for each in audit({ASKED_FIRST})):
        print("Known vulnerabilities not looked up: their data at pypi.org cannot be reached from here.")  # noqa: T201
        return 0
    found = audit(set())
    asked = [each for each in found if "vulns" in each]
    for each in asked:
        for known in each["vulns"]:
            print(f"{each['name']} {each['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version yet'}")  # noqa: T201
    print(f"{len(asked)} packages looked up, {len(found) - len(asked)} not known at pypi.org.")  # noqa: T201
    return int(any(each["vulns"] for each in asked))


if __name__ == "__main__":
    sys.exit(main())
