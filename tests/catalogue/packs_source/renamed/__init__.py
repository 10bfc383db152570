import renamed.nodes as everything
