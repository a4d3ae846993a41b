"""Product files in, one canonical frame, channel rows out. No state, no network: frames in, frames out."""
