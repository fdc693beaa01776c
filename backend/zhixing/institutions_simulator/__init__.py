"""The other side of the gate: institutions that answer questions and control requests (`zhixing institutions`).

A program of its own for trials, tests and measurements. It knows batches and nothing else of the court: no slice
imports it, it opens no database, and its answers come in through the real gateway like anybody's.
"""

from zhixing.institutions_simulator.gate import FileGate, HttpGate, Post
from zhixing.institutions_simulator.simulator import Simulator

__all__ = ["FileGate", "HttpGate", "Post", "Simulator"]
