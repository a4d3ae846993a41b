"""Still lifes drawn by the program: a canvas, a stage with light, and what stands on it."""
