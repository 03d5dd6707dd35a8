"""Find a Chromium for the browser tests, installing Debian's where it is missing and we may."""

import os
import shutil
import subprocess
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome"]


def find() -> str | None:
    return os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> None:
    """Install Debian's package; only root may, and only where apt-get is."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Chromium for the browser tests (once)")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "env": environment}
        subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-dejavu-core"], check=True, **quiet)


if __name__ == "__main__":
    if not find():
        install()
    if not find():
        sys.exit(
            "The browser tests need Chromium. Install it (on Debian, as root: apt-get install chromium)"
            " or name it in CHROMIUM."
        )
