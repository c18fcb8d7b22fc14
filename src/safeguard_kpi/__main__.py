"""`python -m safeguard_kpi` is the command itself."""

from safeguard_kpi.cli import main

if __name__ == "__main__":
    main()
