from .first import FineInvocation
from .second import RefusedInvocation
