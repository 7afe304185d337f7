"""Run the command line as ``python -m matcher``."""

from matcher.cli import main

if __name__ == "__main__":
    main(prog_name="matcher")
