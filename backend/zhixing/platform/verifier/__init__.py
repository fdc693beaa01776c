"""The verifier that travels with every evidence package. `standalone.py` needs Python and nothing else."""
