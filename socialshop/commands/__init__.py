"""The commands, a module a group. What a command needs is imported inside it, so that the help stays light."""
