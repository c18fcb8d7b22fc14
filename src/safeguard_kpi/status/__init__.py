"""How things stand: outputs, store, feeds and runs, from what lies there and nothing else."""

from safeguard_kpi.status.standing import status_of

__all__ = ["status_of"]
