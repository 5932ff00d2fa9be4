"""`python -P -m service`: the `chairside` command where a unit file must name a module."""

from service.cli.main import main

if __name__ == "__main__":
    main()
