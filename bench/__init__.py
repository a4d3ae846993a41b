"""What the program costs, each subject measured against a peer or a floor in the same run: `python -m bench`."""
