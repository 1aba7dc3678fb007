"""What holds for every test: laws are searched without a clock, so that a busy machine fails none."""

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
