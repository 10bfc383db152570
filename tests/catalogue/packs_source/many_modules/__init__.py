from .first import FirstInvocation
from .inner.second import SecondInvocation
from many_modules.third import ThirdInvocation
