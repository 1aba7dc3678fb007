"""Who: people, groups, organisations and the state's agents."""
