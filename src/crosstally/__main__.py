"""`python -m crosstally` is the command `crosstally`."""

from crosstally.cli import main

if __name__ == "__main__":
    main()
