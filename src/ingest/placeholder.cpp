// folder start
