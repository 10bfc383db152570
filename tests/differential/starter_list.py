"""InvokeAI's starter models as one line of JSON, printed in InvokeAI's own environment."""

from __future__ import annotations

import json

from invokeai.backend.model_manager.starter_models import STARTER_MODELS

print(
    json.dumps(
        [
            {
                "name": model.name,
                "base": model.base.value,
                "type": model.type.value,
                "source": model.source,
                "format": model.format.value if getattr(model, "format", None) else "",
                "description": model.description,
            }
            for model in STARTER_MODELS
        ]
    )
)
